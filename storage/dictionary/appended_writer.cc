#include "storage/dictionary/appended_writer.h"

#include <algorithm>

#include "storage/block/byte_reader.h"
#include "storage/dictionary/keys.h"

namespace tern::dictionary {
namespace {

// Two bytes for section and tag, then the beginning of the term's key.
constexpr size_t kSharedBytes = 2 + kLongKeyPrefixBytes;

}  // namespace

absl::Status AppendedWriter::AddForward(model::TermId id, std::string_view key) {
  return put_(AppendedKey(id.tag(), id.payload()), key);
}

absl::Status AppendedWriter::AddReverse(model::TermId id, std::string_view key) {
  if (key.size() <= kLongKeyPrefixBytes) {
    if (absl::Status status = FlushLong(); !status.ok()) return status;
    std::string number;
    block::AppendLittleEndian(id.payload(), number);
    return put_(ReverseKey(id.tag(), key), number);
  }
  std::string reverse = LongReverseKey(id.tag(), key, id.payload());
  if (!long_keys_.empty() && long_keys_.front().compare(0, kSharedBytes, reverse, 0, kSharedBytes) != 0) {
    if (absl::Status status = FlushLong(); !status.ok()) return status;
  }
  long_keys_.push_back(std::move(reverse));
  return absl::OkStatus();
}

absl::Status AppendedWriter::FlushLong() {
  std::sort(long_keys_.begin(), long_keys_.end());
  for (const std::string& key : long_keys_) {
    if (absl::Status status = put_(key, ""); !status.ok()) return status;
  }
  long_keys_.clear();
  return absl::OkStatus();
}

}  // namespace tern::dictionary
