// Functions of the reference evaluator over the values of their arguments. Those that look at their arguments
// otherwise (coalesce, if, stance, label) are in expression.cc.
#ifndef TERN_TESTS_REFERENCE_FUNCTIONS_H_
#define TERN_TESTS_REFERENCE_FUNCTIONS_H_

#include <string>
#include <vector>

#include "tests/reference/cell.h"

namespace tern::reference {

// `name` as docs/language.md writes it. Null where an argument is null or does not fit.
Cell CallFunction(const std::string& name, const std::vector<Cell>& arguments, const std::string& base);

// The text of a term: a name in the base without the base, another entity's IRI, a literal's lexical form.
std::string TextOf(const Cell& term, const std::string& base);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_FUNCTIONS_H_
