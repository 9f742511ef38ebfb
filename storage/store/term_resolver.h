// Terms of one transaction to ids: those the store knows, those it adds, and blank labels that are local to
// the transaction. Not thread-safe; reads the snapshot that the transaction is based on.
#ifndef TERN_STORAGE_STORE_TERM_RESOLVER_H_
#define TERN_STORAGE_STORE_TERM_RESOLVER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/store/meta.h"
#include "storage/store/snapshot_impl.h"

namespace tern::store {

// Longer terms are refused.
inline constexpr size_t kMaxTermBytes = size_t{64} << 20;

// InvalidArgument where the term cannot stand in that place.
absl::Status CheckSubject(const model::Term& term);    // an IRI, a blank node or a claim
absl::Status CheckPredicate(const model::Term& term);  // an IRI
absl::Status CheckObject(const model::Term& term);     // any
absl::Status CheckGraph(const model::Term& term);      // an IRI or a blank node

class TermResolver {
 public:
  // `base` must outlive the resolver. Where `stored_labels`, blank labels of stored nodes stand for those.
  TermResolver(const SnapshotImpl& base, bool stored_labels);

  // Null where neither the store nor the transaction knows the term.
  absl::StatusOr<model::TermId> Find(const model::Term& term) const;
  // InvalidArgument for a claim that the store does not know, and for a term longer than kMaxTermBytes.
  absl::StatusOr<model::TermId> FindOrAdd(const model::Term& term);
  // Every known id with the term's value: Snapshot::FindEqual and what the transaction has added.
  absl::StatusOr<std::vector<model::TermId>> FindEqual(const model::Term& term) const;

  uint64_t next_blank() const { return next_blank_; }
  const dictionary::DictionaryCounts& counts() const { return counts_; }
  // In the order in which they were added.
  const std::vector<std::pair<model::TermId, model::Term>>& added() const { return added_; }

 private:
  const SnapshotImpl& base_;
  bool stored_labels_;
  uint64_t next_blank_;
  dictionary::DictionaryCounts counts_;
  absl::flat_hash_map<model::Term, model::TermId>
      known_;  // found or added; blank labels of the transaction too
  std::vector<std::pair<model::TermId, model::Term>> added_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_TERM_RESOLVER_H_
