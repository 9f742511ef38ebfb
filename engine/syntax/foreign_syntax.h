// What people type who come from Cypher, SPARQL, SQL or a programming language, and how it is written here.
#ifndef TERN_ENGINE_SYNTAX_FOREIGN_SYNTAX_H_
#define TERN_ENGINE_SYNTAX_FOREIGN_SYNTAX_H_

#include <optional>

#include "engine/syntax/error_site.h"

namespace tern::syntax {

// Each looks for one family of such texts and says nothing where it finds none.
std::optional<Diagnostic> ForeignStatement(const ErrorSite& site);  // select, create, @prefix, union
std::optional<Diagnostic> ForeignOperator(const ErrorSite& site);   // ==, <>, &&, ||, !
std::optional<Diagnostic> ForeignPattern(const ErrorSite& site);    // (a)-[:p]->(b), { ?s ?p ?o }

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_FOREIGN_SYNTAX_H_
