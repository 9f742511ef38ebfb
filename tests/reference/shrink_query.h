// Makes a query that fails as small as it can while it still fails: what a person reads of a random one.
#ifndef TERN_TESTS_REFERENCE_SHRINK_QUERY_H_
#define TERN_TESTS_REFERENCE_SHRINK_QUERY_H_

#include <functional>
#include <vector>

#include "engine/syntax/syntax_tree.h"

namespace tern::reference {

// Every query that is one step smaller: without some part, or with an expression or a path replaced by a
// piece of itself. Some of them mean nothing (an unbound variable).
std::vector<syntax::Query> SmallerQueries(const syntax::Query& query);

// Goes to a smaller query that fails as long as there is one. REQUIRES: fails(query).
syntax::Query ShrinkQuery(syntax::Query query, const std::function<bool(const syntax::Query&)>& fails);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_SHRINK_QUERY_H_
