#include "engine/ingest/rows/record_buffer.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/types/span.h"
#include "storage/model/text.h"

namespace tern::ingest {

absl::StatusOr<bool> RecordBuffer::More() {
  if (at_end_) return true;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ >= kMaxRecordBytes) return false;
  if (end_ + kPadding >= buffer_.size()) {
    buffer_.resize(std::min(std::max(end_ * 2, kReadBytes), kMaxRecordBytes) + kPadding);
  }
  while (end_ + kPadding < buffer_.size()) {
    const absl::StatusOr<size_t> got =
        input_->Read(absl::MakeSpan(buffer_).subspan(end_, buffer_.size() - kPadding - end_));
    if (!got.ok()) return got.status();
    if (*got == 0) {
      at_end_ = true;
      break;
    }
    end_ += *got;
  }
  std::memset(buffer_.data() + end_, 0, kPadding);
  return true;
}

absl::Status BeginText(RecordBuffer& buffer, const std::string& name) {
  if (const absl::StatusOr<bool> more = buffer.More(); !more.ok()) return more.status();
  const std::string_view bytes = buffer.bytes();
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    buffer.Consume(3, 0);
    return absl::OkStatus();
  }
  const bool zero_beside =
      bytes.size() >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0');  // an ASCII character in UTF-16
  if (!bytes.starts_with("\xFF\xFE") && !bytes.starts_with("\xFE\xFF") && !zero_beside)
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      model::StrCat(name, ":1: is UTF-16, not UTF-8; convert it first: iconv -f UTF-16 -t UTF-8"));
}

}  // namespace tern::ingest
