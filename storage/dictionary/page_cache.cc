#include "storage/dictionary/page_cache.h"

#include "absl/hash/hash.h"

namespace tern::dictionary {

PageCache::PageCache(size_t capacity_bytes) : shard_capacity_bytes_(capacity_bytes / kShardCount) {}

// The upper bits: the lower ones choose the slot inside the shard's table.
PageCache::Shard& PageCache::ShardOf(const PageId& id) {
  return shards_[(absl::HashOf(id) >> 32) % kShardCount];
}

std::shared_ptr<const Page> PageCache::Find(const PageId& id) {
  Shard& shard = ShardOf(id);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto found = shard.by_id.find(id);
  if (found == shard.by_id.end()) return nullptr;
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return found->second->page;
}

void PageCache::Insert(const PageId& id, std::shared_ptr<const Page> page) {
  const size_t bytes = page->byte_size() + kEntryBytes;
  if (bytes > shard_capacity_bytes_) return;
  Shard& shard = ShardOf(id);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  if (shard.by_id.contains(id)) return;  // another thread read it too
  while (shard.size_bytes + bytes > shard_capacity_bytes_) {
    const Entry& oldest = shard.entries.back();
    shard.size_bytes -= oldest.page->byte_size() + kEntryBytes;
    shard.by_id.erase(oldest.id);
    shard.entries.pop_back();
  }
  shard.entries.push_front({id, std::move(page)});
  shard.by_id.emplace(id, shard.entries.begin());
  shard.size_bytes += bytes;
}

size_t PageCache::size_bytes() const {
  size_t bytes = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    bytes += shard.size_bytes;
  }
  return bytes;
}

}  // namespace tern::dictionary
