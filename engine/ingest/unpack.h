// Streams of packed bytes made plain: gzip and zstd behind one face, told by their first bytes. Between
// Input, which reads the file, and everything that wants its content. Any number of members (frames) may
// follow each other, as `cat a.gz b.gz` makes them.
#ifndef TERN_ENGINE_INGEST_UNPACK_H_
#define TERN_ENGINE_INGEST_UNPACK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tern::ingest {

enum class Packing : uint8_t { kNone, kGzip, kZstd };

// As many first bytes as PackingOfBytes wants to see; fewer only where the file is shorter.
inline constexpr size_t kPackingMagicBytes = 4;
Packing PackingOfBytes(std::string_view first_bytes);

// By the suffix: ".gz", ".zst".
Packing PackingOfName(std::string_view path);
std::string_view NameOf(Packing packing);  // "gzip", "zstd"

// The name without ".gz" or ".zst", to tell the format by; "facts.nt.gz" gives "facts.nt".
std::string_view WithoutPackingSuffix(std::string_view path);

// The most that a zstd frame may ask to keep of what it has unpacked (`zstd --long=27`); one that asks for
// more is refused as damage is, so that a file of a few bytes cannot take gigabytes.
inline constexpr int kZstdWindowLogMax = 27;  // 128 MiB

// Not thread-safe.
class Unpacker {
 public:
  // REQUIRES: packing is not kNone. ResourceExhausted without memory.
  static absl::StatusOr<std::unique_ptr<Unpacker>> Create(Packing packing);
  virtual ~Unpacker() = default;

  enum class Step : uint8_t { kMore, kMemberEnd, kDamaged };
  // Takes from `in`, writes to `out`; both spans shrink by what was used. kMore with nothing used up of `in`
  // means that `out` is full.
  virtual Step Run(absl::Span<char>& in, absl::Span<char>& out) = 0;

  // Why the last Run was kDamaged.
  virtual std::string reason() const = 0;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_UNPACK_H_
