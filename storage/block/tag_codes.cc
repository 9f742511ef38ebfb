#include "storage/block/tag_codes.h"

#include <algorithm>
#include <cassert>

#include "storage/block/bit_packing.h"

namespace tern::block {
namespace {

using model::TermId;

constexpr uint64_t kEveryByte = ~uint64_t{0} / 0xff;

absl::Status Short(const char* what) {
  return absl::DataLossError(std::string("block is cut off in ") + what);
}

uint32_t IntervalCount(uint32_t rows) { return (rows + kTagSampleInterval - 1) / kTagSampleInterval; }

size_t CodeBytes(uint32_t rows, int width) {
  return (size_t{rows} * static_cast<size_t>(width) + 63) / 64 * sizeof(uint64_t);
}

// A 1 in the lowest bit of every field of `width` bits.
constexpr uint64_t LowestBits(int width) {
  return width == 1 ? ~uint64_t{0} : ~uint64_t{0} / ((uint64_t{1} << width) - 1);
}

// The lowest bit of each field that equals `code`.
template <int kWidth>
uint64_t MatchFields(uint64_t word, uint64_t code) {
  uint64_t different = word ^ code * LowestBits(kWidth);
  for (int shift = 1; shift < kWidth; shift *= 2) different |= different >> shift;
  return ~different & LowestBits(kWidth);
}

// Without the instruction, which portable code cannot rely on, std::popcount is a call.
uint32_t CountBits(uint64_t word) {
  word -= word >> 1 & kEveryByte * 0x55;
  word = (word & kEveryByte * 0x33) + (word >> 2 & kEveryByte * 0x33);
  word = (word + (word >> 4)) & kEveryByte * 0x0f;
  return static_cast<uint32_t>(word * kEveryByte >> 56);
}

// How many of the first `rows` fields from `codes` on equal `code`. REQUIRES: rows <= kTagSampleInterval.
template <int kWidth>
uint32_t CountFields(const uint8_t* codes, uint32_t rows, uint64_t code) {
  constexpr uint32_t kPerWord = 64 / kWidth;
  uint32_t count = 0;
  uint64_t sums = 0;  // by field, where a field can hold the number of words of an interval
  for (; rows >= kPerWord; rows -= kPerWord, codes += sizeof(uint64_t)) {
    const uint64_t matches = MatchFields<kWidth>(LoadWord(codes), code);
    if constexpr (kWidth >= 4) {
      sums += matches;
    } else {
      count += CountBits(matches);
    }
  }
  if (rows > 0) {
    count += CountBits(MatchFields<kWidth>(LoadWord(codes), code) &
                       ((uint64_t{1} << rows * static_cast<uint32_t>(kWidth)) - 1));
  }
  if constexpr (kWidth == 4) sums = (sums & kEveryByte * 0x0f) + (sums >> 4 & kEveryByte * 0x0f);
  return count + static_cast<uint32_t>(sums * kEveryByte >> 56);
}

template <int kWidth>
void MergeFields(const uint8_t* codes, uint32_t begin, uint32_t end, const TermId* ids, uint32_t* next,
                 TermId* out) {
  constexpr uint32_t kPerWord = 64 / kWidth;
  constexpr uint64_t kMask = (uint64_t{1} << kWidth) - 1;
  for (uint32_t row = begin; row < end;) {
    uint64_t word = LoadWord(codes + row / kPerWord * sizeof word) >> row % kPerWord * kWidth;
    if (row % kPerWord == 0 && end - row >= kPerWord) {
      for (uint32_t i = 0; i < kPerWord; ++i, word >>= kWidth) *out++ = ids[next[word & kMask]++];
      row += kPerWord;
      continue;
    }
    for (const uint32_t stop = std::min(end, row - row % kPerWord + kPerWord); row < stop; ++row) {
      *out++ = ids[next[word & kMask]++];
      word >>= kWidth;
    }
  }
}

}  // namespace

absl::Status TagCodes::Parse(ByteReader& reader, size_t tag_count, uint32_t rows) {
  assert(tag_count >= 2 && tag_count <= kMaxTags && rows > 0);
  tag_count_ = tag_count;
  rows_ = rows;
  width_ = TagCodeWidth(tag_count);
  samples_ = reader.ReadBytes(size_t{IntervalCount(rows)} * tag_count * sizeof(uint16_t));
  if (samples_ == nullptr) return Short("the tag samples of a column");
  codes_ = reader.ReadBytes(CodeBytes(rows, width_));
  if (codes_ == nullptr) return Short("the tag codes of a column");
  return absl::OkStatus();
}

absl::Status TagCodes::CheckContent() const {
  Ranks ranks{};
  for (uint32_t interval = 0; interval < IntervalCount(rows_); ++interval) {
    const uint32_t begin = interval * kTagSampleInterval;
    const uint32_t end = std::min(begin + kTagSampleInterval, rows_);
    uint32_t known = 0;
    for (uint32_t code = 0; code < tag_count_; ++code) {
      if (SampleAt(interval, code) != ranks[code]) {
        return absl::DataLossError("block has a tag sample that differs from its codes");
      }
      const uint32_t count = Count(code, begin, end);
      ranks[code] += count;
      known += count;
    }
    if (known != end - begin) return absl::DataLossError("block has a tag code without a tag");
  }
  return absl::OkStatus();
}

uint32_t TagCodes::Count(uint32_t code, uint32_t begin, uint32_t end) const {
  const uint8_t* codes = codes_ + size_t{begin} * static_cast<size_t>(width_) / 8;
  switch (width_) {
    case 1:
      return CountFields<1>(codes, end - begin, code);
    case 2:
      return CountFields<2>(codes, end - begin, code);
    case 4:
      return CountFields<4>(codes, end - begin, code);
    default:
      return CountFields<8>(codes, end - begin, code);
  }
}

uint32_t TagCodes::Rank(uint32_t code, uint32_t row) const {
  assert(row <= rows_ && code < tag_count_);
  // The end has no sample of its own where it ends an interval.
  const uint32_t interval = row == rows_ ? (row - 1) / kTagSampleInterval : row / kTagSampleInterval;
  return SampleAt(interval, code) + Count(code, interval * kTagSampleInterval, row);
}

void TagCodes::RanksAt(uint32_t row, Ranks& ranks) const {
  ranks.fill(0);
  for (uint32_t code = 0; code < tag_count_; ++code) ranks[code] = Rank(code, row);
}

void TagCodes::Merge(uint32_t begin, uint32_t end, const TermId* ids, absl::Span<uint32_t> next,
                     TermId* out) const {
  assert(begin <= end && end <= rows_ && next.size() >= code_limit());
  switch (width_) {
    case 1:
      return MergeFields<1>(codes_, begin, end, ids, next.data(), out);
    case 2:
      return MergeFields<2>(codes_, begin, end, ids, next.data(), out);
    case 4:
      return MergeFields<4>(codes_, begin, end, ids, next.data(), out);
    default:
      return MergeFields<8>(codes_, begin, end, ids, next.data(), out);
  }
}

}  // namespace tern::block
