// Files of a load's scratch directory: records that are written once and read back once, in sequence. Records
// are gathered into frames of some 256 KB, each with its size and checksum in front, and no record straddles
// two. They never outlive the load, so that their bytes are nobody's format but this version's.
#ifndef TERN_STORAGE_LOAD_SCRATCH_FILE_H_
#define TERN_STORAGE_LOAD_SCRATCH_FILE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tern::load {

inline constexpr size_t kFrameBytes = size_t{256} << 10;

// The file is made with the first frame, so that one that stays empty costs nothing. Not thread-safe.
class ScratchWriter {
 public:
  explicit ScratchWriter(std::string path) : path_(std::move(path)) {}
  ~ScratchWriter();
  ScratchWriter(const ScratchWriter&) = delete;
  ScratchWriter& operator=(const ScratchWriter&) = delete;

  // ResourceExhausted where the disk is full, Unavailable where it fails otherwise.
  absl::Status Add(std::string_view record);
  template <typename T>
  absl::Status AddValue(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (frame_.size() + sizeof value > kFrameBytes) {
      if (absl::Status status = Flush(); !status.ok()) return status;
    }
    const size_t end = frame_.size();
    frame_.resize(end + sizeof value);
    std::memcpy(frame_.data() + end, &value, sizeof value);
    return absl::OkStatus();
  }
  // Writes what waits and closes the file.
  absl::Status Finish();

  const std::string& path() const { return path_; }
  // True where the next Add starts a frame.
  bool at_frame_start(size_t record_bytes) const {
    return frame_.empty() || frame_.size() + record_bytes > kFrameBytes;
  }

 private:
  absl::Status Flush();
  absl::Status Open();
  absl::Status WriteAll(const char* data, size_t size);

  std::string path_;
  std::string frame_;
  int file_ = -1;
};

// Frame by frame; a file that is not there has none. Not thread-safe.
class ScratchReader {
 public:
  explicit ScratchReader(std::string path) : path_(std::move(path)) {}
  ~ScratchReader();
  ScratchReader(const ScratchReader&) = delete;
  ScratchReader& operator=(const ScratchReader&) = delete;

  // The records of the next frame, valid until the next call; empty at the end. DataLoss where the file is
  // not as it was written.
  absl::StatusOr<std::string_view> NextFrame();

 private:
  absl::StatusOr<bool> ReadAll(char* data, size_t size);

  std::string path_;
  std::string frame_;
  int file_ = -1;
  bool at_end_ = false;
};

// The values of a file of one type, each once.
template <typename T>
class ScratchValues {
 public:
  explicit ScratchValues(std::string path) : reader_(std::move(path)) {}
  // False at the end.
  absl::StatusOr<bool> Next(T& value) {
    if (at_ == frame_.size()) {
      absl::StatusOr<std::string_view> frame = reader_.NextFrame();
      if (!frame.ok()) return frame.status();
      frame_ = *frame;
      at_ = 0;
      if (frame_.empty()) return false;
      if (frame_.size() % sizeof value != 0) return absl::DataLossError("a scratch file ends inside a value");
    }
    std::memcpy(&value, frame_.data() + at_, sizeof value);
    at_ += sizeof value;
    return true;
  }

 private:
  ScratchReader reader_;
  std::string_view frame_;
  size_t at_ = 0;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_SCRATCH_FILE_H_
