#include "storage/dictionary/base.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/block/byte_reader.h"
#include "storage/dictionary/keys.h"
#include "storage/model/checksum.h"

namespace tern::dictionary {
namespace {

using kv::Family;
using kv::PinnedValue;
using model::Tag;
using model::TermId;

// Pages that one multi-get reads: enough to overlap the reads, few enough to keep memory small.
constexpr size_t kPagesPerRead = 64;
// Pages that a look-up learns the beginnings of when it has to seek one.
constexpr size_t kPagesPerLesson = 32;

absl::Status Damaged(const PageId& id, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("dictionary: page ", id.page, " of tag ", static_cast<int>(id.tag),
                                          ", generation ", id.generation, ": ", what));
}

}  // namespace

PageId Base::PageOf(TermId id) const {
  return {counts_.base_generation, id.tag(), static_cast<uint32_t>(id.payload() / kTermsPerPage)};
}

// --- pages ---------------------------------------------------------------------------------------

absl::StatusOr<Base::PagePointer> Base::ParsePage(const PageId& id,
                                                  const std::optional<PinnedValue>& value) const {
  if (!value.has_value()) return Damaged(id, "is missing");
  absl::StatusOr<Page> page = absl::InternalError("");
  if (cache_ == nullptr) {
    page = Page::Parse(value->bytes(), value->owner());
  } else {
    // A copy: what is cached here must not hold on to blocks of the store's own cache.
    auto bytes = std::make_shared<const std::string>(value->bytes());
    page = Page::Parse(*bytes, bytes);
  }
  if (!page.ok()) return Damaged(id, page.status().message());
  const uint64_t first_rank = uint64_t{id.page} * kTermsPerPage;
  const uint64_t expected = std::min<uint64_t>(kTermsPerPage, counts_.of(id.tag) - first_rank);
  if (page->count() != expected) {
    return Damaged(id, absl::StrCat("holds ", page->count(), " terms in place of ", expected));
  }
  auto result = std::make_shared<const Page>(*std::move(page));
  if (cache_ != nullptr) cache_->Insert(id, result);
  return result;
}

absl::StatusOr<Base::PagePointer> Base::ReadPage(const PageId& id) const {
  if (cache_ != nullptr) {
    if (PagePointer page = cache_->Find(id); page != nullptr) return page;
  }
  const auto value = view_.Get(Family::kDictionary, PageKey(id.generation, id.tag, id.page));
  if (!value.ok()) return value.status();
  return ParsePage(id, *value);
}

absl::StatusOr<std::vector<Base::PagePointer>> Base::ReadPages(absl::Span<const PageId> ids) const {
  std::vector<PagePointer> pages(ids.size());
  std::vector<size_t> missing;
  std::vector<std::string> keys;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (cache_ != nullptr) pages[i] = cache_->Find(ids[i]);
    if (pages[i] != nullptr) continue;
    missing.push_back(i);
    keys.push_back(PageKey(ids[i].generation, ids[i].tag, ids[i].page));
  }
  if (keys.empty()) return pages;
  const auto values = view_.MultiGet(Family::kDictionary, keys);
  if (!values.ok()) return values.status();
  for (size_t i = 0; i < missing.size(); ++i) {
    auto page = ParsePage(ids[missing[i]], (*values)[i]);
    if (!page.ok()) return page.status();
    pages[missing[i]] = *std::move(page);
  }
  return pages;
}

absl::Status Base::MoveTo(const PageId& id, PageWalk& walk, size_t position) const {
  const absl::Status status = walk.MoveTo(position);
  return status.ok() ? status : Damaged(id, status.message());
}

