// What is written to a file whose name says that it is packed: gzip (.gz) and zstd (.zst) on the way to a
// stream, the same ones that `tern load` unpacks.
#ifndef TERN_CLI_PACKED_OUTPUT_H_
#define TERN_CLI_PACKED_OUTPUT_H_

#include <cstdint>
#include <memory>
#include <ostream>
#include <streambuf>
#include <string_view>
#include <vector>

namespace tern::cli {

enum class Packing : uint8_t { kNone, kGzip, kZstd };

// By the suffix, in any case of letters.
Packing PackingOfName(std::string_view path);
// The name without ".gz" or ".zst": "facts.nq.gz" gives "facts.nq".
std::string_view WithoutPackingSuffix(std::string_view path);

class Packer;

// Not thread-safe. Packs when 64 KiB are full and at the end only: flush() would cost what packing gains.
class PackedBuffer : public std::streambuf {
 public:
  // `to` outlives the buffer. REQUIRES: packing is not kNone.
  PackedBuffer(Packing packing, std::ostream* to);
  ~PackedBuffer() override;
  PackedBuffer(const PackedBuffer&) = delete;
  PackedBuffer& operator=(const PackedBuffer&) = delete;

  // Writes what ends the packed stream. False where it or anything before it failed: in `to`, or for want of
  // memory.
  bool Finish();

 protected:
  int_type overflow(int_type c) override;

 private:
  bool Pack(bool is_end);

  std::unique_ptr<Packer> packer_;  // null: failed
  std::ostream* const to_;
  std::vector<char> buffer_;
};

}  // namespace tern::cli

#endif  // TERN_CLI_PACKED_OUTPUT_H_
