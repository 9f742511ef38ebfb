#include "storage/dictionary/separator_cache.h"

#include <mutex>
#include <utility>

namespace tern::dictionary {

std::optional<uint32_t> SeparatorCache::Find(uint32_t generation, model::Tag tag,
                                             std::string_view key) const {
  const std::shared_lock<std::shared_mutex> lock(mutex_);
  if (generation != generation_) return std::nullopt;
  const auto pages = pages_.find(tag);
  if (pages == pages_.end()) return std::nullopt;
  auto page = pages->second.upper_bound(key);
  if (page == pages->second.begin()) return std::nullopt;
  --page;
  if (!page->second.is_last && key >= page->second.end) return std::nullopt;
  return page->second.number;
}

void SeparatorCache::Insert(uint32_t generation, model::Tag tag, absl::Span<const Separator> run,
                            bool is_last) {
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  if (generation < generation_) return;  // of an old snapshot
  if (generation > generation_) {
    pages_.clear();
    size_bytes_ = 0;
    generation_ = generation;
  }
  Pages& pages = pages_[tag];
  for (size_t i = 0; i < run.size(); ++i) {
    const bool ends_run = i + 1 == run.size();
    if (ends_run && !is_last) break;
    Page page{run[i].page, ends_run, ends_run ? "" : run[i + 1].text};
    const size_t bytes = run[i].text.size() + page.end.size() + kEntryBytes;
    if (size_bytes_ + bytes > capacity_bytes_) {  // rare: simpler than to know which are used
      for (auto& [other, known] : pages_) known.clear();
      size_bytes_ = 0;
      if (bytes > capacity_bytes_) return;
    }
    if (pages.try_emplace(run[i].text, std::move(page)).second) size_bytes_ += bytes;
  }
}

size_t SeparatorCache::size_bytes() const {
  const std::shared_lock<std::shared_mutex> lock(mutex_);
  return size_bytes_;
}

}  // namespace tern::dictionary
