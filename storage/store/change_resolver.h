// A transaction's changes, in terms, to the signed statements of a log entry: what is there already changes
// nothing, an anonymous claim that is stated again is the claim that is there, and a fact goes with all its
// claims.
#ifndef TERN_STORAGE_STORE_CHANGE_RESOLVER_H_
#define TERN_STORAGE_STORE_CHANGE_RESOLVER_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/log/log_entry.h"
#include "storage/model/term.h"
#include "storage/store/meta.h"
#include "storage/store/statement_states.h"
#include "storage/store/store.h"
#include "storage/store/term_resolver.h"

namespace tern::store {

struct ResolvedChanges {
  std::vector<log::Change> changes;                          // net, sorted; empty: nothing to commit
  std::vector<std::pair<model::TermId, model::Term>> terms;  // to append to the dictionary
  HeadRecord
      head;  // that of the base with totals, numbers and term counts as after the changes; commit as before
  uint64_t inserted = 0;
  uint64_t deleted = 0;
  uint64_t unchanged = 0;
  uint64_t properties_inserted = 0;  // by themselves, not with a claim that is new or goes
  uint64_t properties_deleted = 0;
};

// Not thread-safe.
class ChangeResolver {
 public:
  // `base` must outlive this.
  ChangeResolver(const SnapshotImpl& base, bool blank_labels_are_stored);

  // InvalidArgument for a change that cannot be stored; then the whole transaction is to be dropped. The
  // changes must outlive this.
  absl::Status Apply(absl::Span<const Changes::Change> changes);
  // To be called once, at the end.
  ResolvedChanges Finish();

 private:
  // Many facts are read from the base together.
  static constexpr size_t kFewChanges = 256;
  static constexpr size_t kChangesTogether = size_t{1} << 16;
  absl::Status ReadFacts(absl::Span<const Changes::Change> changes);
  absl::Status ApplyOne(const Changes::Change& change);
  // The ids of a fact's terms, null where one is not known.
  absl::StatusOr<FactKey> Find(const Fact& fact);
  absl::Status Insert(const Fact& fact);
  absl::Status InsertClaim(const FactKey& key, const ClaimSpec& claim);
  absl::Status InsertAnonymous(const FactKey& key, const ClaimSpec& claim);
  absl::Status Delete(const Fact& fact);
  absl::Status DeleteClaims(const FactKey& key, const ClaimSpec& claim);
  absl::Status ChangeProperty(const Fact& fact, bool insert);

  // The properties that a claim must have to be deleted; every object is any of several equal ones.
  using Conditions = std::vector<std::pair<model::TermId, std::vector<model::TermId>>>;
  absl::StatusOr<Conditions> ResolveConditions(const ClaimSpec& claim) const;
  absl::StatusOr<bool> Fulfils(model::TermId claim, const Conditions& conditions);
  absl::StatusOr<bool> HasProperty(model::TermId claim, model::TermId predicate, model::TermId object);

  const SnapshotImpl& base_;
  TermResolver terms_;
  StatementStates states_;
  uint64_t next_claim_;
  uint64_t unchanged_ = 0;
  uint64_t properties_inserted_ = 0;
  uint64_t properties_deleted_ = 0;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_CHANGE_RESOLVER_H_
