// Pages of the base that were read lately, for all snapshots of a store: a page never changes within its
// generation. Saves the look-up in the key-value store and the checksum, about 3 µs a page.
#ifndef TERN_STORAGE_DICTIONARY_PAGE_CACHE_H_
#define TERN_STORAGE_DICTIONARY_PAGE_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "storage/dictionary/page.h"
#include "storage/dictionary/separator_cache.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

struct PageId {
  uint32_t generation = 0;
  model::Tag tag = model::Tag::kNull;
  uint32_t page = 0;

  friend bool operator==(const PageId&, const PageId&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const PageId& id) {
    return H::combine(std::move(state), id.generation, id.tag, id.page);
  }
};

// Least recently used pages go first. Thread-safe: shards with a lock each.
class PageCache {
 public:
  static constexpr size_t kDefaultBytes = size_t{8} << 20;
  explicit PageCache(size_t capacity_bytes = kDefaultBytes);
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  // Null where the page is not there.
  std::shared_ptr<const Page> Find(const PageId& id);
  // Keeps `page` unless it alone is larger than a shard; drops others to make room.
  void Insert(const PageId& id, std::shared_ptr<const Page> page);

  size_t size_bytes() const;  // of pages; at most the capacity

  // Which terms the pages hold, kept with them.
  SeparatorCache& separators() { return separators_; }

 private:
  static constexpr size_t kShardCount = 8;
  // What an entry takes besides the page's bytes, about.
  static constexpr size_t kEntryBytes = 192;

  struct Entry {
    PageId id;
    std::shared_ptr<const Page> page;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::list<Entry> entries;  // the most recently used first
    absl::flat_hash_map<PageId, std::list<Entry>::iterator> by_id;
    size_t size_bytes = 0;
  };
  Shard& ShardOf(const PageId& id);

  size_t shard_capacity_bytes_;
  std::array<Shard, kShardCount> shards_;
  SeparatorCache separators_;
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_PAGE_CACHE_H_
