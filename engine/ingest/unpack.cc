#include "engine/ingest/unpack.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
// A frame that holds no data, as parallel packers put in front: 0x184D2A50 to 0x184D2A5F, least byte first.
constexpr std::string_view kZstdSkippableRest = "\x2a\x4d\x18";

// One z_stream for all members.
class Gunzip : public Unpacker {
 public:
  Gunzip() { std::memset(&stream_, 0, sizeof stream_); }
  ~Gunzip() override { inflateEnd(&stream_); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  bool Init() { return inflateInit2(&stream_, 15 + 16) == Z_OK; }  // 15: window bits, +16: gzip only

  Step Run(absl::Span<char>& in, absl::Span<char>& out) override {
    constexpr size_t kMost = std::numeric_limits<uInt>::max();
    const auto in_size = static_cast<uInt>(std::min(in.size(), kMost));
    const auto out_size = static_cast<uInt>(std::min(out.size(), kMost));
    stream_.next_in = reinterpret_cast<Bytef*>(in.data());
    stream_.avail_in = in_size;
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = out_size;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in_size - stream_.avail_in);
    out.remove_prefix(out_size - stream_.avail_out);
    if (result == Z_STREAM_END) return inflateReset(&stream_) == Z_OK ? Step::kMemberEnd : Step::kDamaged;
    return result == Z_OK || result == Z_BUF_ERROR ? Step::kMore : Step::kDamaged;
  }

  std::string reason() const override { return stream_.msg == nullptr ? "damaged" : stream_.msg; }

 private:
  z_stream stream_;
};

class Unzstd : public Unpacker {
 public:
  Unzstd() : stream_(ZSTD_createDCtx()) {}
  ~Unzstd() override { ZSTD_freeDCtx(stream_); }
  Unzstd(const Unzstd&) = delete;
  Unzstd& operator=(const Unzstd&) = delete;

  bool Init() {
    return stream_ != nullptr &&
           ZSTD_isError(ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kZstdWindowLogMax)) == 0;
  }

  Step Run(absl::Span<char>& in, absl::Span<char>& out) override {
    ZSTD_inBuffer from = {in.data(), in.size(), 0};
    ZSTD_outBuffer to = {out.data(), out.size(), 0};
    result_ = ZSTD_decompressStream(stream_, &to, &from);
    in.remove_prefix(from.pos);
    out.remove_prefix(to.pos);
    if (ZSTD_isError(result_) != 0) return Step::kDamaged;
    return result_ == 0 ? Step::kMemberEnd : Step::kMore;
  }

  std::string reason() const override {
    if (ZSTD_getErrorCode(result_) == ZSTD_error_frameParameter_windowTooLarge) {
      return model::StrCat("a frame wants a window of more than ", 1 << (kZstdWindowLogMax - 20),
                           " MiB; unpack it on the way: zstd -dc --long=31");
    }
    return ZSTD_getErrorName(result_);
  }

 private:
  ZSTD_DCtx* stream_;
  size_t result_ = 0;
};

template <typename Kind>
absl::StatusOr<std::unique_ptr<Unpacker>> Make(Packing packing) {
  auto unpacker = std::make_unique<Kind>();
  if (!unpacker->Init()) {
    return absl::ResourceExhaustedError(model::StrCat("no memory to unpack ", NameOf(packing)));
  }
  return unpacker;
}

bool EndsWithIgnoringCase(std::string_view text, std::string_view suffix) {
  return absl::EndsWithIgnoreCase(model::ToAbsl(text), model::ToAbsl(suffix));
}

}  // namespace

Packing PackingOfBytes(std::string_view first_bytes) {
  if (first_bytes.substr(0, kGzipMagic.size()) == kGzipMagic) return Packing::kGzip;
  if (first_bytes.size() < kPackingMagicBytes) return Packing::kNone;
  const bool is_skippable = (static_cast<unsigned char>(first_bytes[0]) & 0xF0) == 0x50 &&
                            first_bytes.substr(1, kZstdSkippableRest.size()) == kZstdSkippableRest;
  const bool is_zstd = is_skippable || first_bytes.substr(0, kZstdMagic.size()) == kZstdMagic;
  return is_zstd ? Packing::kZstd : Packing::kNone;
}

Packing PackingOfName(std::string_view path) {
  if (EndsWithIgnoringCase(path, ".gz")) return Packing::kGzip;
  return EndsWithIgnoringCase(path, ".zst") ? Packing::kZstd : Packing::kNone;
}

std::string_view NameOf(Packing packing) {
  switch (packing) {
    case Packing::kNone:
      break;
    case Packing::kGzip:
      return "gzip";
    case Packing::kZstd:
      return "zstd";
  }
  return "plain";
}

std::string_view WithoutPackingSuffix(std::string_view path) {
  switch (PackingOfName(path)) {
    case Packing::kNone:
      break;
    case Packing::kGzip:
      return path.substr(0, path.size() - 3);
    case Packing::kZstd:
      return path.substr(0, path.size() - 4);
  }
  return path;
}

absl::StatusOr<std::unique_ptr<Unpacker>> Unpacker::Create(Packing packing) {
  return packing == Packing::kGzip ? Make<Gunzip>(packing) : Make<Unzstd>(packing);
}

}  // namespace tern::ingest
