// The dictionary: terms that have no inline id, to ids and back. A sorted base, written whole by a bulk load (front-
// coded pages; an id's payload is the term's rank inside its tag), serves both directions without a second copy;
// terms that commits add since get sequence numbers under the appended tags. docs/format.md, "Dictionary".
#ifndef TERN_STORAGE_DICTIONARY_DICTIONARY_H_
#define TERN_STORAGE_DICTIONARY_DICTIONARY_H_

#include <array>
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
  uint32_t base_generation = 0;             // 0: no base yet
  std::array<uint64_t, 32> terms = {};      // by Tag
  uint64_t total() const;
  friend bool operator==(const DictionaryCounts&, const DictionaryCounts&) = default;
};

// Reads terms as of one view. Thread-safe. Caches nothing itself but a small number of decoded pages.
class Dictionary {
 public:
  Dictionary(std::shared_ptr<const kv::ReadView> view, const DictionaryCounts& counts);

  // The id of a term, inline ones too; Null where the store does not know it. Blank nodes: "b<number>" where
  // number < blank_count, given by the caller; claims by payload.
  absl::StatusOr<model::TermId> Find(const model::Term& term) const;

  // DataLoss where the id should have a term and has none. NotFound for tags that are not the dictionary's.
  absl::StatusOr<model::Term> Resolve(model::TermId id) const;
  // terms[i] belongs to ids[i]; ids in any order, each page decoded once.
  absl::StatusOr<std::vector<model::Term>> ResolveMany(absl::Span<const model::TermId> ids) const;

  // Ids of the terms of one tag whose dictionary key (model/dictionary_key.h) is in [first, last], `last` inclusive
  // where it is a prefix: for the small regions of odd numbers and dates. At most kMaxRegion, else ResourceExhausted.
  static constexpr size_t kMaxRegion = size_t{1} << 20;
  absl::StatusOr<std::vector<model::TermId>> All(model::Tag tag) const;

  // Calls `visit` for every term of one tag in id order (case-blind name search, nearest names).
  absl::Status ForEach(model::Tag tag,
                       const std::function<absl::Status(model::TermId, const model::Term&)>& visit) const;

  const DictionaryCounts& counts() const { return counts_; }

 private:
  std::shared_ptr<const kv::ReadView> view_;
  DictionaryCounts counts_;
};

// Adds the two keys of an appended term to a batch. `id` has an appended tag and the next payload of it.
void AppendTerm(const model::Term& term, model::TermId id, kv::Batch& batch);

// Writes a base: per tag in tag order, terms in ascending key order. Emits the dictionary family's keys in ascending
// key order to `put` (a TableWriter). Not thread-safe.
class BaseWriter {
 public:
  using Put = std::function<absl::Status(std::string_view key, std::string_view value)>;
  BaseWriter(uint32_t generation, Put put);
  ~BaseWriter();
  // `key` is DictionaryKey(term); must ascend strictly inside a tag, tags must ascend.
  absl::Status Add(model::Tag tag, std::string_view key);
  absl::StatusOr<DictionaryCounts> Finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Key range of every base key of one generation, for deletion.
std::pair<std::string, std::string> BaseKeyRange(uint32_t generation);

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_DICTIONARY_H_
