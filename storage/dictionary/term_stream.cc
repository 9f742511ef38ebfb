#include "storage/dictionary/term_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/block/byte_reader.h"
#include "storage/dictionary/keys.h"

namespace tern::dictionary {
namespace {

using kv::Family;
using model::Tag;
using model::TermId;

// tag and 'R' in front of every reverse key; length, checksum and number behind a long one's prefix.
constexpr size_t kReverseHead = 2;
constexpr size_t kLongTail = 3 * sizeof(uint64_t);
constexpr size_t kLongReverseBytes = kReverseHead + kLongKeyPrefixBytes + kLongTail;

Tag AppendedTagOf(Tag base_tag) { return static_cast<Tag>(static_cast<int>(base_tag) + 1); }

absl::Status Damaged(Tag tag, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("dictionary: the terms of tag ", static_cast<int>(tag), " ", what));
}

}  // namespace

// --- base ----------------------------------------------------------------------------------------

absl::StatusOr<bool> BaseStream::Next() {
  if (next_ == count_) return false;
  const size_t position = static_cast<size_t>(next_ % kTermsPerPage);
  const PageId id = base_.PageOf(TermId(tag_, next_));
  if (position == 0) {
    absl::StatusOr<std::shared_ptr<const Page>> page = base_.ReadPage(id);
    if (!page.ok()) return page.status();
    page_ = *std::move(page);
    walk_.emplace(*page_);
  }
  if (absl::Status status = base_.MoveTo(id, *walk_, position); !status.ok()) return status;
  const absl::StatusOr<std::string_view> key = base_.WholeKey(id, position, walk_->entry(), long_key_);
  if (!key.ok()) return key.status();
  key_ = *key;
  ++next_;
  return true;
}

// --- appended ------------------------------------------------------------------------------------

AppendedStream::AppendedStream(const kv::ReadView& view, const DictionaryCounts& counts, Tag tag,
                               uint64_t max_group_bytes)
    : view_(view), count_(counts.of(tag)), tag_(tag), max_group_bytes_(max_group_bytes) {
  if (count_ == 0) return;
  const KeyRange range = ReverseRange(tag);
  cursor_ = view.Range(Family::kDictionary, range.begin, range.end);
}

absl::StatusOr<bool> AppendedStream::Next() {
  if (count_ == 0) return false;
  if (group_at_ == group_.size()) {
    absl::StatusOr<bool> is_short = NextShort();
    if (!is_short.ok()) return is_short;
    if (*is_short) {
      ++seen_;
      return true;
    }
    if (absl::Status status = ReadGroup(); !status.ok()) return status;
    if (group_.empty()) {
      if (seen_ != count_) return Damaged(tag_, "are not as many by their keys as by their numbers");
      return false;
    }
  }
  Long& next = group_[group_at_++];
  number_ = next.number;
  if (next.key.empty()) {
    absl::StatusOr<std::string> key = ReadKey(number_);
    if (!key.ok()) return key.status();
    next.key = *std::move(key);
  }
  key_ = std::move(next.key);
  ++seen_;
  return true;
}

// False where a long key comes next, or nothing.
absl::StatusOr<bool> AppendedStream::NextShort() {
  for (; cursor_->Valid(); cursor_->Next()) {
    const std::string_view reverse = cursor_->key();
    if (reverse.size() == kLongReverseBytes) return false;
    if (reverse.size() > kReverseHead + kLongKeyPrefixBytes)
      return Damaged(tag_, "have a damaged reverse key");
    const bool is_number = cursor_->value().size() == sizeof number_;
    if (!is_number || !block::ByteReader(cursor_->value()).Read(number_))
      return Damaged(tag_, "have a damaged number");
    if (number_ >= count_) continue;  // of a commit that the view's counts do not tell
    key_.assign(reverse.substr(kReverseHead));
    cursor_->Next();
    return true;
  }
  if (!cursor_->status().ok()) return cursor_->status();
  return false;
}

