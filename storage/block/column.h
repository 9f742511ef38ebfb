// One column of a block: which type tag each row has, and a payload stream a tag. The tag of a row leads to
// its place in the stream of that tag in constant or logarithmic time, so that any row can be read while the
// rest stays packed.
#ifndef TERN_STORAGE_BLOCK_COLUMN_H_
#define TERN_STORAGE_BLOCK_COLUMN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/block/byte_reader.h"
#include "storage/block/payload_stream.h"
#include "storage/model/term_id.h"

namespace tern::block {

// On disk: never renumber.
enum class TagEncoding : uint8_t {
  kSingle = 0,  // one tag for all rows
  kRuns = 1,    // runs of one tag: the tag, the first row, and that row's index in the stream of the tag
  kCodes = 2,   // a code a row, and every kTagSampleInterval rows how many rows of each tag came before
};

inline constexpr uint32_t kTagSampleInterval = 128;
inline constexpr size_t kMaxTags = 32;

// The bits of a tag code: a divisor of 64, so that codes can be counted a word at a time.
constexpr int TagCodeWidth(size_t tag_count) {
  return tag_count <= 2 ? 1 : tag_count <= 4 ? 2 : tag_count <= 16 ? 4 : 8;
}

// A view; whoever holds the bytes outlives it, and keeps kPackedSlackBytes readable behind them.
class Column {
 public:
  // `bytes` must hold a whole column of `rows` rows and nothing else.
  static absl::StatusOr<Column> Parse(std::string_view bytes, uint32_t rows);

  // DataLoss unless every stream is sound (PayloadStream::CheckContent). Reads the whole column.
  absl::Status CheckContent() const;

  // REQUIRES: row < rows.
  model::TermId At(uint32_t row) const;
  // REQUIRES: begin <= end <= rows.
  void Decode(uint32_t begin, uint32_t end, model::TermId* out) const;
  // The first row in [begin, end) whose id is not below `id`, else end.
  // REQUIRES: begin <= end <= rows, and ids ascend in that range (if not, some row in it comes back).
  uint32_t LowerBound(uint32_t begin, uint32_t end, model::TermId id) const;

 private:
  struct TagStream {
    model::Tag tag = model::Tag::kNull;
    PayloadStream payloads;
  };

  absl::Status ParseBody(ByteReader& reader);
  absl::Status ParseRuns(ByteReader& reader);
  absl::Status ParseCodes(ByteReader& reader);
  // Checks samples and codes against each other, and counts the rows of each code.
  absl::Status CountCodes(size_t tag_count, std::array<uint32_t, kMaxTags>& counts) const;
  absl::Status ParseStream(ByteReader& reader, size_t tag, uint32_t count);

  uint32_t RunStart(uint32_t run) const { return Load16(run_starts_, run); }
  uint32_t RunOf(uint32_t row) const;
  // Where a row lies in the stream of its tag.
  struct Place {
    size_t stream;
    uint32_t index;
  };
  Place PlaceOf(uint32_t row) const;
  uint32_t CodeAt(uint32_t row) const;
  // Rows with `code` in [begin, end), which lie in one sample interval, `begin` its first.
  uint32_t CountCode(uint32_t code, uint32_t begin, uint32_t end) const;
  uint32_t SampleAt(uint32_t interval, size_t code) const {
    return Load16(samples_, interval * streams_.size() + code);
  }
  void DecodeRuns(uint32_t begin, uint32_t end, model::TermId* out) const;
  void DecodeCodes(uint32_t begin, uint32_t end, model::TermId* out) const;
  // Rows [begin, end) of one sample interval.
  void DecodeCodeInterval(uint32_t begin, uint32_t end, model::TermId* out) const;

  static uint32_t Load16(const uint8_t* values, size_t index);

  TagEncoding encoding_ = TagEncoding::kSingle;
  int code_width_ = 0;
  uint32_t rows_ = 0;
  uint32_t runs_ = 0;
  const uint8_t* run_tags_ = nullptr;    // 1 byte a run
  const uint8_t* run_starts_ = nullptr;  // 2 bytes a run
  const uint8_t* run_ranks_ = nullptr;   // 2 bytes a run
  const uint8_t* samples_ = nullptr;     // 2 bytes a tag and interval
  const uint8_t* codes_ = nullptr;       // words of 8 bytes
  std::array<uint8_t, kMaxTags> stream_of_tag_{};
  absl::InlinedVector<TagStream, 1> streams_;  // tags ascend; a code is an index here
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_COLUMN_H_
