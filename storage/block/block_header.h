// What is known about a block without reading it: how many rows and facts, where it starts and ends, and the
// range of every column. The block carries it, and the block index keeps groups of these headers, so that
// counts are sums and cursors skip blocks unread. docs/format.md, "Block index", has the bytes of a group.
#ifndef TERN_STORAGE_BLOCK_BLOCK_HEADER_H_
#define TERN_STORAGE_BLOCK_BLOCK_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/model/statement.h"
#include "storage/model/term_id.h"

namespace tern::block {

inline constexpr int kColumnCount = 4;
inline constexpr uint32_t kDefaultRowsPerBlock = 8192;
inline constexpr uint32_t kMaxRowsPerBlock = 65536;
inline constexpr size_t kMaxHeadersPerGroup = 1024;

// What the rows of a block are, which decides where the claim stands and what is counted. On disk: never
// renumber.
enum class RowShape : uint8_t {
  kFacts = 0,  // the fact in columns 0–2, its claim in column 3; facts = distinct facts with a `for` row
  kClaimFirst = 1,  // the claim in column 0, then the fact; facts = rows
  kProperties = 2,  // a property of an anonymous claim, column 3 null; facts = rows
};

// The number of leading columns that name one fact: the rows that agree on them stay in one block.
constexpr int FactColumns(RowShape shape) { return shape == RowShape::kClaimFirst ? 4 : 3; }
constexpr int ClaimColumn(RowShape shape) { return shape == RowShape::kClaimFirst ? 0 : 3; }

struct BlockHeader {
  model::Row first{};
  model::Row last{};
  uint32_t rows = 0;  // 1 … kMaxRowsPerBlock
  uint32_t facts =
      0;  // by the rule of `shape`; a sum over blocks counts every fact once (see first_fact_counted)
  RowShape shape = RowShape::kFacts;
  // Every row is a fact of its own, stated `for`: no row needs a look at its claim, and facts == rows.
  bool all_distinct_for = false;
  // The first fact began in an earlier block and has a `for` row there: it is not in `facts` of this block.
  // Only where one fact has more than kMaxRowsPerBlock rows.
  bool first_fact_counted = false;
  std::array<model::TermId, kColumnCount> min{};  // by column, over all rows
  std::array<model::TermId, kColumnCount> max{};

  friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

// The header of `rows`, computed. REQUIRES: rows is not empty.
BlockHeader DescribeRows(absl::Span<const model::Row> rows, RowShape shape, bool first_fact_counted);

// The value of a block-index group. REQUIRES: 1 … kMaxHeadersPerGroup headers, all of one shape.
std::string EncodeHeaders(absl::Span<const BlockHeader> headers);

// DataLoss if the bytes are not a whole group, if its checksum differs, or if a header contradicts itself or
// the one before it (headers ascend and do not overlap).
absl::StatusOr<std::vector<BlockHeader>> DecodeHeaders(std::string_view bytes);

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_BLOCK_HEADER_H_
