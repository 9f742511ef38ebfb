#include "storage/block/column.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "storage/block/bit_packing.h"

namespace tern::block {
namespace {

using model::Tag;
using model::TermId;

absl::Status Short(const char* what) {
  return absl::DataLossError(absl::StrCat("block is cut off in ", what));
}

uint64_t TagBits(Tag tag) { return static_cast<uint64_t>(tag) << TermId::kPayloadBits; }

// A 1 in the lowest bit of every field of `width` bits.
constexpr uint64_t LowestBits(int width) {
  return width == 1 ? ~uint64_t{0} : ~uint64_t{0} / ((uint64_t{1} << width) - 1);
}

// The lowest bit of each field that equals `code`.
uint64_t MatchFields(uint64_t word, uint64_t code, int width) {
  uint64_t different = word ^ code * LowestBits(width);
  for (int shift = 1; shift < width; shift *= 2) different |= different >> shift;
  return ~different & LowestBits(width);
}

uint32_t IntervalCount(uint32_t rows) { return (rows + kTagSampleInterval - 1) / kTagSampleInterval; }

size_t CodeBytes(uint32_t rows, int width) {
  return (size_t{rows} * static_cast<size_t>(width) + 63) / 64 * sizeof(uint64_t);
}

}  // namespace

uint32_t Column::Load16(const uint8_t* values, size_t index) {
  uint16_t value;
  std::memcpy(&value, values + index * sizeof value, sizeof value);
  return value;
}

// --- parsing ------------------------------------------------------------------------------------------

absl::StatusOr<Column> Column::Parse(std::string_view bytes, uint32_t rows) {
  assert(rows > 0);
  Column column;
  column.rows_ = rows;
  ByteReader reader(bytes);
  if (absl::Status status = column.ParseBody(reader); !status.ok()) return status;
  if (!reader.empty()) {
    return absl::DataLossError(absl::StrCat("block has ", reader.left(), " bytes behind a column"));
  }
  return column;
}

absl::Status Column::ParseBody(ByteReader& reader) {
  uint8_t encoding;
  if (!reader.Read(encoding)) return Short("the encoding of a column");
  switch (encoding) {
    case static_cast<uint8_t>(TagEncoding::kSingle): {
      encoding_ = TagEncoding::kSingle;
      uint8_t tag;
      if (!reader.Read(tag)) return Short("the tag of a column");
      return ParseStream(reader, tag, rows_);
    }
    case static_cast<uint8_t>(TagEncoding::kRuns):
      encoding_ = TagEncoding::kRuns;
      return ParseRuns(reader);
    case static_cast<uint8_t>(TagEncoding::kCodes):
      encoding_ = TagEncoding::kCodes;
      return ParseCodes(reader);
    default:
      return absl::DataLossError(absl::StrCat("block has a column of unknown encoding ", encoding));
  }
}

absl::Status Column::ParseStream(ByteReader& reader, size_t tag, uint32_t count) {
  if (tag >= kMaxTags) return absl::DataLossError(absl::StrCat("block has ids of unknown tag ", tag));
  absl::StatusOr<PayloadStream> payloads = PayloadStream::Parse(reader, count);
  if (!payloads.ok()) return payloads.status();
  stream_of_tag_[tag] = static_cast<uint8_t>(streams_.size());
  streams_.push_back({static_cast<Tag>(tag), *std::move(payloads)});
  return absl::OkStatus();
}

absl::Status Column::ParseRuns(ByteReader& reader) {
  uint16_t runs;
  if (!reader.Read(runs)) return Short("the tag runs of a column");
  if (runs == 0 || runs > rows_) {
    return absl::DataLossError(absl::StrCat("block has ", runs, " tag runs in ", rows_, " rows"));
  }
  runs_ = runs;
  run_tags_ = reader.ReadBytes(runs);
  run_starts_ = reader.ReadBytes(size_t{runs} * 2);
  run_ranks_ = reader.ReadBytes(size_t{runs} * 2);
  if (run_tags_ == nullptr || run_starts_ == nullptr || run_ranks_ == nullptr) {
    return Short("the tag runs of a column");
  }
  std::array<uint32_t, kMaxTags> counts{};
  for (uint32_t run = 0; run < runs_; ++run) {
    const uint32_t start = RunStart(run);
    const uint32_t end = run + 1 < runs_ ? RunStart(run + 1) : rows_;
    const uint8_t tag = run_tags_[run];
    if (tag >= kMaxTags || (run == 0 && start != 0) || start >= end ||
        Load16(run_ranks_, run) != counts[tag]) {
      return absl::DataLossError(absl::StrCat("block has a damaged tag run ", run));
    }
    counts[tag] += end - start;
  }
  for (size_t tag = 0; tag < kMaxTags; ++tag) {
    if (counts[tag] == 0) continue;
    if (absl::Status status = ParseStream(reader, tag, counts[tag]); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Column::ParseCodes(ByteReader& reader) {
  uint8_t tag_count;
  if (!reader.Read(tag_count)) return Short("the tags of a column");
  if (tag_count < 2 || tag_count > kMaxTags) {
    return absl::DataLossError(absl::StrCat("block has a column of ", tag_count, " tags"));
  }
  const uint8_t* tags = reader.ReadBytes(tag_count);
  if (tags == nullptr) return Short("the tags of a column");
  for (size_t i = 0; i < tag_count; ++i) {
    if (tags[i] >= kMaxTags || (i > 0 && tags[i] <= tags[i - 1])) {
      return absl::DataLossError("block has column tags that do not ascend");
    }
  }
  code_width_ = TagCodeWidth(tag_count);
  samples_ = reader.ReadBytes(size_t{IntervalCount(rows_)} * tag_count * 2);
  if (samples_ == nullptr) return Short("the tag samples of a column");
  codes_ = reader.ReadBytes(CodeBytes(rows_, code_width_));
  if (codes_ == nullptr) return Short("the tag codes of a column");
  std::array<uint32_t, kMaxTags> counts{};
  if (absl::Status status = CountCodes(tag_count, counts); !status.ok()) return status;
  for (size_t code = 0; code < tag_count; ++code) {
    if (counts[code] == 0) return absl::DataLossError("block has a column tag without rows");
    if (absl::Status status = ParseStream(reader, tags[code], counts[code]); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Column::CountCodes(size_t tag_count, std::array<uint32_t, kMaxTags>& counts) const {
  for (uint32_t interval = 0; interval < IntervalCount(rows_); ++interval) {
    const uint32_t begin = interval * kTagSampleInterval;
    const uint32_t end = std::min(begin + kTagSampleInterval, rows_);
    uint32_t known = 0;
    for (uint32_t code = 0; code < tag_count; ++code) {
      if (Load16(samples_, interval * tag_count + code) != counts[code]) {
        return absl::DataLossError("block has a tag sample that differs from its codes");
      }
      const uint32_t count = CountCode(code, begin, end);
      counts[code] += count;
      known += count;
    }
    if (known != end - begin) return absl::DataLossError("block has a tag code without a tag");
  }
  return absl::OkStatus();
}

absl::Status Column::CheckContent() const {
  for (const TagStream& stream : streams_) {
    if (absl::Status status = stream.payloads.CheckContent(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// --- places -------------------------------------------------------------------------------------------

uint32_t Column::RunOf(uint32_t row) const {
  uint32_t begin = 0;
  uint32_t end = runs_;
  while (end - begin > 1) {
    const uint32_t middle = begin + (end - begin) / 2;
    (RunStart(middle) <= row ? begin : end) = middle;
  }
  return begin;
}

uint32_t Column::CodeAt(uint32_t row) const {
  const uint32_t bit = row * static_cast<uint32_t>(code_width_);
  return codes_[bit / 8] >> bit % 8 & ((1u << code_width_) - 1);
}

uint32_t Column::CountCode(uint32_t code, uint32_t begin, uint32_t end) const {
  const uint32_t rows_per_word = 64 / static_cast<uint32_t>(code_width_);
  uint32_t count = 0;
  for (uint32_t row = begin; row < end; row += rows_per_word) {
    uint64_t matches =
        MatchFields(LoadWord(codes_ + row / rows_per_word * sizeof(uint64_t)), code, code_width_);
    const uint32_t left = end - row;
    if (left < rows_per_word) matches &= (uint64_t{1} << left * static_cast<uint32_t>(code_width_)) - 1;
    count += static_cast<uint32_t>(std::popcount(matches));
  }
  return count;
}

Column::Place Column::PlaceOf(uint32_t row) const {
  switch (encoding_) {
    case TagEncoding::kSingle:
      return {0, row};
    case TagEncoding::kRuns: {
      const uint32_t run = RunOf(row);
      return {stream_of_tag_[run_tags_[run]], Load16(run_ranks_, run) + (row - RunStart(run))};
    }
    case TagEncoding::kCodes: {
      const uint32_t code = CodeAt(row);
      const uint32_t interval = row / kTagSampleInterval;
      return {code, SampleAt(interval, code) + CountCode(code, interval * kTagSampleInterval, row)};
    }
  }
  return {0, 0};
}

TermId Column::At(uint32_t row) const {
  assert(row < rows_);
  const Place place = PlaceOf(row);
  const TagStream& stream = streams_[place.stream];
  return TermId(stream.tag, stream.payloads.Get(place.index));
}

// --- ranges -------------------------------------------------------------------------------------------

void Column::Decode(uint32_t begin, uint32_t end, TermId* out) const {
  assert(begin <= end && end <= rows_);
  if (begin == end) return;
  switch (encoding_) {
    case TagEncoding::kSingle:
      streams_[0].payloads.Decode(begin, end, TagBits(streams_[0].tag), out);
      return;
    case TagEncoding::kRuns:
      DecodeRuns(begin, end, out);
      return;
    case TagEncoding::kCodes:
      DecodeCodes(begin, end, out);
      return;
  }
}

void Column::DecodeRuns(uint32_t begin, uint32_t end, TermId* out) const {
  uint32_t row = begin;
  for (uint32_t run = RunOf(begin); row < end; ++run) {
    const uint32_t stop = std::min(run + 1 < runs_ ? RunStart(run + 1) : rows_, end);
    const uint32_t rank = Load16(run_ranks_, run) + (row - RunStart(run));
    const TagStream& stream = streams_[stream_of_tag_[run_tags_[run]]];
    stream.payloads.Decode(rank, rank + (stop - row), TagBits(stream.tag), out + (row - begin));
    row = stop;
  }
}

void Column::DecodeCodes(uint32_t begin, uint32_t end, TermId* out) const {
  for (uint32_t row = begin; row < end;) {
    const uint32_t stop = std::min(row - row % kTagSampleInterval + kTagSampleInterval, end);
    DecodeCodeInterval(row, stop, out + (row - begin));
    row = stop;
  }
}

void Column::DecodeCodeInterval(uint32_t begin, uint32_t end, TermId* out) const {
  const uint32_t interval = begin / kTagSampleInterval;
  std::array<uint8_t, kTagSampleInterval> codes;
  std::array<uint8_t, kMaxTags> counts{};
  for (uint32_t row = begin; row < end; ++row) {
    codes[row - begin] = static_cast<uint8_t>(CodeAt(row));
    ++counts[codes[row - begin]];
  }
  // The ids of each tag side by side, then each row takes the next one of its tag.
  std::array<TermId, kTagSampleInterval> ids;
  std::array<uint8_t, kMaxTags> next;
  uint32_t filled = 0;
  for (uint32_t code = 0; code < streams_.size(); ++code) {
    next[code] = static_cast<uint8_t>(filled);
    if (counts[code] == 0) continue;
    const uint32_t rank = SampleAt(interval, code) + CountCode(code, interval * kTagSampleInterval, begin);
    const TagStream& stream = streams_[code];
    stream.payloads.Decode(rank, rank + counts[code], TagBits(stream.tag), ids.data() + filled);
    filled += counts[code];
  }
  for (uint32_t i = 0; i < end - begin; ++i) out[i] = ids[next[codes[i]]++];
}

// --- search -------------------------------------------------------------------------------------------

uint32_t Column::LowerBound(uint32_t begin, uint32_t end, TermId id) const {
  assert(begin <= end && end <= rows_);
  if (encoding_ == TagEncoding::kSingle) {
    const TagStream& stream = streams_[0];
    if (id.tag() != stream.tag) return id.tag() < stream.tag ? begin : end;
    return stream.payloads.LowerBound(begin, end, id.payload());
  }
  while (begin < end) {
    const uint32_t middle = begin + (end - begin) / 2;
    if (At(middle) < id) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

}  // namespace tern::block
