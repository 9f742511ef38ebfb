// The fixed part of a block's bytes, shared by reader and writer; block.h has it as a table. On disk: never
// change.
#ifndef TERN_STORAGE_BLOCK_BLOCK_LAYOUT_H_
#define TERN_STORAGE_BLOCK_BLOCK_LAYOUT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "storage/block/block_header.h"
#include "storage/model/checksum.h"
#include "storage/model/term_id.h"

namespace tern::block {

inline constexpr std::string_view kBlockMagic("TNB\x01", 4);  // the last byte is the version
inline constexpr size_t kColumnEndsOffset = 16;
inline constexpr size_t kBlockHeaderBytes = 160;
inline constexpr size_t kBlockChecksumBytes = 8;

// The checksum of a block: that of each column's ids as 8 little-endian bytes each, seeded by that of the
// column before; the first by what of the header cannot be computed from the rows.
class ContentChecksum {
 public:
  ContentChecksum(RowShape shape, bool first_fact_counted)
      : value_(static_cast<uint64_t>(shape) | (first_fact_counted ? 0x100 : 0)) {}

  void AddColumn(absl::Span<const model::TermId> ids) {
    static_assert(sizeof(model::TermId) == sizeof(uint64_t));
    value_ = model::Checksum(
        std::string_view(reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(model::TermId)),
        value_);
  }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_;
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_BLOCK_LAYOUT_H_
