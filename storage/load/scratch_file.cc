#include "storage/load/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "storage/model/checksum.h"
#include "storage/model/text.h"

namespace tern::load {
namespace {

struct FrameHeader {
  uint64_t size;
  uint64_t checksum;
};

// A frame is larger only where it is one record, and no term is larger than this.
constexpr uint64_t kMaxFrameBytes = uint64_t{1} << 31;

absl::Status Failed(const std::string& path, int error) {
  const std::string message = model::StrCat(path, ": ", std::generic_category().message(error));
  if (error == ENOSPC || error == EDQUOT) {
    return absl::ResourceExhaustedError(model::StrCat(
        "the disk is full while a load writes its scratch files: ", message, "; the store is as it was"));
  }
  return absl::UnavailableError(message);
}

absl::Status Damaged(const std::string& path) {
  return absl::DataLossError(model::StrCat(path, ": a scratch file is not as it was written"));
}

}  // namespace

ScratchWriter::~ScratchWriter() {
  if (file_ >= 0) close(file_);
}

absl::Status ScratchWriter::Add(std::string_view record) {
  if (!frame_.empty() && frame_.size() + record.size() > kFrameBytes) {
    if (absl::Status status = Flush(); !status.ok()) return status;
  }
  frame_.append(record);
  return absl::OkStatus();
}

absl::Status ScratchWriter::Open() {
  file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  return file_ >= 0 ? absl::OkStatus() : Failed(path_, errno);
}

absl::Status ScratchWriter::WriteAll(const char* data, size_t size) {
  while (size > 0) {
    const ssize_t written = write(file_, data, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      return Failed(path_, errno);
    }
    data += written;
    size -= static_cast<size_t>(written);
  }
  return absl::OkStatus();
}

absl::Status ScratchWriter::Flush() {
  if (frame_.empty()) return absl::OkStatus();
  if (file_ < 0) {
    if (absl::Status status = Open(); !status.ok()) return status;
  }
  const FrameHeader header = {frame_.size(), model::Checksum(frame_)};
  char bytes[sizeof header];
  std::memcpy(bytes, &header, sizeof header);
  if (absl::Status status = WriteAll(bytes, sizeof bytes); !status.ok()) return status;
  absl::Status status = WriteAll(frame_.data(), frame_.size());
  frame_.clear();
  if (frame_.capacity() > 4 * kFrameBytes) frame_.shrink_to_fit();
  return status;
}

absl::Status ScratchWriter::Finish() {
  if (absl::Status status = Flush(); !status.ok()) return status;
  std::string().swap(frame_);
  if (file_ < 0) return absl::OkStatus();
  const int closed = close(file_);
  file_ = -1;
  return closed == 0 ? absl::OkStatus() : Failed(path_, errno);
}

ScratchReader::~ScratchReader() {
  if (file_ >= 0) close(file_);
}

absl::StatusOr<bool> ScratchReader::ReadAll(char* data, size_t size) {
  size_t done = 0;
  while (done < size) {
    const ssize_t got = read(file_, data + done, size - done);
    if (got < 0) {
      if (errno == EINTR) continue;
      return Failed(path_, errno);
    }
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  if (done > 0 && done < size) return Damaged(path_);
  return done == size;
}

absl::StatusOr<std::string_view> ScratchReader::NextFrame() {
  if (at_end_) return std::string_view();
  if (file_ < 0) {
    file_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0 && errno != ENOENT) return Failed(path_, errno);
    if (file_ < 0) {
      at_end_ = true;
      return std::string_view();
    }
  }
  char bytes[sizeof(FrameHeader)];
  const absl::StatusOr<bool> has_more = ReadAll(bytes, sizeof bytes);
  if (!has_more.ok()) return has_more.status();
  if (!*has_more) {
    at_end_ = true;
    std::string().swap(frame_);
    return std::string_view();
  }
  FrameHeader header;
  std::memcpy(&header, bytes, sizeof header);
  if (header.size == 0 || header.size > kMaxFrameBytes) return Damaged(path_);
  frame_.resize(header.size);
  const absl::StatusOr<bool> whole = ReadAll(frame_.data(), frame_.size());
  if (!whole.ok()) return whole.status();
  if (!*whole || model::Checksum(frame_) != header.checksum) return Damaged(path_);
  return std::string_view(frame_);
}

}  // namespace tern::load
