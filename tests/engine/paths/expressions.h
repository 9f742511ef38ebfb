// Path expressions over predicates that are small numbers, for the tests of this folder.
#ifndef TERN_TESTS_ENGINE_PATHS_EXPRESSIONS_H_
#define TERN_TESTS_ENGINE_PATHS_EXPRESSIONS_H_

#include <optional>
#include <utility>
#include <vector>

#include "engine/algebra/path_expression.h"
#include "storage/model/term_id.h"

namespace tern::paths {

using algebra::PathExpression;

inline model::TermId Id(uint64_t number) { return model::TermId::FromBits(number + 1); }

inline PathExpression StepOf(uint64_t predicate) {
  PathExpression path;
  path.ids = {Id(predicate)};
  return path;
}
inline PathExpression AllBut(std::vector<model::TermId> predicates) {
  PathExpression path;
  path.kind = PathExpression::Kind::kAnyStep;
  path.ids = std::move(predicates);
  return path;
}
inline PathExpression Of(PathExpression::Kind kind, std::vector<PathExpression> children) {
  PathExpression path;
  path.kind = kind;
  path.children = std::move(children);
  return path;
}
inline PathExpression Repeat(PathExpression inner, uint32_t at_least, std::optional<uint32_t> at_most) {
  PathExpression path = Of(PathExpression::Kind::kRepeat, {std::move(inner)});
  path.at_least = at_least;
  path.at_most = at_most;
  return path;
}

}  // namespace tern::paths

#endif  // TERN_TESTS_ENGINE_PATHS_EXPRESSIONS_H_
