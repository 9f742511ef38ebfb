// What the reference evaluator reads: every statement of a store as plain terms in plain vectors, and the
// part of it that a match with `according to` and `as of` looks at.
#ifndef TERN_TESTS_REFERENCE_DATASET_H_
#define TERN_TESTS_REFERENCE_DATASET_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/model/term_id.h"
#include "storage/store/snapshot.h"
#include "tests/reference/cell.h"

namespace tern::reference {

struct Statement {
  Cell subject;
  Cell predicate;
  Cell object;
  Cell claim;  // the claim's entity: an IRI, a blank node or an anonymous claim; null: stated without a claim
  model::Stance stance = model::Stance::kFor;
  friend bool operator==(const Statement&, const Statement&) = default;
};

struct Dataset {
  std::vector<Statement> facts;       // no two alike
  std::vector<Statement> properties;  // subject: an anonymous claim; no claim, no stance
  friend bool operator==(const Dataset&, const Dataset&) = default;
};

// Reads everything from a snapshot, statement by statement, without any of the engine.
absl::StatusOr<Dataset> ReadDataset(const store::Snapshot& snapshot);

// The facts and claims that a match looks at.
struct FactView {
  std::vector<const Statement*>
      facts;  // each triple that is stated without a claim or has a claim for it, once
  std::vector<const Statement*> claims;  // statements with a claim, of every stance
};
FactView ViewOfAll(const Dataset& dataset);

// What `according to` and `as of` leave.
struct ClaimDemands {
  std::optional<std::vector<Cell>> according_to;
  Cell as_of;  // null: none
};
FactView ViewOf(const Dataset& dataset, const ClaimDemands& demands);

// The values of `subject`'s plain facts and claim properties of that predicate, whatever any match looks at.
std::vector<Cell> PropertiesOf(const Dataset& dataset, const Cell& subject, std::string_view predicate);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_DATASET_H_
