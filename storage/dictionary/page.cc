#include "storage/dictionary/page.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/block/byte_reader.h"
#include "storage/model/checksum.h"

namespace tern::dictionary {
namespace {

using block::AppendLittleEndian;
using block::AppendVarint;
using block::ByteReader;

// On disk: never change.
constexpr uint8_t kVersion = 1;
constexpr size_t kRestartsBegin = 2;
constexpr size_t kChecksumBytes = sizeof(uint64_t);
constexpr uint64_t kLongBit = 1;

size_t RestartCount(size_t terms) { return (terms + kRestartInterval - 1) / kRestartInterval; }

absl::Status Damaged(absl::string_view what) { return absl::DataLossError(what); }

size_t SharedBytes(std::string_view a, std::string_view b) {
  const size_t limit = std::min(a.size(), b.size());
  return static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(limit), b.begin()).first - a.begin());
}

}  // namespace

absl::StatusOr<Page> Page::Parse(std::string_view bytes, std::shared_ptr<const void> pin) {
  if (bytes.size() < kRestartsBegin + kChecksumBytes) return Damaged("too short");
  Page page;
  page.bytes_ = bytes.substr(0, bytes.size() - kChecksumBytes);
  uint64_t checksum = 0;
  ByteReader(bytes.substr(page.bytes_.size())).Read(checksum);
  if (checksum != model::Checksum(page.bytes_)) return Damaged("the checksum differs");
  if (static_cast<uint8_t>(bytes[0]) != kVersion) {
    return Damaged(absl::StrCat("unknown version ", static_cast<uint8_t>(bytes[0])));
  }
  page.count_ = static_cast<uint8_t>(bytes[1]);
  if (page.count_ == 0 || page.count_ > kTermsPerPage) return Damaged("the number of terms is damaged");
  page.entries_begin_ = kRestartsBegin + RestartCount(page.count_) * sizeof(uint32_t);
  if (page.entries_begin_ > page.bytes_.size()) return Damaged("too short");
  for (size_t i = 0; i < RestartCount(page.count_); ++i) {
    const size_t offset = page.RestartOffset(i);
    const bool in_place = i == 0 ? offset == page.entries_begin_ : offset > page.RestartOffset(i - 1);
    if (!in_place || offset >= page.bytes_.size()) return Damaged("the restarts are damaged");
  }
  page.pin_ = std::move(pin);
  return page;
}

size_t Page::RestartOffset(size_t restart) const {
  uint32_t offset = 0;
  ByteReader(bytes_.substr(kRestartsBegin + restart * sizeof offset)).Read(offset);
  return offset;
}

absl::Status PageWalk::MoveTo(size_t position) {
  if (position >= page_->count()) return Damaged(absl::StrCat("has no term ", position));
  const size_t restart = position / kRestartInterval;
  const bool is_on_the_way =
      next_offset_ != 0 && next_position_ > restart * kRestartInterval && next_position_ <= position + 1;
  if (!is_on_the_way) {
    next_position_ = restart * kRestartInterval;
    next_offset_ = page_->RestartOffset(restart);
  }
  while (next_position_ <= position) {
    const size_t current = next_position_;
    if (!ReadEntry()) {
      next_offset_ = 0;
      return Damaged(absl::StrCat("term ", current, " is damaged"));
    }
  }
  return absl::OkStatus();
}

// An entry that shares less than 128 bytes and adds less than 64, as nearly all do: both lengths are a byte.
bool PageWalk::ReadShortEntry(std::string_view left) {
  if (left.size() < 2) return false;
  const auto shared = static_cast<uint8_t>(left[0]);
  const auto coded = static_cast<uint8_t>(left[1]);
  if (shared >= 0x80 || coded >= 0x80 || (coded & kLongBit) != 0) return false;
  const size_t added = coded >> 1;
  const bool is_restart = next_position_ % kRestartInterval == 0;
  if (shared > (is_restart ? 0 : entry_.text.size()) || added > left.size() - 2) return false;
  entry_.is_long = false;
  entry_.text.resize(shared);
  entry_.text.append(left.data() + 2, added);
  ++next_position_;
  next_offset_ += 2 + added;
  return true;
}

bool PageWalk::ReadEntry() {
  const std::string_view left = page_->bytes_.substr(next_offset_);
  if (ReadShortEntry(left)) return EndsWhereItShould();
  ByteReader reader(left);
  uint64_t shared, coded;
  if (!reader.ReadVarint(shared) || !reader.ReadVarint(coded)) return false;
  const bool is_restart = next_position_ % kRestartInterval == 0;
  const uint64_t added = coded >> 1;
  if (shared > (is_restart ? 0 : entry_.text.size()) || added > reader.left()) return false;
  entry_.is_long = (coded & kLongBit) != 0;
  if (shared + added > kMaxKeyBytesInPage || (entry_.is_long && shared + added != kLongKeyPrefixBytes))
    return false;
  entry_.text.resize(static_cast<size_t>(shared));
  const uint8_t* bytes = reader.ReadBytes(static_cast<size_t>(added));
  entry_.text.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(added));
  if (entry_.is_long) {
    if (!reader.ReadVarint(entry_.length) || !reader.Read(entry_.checksum)) return false;
    if (entry_.length <= kMaxKeyBytesInPage || entry_.length > kMaxTermKeyBytes) return false;
  }
  ++next_position_;
  next_offset_ += left.size() - reader.left();
  return EndsWhereItShould();
}

// The last entry before a restart ends where the restart begins, and the last of all at the end.
bool PageWalk::EndsWhereItShould() const {
  if (next_position_ == page_->count()) return next_offset_ == page_->bytes_.size();
  if (next_position_ % kRestartInterval != 0) return true;
  return next_offset_ == page_->RestartOffset(next_position_ / kRestartInterval);
}

bool PageBuilder::Add(std::string_view key) {
  assert(count_ < kTermsPerPage && key.size() <= kMaxTermKeyBytes);
  const bool is_long = key.size() > kMaxKeyBytesInPage;
  const std::string_view text = is_long ? key.substr(0, kLongKeyPrefixBytes) : key;
  size_t shared = 0;
  if (count_ % kRestartInterval == 0) {
    AppendLittleEndian(static_cast<uint32_t>(entries_.size()), restarts_);
  } else {
    shared = SharedBytes(last_text_, text);
  }
  AppendVarint(shared, entries_);
  AppendVarint((text.size() - shared) << 1 | (is_long ? kLongBit : 0), entries_);
  entries_.append(text.substr(shared));
  if (is_long) {
    AppendVarint(key.size(), entries_);
    AppendLittleEndian(model::Checksum(key), entries_);
  }
  last_text_.assign(text);
  ++count_;
  return is_long;
}

std::string PageBuilder::Finish() {
  assert(count_ > 0);
  std::string page;
  const size_t entries_begin = kRestartsBegin + restarts_.size();
  page.reserve(entries_begin + entries_.size() + kChecksumBytes);
  page.push_back(static_cast<char>(kVersion));
  page.push_back(static_cast<char>(count_));
  ByteReader restarts(restarts_);
  for (uint32_t offset; restarts.Read(offset);) {
    AppendLittleEndian(static_cast<uint32_t>(entries_begin + offset), page);
  }
  page.append(entries_);
  AppendLittleEndian(model::Checksum(page), page);
  count_ = 0;
  last_text_.clear();
  restarts_.clear();
  entries_.clear();
  return page;
}

}  // namespace tern::dictionary
