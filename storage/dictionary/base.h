// Reads the sorted base of one generation: term keys to ranks and back. Stands between Dictionary, which
// speaks of terms, and the pages in the key-value store.
#ifndef TERN_STORAGE_DICTIONARY_BASE_H_
#define TERN_STORAGE_DICTIONARY_BASE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/page.h"
#include "storage/dictionary/page_cache.h"
#include "storage/kv/key_value.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

// Cheap to make; thread-safe. What it is made from outlives it; `cache` may be null.
class Base {
 public:
  Base(const kv::ReadView& view, const DictionaryCounts& counts, PageCache* cache)
      : view_(view), counts_(counts), cache_(cache) {}

  // The rank of `key` among the terms of `tag`, if it is there.
  absl::StatusOr<std::optional<uint64_t>> Find(model::Tag tag, std::string_view key) const;

  // REQUIRES (here and below): ids have base tags. DataLoss where they have no term.
  absl::StatusOr<std::string> KeyOf(model::TermId id) const;

  // Calls visit(i, key of ids[i]) once for every i, in any sequence. REQUIRES: ids ascend strictly.
  using VisitIndex = absl::FunctionRef<absl::Status(size_t index, std::string_view key)>;
  absl::Status KeysOf(absl::Span<const model::TermId> ids, VisitIndex visit) const;

  // Calls `visit` for all terms of a tag, in the sequence of their ranks.
  using VisitRank = absl::FunctionRef<absl::Status(uint64_t rank, std::string_view key)>;
  absl::Status ForEach(model::Tag tag, VisitRank visit) const;

 private:
  friend class BaseStream;
  using PagePointer = std::shared_ptr<const Page>;

  PageId PageOf(model::TermId id) const;
  uint64_t PageCount(model::Tag tag) const { return (counts_.of(tag) + kTermsPerPage - 1) / kTermsPerPage; }

  absl::StatusOr<PagePointer> ReadPage(const PageId& id) const;
  absl::StatusOr<std::vector<PagePointer>> ReadPages(absl::Span<const PageId> ids) const;
  absl::StatusOr<PagePointer> ParsePage(const PageId& id, const std::optional<kv::PinnedValue>& value) const;
  absl::Status MoveTo(const PageId& id, PageWalk& walk, size_t position) const;
  absl::StatusOr<kv::PinnedValue> ReadLong(const PageId& id, size_t position, const PageEntry& entry) const;
  // The whole key of the entry where `walk` stands; `long_key` holds a long one's bytes.
  absl::StatusOr<std::string_view> WholeKey(const PageId& id, size_t position, const PageEntry& entry,
                                            kv::PinnedValue& long_key) const;

  absl::Status PageKeysOf(const PageId& id, const Page& page, absl::Span<const model::TermId> ids,
                          size_t first_index, VisitIndex visit) const;
  absl::StatusOr<uint32_t> FindPage(model::Tag tag, std::string_view key) const;
  void LearnPages(model::Tag tag, kv::RangeCursor& cursor) const;
  absl::StatusOr<uint32_t> FindTiedPage(model::Tag tag, std::string_view key, uint32_t first,
                                        uint32_t last) const;
  absl::StatusOr<std::optional<size_t>> FindInPage(const PageId& id, const Page& page,
                                                   std::string_view key) const;
  absl::StatusOr<bool> IsAbove(const PageId& id, PageWalk& walk, size_t position, std::string_view key) const;
  absl::StatusOr<bool> IsKey(const PageId& id, size_t position, const PageEntry& entry,
                             std::string_view key) const;

  const kv::ReadView& view_;
  const DictionaryCounts& counts_;
  PageCache* cache_;
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_BASE_H_
