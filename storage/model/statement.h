// A statement: subject, predicate, object and the claim that makes it (null: stated without a claim).
#ifndef TERN_STORAGE_MODEL_STATEMENT_H_
#define TERN_STORAGE_MODEL_STATEMENT_H_

#include <array>
#include <compare>
#include <cstdint>
#include <utility>

#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::model {

struct Statement {
  TermId subject;
  TermId predicate;
  TermId object;
  TermId claim;  // claim column: kNull, kClaim, kClaimIri*, kClaimBlank

  friend constexpr bool operator==(const Statement&, const Statement&) = default;
  friend constexpr auto operator<=>(const Statement&, const Statement&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Statement& s) {
    return H::combine(std::move(state), s.subject, s.predicate, s.object, s.claim);
  }
};

// A statement's ids in the column sequence of some order (storage/order/order.h); compares as that order
// sorts.
using Row = std::array<TermId, 4>;

// A fact as text with how it is claimed: what readers produce and export consumes.
struct Quad {
  Term subject;
  Term predicate;
  Term object;
  Term graph;  // meaningful only if has_graph: an IRI or a blank node
  bool has_graph = false;

  friend bool operator==(const Quad&, const Quad&) = default;
  friend auto operator<=>(const Quad&, const Quad&) = default;
};

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_STATEMENT_H_
