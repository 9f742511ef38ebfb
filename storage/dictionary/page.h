// A page of the sorted base: up to 128 term keys of one tag, ascending, each written as what differs from the
// one before; every 16th is written whole, so that any key is at most 15 steps away. Read in place. The bytes
// of a page are docs/format.md, "Dictionary":
//
//   offset  size  what
//   0       1     version, 1
//   1       1     n, the number of terms, 1 … 128
//   2       4r    where every 16th entry begins, from the start of the page; r = ceil(n / 16)
//   …             n entries: bytes shared with the text before (varint, 0 for every 16th), bytes that
//                 follow times two plus `long` (varint), those bytes; if long, the length of the whole
//                 key (varint) and its checksum (8)
//   end−8   8     checksum of all bytes before
//
// Integers are little-endian. A key of more than 1024 bytes is long: its text here is its first 256 bytes.
#ifndef TERN_STORAGE_DICTIONARY_PAGE_H_
#define TERN_STORAGE_DICTIONARY_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/dictionary/keys.h"

namespace tern::dictionary {

inline constexpr size_t kRestartInterval = 16;

// Immutable after Parse; thread-safe.
class Page {
 public:
  // Reads `bytes` in place and keeps `pin`, which keeps them alive. DataLoss unless the checksum agrees and
  // all restarts lie inside. Entries are checked as a walk meets them.
  static absl::StatusOr<Page> Parse(std::string_view bytes, std::shared_ptr<const void> pin);

  size_t count() const { return count_; }
  size_t byte_size() const { return bytes_.size(); }

 private:
  friend class PageWalk;
  Page() = default;
  size_t RestartOffset(size_t restart) const;

  std::shared_ptr<const void> pin_;
  std::string_view bytes_;  // without the checksum
  size_t count_ = 0;
  size_t entries_begin_ = 0;
};

// A key as its page has it.
struct PageEntry {
  std::string text;      // the whole key, or the first kLongKeyPrefixBytes of a long one
  bool is_long = false;  // then the key has `length` bytes that hash to `checksum`, and is kept apart
  uint64_t length = 0;
  uint64_t checksum = 0;
};

// Decodes entries of one page. Moving forward decodes what lies between, at most from the last restart before
// the target; so a walk through ascending positions decodes every entry once. Must not outlive its page. Not
// thread-safe.
class PageWalk {
 public:
  explicit PageWalk(const Page& page) : page_(&page) {}

  // DataLoss where an entry on the way breaks the layout, or the page has no such position.
  absl::Status MoveTo(size_t position);
  // REQUIRES: MoveTo returned ok.
  const PageEntry& entry() const { return entry_; }

 private:
  bool ReadEntry();
  bool ReadShortEntry(std::string_view left);
  bool EndsWhereItShould() const;

  const Page* page_;
  size_t next_position_ = 0;
  size_t next_offset_ = 0;  // 0: nowhere yet
  PageEntry entry_;
};

// Packs keys into a page. Not thread-safe.
class PageBuilder {
 public:
  // REQUIRES: count() < kTermsPerPage; keys ascend strictly. True where the key is long: the caller keeps it
  // apart.
  bool Add(std::string_view key);
  size_t count() const { return count_; }
  // The page, after which the builder is empty. REQUIRES: count() > 0.
  std::string Finish();

 private:
  size_t count_ = 0;
  std::string last_text_;
  std::string restarts_;  // offsets from the first entry
  std::string entries_;
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_PAGE_H_
