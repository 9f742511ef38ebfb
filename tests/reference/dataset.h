// What the reference evaluator reads: every statement of a store as plain terms in plain vectors.
#ifndef TERN_TESTS_REFERENCE_DATASET_H_
#define TERN_TESTS_REFERENCE_DATASET_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/store/snapshot.h"

namespace tern::reference {

struct Statement {
  model::Term subject;
  model::Term predicate;
  model::Term object;
  std::optional<model::Term> claim;  // the claim's entity: an IRI, a blank node or an anonymous claim
  model::Stance stance = model::Stance::kFor;
};

struct Dataset {
  std::vector<Statement> facts;       // no two alike
  std::vector<Statement> properties;  // subject: an anonymous claim; no claim, no stance
};

// Reads everything from a snapshot, statement by statement, without any of the engine.
absl::StatusOr<Dataset> ReadDataset(const store::Snapshot& snapshot);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_DATASET_H_
