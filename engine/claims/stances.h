// Who says what about a fact: every claim on it, of each stance, with its evidence.
#ifndef TERN_ENGINE_CLAIMS_STANCES_H_
#define TERN_ENGINE_CLAIMS_STANCES_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/model/statement.h"
#include "storage/model/term.h"
#include "storage/store/snapshot.h"

namespace tern::claims {

// One claim on a fact. Of a property with several values the first in the order of terms.
struct Evidence {
  model::Stance stance = model::Stance::kFor;
  std::optional<model::Term> claim;  // nothing: the fact was stated without one
  std::optional<model::Term> by;
  std::optional<model::Term> source;
  std::optional<model::Term> on;
  std::optional<model::Term> quote;
};

// "for", "against" or "unclear", as function `stance` says it.
std::string_view StanceName(model::Stance stance);

// Reads the evidence of one fact in the order of claims. Not thread-safe; must not outlive the snapshot.
class EvidenceReader {
 public:
  // No evidence where the fact is not known at all.
  static absl::StatusOr<std::unique_ptr<EvidenceReader>> Open(const store::Snapshot& snapshot,
                                                              model::TermId subject, model::TermId predicate,
                                                              model::TermId object);

  // The next claim, or nothing at the end. A fact that was only stated without a claim gives one Evidence
  // without.
  absl::StatusOr<std::optional<Evidence>> Next();

 private:
  EvidenceReader(const store::Snapshot& snapshot, std::unique_ptr<store::Cursor> cursor)
      : snapshot_(snapshot), cursor_(std::move(cursor)) {}

  absl::StatusOr<std::optional<Evidence>> Read(model::TermId claim) const;
  absl::StatusOr<std::optional<model::Term>> Property(model::TermId entity, std::string_view predicate) const;

  const store::Snapshot& snapshot_;
  std::unique_ptr<store::Cursor> cursor_;
  bool stated_ = false;  // without a claim
  bool claimed_ = false;
  bool ended_ = false;
};

}  // namespace tern::claims

#endif  // TERN_ENGINE_CLAIMS_STANCES_H_
