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
#include "storage/block/tag_codes.h"
#include "storage/model/term_id.h"

namespace tern::block {

// On disk: never renumber.
enum class TagEncoding : uint8_t {
  kSingle = 0,  // one tag for all rows
  kRuns = 1,    // runs of one tag: the tag, the first row, and that row's index in the stream of the tag
  kCodes = 2,   // a code a row, and every kTagSampleInterval rows how many rows of each tag came before
};

// A view; whoever holds the bytes outlives it, and keeps kPackedSlackBytes readable behind them.
class Column {
 public:
  // `bytes` must hold a whole column of `rows` rows and nothing else.
  static absl::StatusOr<Column> Parse(std::string_view bytes, uint32_t rows);

  // DataLoss unless tags and streams are such as an encoder writes. Reads the whole column.
  absl::Status CheckContent() const;

  // REQUIRES: row < rows.
  model::TermId At(uint32_t row) const;
  // REQUIRES: begin <= end <= rows.
  void Decode(uint32_t begin, uint32_t end, model::TermId* out) const;
  // As Block::DecodeRuns.
  uint32_t DecodeRuns(uint32_t begin, uint32_t end, model::TermId* values, uint32_t* ends) const;
  // The rows in [begin, end) that have this id; where none has, twice the place where it would be.
  // REQUIRES: begin <= end <= rows, and ids ascend in that range (if not, some part of it comes back).
  IndexRange EqualRange(uint32_t begin, uint32_t end, model::TermId id) const;

 private:
  struct TagStream {
    model::Tag tag = model::Tag::kNull;
    PayloadStream payloads;

    // The ids of `count` payloads from `index` on; null where there are fewer.
    void Decode(uint32_t index, uint32_t count, model::TermId* out) const;
    // The runs among them, as PayloadStream::DecodeRuns.
    uint32_t DecodeRuns(uint32_t index, uint32_t count, model::TermId* values, uint32_t* ends) const;
    IndexRange EqualRange(uint32_t begin, uint32_t end, model::TermId id) const;
  };

  using Counts = std::array<uint32_t, kMaxTags>;

  absl::Status ParseBody(ByteReader& reader);
  absl::Status ParseRuns(ByteReader& reader);
  absl::Status ParseCodes(ByteReader& reader);
  absl::Status ParseStream(ByteReader& reader, size_t tag, uint32_t count);
  absl::Status CheckRuns() const;

  uint32_t RunStart(uint32_t run) const { return Load16(run_starts_, run); }
  uint32_t RunEnd(uint32_t run) const { return run + 1 < runs_ ? RunStart(run + 1) : rows_; }
  uint32_t RunOf(uint32_t row) const;
  // Where a row lies in the stream of its tag. Inside the stream, whatever the bytes say.
  struct Place {
    size_t stream;
    uint32_t index;
  };
  Place PlaceOf(uint32_t row) const;
  IndexRange EqualRangeInRuns(uint32_t begin, uint32_t end, model::TermId id) const;
  void DecodeTagRuns(uint32_t begin, uint32_t end, model::TermId* out) const;
  void DecodeCodes(uint32_t begin, uint32_t end, model::TermId* out) const;
  void DecodeFewCodes(uint32_t begin, uint32_t end, model::TermId* out) const;

  static uint32_t Load16(const uint8_t* values, size_t index);

  TagEncoding encoding_ = TagEncoding::kSingle;
  uint32_t rows_ = 0;
  uint32_t runs_ = 0;
  const uint8_t* run_tags_ = nullptr;    // 1 byte a run
  const uint8_t* run_starts_ = nullptr;  // 2 bytes a run
  const uint8_t* run_ranks_ = nullptr;   // 2 bytes a run
  TagCodes codes_;
  std::array<uint8_t, kMaxTags> stream_of_tag_{};
  absl::InlinedVector<TagStream, 1> streams_;  // tags ascend; a code is an index here
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_COLUMN_H_
