// Where pages of the base begin, as far as look-ups have asked: a term of a page that is known is found
// without a seek in the key-value store, which costs 8 µs and more than all the rest of a look-up. For all
// snapshots of a store: the separators of a generation never change.
#ifndef TERN_STORAGE_DICTIONARY_SEPARATOR_CACHE_H_
#define TERN_STORAGE_DICTIONARY_SEPARATOR_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

// Thread-safe.
class SeparatorCache {
 public:
  static constexpr size_t kDefaultBytes = size_t{4} << 20;
  explicit SeparatorCache(size_t capacity_bytes = kDefaultBytes) : capacity_bytes_(capacity_bytes) {}
  SeparatorCache(const SeparatorCache&) = delete;
  SeparatorCache& operator=(const SeparatorCache&) = delete;

  struct Separator {
    std::string text;
    uint32_t page = 0;
  };

  // The page that `key` is on if it is anywhere; nothing where that is not known.
  std::optional<uint32_t> Find(uint32_t generation, model::Tag tag, std::string_view key) const;

  // Adds separators that follow each other. The page of the last one is known where `is_last` says that it is
  // the last of the tag; otherwise it only ends the one before it. REQUIRES: texts ascend strictly.
  void Insert(uint32_t generation, model::Tag tag, absl::Span<const Separator> run, bool is_last);

  size_t size_bytes() const;  // at most the capacity

 private:
  // What an entry takes besides two texts, about.
  static constexpr size_t kEntryBytes = 96;

  struct Page {
    uint32_t number = 0;
    bool is_last = false;
    std::string end;  // the separator of the next page; of no meaning for the last
  };
  using Pages = absl::btree_map<std::string, Page, std::less<>>;  // by where they begin

  const size_t capacity_bytes_;
  mutable std::shared_mutex mutex_;
  uint32_t generation_ = 0;  // the newest that was asked for, of which the pages are
  absl::flat_hash_map<model::Tag, Pages> pages_;
  size_t size_bytes_ = 0;
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_SEPARATOR_CACHE_H_
