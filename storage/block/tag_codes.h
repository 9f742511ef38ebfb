// The tags of a column where they alternate: a code of 1, 2, 4 or 8 bits a row, and every kTagSampleInterval
// rows how many rows of each code came before. A rank, which leads from a row to its place in the stream of
// its tag, is a sample and at most 127 codes, counted a word at a time.
#ifndef TERN_STORAGE_BLOCK_TAG_CODES_H_
#define TERN_STORAGE_BLOCK_TAG_CODES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "storage/block/byte_reader.h"
#include "storage/model/term_id.h"

namespace tern::block {

inline constexpr uint32_t kTagSampleInterval = 128;
inline constexpr size_t kMaxTags = 32;

// The bits of a tag code: a divisor of 64, so that codes can be counted a word at a time.
constexpr int TagCodeWidth(size_t tag_count) {
  return tag_count <= 2 ? 1 : tag_count <= 4 ? 2 : tag_count <= 16 ? 4 : 8;
}

// A view; whoever holds the bytes outlives it. What the bytes say is not trusted: ranks and codes may be any
// numbers until CheckContent has approved of them.
class TagCodes {
 public:
  using Ranks = std::array<uint32_t, kMaxTags>;  // by code

  // Moves the reader behind samples and codes. REQUIRES: 2 <= tag_count <= kMaxTags, rows > 0.
  absl::Status Parse(ByteReader& reader, size_t tag_count, uint32_t rows);

  // DataLoss unless samples and codes agree and every code has a tag. Reads everything.
  absl::Status CheckContent() const;

  // REQUIRES: row < rows.
  uint32_t CodeAt(uint32_t row) const {
    const uint32_t bit = row * static_cast<uint32_t>(width_);
    return codes_[bit / 8] >> bit % 8 & ((1u << width_) - 1);
  }
  // How many rows before `row` have `code`. REQUIRES: row <= rows, code < tag_count.
  uint32_t Rank(uint32_t code, uint32_t row) const;
  // Rank of every code; the others are 0.
  void RanksAt(uint32_t row, Ranks& ranks) const;

  // Rows [begin, end) take what is next for their code: out[i] = ids[next[code]++]. next has a place for each
  // of the 2^width codes. REQUIRES: begin <= end <= rows.
  void Merge(uint32_t begin, uint32_t end, const model::TermId* ids, absl::Span<uint32_t> next,
             model::TermId* out) const;
  size_t code_limit() const { return size_t{1} << width_; }

 private:
  // Rows with `code` in [begin, end), which lie in one sample interval, `begin` its first.
  uint32_t Count(uint32_t code, uint32_t begin, uint32_t end) const;
  uint32_t SampleAt(uint32_t interval, size_t code) const {
    uint16_t value;
    std::memcpy(&value, samples_ + (interval * tag_count_ + code) * sizeof value, sizeof value);
    return value;
  }

  int width_ = 1;
  size_t tag_count_ = 0;
  uint32_t rows_ = 0;
  const uint8_t* samples_ = nullptr;  // 2 bytes a tag and interval
  const uint8_t* codes_ = nullptr;    // words of 8 bytes
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_TAG_CODES_H_
