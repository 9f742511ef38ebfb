// A file's bytes as a stream: a path, or "-" for standard input; what starts as gzip or zstd is unpacked on
// the way (unpack.h). The bottom of every reader. One read buffer of kReadBytes, and what the unpacking
// keeps.
#ifndef TERN_ENGINE_INGEST_INPUT_H_
#define TERN_ENGINE_INGEST_INPUT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/ingest/unpack.h"

namespace tern::ingest {

inline constexpr size_t kReadBytes = size_t{256} << 10;

// Not thread-safe.
class Input {
 public:
  // InvalidArgument, with the path and the reason: no such file, a directory, a kind of compression that is
  // not read here (with the command that unpacks it), ".gz" without gzip inside, ".zst" without zstd.
  // `cancelled` (may be empty) is asked where a signal ends a read that waits: then the read is Cancelled.
  static absl::StatusOr<std::unique_ptr<Input>> Open(const std::string& path,
                                                     std::function<bool()> cancelled = {});

  // Open's complaint about a path, before any byte is read: a pipe keeps what it holds.
  static absl::Status CheckPath(const std::string& path);

  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // Fills the front of `buffer`; returns how many bytes, 0 at the end only. InvalidArgument with path and
  // offset where reading fails or the packed stream is damaged or ends early.
  absl::StatusOr<size_t> Read(absl::Span<char> buffer);

  // True where Read would not wait for another program: always for a file, for a pipe once it has bytes or
  // has ended. Waits up to `patience` for that; a signal ends it.
  bool WaitForBytes(std::chrono::milliseconds patience);

  const std::string& name() const { return name_; }      // for messages: the path, or "stdin"
  uint64_t bytes_read() const { return bytes_read_; }    // of the file itself, packed where it is
  uint64_t bytes_total() const { return bytes_total_; }  // 0: unknown, as of a pipe

 private:
  Input(std::string name, int descriptor, bool owned, std::function<bool()> cancelled);
  // One read. 0 at the end of the file.
  absl::StatusOr<size_t> ReadFile(absl::Span<char> buffer);
  absl::Status Fill();
  absl::Status Begin(Packing expected);
  absl::StatusOr<size_t> ReadPacked(absl::Span<char> buffer);
  absl::Status Broken(std::string_view reason) const;

  std::string name_;
  int descriptor_;
  bool owned_;  // closed at the end; standard input is not
  std::function<bool()> cancelled_;
  uint64_t bytes_read_ = 0;
  uint64_t bytes_total_ = 0;
  std::vector<char> raw_;  // raw_[raw_begin_, raw_end_) is read and not yet handed on
  size_t raw_begin_ = 0;
  size_t raw_end_ = 0;
  bool at_end_ = false;
  Packing packing_ = Packing::kNone;
  std::unique_ptr<Unpacker> unpacker_;  // null: plain bytes
  bool in_member_ = true;               // between members of a packed file it may end
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_INPUT_H_
