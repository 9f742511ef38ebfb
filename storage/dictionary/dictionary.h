// The dictionary: terms that have no inline id, to ids and back. A sorted base, written whole by a bulk load
// (front-coded pages; an id's payload is the term's rank inside its tag), serves both directions without a
// second copy; terms that commits add since get sequence numbers under the appended tags. docs/format.md,
// "Dictionary".
#ifndef TERN_STORAGE_DICTIONARY_DICTIONARY_H_
#define TERN_STORAGE_DICTIONARY_DICTIONARY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/kv/key_value.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

// Number of terms under each tag; what is not a dictionary tag stays 0. Part of the store's meta values.
struct DictionaryCounts {
  uint32_t base_generation = 0;         // 0: no base yet
  std::array<uint64_t, 32> terms = {};  // by Tag
  uint64_t of(model::Tag tag) const { return terms[static_cast<size_t>(tag)]; }
  uint64_t total() const;
  friend bool operator==(const DictionaryCounts&, const DictionaryCounts&) = default;
};

class PageCache;

// Reads terms as of one view. Thread-safe. A look-up in the base is a seek in the separators, a page and at
// most 18 keys of it; one in the appended terms a get (two for long keys).
class Dictionary {
 public:
  // Pages of the base are kept in `cache`, which all dictionaries of a store may share; null: not kept.
  Dictionary(std::shared_ptr<const kv::ReadView> view, const DictionaryCounts& counts,
             std::shared_ptr<PageCache> cache = nullptr);

  // The id of a term, inline ones too; Null where the store does not know it. A blank node "b<number>" and a
  // claim get the id that they have if the store has handed out their number, which the caller must check.
  absl::StatusOr<model::TermId> Find(const model::Term& term) const;

  // The term of an id, inline ones too. DataLoss where the id should have a term and has none. NotFound for
  // what is no term: null, local ids, and named claims as they stand in the claim column (ClaimEntity of them
  // is one).
  absl::StatusOr<model::Term> Resolve(model::TermId id) const;
  // terms[i] belongs to ids[i]; ids in any order, repeated or not; each page is read once.
  absl::StatusOr<std::vector<model::Term>> ResolveMany(absl::Span<const model::TermId> ids) const;

  // The ids of all terms of one tag, ascending: for the small regions of odd numbers and dates. Reads
  // nothing. More than kMaxRegion are ResourceExhausted.
  static constexpr size_t kMaxRegion = size_t{1} << 20;
  absl::StatusOr<std::vector<model::TermId>> All(model::Tag tag) const;

  // Calls `visit` for every term of one tag in id order (case-blind name search, nearest names); its error
  // ends it.
  absl::Status ForEach(model::Tag tag,
                       const std::function<absl::Status(model::TermId, const model::Term&)>& visit) const;

  const DictionaryCounts& counts() const { return counts_; }

 private:
  absl::StatusOr<std::vector<model::Term>> ResolveBase(absl::Span<const model::TermId> ids) const;

  std::shared_ptr<const kv::ReadView> view_;
  DictionaryCounts counts_;
  std::shared_ptr<PageCache> cache_;
};

// Adds the two keys of an appended term to a batch. `id` has an appended tag and the next payload of it.
// REQUIRES: no term of that tag, nor of its base, is `term`.
void AppendTerm(const model::Term& term, model::TermId id, kv::Batch& batch);

// Writes a base: per tag in tag order, terms in ascending key order. Emits the dictionary family's keys in
// ascending key order to `put` (a TableWriter), pages as they fill up and separators at the end: what waits
// in memory is one page and, front-coded, the separators (a few bytes a page). Not thread-safe.
class BaseWriter {
 public:
  using Put = std::function<absl::Status(std::string_view key, std::string_view value)>;
  BaseWriter(uint32_t generation, Put put);
  ~BaseWriter();
  // `key` is DictionaryKey(term). InvalidArgument unless `tag` is a base tag, tags ascend, keys ascend
  // strictly inside a tag and no key has more than kMaxTermKeyBytes. After any error all further calls return
  // it.
  absl::Status Add(model::Tag tag, std::string_view key);
  // The counts of this base; generation 0 where nothing was added. The writer may not be used afterwards.
  absl::StatusOr<DictionaryCounts> Finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Key range [first, second) of every base key of one generation, for deletion.
std::pair<std::string, std::string> BaseKeyRange(uint32_t generation);

// The ranges [first, second) whose keys a dictionary with these counts must not have: bases before its own,
// and appended terms where it has none. A new base leaves them behind; they must be gone before a term is
// appended, or a number would stand for two.
std::vector<std::pair<std::string, std::string>> StaleRanges(const DictionaryCounts& counts);

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_DICTIONARY_H_
