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
#include "absl/hash/hash.h"
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
  // The same, and remembered: a transaction has most of its terms in many changes. `term` must outlive this.
  absl::StatusOr<model::TermId> FindOnce(const model::Term& term);
  // InvalidArgument for a claim that the store does not know, and for a term longer than kMaxTermBytes.
  // `term` must outlive this.
  absl::StatusOr<model::TermId> FindOrAdd(const model::Term& term);
  // Every known id with the term's value: Snapshot::FindEqual and what the transaction has added.
  absl::StatusOr<std::vector<model::TermId>> FindEqual(const model::Term& term) const;

  uint64_t next_blank() const { return next_blank_; }
  const dictionary::DictionaryCounts& counts() const { return counts_; }
  // In the order in which they were added.
  const std::vector<std::pair<model::TermId, model::Term>>& added() const { return added_; }

 private:
  // Terms by what they are, without copies of them.
  struct TermHash {
    size_t operator()(const model::Term* term) const { return absl::Hash<model::Term>()(*term); }
  };
  struct SameTerm {
    bool operator()(const model::Term* a, const model::Term* b) const { return *a == *b; }
  };

  const SnapshotImpl& base_;
  bool stored_labels_;
  uint64_t next_blank_;
  dictionary::DictionaryCounts counts_;
  // Found, sought in vain (null) or added; blank labels of the transaction too.
  absl::flat_hash_map<const model::Term*, model::TermId, TermHash, SameTerm> known_;
  std::vector<std::pair<model::TermId, model::Term>> added_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_TERM_RESOLVER_H_
