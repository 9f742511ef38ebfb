#include "cli/packed_output.h"

#include <zlib.h>
#include <zstd.h>

#include <cstring>

#include "absl/strings/match.h"
#include "storage/model/text.h"

namespace tern::cli {

// A packed stream under way.
class Packer {
 public:
  virtual ~Packer() = default;
  // Packs all of `text`, and at the end everything that is held back. False where that fails.
  virtual bool Pack(std::string_view text, bool is_end, std::ostream& to) = 0;
};

namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;
constexpr std::string_view kGzipSuffix = ".gz";
constexpr std::string_view kZstdSuffix = ".zst";

bool EndsWithIgnoringCase(std::string_view text, std::string_view suffix) {
  return absl::EndsWithIgnoreCase(model::ToAbsl(text), model::ToAbsl(suffix));
}

class Gzip : public Packer {
 public:
  Gzip() : out_(kBufferBytes) { std::memset(&stream_, 0, sizeof stream_); }
  ~Gzip() override { deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  bool Init() {
    constexpr int kWindowBits = 15 + 16;  // +16: a gzip header
    constexpr int kMemoryLevel = 8;
    return deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kWindowBits, kMemoryLevel,
                        Z_DEFAULT_STRATEGY) == Z_OK;
  }

  bool Pack(std::string_view text, bool is_end, std::ostream& to) override {
    std::vector<Bytef> in(text.begin(), text.end());  // zlib takes no const bytes
    stream_.next_in = in.data();
    stream_.avail_in = static_cast<uInt>(in.size());
    int result = Z_OK;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      result = deflate(&stream_, is_end ? Z_FINISH : Z_NO_FLUSH);
      if (result == Z_STREAM_ERROR) return false;
      to.write(out_.data(), static_cast<std::streamsize>(out_.size() - stream_.avail_out));
    } while (to && (is_end ? result != Z_STREAM_END : stream_.avail_out == 0));
    return to.good();
  }

 private:
  z_stream stream_;
  std::vector<char> out_;
};

class Zstd : public Packer {
 public:
  Zstd() : stream_(ZSTD_createCCtx()), out_(kBufferBytes) {}
  ~Zstd() override { ZSTD_freeCCtx(stream_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  bool Init() {
    return stream_ != nullptr && ZSTD_isError(ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1)) == 0;
  }

  bool Pack(std::string_view text, bool is_end, std::ostream& to) override {
    ZSTD_inBuffer in = {text.data(), text.size(), 0};
    size_t rest = 0;
    do {
      ZSTD_outBuffer out = {out_.data(), out_.size(), 0};
      rest = ZSTD_compressStream2(stream_, &out, &in, is_end ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(rest) != 0) return false;
      to.write(out_.data(), static_cast<std::streamsize>(out.pos));
    } while (to && (is_end ? rest != 0 : in.pos < in.size));
    return to.good();
  }

 private:
  ZSTD_CCtx* stream_;
  std::vector<char> out_;
};

template <typename Kind>
std::unique_ptr<Packer> Make() {
  auto packer = std::make_unique<Kind>();
  if (!packer->Init()) return nullptr;
  return packer;
}

}  // namespace

Packing PackingOfName(std::string_view path) {
  if (EndsWithIgnoringCase(path, kGzipSuffix)) return Packing::kGzip;
  return EndsWithIgnoringCase(path, kZstdSuffix) ? Packing::kZstd : Packing::kNone;
}

std::string_view WithoutPackingSuffix(std::string_view path) {
  switch (PackingOfName(path)) {
    case Packing::kNone:
      break;
    case Packing::kGzip:
      return path.substr(0, path.size() - kGzipSuffix.size());
    case Packing::kZstd:
      return path.substr(0, path.size() - kZstdSuffix.size());
  }
  return path;
}

PackedBuffer::PackedBuffer(Packing packing, std::ostream* to)
    : packer_(packing == Packing::kGzip ? Make<Gzip>() : Make<Zstd>()), to_(to), buffer_(kBufferBytes) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

PackedBuffer::~PackedBuffer() = default;

bool PackedBuffer::Pack(bool is_end) {
  const std::string_view text(pbase(), static_cast<size_t>(pptr() - pbase()));
  if (packer_ != nullptr && !packer_->Pack(text, is_end, *to_)) packer_.reset();
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return packer_ != nullptr;
}

bool PackedBuffer::Finish() { return Pack(true); }

PackedBuffer::int_type PackedBuffer::overflow(int_type c) {
  if (!Pack(false)) return traits_type::eof();
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  return sputc(traits_type::to_char_type(c));
}

}  // namespace tern::cli
