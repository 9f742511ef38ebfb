#include "engine/ingest/input.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

// Suffixes of compressions that are left to their own programs, with the command that unpacks to standard
// output.
struct OtherCompression {
  std::string_view suffix;
  std::string_view command;
};
constexpr std::array<OtherCompression, 6> kOtherCompressions = {{{".bz2", "bzip2 -dc"},
                                                                 {".xz", "xz -dc"},
                                                                 {".lz4", "lz4 -dc"},
                                                                 {".br", "brotli -dc"},
                                                                 {".7z", "7z x -so"},
                                                                 {".zip", "unzip -p"}}};

bool EndsWithIgnoringCase(std::string_view text, std::string_view suffix) {
  return absl::EndsWithIgnoreCase(model::ToAbsl(text), model::ToAbsl(suffix));
}

absl::Status RefuseOtherCompression(const std::string& path) {
  for (const OtherCompression& other : kOtherCompressions) {
    if (!EndsWithIgnoringCase(path, other.suffix)) continue;
    return absl::InvalidArgumentError(model::StrCat(
        path, ": ", other.suffix, " files are not read here; unpack it on the way: ", other.command, " ",
        path, " | tern load --format FORMAT -"));
  }
  return absl::OkStatus();
}

}  // namespace

Input::Input(std::string name, int descriptor, bool owned, std::function<bool()> cancelled)
    : name_(std::move(name)),
      descriptor_(descriptor),
      owned_(owned),
      cancelled_(std::move(cancelled)),
      raw_(kReadBytes) {}

Input::~Input() {
  if (owned_) close(descriptor_);
}

absl::Status Input::CheckPath(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || access(path.c_str(), R_OK) != 0) {
    return absl::InvalidArgumentError(model::StrCat(path, ": ", std::strerror(errno)));
  }
  if (S_ISDIR(status.st_mode)) return absl::InvalidArgumentError(model::StrCat(path, ": is a directory"));
  return RefuseOtherCompression(path);
}

absl::StatusOr<std::unique_ptr<Input>> Input::Open(const std::string& path, std::function<bool()> cancelled) {
  if (path == "-") {
    std::unique_ptr<Input> input(new Input("stdin", STDIN_FILENO, /*owned=*/false, std::move(cancelled)));
    if (absl::Status begun = input->Begin(Packing::kNone); !begun.ok()) return begun;
    return input;
  }
  if (absl::Status checked = CheckPath(path); !checked.ok()) return checked;
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return absl::InvalidArgumentError(model::StrCat(path, ": ", std::strerror(errno)));
  std::unique_ptr<Input> input(new Input(path, descriptor, /*owned=*/true, std::move(cancelled)));
  struct stat status;
  if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    input->bytes_total_ = static_cast<uint64_t>(status.st_size);
  }
  if (absl::Status begun = input->Begin(PackingOfName(path)); !begun.ok()) return begun;
  return input;
}

absl::Status Input::Broken(std::string_view reason) const {
  return absl::InvalidArgumentError(
      model::StrCat(name_, ": cannot be read at byte ", bytes_read_, ": ", reason));
}

absl::StatusOr<size_t> Input::ReadFile(absl::Span<char> buffer) {
  while (true) {
    const ssize_t got = read(descriptor_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) {
      if (cancelled_ && cancelled_())
        return absl::CancelledError(model::StrCat(name_, ": reading was interrupted"));
      continue;
    }
    if (got < 0) return Broken(std::strerror(errno));
    if (got == 0) at_end_ = true;
    bytes_read_ += static_cast<uint64_t>(got);
    return static_cast<size_t>(got);  // a pipe's first bytes are handed on at once
  }
}

// Reads more raw bytes behind those that are left. At the end of the file raw_ may stay as it is.
absl::Status Input::Fill() {
  if (raw_begin_ == raw_end_) raw_begin_ = raw_end_ = 0;
  if (at_end_ || raw_end_ == raw_.size()) return absl::OkStatus();
  const absl::StatusOr<size_t> got = ReadFile(absl::MakeSpan(raw_).subspan(raw_end_));
  if (!got.ok()) return got.status();
  raw_end_ += *got;
  return absl::OkStatus();
}

bool Input::WaitForBytes(std::chrono::milliseconds patience) {
  if (raw_begin_ != raw_end_ || at_end_ || bytes_total_ > 0) return true;
  pollfd waiting = {descriptor_, POLLIN, 0};
  const int ready = poll(&waiting, 1, static_cast<int>(patience.count()));
  return ready > 0 || (ready < 0 && errno != EINTR);
}

// Looks at the first bytes: packed or plain. `expected`: what the name promises; kNone where it tells
// nothing.
absl::Status Input::Begin(Packing expected) {
  while (raw_end_ < kPackingMagicBytes && !at_end_) {
    if (absl::Status filled = Fill(); !filled.ok()) return filled;
  }
  packing_ = PackingOfBytes(std::string_view(raw_.data(), raw_end_));
  if (expected != Packing::kNone && packing_ != expected) {
    return absl::InvalidArgumentError(model::StrCat(name_, ": is not ", NameOf(expected),
                                                    ", though it is named ",
                                                    expected == Packing::kGzip ? ".gz" : ".zst"));
  }
  if (packing_ == Packing::kNone) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<Unpacker>> unpacker = Unpacker::Create(packing_);
  if (!unpacker.ok()) {
    return absl::Status(unpacker.status().code(),
                        model::ToAbsl(model::StrCat(name_, ": ", unpacker.status().message())));
  }
  unpacker_ = *std::move(unpacker);
  return absl::OkStatus();
}

absl::StatusOr<size_t> Input::Read(absl::Span<char> buffer) {
  if (buffer.empty()) return 0;
  if (unpacker_ != nullptr) return ReadPacked(buffer);
  if (raw_begin_ == raw_end_) {
    if (at_end_) return 0;
    if (buffer.size() >= raw_.size()) return ReadFile(buffer);
    if (absl::Status filled = Fill(); !filled.ok()) return filled;
  }
  const size_t size = std::min(buffer.size(), raw_end_ - raw_begin_);
  std::memcpy(buffer.data(), raw_.data() + raw_begin_, size);
  raw_begin_ += size;
  return size;
}

absl::StatusOr<size_t> Input::ReadPacked(absl::Span<char> buffer) {
  absl::Span<char> out = buffer;
  while (out.size() == buffer.size()) {
    if (raw_begin_ == raw_end_ && !at_end_) {
      if (absl::Status filled = Fill(); !filled.ok()) return filled;
    }
    absl::Span<char> in(raw_.data() + raw_begin_, raw_end_ - raw_begin_);
    if (in.empty() && !in_member_) return 0;
    const bool has_input = !in.empty();
    in_member_ = true;
    // Without input too: what is unpacked may not have fitted in the buffer of the call before.
    const Unpacker::Step step = unpacker_->Run(in, out);
    raw_begin_ = raw_end_ - in.size();
    if (step == Unpacker::Step::kDamaged) {
      return Broken(model::StrCat("damaged ", NameOf(packing_), " stream: ", unpacker_->reason()));
    }
    if (step == Unpacker::Step::kMemberEnd) in_member_ = false;
    if (step == Unpacker::Step::kMore && !has_input && at_end_ && out.size() == buffer.size()) {
      return Broken(model::StrCat("the ", NameOf(packing_), " stream ends early; the file is cut off"));
    }
  }
  return buffer.size() - out.size();
}

}  // namespace tern::ingest