absl::StatusOr<PinnedValue> Base::ReadLong(const PageId& id, size_t position, const PageEntry& entry) const {
  const std::string key = LongTermKey(id.generation, id.tag, id.page, static_cast<uint8_t>(position));
  auto value = view_.Get(Family::kDictionary, key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return Damaged(id, absl::StrCat("the long key of term ", position, " is missing"));
  const std::string_view bytes = (*value)->bytes();
  if (bytes.size() != entry.length || model::Checksum(bytes) != entry.checksum ||
      bytes.substr(0, kLongKeyPrefixBytes) != entry.text) {
    return Damaged(id, absl::StrCat("the long key of term ", position, " is damaged"));
  }
  return **std::move(value);
}

absl::StatusOr<std::string_view> Base::WholeKey(const PageId& id, size_t position, const PageEntry& entry,
                                                PinnedValue& long_key) const {
  if (!entry.is_long) return std::string_view(entry.text);
  auto value = ReadLong(id, position, entry);
  if (!value.ok()) return value.status();
  long_key = *std::move(value);
  return long_key.bytes();
}

// --- ids to keys ---------------------------------------------------------------------------------

absl::StatusOr<std::string> Base::KeyOf(TermId id) const {
  std::string key;
  const absl::Status status = KeysOf({&id, 1}, [&](size_t, std::string_view bytes) {
    key.assign(bytes);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return key;
}

absl::Status Base::KeysOf(absl::Span<const TermId> ids, VisitIndex visit) const {
  std::vector<PageId> pages;  // the next few
  std::vector<size_t> ends;   // ids[… ends[i]) are on pages[i]
  for (size_t begin = 0; begin < ids.size();) {
    pages.clear();
    ends.clear();
    size_t end = begin;
    while (end < ids.size() && pages.size() < kPagesPerRead) {
      const PageId page = PageOf(ids[end]);
      while (end < ids.size() && PageOf(ids[end]) == page) ++end;
      const TermId last = ids[end - 1];
      if (last.payload() >= counts_.of(last.tag())) {
        return absl::DataLossError(absl::StrCat("dictionary: tag ", static_cast<int>(last.tag()), " has ",
                                                counts_.of(last.tag()), " terms and none of rank ",
                                                last.payload()));
      }
      pages.push_back(page);
      ends.push_back(end);
    }
    const auto read = ReadPages(pages);
    if (!read.ok()) return read.status();
    for (size_t i = 0; i < pages.size(); ++i) {
      const auto status =
          PageKeysOf(pages[i], *(*read)[i], ids.subspan(begin, ends[i] - begin), begin, visit);
      if (!status.ok()) return status;
      begin = ends[i];
    }
  }
  return absl::OkStatus();
}

absl::Status Base::PageKeysOf(const PageId& id, const Page& page, absl::Span<const TermId> ids,
                              size_t first_index, VisitIndex visit) const {
  PageWalk walk(page);
  PinnedValue long_key;
  for (size_t i = 0; i < ids.size(); ++i) {
    const size_t position = ids[i].payload() % kTermsPerPage;
    if (auto status = MoveTo(id, walk, position); !status.ok()) return status;
    const auto key = WholeKey(id, position, walk.entry(), long_key);
    if (!key.ok()) return key.status();
    if (auto status = visit(first_index + i, *key); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Base::ForEach(Tag tag, VisitRank visit) const {
  PinnedValue long_key;
  const Base uncached(view_, counts_, nullptr);  // one pass over everything would only empty the cache
  for (uint64_t number = 0; number < PageCount(tag); ++number) {
    const PageId id{counts_.base_generation, tag, static_cast<uint32_t>(number)};
    const auto page = uncached.ReadPage(id);
    if (!page.ok()) return page.status();
    PageWalk walk(**page);
    for (size_t position = 0; position < (*page)->count(); ++position) {
      if (auto status = MoveTo(id, walk, position); !status.ok()) return status;
      const auto key = WholeKey(id, position, walk.entry(), long_key);
      if (!key.ok()) return key.status();
      if (auto status = visit(number * kTermsPerPage + position, *key); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

// --- keys to ids ---------------------------------------------------------------------------------

absl::StatusOr<std::optional<uint64_t>> Base::Find(Tag tag, std::string_view key) const {
  if (counts_.of(tag) == 0) return std::nullopt;
  const auto number = FindPage(tag, key);
  if (!number.ok()) return number.status();
  const PageId id{counts_.base_generation, tag, *number};
  const auto page = ReadPage(id);
  if (!page.ok()) return page.status();
  const auto position = FindInPage(id, **page, key);
  if (!position.ok()) return position.status();
  if (!position->has_value()) return std::nullopt;
  return uint64_t{*number} * kTermsPerPage + **position;
}

// The only page that can hold `key`.
absl::StatusOr<uint32_t> Base::FindPage(Tag tag, std::string_view key) const {
  const std::string_view start = key.substr(0, kMaxSeparatorBytes);
  if (cache_ != nullptr) {
    const std::optional<uint32_t> known = cache_->separators().Find(counts_.base_generation, tag, start);
    if (known && *known < PageCount(tag)) return *known;
  }
  const KeyRange range = SeparatorRange(counts_.base_generation, tag);
  const auto cursor = view_.Range(Family::kDictionary, range.begin, range.end);
  const auto page_at_cursor = [&]() -> absl::StatusOr<uint32_t> {
    if (!cursor->status().ok()) return cursor->status();
    uint32_t page = 0;
    const bool ok = cursor->Valid() && cursor->value().size() == sizeof page &&
                    block::ByteReader(cursor->value()).Read(page) && page < PageCount(tag);
    if (ok) return page;
    return absl::DataLossError(absl::StrCat("dictionary: a separator of tag ", static_cast<int>(tag),
                                            ", generation ", counts_.base_generation, " is ",
                                            cursor->Valid() ? "damaged" : "missing"));
  };
  cursor->SeekForPrev(SeparatorKey(counts_.base_generation, tag, start, ~uint32_t{0}));
  const auto last = page_at_cursor();
  if (!last.ok()) return last;
  if (start.size() < kMaxSeparatorBytes) {
    if (cache_ != nullptr) LearnPages(tag, *cursor);
    return last;
  }

  // Separators as long as this are cut: of the pages whose separator is `start`, and the one before them, any
  // may hold the key.
  const std::string first_tied = SeparatorKey(counts_.base_generation, tag, start, 0);
  if (cursor->key() < first_tied) return last;
  cursor->Seek(first_tied);
  const auto first = page_at_cursor();
  if (!first.ok()) return first;
  return FindTiedPage(tag, key, *first == 0 ? 0 : *first - 1, *last);
}

// Remembers the page where `cursor` stands and those that follow it: terms that are sought together often
// stand together. What is damaged is left to those who need it.
void Base::LearnPages(Tag tag, kv::RangeCursor& cursor) const {
  const size_t prefix_bytes = SeparatorKey(counts_.base_generation, tag, "", 0).size();
  std::vector<SeparatorCache::Separator> run;
  for (; cursor.Valid() && run.size() <= kPagesPerLesson; cursor.Next()) {
    const std::string_view text = cursor.key().substr(prefix_bytes);
    uint32_t page = 0;
    const bool is_whole = text.size() < kMaxSeparatorBytes;
    if (!is_whole || cursor.value().size() != sizeof page || !block::ByteReader(cursor.value()).Read(page))
      break;
    run.push_back({std::string(text), page});
  }
  const bool is_last = !cursor.Valid() && cursor.status().ok();
  cache_->separators().Insert(counts_.base_generation, tag, run, is_last);
}

// The last page of [first, last] whose first key is not above `key`; `first` if there is none.
absl::StatusOr<uint32_t> Base::FindTiedPage(Tag tag, std::string_view key, uint32_t first,
                                            uint32_t last) const {
  while (first < last) {
    const uint32_t middle = last - (last - first) / 2;
    const PageId id{counts_.base_generation, tag, middle};
    const auto page = ReadPage(id);
    if (!page.ok()) return page.status();
    PageWalk walk(**page);
    const auto is_above = IsAbove(id, walk, 0, key);
    if (!is_above.ok()) return is_above.status();
    if (*is_above) {
      last = middle - 1;
    } else {
      first = middle;
    }
  }
  return first;
}

absl::StatusOr<std::optional<size_t>> Base::FindInPage(const PageId& id, const Page& page,
                                                       std::string_view key) const {
  PageWalk walk(page);
  size_t low = 0;
  size_t high = (page.count() + kRestartInterval - 1) / kRestartInterval;
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    const auto is_above = IsAbove(id, walk, middle * kRestartInterval, key);
    if (!is_above.ok()) return is_above.status();
    (*is_above ? high : low) = middle;
  }
  const size_t end = std::min(page.count(), (low + 1) * kRestartInterval);
  for (size_t position = low * kRestartInterval; position < end; ++position) {
    if (auto status = MoveTo(id, walk, position); !status.ok()) return status;
    // The text of a long key is cut: only above `key` if it is so without the rest.
    if (walk.entry().text > key) break;
    const auto is_key = IsKey(id, position, walk.entry(), key);
    if (!is_key.ok()) return is_key.status();
    if (*is_key) return position;
  }
  return std::nullopt;
}

absl::StatusOr<bool> Base::IsAbove(const PageId& id, PageWalk& walk, size_t position,
                                   std::string_view key) const {
  if (auto status = MoveTo(id, walk, position); !status.ok()) return status;
  const PageEntry& entry = walk.entry();
  // The whole key of a long one is read only where its beginning does not decide.
  if (!entry.is_long || entry.text != key.substr(0, kLongKeyPrefixBytes)) return entry.text > key;
  PinnedValue long_key;
  const auto whole = WholeKey(id, position, entry, long_key);
  if (!whole.ok()) return whole.status();
  return *whole > key;
}

absl::StatusOr<bool> Base::IsKey(const PageId& id, size_t position, const PageEntry& entry,
                                 std::string_view key) const {
  if (!entry.is_long) return entry.text == key;
  if (entry.length != key.size() || entry.text != key.substr(0, kLongKeyPrefixBytes)) return false;
  if (entry.checksum != model::Checksum(key)) return false;
  PinnedValue long_key;
  const auto whole = WholeKey(id, position, entry, long_key);
  if (!whole.ok()) return whole.status();
  return *whole == key;
}

}  // namespace tern::dictionary
