#include "storage/block/header_check.h"

#include <cstddef>

#include "absl/strings/str_cat.h"

namespace tern::block {
namespace {

constexpr uint8_t kAllDistinctForBit = 1;
constexpr uint8_t kFirstFactCountedBit = 2;

absl::Status Contradiction(const char* what) {
  return absl::DataLossError(absl::StrCat("block header contradicts itself: ", what));
}

}  // namespace

uint8_t HeaderFlags(const BlockHeader& header) {
  return static_cast<uint8_t>((header.all_distinct_for ? kAllDistinctForBit : 0) |
                              (header.first_fact_counted ? kFirstFactCountedBit : 0));
}

absl::Status SetHeaderFlags(uint8_t flags, BlockHeader& header) {
  if (flags > (kAllDistinctForBit | kFirstFactCountedBit)) {
    return absl::DataLossError(absl::StrCat("block header has unknown flags ", flags));
  }
  header.all_distinct_for = (flags & kAllDistinctForBit) != 0;
  header.first_fact_counted = (flags & kFirstFactCountedBit) != 0;
  return absl::OkStatus();
}

absl::Status SetHeaderShape(uint8_t shape, BlockHeader& header) {
  if (shape > static_cast<uint8_t>(RowShape::kProperties)) {
    return absl::DataLossError(absl::StrCat("block header has unknown shape ", shape));
  }
  header.shape = static_cast<RowShape>(shape);
  return absl::OkStatus();
}

absl::Status CheckHeader(const BlockHeader& header) {
  if (header.rows == 0 || header.rows > kMaxRowsPerBlock) {
    return absl::DataLossError(absl::StrCat("block header has ", header.rows, " rows"));
  }
  if (header.facts > header.rows) return Contradiction("more facts than rows");
  if (header.shape != RowShape::kFacts && header.facts != header.rows)
    return Contradiction("facts are not rows");
  if (header.shape != RowShape::kFacts && header.first_fact_counted)
    return Contradiction("no fact is spread");
  if (header.all_distinct_for && header.facts != header.rows) return Contradiction("facts are not distinct");
  if ((header.rows == 1) != (header.first == header.last)) return Contradiction("first and last row");
  if (header.first > header.last) return Contradiction("first row is above the last");
  if (header.shape == RowShape::kProperties && !(header.min[3].is_null() && header.max[3].is_null())) {
    return Contradiction("a property has a claim");
  }
  if (header.min[0] != header.first[0] || header.max[0] != header.last[0])
    return Contradiction("range of column 0");
  for (size_t c = 1; c < kColumnCount; ++c) {
    if (header.min[c] > header.first[c] || header.min[c] > header.last[c] ||
        header.max[c] < header.first[c] || header.max[c] < header.last[c]) {
      return Contradiction("a column leaves its range");
    }
  }
  return absl::OkStatus();
}

}  // namespace tern::block
