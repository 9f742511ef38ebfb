// Which claims a match looks at: `according to`, `as of`. An empty filter keeps all.
#ifndef TERN_ENGINE_ALGEBRA_CLAIM_FILTER_H_
#define TERN_ENGINE_ALGEBRA_CLAIM_FILTER_H_

#include <optional>
#include <vector>

#include "storage/model/term.h"

namespace tern::algebra {

// A claim is kept where all that is set holds of it. Its properties are read as `?c.key` reads them.
struct ClaimFilter {
  // Its `by` or `source` is one of these, or the `publisher` of its source is. Facts without a claim are
  // dropped. Set and empty: nothing is kept.
  std::optional<std::vector<model::Term>> according_to;
  // One of its dates (`on`) is not after this one, or it has none. Facts without a claim are kept.
  std::optional<model::Term> as_of;

  bool empty() const { return !according_to && !as_of; }
  friend bool operator==(const ClaimFilter&, const ClaimFilter&) = default;
};

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_CLAIM_FILTER_H_
