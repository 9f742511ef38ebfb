#include "storage/block/column.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "storage/block/bit_packing.h"
#include "storage/block/partition_point.h"

namespace tern::block {
namespace {

using model::Tag;
using model::TermId;

absl::Status Short(const char* what) {
  return absl::DataLossError(absl::StrCat("block is cut off in ", what));
}

uint64_t TagBits(Tag tag) { return static_cast<uint64_t>(tag) << TermId::kPayloadBits; }

// Fewer rows than this are read one by one: ranks of all tags would cost more.
constexpr uint32_t kFewRows = 24;
// The ids of so many rows are gathered by tag at a time, in 16 KB that stay in the nearest cache.
constexpr uint32_t kMergeRows = 1024;

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
  // How many rows a tag has follows from its last run. That the runs before are in order is for CheckRuns:
  // what they say is never trusted.
  std::array<uint32_t, kMaxTags> last_run{};
  uint32_t tags_seen = 0;  // a bit a tag
  for (uint32_t run = 0; run < runs_; ++run) {
    if (run_tags_[run] >= kMaxTags) return absl::DataLossError("block has a tag run of an unknown tag");
    last_run[run_tags_[run]] = run;
    tags_seen |= uint32_t{1} << run_tags_[run];
  }
  Counts counts{};
  uint32_t known = 0;
  for (size_t tag = 0; tag < kMaxTags; ++tag) {
    if ((tags_seen >> tag & 1) == 0) continue;
    const uint32_t run = last_run[tag];
    if (RunStart(run) >= RunEnd(run)) return absl::DataLossError("block has a tag run without rows");
    counts[tag] = Load16(run_ranks_, run) + RunEnd(run) - RunStart(run);
    known += counts[tag];
  }
  if (known != rows_) return absl::DataLossError("block has tag runs of more or fewer rows");
  streams_.reserve(static_cast<size_t>(std::popcount(tags_seen)));
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
  if (absl::Status status = codes_.Parse(reader, tag_count, rows_); !status.ok()) return status;
  TagCodes::Ranks counts;
  codes_.RanksAt(rows_, counts);
  uint32_t known = 0;
  for (size_t code = 0; code < tag_count; ++code) {
    if (tags[code] >= kMaxTags || (code > 0 && tags[code] <= tags[code - 1])) {
      return absl::DataLossError("block has column tags that do not ascend");
    }
    if (counts[code] == 0) return absl::DataLossError("block has a column tag without rows");
    known += counts[code];
  }
  if (known != rows_) return absl::DataLossError("block has tag codes of more or fewer rows");
  streams_.reserve(tag_count);
  for (size_t code = 0; code < tag_count; ++code) {
    if (absl::Status status = ParseStream(reader, tags[code], counts[code]); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Column::CheckRuns() const {
  Counts counts{};
  for (uint32_t run = 0; run < runs_; ++run) {
    const uint8_t tag = run_tags_[run];
    if ((run == 0 && RunStart(run) != 0) || RunStart(run) >= RunEnd(run) ||
        Load16(run_ranks_, run) != counts[tag]) {
      return absl::DataLossError(absl::StrCat("block has a damaged tag run ", run));
    }
    counts[tag] += RunEnd(run) - RunStart(run);
  }
  return absl::OkStatus();
}

absl::Status Column::CheckContent() const {
  absl::Status tags = absl::OkStatus();
  if (encoding_ == TagEncoding::kRuns) tags = CheckRuns();
  if (encoding_ == TagEncoding::kCodes) tags = codes_.CheckContent();
  if (!tags.ok()) return tags;
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

Column::Place Column::PlaceOf(uint32_t row) const {
  Place place{0, row};
  switch (encoding_) {
    case TagEncoding::kSingle:
      return place;
    case TagEncoding::kRuns: {
      const uint32_t run = RunOf(row);
      place = {stream_of_tag_[run_tags_[run]], Load16(run_ranks_, run) + (row - RunStart(run))};
      break;
    }
    case TagEncoding::kCodes: {
      const uint32_t code = std::min(codes_.CodeAt(row), static_cast<uint32_t>(streams_.size()) - 1);
      place = {code, codes_.Rank(code, row)};
      break;
    }
  }
  place.index = std::min(place.index, streams_[place.stream].payloads.count() - 1);
  return place;
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
      DecodeTagRuns(begin, end, out);
      return;
    case TagEncoding::kCodes:
      DecodeCodes(begin, end, out);
      return;
  }
}

void Column::TagStream::Decode(uint32_t index, uint32_t count, TermId* out) const {
  const uint32_t begin = std::min(index, payloads.count());
  const uint32_t end = std::min(payloads.count(), begin + count);
  payloads.Decode(begin, end, TagBits(tag), out);
  std::fill_n(out + (end - begin), count - (end - begin), TermId::Null());
}

void Column::DecodeTagRuns(uint32_t begin, uint32_t end, TermId* out) const {
  uint32_t row = begin;
  for (uint32_t run = RunOf(begin); row < end; ++run) {
    // Damaged runs may not ascend: the row never moves back, and the last run has all that is left.
    const uint32_t stop = run + 1 < runs_ ? std::clamp(RunStart(run + 1), row, end) : end;
    const uint32_t rank = Load16(run_ranks_, run) + (row - std::min(row, RunStart(run)));
    streams_[stream_of_tag_[run_tags_[run]]].Decode(rank, stop - row, out + (row - begin));
    row = stop;
  }
}

void Column::DecodeFewCodes(uint32_t begin, uint32_t end, TermId* out) const {
  constexpr uint32_t kUnknown = ~uint32_t{0};
  std::array<uint32_t, kMaxTags> next;
  next.fill(kUnknown);
  for (uint32_t row = begin; row < end; ++row) {
    const uint32_t code = std::min(codes_.CodeAt(row), static_cast<uint32_t>(streams_.size()) - 1);
    if (next[code] == kUnknown) next[code] = codes_.Rank(code, row);
    const TagStream& stream = streams_[code];
    const uint32_t index = std::min(next[code]++, stream.payloads.count() - 1);
    out[row - begin] = TermId(stream.tag, stream.payloads.Get(index));
  }
}

void Column::DecodeCodes(uint32_t begin, uint32_t end, TermId* out) const {
  if (end - begin < kFewRows) return DecodeFewCodes(begin, end, out);
  // The ids of each tag side by side, then each row takes the next one of its tag. Where samples and codes
  // contradict each other a row takes a wrong one, from what has been cleared here at the furthest.
  std::array<TermId, 2 * kMergeRows> ids;
  std::array<uint32_t, 256> next{};
  assert(codes_.code_limit() <= next.size());
  TagCodes::Ranks ranks;
  TagCodes::Ranks end_ranks;
  codes_.RanksAt(begin, ranks);
  for (uint32_t row = begin; row < end;) {
    const uint32_t stop = std::min(end, row - row % kTagSampleInterval + kMergeRows);
    codes_.RanksAt(stop, end_ranks);
    uint32_t filled = 0;
    for (size_t code = 0; code < streams_.size(); ++code) {
      next[code] = filled;
      if (end_ranks[code] <= ranks[code]) continue;
      const uint32_t count = std::min(end_ranks[code] - ranks[code], kMergeRows - filled);
      streams_[code].Decode(ranks[code], count, ids.data() + filled);
      filled += count;
    }
    std::fill(next.begin() + static_cast<std::ptrdiff_t>(streams_.size()), next.end(), 0);
    codes_.Merge(row, stop, ids.data(), absl::MakeSpan(next), out + (row - begin));
    ranks = end_ranks;
    row = stop;
  }
}

// --- runs ---------------------------------------------------------------------------------------------

uint32_t Column::DecodeRuns(uint32_t begin, uint32_t end, TermId* values, uint32_t* ends) const {
  assert(begin <= end && end <= rows_);
  if (begin == end) return 0;
  switch (encoding_) {
    case TagEncoding::kSingle:
      return streams_[0].DecodeRuns(begin, end - begin, values, ends);
    case TagEncoding::kCodes:
      DecodeCodes(begin, end, values);
      return CutIntoRuns(values, end - begin, ends);
    case TagEncoding::kRuns:
      break;
  }
  uint32_t count = 0;
  uint32_t row = begin;
  for (uint32_t run = RunOf(begin); row < end; ++run) {
    // As in DecodeTagRuns.
    const uint32_t stop = run + 1 < runs_ ? std::clamp(RunStart(run + 1), row, end) : end;
    const uint32_t rank = Load16(run_ranks_, run) + (row - std::min(row, RunStart(run)));
    const TagStream& stream = streams_[stream_of_tag_[run_tags_[run]]];
    const uint32_t added = stream.DecodeRuns(rank, stop - row, values + count, ends + count);
    for (uint32_t i = 0; i < added; ++i) ends[count + i] += row - begin;
    count += added;
    row = stop;
  }
  return count;
}

uint32_t Column::TagStream::DecodeRuns(uint32_t index, uint32_t count, TermId* values, uint32_t* ends) const {
  if (count == 0) return 0;
  if (index <= payloads.count() && count <= payloads.count() - index)
    return payloads.DecodeRuns(index, index + count, TagBits(tag), values, ends);
  Decode(index, count, values);
  return CutIntoRuns(values, count, ends);
}

// --- search -------------------------------------------------------------------------------------------

IndexRange Column::EqualRange(uint32_t begin, uint32_t end, TermId id) const {
  assert(begin <= end && end <= rows_);
  if (begin == end) return {end, end};
  switch (encoding_) {
    case TagEncoding::kSingle:
      return streams_[0].EqualRange(begin, end, id);
    case TagEncoding::kRuns:
      return EqualRangeInRuns(begin, end, id);
    case TagEncoding::kCodes:
      break;
  }
  const uint32_t lower = PartitionPoint(begin, end, [&](uint32_t row) { return At(row) < id; });
  return {lower, GallopPoint(lower, end, [&](uint32_t row) { return At(row) == id; })};
}

IndexRange Column::TagStream::EqualRange(uint32_t begin, uint32_t end, TermId id) const {
  if (id.tag() != tag) {
    const uint32_t place = id.tag() < tag ? begin : end;
    return {place, place};
  }
  return payloads.EqualRange(begin, end, id.payload());
}

IndexRange Column::EqualRangeInRuns(uint32_t begin, uint32_t end, TermId id) const {
  // Ids ascend, so tags do: all rows of one tag are in one run.
  const uint32_t first = RunOf(begin);
  const uint32_t last = std::max(first, RunOf(end - 1));
  const auto tag = static_cast<uint8_t>(id.tag());
  const uint32_t run = PartitionPoint(first, last, [&](uint32_t i) { return run_tags_[i] < tag; });
  const uint32_t from = std::clamp(RunStart(run), begin, end);
  const uint32_t to = std::clamp(RunEnd(run), from, end);
  const TagStream& stream = streams_[stream_of_tag_[run_tags_[run]]];
  const uint32_t rank =
      std::min(Load16(run_ranks_, run) + (from - std::min(from, RunStart(run))), stream.payloads.count());
  const uint32_t rank_end = std::min(rank + (to - from), stream.payloads.count());
  const IndexRange found = stream.EqualRange(rank, rank_end, id);
  return {from + (found.begin - rank), from + (found.end - rank)};
}

}  // namespace tern::block
