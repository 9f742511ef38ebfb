// Regular expressions over predicates: the paths that a plan does not take apart into joins, because they
// repeat (`p*`, `(p/q)+`, `p{2,5}`). Plain values; SPARQL 1.1 §18.1.7 has the algebra.
#ifndef TERN_ENGINE_ALGEBRA_PATH_EXPRESSION_H_
#define TERN_ENGINE_ALGEBRA_PATH_EXPRESSION_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::algebra {

struct PathExpression {
  enum class Kind : uint8_t {
    kStep,      // one edge, forward: its predicate is one of `predicates`
    kAnyStep,   // one edge of any predicate but `predicates`; those of `!x`, or of `any` where there are none
    kInverse,   // children[0] against its direction
    kSequence,  // all children, one behind the other
    kAlternative,  // one of the children
    kRepeat,       // children[0], at_least to at_most times
  };
  Kind kind = Kind::kStep;
  std::vector<model::Term> predicates;
  // What `predicates` are in one snapshot, ascending; set when resolved. Unknown ones are left out.
  std::optional<std::vector<model::TermId>> ids;
  std::vector<PathExpression> children;
  uint32_t at_least = 0;
  std::optional<uint32_t> at_most;  // nothing: without end

  friend bool operator==(const PathExpression&, const PathExpression&) = default;
};

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_PATH_EXPRESSION_H_
