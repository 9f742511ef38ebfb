#include "storage/dictionary/appended.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/block/byte_reader.h"
#include "storage/dictionary/keys.h"

namespace tern::dictionary {
namespace {

using kv::Family;
using model::Tag;
using model::TermId;

constexpr size_t kTermsPerRead = 256;

absl::Status Damaged(Tag tag, uint64_t number, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("dictionary: appended term ", number, " of tag ", static_cast<int>(tag), " ", what));
}

}  // namespace

absl::StatusOr<std::optional<uint64_t>> Appended::Find(Tag tag, std::string_view key) const {
  if (counts_.of(tag) == 0) return std::nullopt;
  return key.size() <= kLongKeyPrefixBytes ? FindShort(tag, key) : FindLong(tag, key);
}

absl::StatusOr<std::optional<uint64_t>> Appended::FindShort(Tag tag, std::string_view key) const {
  const auto value = view_.Get(Family::kDictionary, ReverseKey(tag, key));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  uint64_t number = 0;
  if ((*value)->bytes().size() != sizeof number || !block::ByteReader((*value)->bytes()).Read(number)) {
    return absl::DataLossError(absl::StrCat("dictionary: the number of an appended term of tag ",
                                            static_cast<int>(tag), " is damaged"));
  }
  if (number >= counts_.of(tag)) return std::nullopt;
  return number;
}

// Terms with equal beginning, length and checksum have reverse keys side by side: their whole keys decide.
absl::StatusOr<std::optional<uint64_t>> Appended::FindLong(Tag tag, std::string_view key) const {
  const std::string prefix = LongReversePrefix(tag, key);
  const std::string end = LongReverseKey(tag, key, ~uint64_t{0});
  const auto cursor = view_.Range(Family::kDictionary, prefix, end);
  for (; cursor->Valid(); cursor->Next()) {
    if (cursor->key().size() != end.size()) return Damaged(tag, counts_.of(tag), "has a damaged reverse key");
    const uint64_t number = TrailingNumber(cursor->key());
    if (number >= counts_.of(tag)) break;
    const auto candidate = view_.Get(Family::kDictionary, AppendedKey(tag, number));
    if (!candidate.ok()) return candidate.status();
    if (!candidate->has_value()) return Damaged(tag, number, "is missing");
    if ((*candidate)->bytes() == key) return number;
  }
  if (!cursor->status().ok()) return cursor->status();
  return std::nullopt;
}

absl::Status Appended::KeysOf(absl::Span<const TermId> ids, VisitIndex visit) const {
  std::vector<std::string> keys;
  for (size_t begin = 0; begin < ids.size(); begin += kTermsPerRead) {
    const size_t end = std::min(ids.size(), begin + kTermsPerRead);
    keys.clear();
    for (size_t i = begin; i < end; ++i) {
      if (ids[i].payload() >= counts_.of(ids[i].tag()))
        return Damaged(ids[i].tag(), ids[i].payload(), "is unknown");
      keys.push_back(AppendedKey(ids[i].tag(), ids[i].payload()));
    }
    const auto values = view_.MultiGet(Family::kDictionary, keys);
    if (!values.ok()) return values.status();
    for (size_t i = begin; i < end; ++i) {
      const auto& value = (*values)[i - begin];
      if (!value.has_value()) return Damaged(ids[i].tag(), ids[i].payload(), "is missing");
      if (auto status = visit(i, value->bytes()); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Appended::ForEach(Tag tag, VisitNumber visit) const {
  const KeyRange range = AppendedRange(tag, 0, counts_.of(tag));
  const auto cursor = view_.Range(Family::kDictionary, range.begin, range.end);
  for (uint64_t number = 0; number < counts_.of(tag); ++number, cursor->Next()) {
    if (!cursor->Valid() || ParseAppendedKey(cursor->key()) != number) {
      return cursor->status().ok() ? Damaged(tag, number, "is missing") : cursor->status();
    }
    if (auto status = visit(number, cursor->value()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace tern::dictionary
