// A block: up to 65 536 sorted rows of one order as packed columns, read in place. It stands between the
// key-value store, which hands over bytes, and cursors, which want single rows (RowAt: four bit extractions,
// the rest of the block stays packed), positions (LowerBound: a binary search over packed values) and vectors
// of ids (DecodeColumn).
//
//   offset  size  what
//   0       4     magic "TNB" and the version
//   4       1     shape of the rows
//   5       1     flags
//   6       2     zero
//   8       4     rows
//   12      4     facts
//   16      16    four times the offset at which a column ends
//   32      128   first row, last row, minima, maxima: four ids of 8 bytes each
//   160     …     columns 0 to 3, one after the other
//   end−8   8     checksum of the ids
//
// docs/format.md, "Block", has all of it. All integers are little-endian.
#ifndef TERN_STORAGE_BLOCK_BLOCK_H_
#define TERN_STORAGE_BLOCK_BLOCK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/block/block_header.h"
#include "storage/block/column.h"
#include "storage/model/statement.h"
#include "storage/model/term_id.h"

namespace tern::block {

enum class Verify : uint8_t {
  kStructure,  // every access stays inside the bytes; 0.2 to 1 µs
  kContent,    // also decodes all rows: their order, the header and the checksum must agree; about 0.15 ms
};

// Immutable after Parse; a copy is cheap and shares the bytes. Const methods may be called from many threads.
class Block {
 public:
  // Owns `bytes`. DataLoss with what is wrong; never reads outside of them, whatever they hold.
  static absl::StatusOr<Block> Parse(std::string bytes, Verify verify);
  // Reads `bytes` in place and keeps `pin`, which must keep them alive and unchanged, as long as any copy
  // lives.
  static absl::StatusOr<Block> Parse(std::string_view bytes, std::shared_ptr<const void> pin, Verify verify);

  const BlockHeader& header() const { return header_; }
  uint32_t rows() const { return header_.rows; }
  size_t byte_size() const { return bytes_.size(); }

  // REQUIRES: row < rows(), 0 <= column < kColumnCount.
  model::TermId At(int column, uint32_t row) const { return columns_[static_cast<size_t>(column)].At(row); }
  model::Row RowAt(uint32_t row) const;

  // Writes the ids of rows [begin, end) of a column to out[0 … end − begin). REQUIRES: begin <= end <=
  // rows().
  void DecodeColumn(int column, uint32_t begin, uint32_t end, model::TermId* out) const;

  // Cuts rows [begin, end) into runs of one id in `column`: the id of run i to values[i], the number of rows
  // from `begin` to its end to ends[i]. Returns the number of runs. Costs what the runs cost where they are
  // packed as such, else what DecodeColumn costs and about a nanosecond a row. REQUIRES: begin <= end <=
  // rows(); room for end − begin values and ends.
  uint32_t DecodeRuns(int column, uint32_t begin, uint32_t end, model::TermId* values, uint32_t* ends) const;

  // The first row at or after `from` whose leading columns are not below `prefix` (LowerBound) or above it
  // (UpperBound); rows() if there is none. REQUIRES: prefix has at most 4 ids; from <= rows().
  uint32_t LowerBound(absl::Span<const model::TermId> prefix, uint32_t from = 0) const;
  uint32_t UpperBound(absl::Span<const model::TermId> prefix, uint32_t from = 0) const;
  // The rows that are not below `first` and not above `last`: both bounds in one search where they agree in
  // their leading ids. REQUIRES: first <= last.
  IndexRange RowsBetween(const model::Row& first, const model::Row& last) const;

 private:
  Block() = default;
  absl::Status ParseBytes();
  absl::Status VerifyContent() const;
  // What of `rows`, which agree in the columns before `column`, has the ids of `prefix` from there on.
  IndexRange EqualRange(absl::Span<const model::TermId> prefix, size_t column, IndexRange rows) const;

  std::shared_ptr<const void> pin_;
  std::string_view bytes_;
  BlockHeader header_;
  std::array<Column, kColumnCount> columns_;
  uint64_t checksum_ = 0;
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_BLOCK_H_