// The long keys that come next and have their first bytes in common; none at the end.
absl::Status AppendedStream::ReadGroup() {
  group_.clear();
  group_at_ = 0;
  std::string prefix;
  uint64_t bytes = 0;
  for (; cursor_->Valid() && cursor_->key().size() == kLongReverseBytes; cursor_->Next()) {
    const std::string_view reverse = cursor_->key();
    const std::string_view its_prefix = reverse.substr(0, kReverseHead + kLongKeyPrefixBytes);
    if (!group_.empty() && its_prefix != prefix) break;
    Long entry;
    entry.number = TrailingNumber(reverse);
    entry.length = TrailingNumber(reverse.substr(0, its_prefix.size() + sizeof(uint64_t)));
    if (entry.number >= count_) continue;
    if (entry.length > kMaxTermKeyBytes) return Damaged(tag_, "have a damaged reverse key");
    prefix.assign(its_prefix);
    bytes += entry.length;
    group_.push_back(std::move(entry));
  }
  if (!cursor_->status().ok()) return cursor_->status();
  return SortGroup(bytes);
}

absl::Status AppendedStream::SortGroup(uint64_t bytes) {
  if (group_.size() < 2) return absl::OkStatus();
  if (bytes <= max_group_bytes_) {
    for (Long& entry : group_) {
      absl::StatusOr<std::string> key = ReadKey(entry.number);
      if (!key.ok()) return key.status();
      entry.key = *std::move(key);
    }
    std::sort(group_.begin(), group_.end(), [](const Long& a, const Long& b) { return a.key < b.key; });
    return absl::OkStatus();
  }
  absl::Status failure;
  // After a failure all are equal, which ends the sort soon.
  std::sort(group_.begin(), group_.end(), [&](const Long& a, const Long& b) {
    if (!failure.ok()) return false;
    const absl::StatusOr<std::string> key_a = ReadKey(a.number);
    const absl::StatusOr<std::string> key_b = ReadKey(b.number);
    if (key_a.ok() && key_b.ok()) return *key_a < *key_b;
    failure = key_a.ok() ? key_b.status() : key_a.status();
    return false;
  });
  return failure;
}

absl::StatusOr<std::string> AppendedStream::ReadKey(uint64_t number) const {
  const auto value = view_.Get(Family::kDictionary, AppendedKey(tag_, number));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return Damaged(tag_, absl::StrCat("lack the appended one ", number));
  return std::string((*value)->bytes());
}

// --- both ----------------------------------------------------------------------------------------

TermStream::TermStream(const kv::ReadView& view, const DictionaryCounts& counts, Tag base_tag)
    : base_tag_(base_tag), base_(view, counts, base_tag), appended_(view, counts, AppendedTagOf(base_tag)) {}

TermId TermStream::id() const {
  return is_base_ ? TermId(base_tag_, base_.rank()) : TermId(AppendedTagOf(base_tag_), appended_.number());
}

absl::Status TermStream::Advance() {
  if (!started_ || is_base_) {
    absl::StatusOr<bool> more = base_.Next();
    if (!more.ok()) return more.status();
    has_base_ = *more;
  }
  if (!started_ || !is_base_) {
    absl::StatusOr<bool> more = appended_.Next();
    if (!more.ok()) return more.status();
    has_appended_ = *more;
  }
  started_ = true;
  return absl::OkStatus();
}

absl::StatusOr<bool> TermStream::Next() {
  if (absl::Status status = Advance(); !status.ok()) return status;
  if (!has_base_ && !has_appended_) return false;
  if (has_base_ && has_appended_) {
    const int comparison = base_.key().compare(appended_.key());
    if (comparison == 0) return Damaged(base_tag_, "are in the base and appended");
    is_base_ = comparison < 0;
  } else {
    is_base_ = has_base_;
  }
  return true;
}

}  // namespace tern::dictionary
