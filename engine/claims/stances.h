// Who says what about a fact: every claim on it, of each stance, with its evidence.
#ifndef TERN_ENGINE_CLAIMS_STANCES_H_
#define TERN_ENGINE_CLAIMS_STANCES_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/model/statement.h"
#include "storage/model/term.h"
#include "storage/store/snapshot.h"

namespace tern::claims {

// One claim on a fact. A property may have several values; they are in the order of terms.
struct Evidence {
  model::Stance stance = model::Stance::kFor;
  std::optional<model::Term> claim;  // nothing: the fact was stated without one
  std::vector<model::Term> by;
  std::vector<model::Term> source;
  std::vector<model::Term> on;
  std::vector<model::Term> quote;
};

// Tells of a claim (an id of the claim column; null: the statement without one) whether it counts.
using ClaimTest = std::function<absl::StatusOr<bool>(model::TermId claim)>;

// Reads the evidence of one fact in the order of claims. Not thread-safe; must not outlive the snapshot.
class EvidenceReader {
 public:
  // No evidence where the fact is not known at all, or no claim counts. `counts` empty: all do.
  static absl::StatusOr<std::unique_ptr<EvidenceReader>> Open(const store::Snapshot& snapshot,
                                                              model::TermId subject, model::TermId predicate,
                                                              model::TermId object, ClaimTest counts = {});

  // The next claim, or nothing at the end. Where the fact was stated without a claim, too, the first Evidence
  // has none.
  absl::StatusOr<std::optional<Evidence>> Next();

 private:
  EvidenceReader(const store::Snapshot& snapshot, std::unique_ptr<store::Cursor> cursor, ClaimTest counts)
      : snapshot_(snapshot), cursor_(std::move(cursor)), counts_(std::move(counts)) {}

  absl::StatusOr<std::optional<Evidence>> Read(model::TermId claim) const;
  absl::StatusOr<std::vector<model::Term>> Property(model::TermId entity, std::string_view predicate) const;

  const store::Snapshot& snapshot_;
  std::unique_ptr<store::Cursor> cursor_;
  ClaimTest counts_;
  bool ended_ = false;
};

}  // namespace tern::claims

#endif  // TERN_ENGINE_CLAIMS_STANCES_H_
