#include "engine/ingest/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

constexpr unsigned char kGzipMagic0 = 0x1f;
constexpr unsigned char kGzipMagic1 = 0x8b;

// Suffixes of compressions that are left to their own programs, with the command that unpacks to standard
// output.
struct OtherCompression {
  std::string_view suffix;
  std::string_view command;
};
constexpr std::array<OtherCompression, 7> kOtherCompressions = {{{".bz2", "bzip2 -dc"},
                                                                 {".xz", "xz -dc"},
                                                                 {".zst", "zstd -dc"},
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

// One z_stream. Members follow each other; bytes behind the last one that start no member are damage.
class Input::Gunzip {
 public:
  Gunzip() { std::memset(&stream_, 0, sizeof stream_); }
  ~Gunzip() { inflateEnd(&stream_); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  bool Init() { return inflateInit2(&stream_, 15 + 16) == Z_OK; }  // 15: window bits, +16: gzip only

  enum class Step : uint8_t { kMore, kMemberEnd, kDamaged };
  // Takes from `in`, writes to `out`; both spans shrink by what was used.
  Step Run(absl::Span<char>& in, absl::Span<char>& out) {
    stream_.next_in = reinterpret_cast<Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream_.avail_in);
    out.remove_prefix(out.size() - stream_.avail_out);
    if (result == Z_STREAM_END) return inflateReset(&stream_) == Z_OK ? Step::kMemberEnd : Step::kDamaged;
    return result == Z_OK || result == Z_BUF_ERROR ? Step::kMore : Step::kDamaged;
  }

  const char* message() const { return stream_.msg == nullptr ? "damaged" : stream_.msg; }
  bool in_member = true;  // between members the file may end

 private:
  z_stream stream_;
};

std::string_view WithoutGzipSuffix(std::string_view path) {
  return EndsWithIgnoringCase(path, ".gz") ? path.substr(0, path.size() - 3) : path;
}

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
    if (absl::Status begun = input->Begin(/*must_be_gzip=*/false); !begun.ok()) return begun;
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
  if (absl::Status begun = input->Begin(EndsWithIgnoringCase(path, ".gz")); !begun.ok()) return begun;
  return input;
}

absl::Status Input::Broken(std::string_view reason) const {
  return absl::InvalidArgumentError(
      model::StrCat(name_, ": cannot be read at byte ", bytes_read_, ": ", reason));
}

// Reads more raw bytes behind those that are left. At the end of the file raw_ may stay as it is.
absl::Status Input::Fill() {
  if (raw_begin_ == raw_end_) raw_begin_ = raw_end_ = 0;
  while (!at_end_ && raw_end_ < raw_.size()) {
    const ssize_t got = read(descriptor_, raw_.data() + raw_end_, raw_.size() - raw_end_);
    if (got < 0 && errno == EINTR) {
      if (cancelled_ && cancelled_())
        return absl::CancelledError(model::StrCat(name_, ": reading was interrupted"));
      continue;
    }
    if (got < 0) return Broken(std::strerror(errno));
    if (got == 0) at_end_ = true;
    raw_end_ += static_cast<size_t>(got);
    bytes_read_ += static_cast<uint64_t>(got);
    break;  // a pipe's first bytes are handed on at once
  }
  return absl::OkStatus();
}

// Looks at the first two bytes: gzip or plain.
absl::Status Input::Begin(bool must_be_gzip) {
  while (raw_end_ < 2 && !at_end_) {
    if (absl::Status filled = Fill(); !filled.ok()) return filled;
  }
  const bool is_gzip = raw_end_ >= 2 && static_cast<unsigned char>(raw_[0]) == kGzipMagic0 &&
                       static_cast<unsigned char>(raw_[1]) == kGzipMagic1;
  if (must_be_gzip && !is_gzip) {
    return absl::InvalidArgumentError(model::StrCat(name_, ": is not gzip, though it is named .gz"));
  }
  if (!is_gzip) return absl::OkStatus();
  gunzip_ = std::make_unique<Gunzip>();
  if (!gunzip_->Init())
    return absl::ResourceExhaustedError(model::StrCat(name_, ": no memory to unpack gzip"));
  return absl::OkStatus();
}

absl::StatusOr<size_t> Input::Read(absl::Span<char> buffer) {
  if (buffer.empty()) return 0;
  if (gunzip_ != nullptr) return ReadPacked(buffer.subspan(0, std::numeric_limits<uInt>::max()));
  if (raw_begin_ == raw_end_) {
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
    if (raw_begin_ == raw_end_) {
      if (absl::Status filled = Fill(); !filled.ok()) return filled;
      if (raw_begin_ == raw_end_) {
        if (gunzip_->in_member) return Broken("the gzip stream ends early; the file is cut off");
        return 0;
      }
    }
    absl::Span<char> in(raw_.data() + raw_begin_, raw_end_ - raw_begin_);
    gunzip_->in_member = true;
    const Gunzip::Step step = gunzip_->Run(in, out);
    raw_begin_ = raw_end_ - in.size();
    if (step == Gunzip::Step::kDamaged)
      return Broken(model::StrCat("damaged gzip stream: ", gunzip_->message()));
    if (step == Gunzip::Step::kMemberEnd) gunzip_->in_member = false;
  }
  return buffer.size() - out.size();
}

}  // namespace tern::ingest
