// The payloads of the rows of one column that have the same type tag, packed. Reads in place; every access stays inside
// the bytes that Parse has checked, whatever they hold. The encodings are those of docs/format.md, "Payload streams";
// another one gets a number of its own, a case in Parse, Get and Decode, and a candidate in column_encoder.cc.
#ifndef TERN_STORAGE_BLOCK_PAYLOAD_STREAM_H_
#define TERN_STORAGE_BLOCK_PAYLOAD_STREAM_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/block/byte_reader.h"
#include "storage/model/term_id.h"

namespace tern::block {

// On disk: never renumber.
enum class PayloadEncoding : uint8_t {
  kConstant = 0,
  kFrameOfReference = 1,
  kPatched = 2,     // frame of reference of a narrower width, the high bits of the values above it apart
  kRunLength = 3,   // the ends of the runs and their values
  kDelta = 4,       // differences, patched, with the value of every kDeltaInterval-th row; payloads that never fall
  kDictionary = 5,  // the distinct values, ascending, and a code a row
};

inline constexpr uint32_t kDeltaInterval = 128;
inline constexpr uint32_t kMaxDictionaryEntries = 4096;

// A view; whoever holds the bytes outlives it.
class PayloadStream {
 public:
  // Reads a stream of `count` payloads (at least 1) and moves the reader behind it.
  static absl::StatusOr<PayloadStream> Parse(ByteReader& reader, uint32_t count);

  uint32_t count() const { return count_; }
  PayloadEncoding encoding() const { return encoding_; }

  // REQUIRES: index < count().
  uint64_t Get(uint32_t index) const;
  // out[i] = tag_bits + payload begin+i. REQUIRES: begin <= end <= count().
  void Decode(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* out) const;
  // The first index in [begin, end) whose payload is not below `payload`, else end.
  // REQUIRES: begin <= end <= count(), and payloads ascend in that range (if not, some index in it comes back).
  uint32_t LowerBound(uint32_t begin, uint32_t end, uint64_t payload) const;

 private:
  // The exceptions of a patched array: ascending indexes, and what to add above the low bits of each.
  struct Patches {
    uint32_t count = 0;
    int low_width = 0;
    int high_width = 0;
    const uint8_t* indexes = nullptr;  // 2 bytes each
    const uint8_t* highs = nullptr;    // packed

    uint32_t IndexAt(uint32_t patch) const;
    uint64_t ValueAt(uint32_t patch) const;
    uint32_t FirstAtOrAfter(uint32_t index) const;
    static absl::StatusOr<Patches> Parse(ByteReader& reader, uint32_t count, int low_width, int high_width);
  };

  absl::Status ParseFrame(ByteReader& reader);
  absl::Status ParsePatched(ByteReader& reader);
  absl::Status ParseRunLength(ByteReader& reader);
  absl::Status ParseDelta(ByteReader& reader);
  absl::Status ParseDictionary(ByteReader& reader);

  uint32_t RunOf(uint32_t index) const;
  uint32_t RunEnd(uint32_t run) const;
  uint64_t DeltaAt(uint32_t index) const;
  void DecodeRuns(uint32_t begin, uint32_t end, uint64_t base, model::TermId* out) const;
  void DecodeDeltas(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* out) const;
  void DecodeDictionary(uint32_t begin, uint32_t end, uint64_t base, model::TermId* out) const;

  PayloadEncoding encoding_ = PayloadEncoding::kConstant;
  uint8_t width_ = 0;        // of the values in `values_`
  uint8_t second_width_ = 0;  // run ends, codes or low bits of differences, in `second_`
  uint32_t count_ = 0;
  uint32_t entries_ = 0;  // runs, checkpoints or dictionary entries
  uint64_t base_ = 0;
  const uint8_t* values_ = nullptr;
  const uint8_t* second_ = nullptr;
  Patches patches_;
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_PAYLOAD_STREAM_H_
