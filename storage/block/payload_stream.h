// The payloads of the rows of one column that have the same type tag, packed. Reads in place; every access
// stays inside the bytes that Parse has checked, whatever they hold. The encodings are those of
// docs/format.md, "Payload streams"; another one gets a number of its own, a case in Parse, Get and Decode,
// and a candidate in payload_encoder.cc.
#ifndef TERN_STORAGE_BLOCK_PAYLOAD_STREAM_H_
#define TERN_STORAGE_BLOCK_PAYLOAD_STREAM_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/block/byte_reader.h"
#include "storage/model/term_id.h"

namespace tern::block {

// On disk: never renumber.
enum class PayloadEncoding : uint8_t {
  kConstant = 0,
  kFrameOfReference = 1,
  kPatched = 2,    // frame of reference of a narrower width, the high bits of the values above it apart
  kRunLength = 3,  // the ends of the runs and their values
  kDelta =
      4,  // differences, patched, with the value of every kDeltaInterval-th row; payloads that never fall
  kDictionary = 5,  // the distinct values, ascending, and a code a row
};

inline constexpr uint32_t kDeltaInterval = 128;
inline constexpr uint32_t kMaxDictionaryEntries = 4096;
inline constexpr uint32_t kMaxPatches = 65535;
inline constexpr uint32_t kMaxPayloadRuns = 65535;

// [begin, end).
struct IndexRange {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool empty() const { return begin == end; }
};

// Replaces ids that stand beside each other by runs: values[i] becomes the id of run i, which ends before row
// ends[i]. Returns their number. REQUIRES: count > 0.
uint32_t CutIntoRuns(model::TermId* values, uint32_t count, uint32_t* ends);

// A view; whoever holds the bytes outlives it, and keeps kPackedSlackBytes readable behind them.
class PayloadStream {
 public:
  // Reads a stream of `count` payloads (at least 1) and moves the reader behind it.
  static absl::StatusOr<PayloadStream> Parse(ByteReader& reader, uint32_t count);

  uint32_t count() const { return count_; }
  PayloadEncoding encoding() const { return encoding_; }

  // DataLoss unless the stream is one that an encoder writes: then Get, Decode and EqualRange agree. Reads
  // all of it.
  absl::Status CheckContent() const;

  // REQUIRES: index < count().
  uint64_t Get(uint32_t index) const;
  // out[i] = tag_bits + payload begin+i. REQUIRES: begin <= end <= count().
  void Decode(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* out) const;
  // As Block::DecodeRuns, of tag_bits + payload. REQUIRES: begin < end.
  uint32_t DecodeRuns(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* values,
                      uint32_t* ends) const;
  // The indexes in [begin, end) that have this payload; where none has, twice the place where it would be.
  // REQUIRES: begin <= end <= count(), and payloads ascend in that range (if not, some part of it comes
  // back).
  IndexRange EqualRange(uint32_t begin, uint32_t end, uint64_t payload) const;

 private:
  // What is missing above the low bits of some values: ascending indexes, and what to add to each.
  struct Patches {
    uint32_t count = 0;
    int shift = 0;  // bits below
    int width = 0;
    const uint8_t* indexes = nullptr;  // 2 bytes each
    const uint8_t* highs = nullptr;    // packed

    uint32_t IndexAt(uint32_t patch) const;
    uint64_t ValueAt(uint32_t patch) const;
    // The first patch whose index is not below `index`.
    uint32_t FirstFrom(uint32_t index) const;
    // Adds the patches of values [begin, end) to out[0 … end − begin).
    void Apply(uint32_t begin, uint32_t end, model::TermId* out) const;
  };

  absl::Status ParseBody(ByteReader& reader);
  absl::Status ParseFrame(ByteReader& reader);
  absl::Status ParseRunLength(ByteReader& reader);
  absl::Status ParseDelta(ByteReader& reader);
  absl::Status ParseDictionary(ByteReader& reader);
  // Base and width, shared by all packed encodings.
  absl::Status ParseBaseAndWidth(ByteReader& reader);
  // Packed low bits of `low_width`, then their patches, whose count and width have been read.
  absl::Status ParsePatchedArray(ByteReader& reader, int low_width, const uint8_t*& low);

  uint32_t RunOf(uint32_t index) const;
  uint32_t RunEnd(uint32_t run) const;
  uint64_t ValueAt(uint32_t entry) const;
  void DecodePackedRuns(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* out) const;
  void DecodeDictionary(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* out) const;
  // Values [begin, end) of delta intervals, `begin` the first of one.
  void DecodeIntervals(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* out) const;
  void DecodeDeltas(uint32_t begin, uint32_t end, uint64_t tag_bits, model::TermId* out) const;
  IndexRange EqualRangeInRuns(uint32_t begin, uint32_t end, uint64_t payload) const;
  IndexRange EqualRangeInDeltas(uint32_t begin, uint32_t end, uint64_t payload) const;

  PayloadEncoding encoding_ = PayloadEncoding::kConstant;
  int width_ = 0;         // of `values_`
  int second_width_ = 0;  // of `second_`
  uint32_t count_ = 0;
  uint32_t entries_ = 0;             // of values_: rows, runs, intervals or dictionary entries
  uint64_t base_ = 0;                // of values_
  const uint8_t* values_ = nullptr;  // packed
  const uint8_t* second_ = nullptr;  // packed: run ends, low bits of differences, or codes
  Patches patches_;
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_PAYLOAD_STREAM_H_
