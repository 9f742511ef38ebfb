#include "storage/block/payload_stream.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "storage/block/bit_packing.h"
#include "storage/block/decode_kernels.h"
#include "storage/block/partition_point.h"

namespace tern::block {
namespace {

using model::TermId;

absl::Status Short(const char* what) {
  return absl::DataLossError(absl::StrCat("block is cut off in ", what));
}

void Fill(TermId id, size_t count, TermId* out) { std::fill_n(out, count, id); }

}  // namespace

// Without a branch that depends on the ids, which would be missed as often as not.
uint32_t CutIntoRuns(TermId* values, uint32_t count, uint32_t* ends) {
  assert(count > 0);
  uint32_t runs = 0;
  TermId last = values[0];
  for (uint32_t row = 1; row < count; ++row) {
    const TermId id = values[row];
    values[runs] = last;
    ends[runs] = row;
    runs += id != last ? 1 : 0;
    last = id;
  }
  values[runs] = last;
  ends[runs] = count;
  return runs + 1;
}

// --- patches ------------------------------------------------------------------------------------------

uint32_t PayloadStream::Patches::IndexAt(uint32_t patch) const {
  uint16_t index;
  std::memcpy(&index, indexes + size_t{patch} * sizeof index, sizeof index);
  return index;
}

uint64_t PayloadStream::Patches::ValueAt(uint32_t patch) const {
  return UnpackOne(highs, patch, width) << shift;
}

uint32_t PayloadStream::Patches::FirstFrom(uint32_t index) const {
  return PartitionPoint(0, count, [&](uint32_t patch) { return IndexAt(patch) < index; });
}

void PayloadStream::Patches::Apply(uint32_t begin, uint32_t end, TermId* out) const {
  if (count == 0) return;
  for (uint32_t patch = FirstFrom(begin); patch < count; ++patch) {
    const uint32_t index = IndexAt(patch);
    // The bytes may be damaged: an index that does not ascend ends the loop or is passed over.
    if (index >= end) break;
    if (index < begin) continue;
    out[index - begin] = TermId::FromBits(out[index - begin].bits() + ValueAt(patch));
  }
}

// --- parsing ------------------------------------------------------------------------------------------

absl::StatusOr<PayloadStream> PayloadStream::Parse(ByteReader& reader, uint32_t count) {
  assert(count > 0);
  PayloadStream stream;
  stream.count_ = count;
  uint8_t encoding;
  if (!reader.Read(encoding)) return Short("the encoding of a payload stream");
  if (encoding > static_cast<uint8_t>(PayloadEncoding::kDictionary)) {
    return absl::DataLossError(absl::StrCat("block has a payload stream of unknown encoding ", encoding));
  }
  stream.encoding_ = static_cast<PayloadEncoding>(encoding);
  if (absl::Status status = stream.ParseBody(reader); !status.ok()) return status;
  return stream;
}

absl::Status PayloadStream::ParseBody(ByteReader& reader) {
  switch (encoding_) {
    case PayloadEncoding::kConstant:
      if (!reader.Read(base_)) return Short("a constant");
      if (base_ > TermId::kPayloadMask) return absl::DataLossError("block has a payload above 59 bits");
      return absl::OkStatus();
    case PayloadEncoding::kFrameOfReference:
    case PayloadEncoding::kPatched:
      return ParseFrame(reader);
    case PayloadEncoding::kRunLength:
      return ParseRunLength(reader);
    case PayloadEncoding::kDelta:
      return ParseDelta(reader);
    case PayloadEncoding::kDictionary:
      return ParseDictionary(reader);
  }
  return absl::InternalError("payload encoding out of range");
}

absl::Status PayloadStream::ParseBaseAndWidth(ByteReader& reader) {
  uint8_t width;
  if (!reader.Read(base_) || !reader.Read(width)) return Short("the base and width of a payload stream");
  if (base_ > TermId::kPayloadMask) return absl::DataLossError("block has a payload above 59 bits");
  if (width > kMaxPackedWidth)
    return absl::DataLossError(absl::StrCat("block has values of ", width, " bits"));
  width_ = width;
  return absl::OkStatus();
}

absl::Status PayloadStream::ParsePatchedArray(ByteReader& reader, int low_width, const uint8_t*& low) {
  uint8_t high_width;
  uint16_t patch_count;
  if (!reader.Read(high_width) || !reader.Read(patch_count)) return Short("the patches of a payload stream");
  if (low_width + high_width > kMaxPackedWidth) {
    return absl::DataLossError(absl::StrCat("block has values of ", low_width, " + ", high_width, " bits"));
  }
  patches_ = {patch_count, low_width, high_width, nullptr, nullptr};
  low = reader.ReadBytes(PackedBytes(count_, low_width));
  if (low == nullptr) return Short("the low bits of a payload stream");
  patches_.indexes = reader.ReadBytes(size_t{patch_count} * sizeof(uint16_t));
  if (patches_.indexes == nullptr) return Short("the patch indexes of a payload stream");
  patches_.highs = reader.ReadBytes(PackedBytes(patch_count, high_width));
  if (patches_.highs == nullptr) return Short("the patches of a payload stream");
  return absl::OkStatus();
}

absl::Status PayloadStream::ParseFrame(ByteReader& reader) {
  if (absl::Status status = ParseBaseAndWidth(reader); !status.ok()) return status;
  entries_ = count_;
  if (encoding_ == PayloadEncoding::kPatched) return ParsePatchedArray(reader, width_, values_);
  values_ = reader.ReadBytes(PackedBytes(count_, width_));
  return values_ == nullptr ? Short("a frame of reference") : absl::OkStatus();
}

absl::Status PayloadStream::ParseRunLength(ByteReader& reader) {
  if (absl::Status status = ParseBaseAndWidth(reader); !status.ok()) return status;
  uint16_t runs;
  if (!reader.Read(runs)) return Short("a run-length stream");
  if (runs == 0 || runs > count_) {
    return absl::DataLossError(absl::StrCat("block has ", runs, " runs in ", count_, " rows"));
  }
  entries_ = runs;
  second_width_ = std::bit_width(count_ - 1);
  second_ = reader.ReadBytes(PackedBytes(runs - 1u, second_width_));
  if (second_ == nullptr) return Short("the ends of runs");
  values_ = reader.ReadBytes(PackedBytes(runs, width_));
  return values_ == nullptr ? Short("the values of runs") : absl::OkStatus();
}

absl::Status PayloadStream::ParseDelta(ByteReader& reader) {
  if (absl::Status status = ParseBaseAndWidth(reader); !status.ok()) return status;
  entries_ = (count_ + kDeltaInterval - 1) / kDeltaInterval;
  values_ = reader.ReadBytes(PackedBytes(entries_, width_));
  if (values_ == nullptr) return Short("the samples of a delta stream");
  uint8_t low_width;
  if (!reader.Read(low_width)) return Short("a delta stream");
  if (low_width > kMaxPackedWidth) {
    return absl::DataLossError(absl::StrCat("block has differences of ", low_width, " bits"));
  }
  second_width_ = low_width;
  return ParsePatchedArray(reader, second_width_, second_);
}

absl::Status PayloadStream::ParseDictionary(ByteReader& reader) {
  if (absl::Status status = ParseBaseAndWidth(reader); !status.ok()) return status;
  uint16_t entries;
  if (!reader.Read(entries)) return Short("a dictionary");
  if (entries == 0 || entries > kMaxDictionaryEntries) {
    return absl::DataLossError(absl::StrCat("block has a dictionary of ", entries, " entries"));
  }
  entries_ = entries;
  values_ = reader.ReadBytes(PackedBytes(entries, width_));
  if (values_ == nullptr) return Short("the entries of a dictionary");
  second_width_ = std::bit_width(entries - 1u);
  second_ = reader.ReadBytes(PackedBytes(count_, second_width_));
  return second_ == nullptr ? Short("the codes of a dictionary") : absl::OkStatus();
}

absl::Status PayloadStream::CheckContent() const {
  for (uint32_t patch = 0; patch < patches_.count; ++patch) {
    const uint32_t index = patches_.IndexAt(patch);
    if (index >= count_ || (patch > 0 && index <= patches_.IndexAt(patch - 1))) {
      return absl::DataLossError("block has patches that do not ascend");
    }
  }
  if (encoding_ == PayloadEncoding::kRunLength) {
    for (uint32_t run = 0; run < entries_; ++run) {
      if (RunEnd(run) <= (run > 0 ? RunEnd(run - 1) : 0) || RunEnd(run) > count_) {
        return absl::DataLossError("block has runs that do not ascend");
      }
    }
  }
  if (encoding_ == PayloadEncoding::kDictionary) {
    for (uint32_t i = 0; i < count_; ++i) {
      if (UnpackOne(second_, i, second_width_) >= entries_)
        return absl::DataLossError("block has a code too high");
    }
  }
  std::array<TermId, 8 * kDeltaInterval> payloads;
  for (uint32_t begin = 0; begin < count_; begin += payloads.size()) {
    const uint32_t end = std::min<uint32_t>(begin + payloads.size(), count_);
    Decode(begin, end, 0, payloads.data());
    for (uint32_t i = 0; i < end - begin; ++i) {
      if (payloads[i].bits() > TermId::kPayloadMask)
        return absl::DataLossError("block has a payload above 59 bits");
    }
  }
  return absl::OkStatus();
}

// --- single values ------------------------------------------------------------------------------------

uint64_t PayloadStream::ValueAt(uint32_t entry) const { return base_ + UnpackOne(values_, entry, width_); }

uint32_t PayloadStream::RunEnd(uint32_t run) const {
  return run + 1 < entries_ ? static_cast<uint32_t>(UnpackOne(second_, run, second_width_)) : count_;
}

uint32_t PayloadStream::RunOf(uint32_t index) const {
  return PartitionPoint(0, entries_ - 1, [&](uint32_t run) { return RunEnd(run) <= index; });
}

uint64_t PayloadStream::Get(uint32_t index) const {
  assert(index < count_);
  switch (encoding_) {
    case PayloadEncoding::kConstant:
      return base_;
    case PayloadEncoding::kFrameOfReference:
      return ValueAt(index);
    case PayloadEncoding::kPatched: {
      const uint32_t patch = patches_.FirstFrom(index);
      const bool patched = patch < patches_.count && patches_.IndexAt(patch) == index;
      return ValueAt(index) + (patched ? patches_.ValueAt(patch) : 0);
    }
    case PayloadEncoding::kRunLength:
      return ValueAt(RunOf(index));
    case PayloadEncoding::kDelta: {
      std::array<TermId, kDeltaInterval> values;
      const uint32_t begin = index - index % kDeltaInterval;
      DecodeIntervals(begin, index + 1, 0, values.data());
      return values[index - begin].bits();
    }
    case PayloadEncoding::kDictionary: {
      const uint64_t code = UnpackOne(second_, index, second_width_);
      return ValueAt(static_cast<uint32_t>(std::min<uint64_t>(code, entries_ - 1)));
    }
  }
  return 0;
}

// --- ranges -------------------------------------------------------------------------------------------

void PayloadStream::Decode(uint32_t begin, uint32_t end, uint64_t tag_bits, TermId* out) const {
  assert(begin <= end && end <= count_);
  if (begin == end) return;
  switch (encoding_) {
    case PayloadEncoding::kConstant:
      Fill(TermId::FromBits(tag_bits + base_), end - begin, out);
      return;
    case PayloadEncoding::kFrameOfReference:
    case PayloadEncoding::kPatched:
      UnpackRange(values_, begin, end - begin, width_, tag_bits + base_, out);
      patches_.Apply(begin, end, out);
      return;
    case PayloadEncoding::kRunLength:
      DecodePackedRuns(begin, end, tag_bits, out);
      return;
    case PayloadEncoding::kDelta:
      DecodeDeltas(begin, end, tag_bits, out);
      return;
    case PayloadEncoding::kDictionary:
      DecodeDictionary(begin, end, tag_bits, out);
      return;
  }
}

void PayloadStream::DecodePackedRuns(uint32_t begin, uint32_t end, uint64_t tag_bits, TermId* out) const {
  uint32_t position = begin;
  for (uint32_t run = RunOf(begin); run < entries_ && position < end; ++run) {
    // Damaged ends may not ascend: the position never moves back.
    const uint32_t stop = std::clamp(RunEnd(run), position, end);
    Fill(TermId::FromBits(tag_bits + ValueAt(run)), stop - position, out + (position - begin));
    position = stop;
  }
}

uint32_t PayloadStream::DecodeRuns(uint32_t begin, uint32_t end, uint64_t tag_bits, TermId* values,
                                   uint32_t* ends) const {
  assert(begin < end && end <= count_);
  if (encoding_ == PayloadEncoding::kConstant) {
    values[0] = TermId::FromBits(tag_bits + base_);
    ends[0] = end - begin;
    return 1;
  }
  if (encoding_ != PayloadEncoding::kRunLength) {
    Decode(begin, end, tag_bits, values);
    return CutIntoRuns(values, end - begin, ends);
  }
  uint32_t count = 0;
  uint32_t position = begin;
  for (uint32_t run = RunOf(begin); run < entries_ && position < end; ++run) {
    // As in DecodePackedRuns; a run that damage has left without rows is none.
    const uint32_t stop = std::clamp(RunEnd(run), position, end);
    if (stop == position) continue;
    values[count] = TermId::FromBits(tag_bits + ValueAt(run));
    ends[count++] = stop - begin;
    position = stop;
  }
  return count;
}

void PayloadStream::DecodeIntervals(uint32_t begin, uint32_t end, uint64_t tag_bits, TermId* out) const {
  UnpackRange(second_, begin, end - begin, second_width_, 0, out);
  patches_.Apply(begin, end, out);
  const DecodeKernels& kernels = BestKernels();
  for (uint32_t position = begin; position < end; position += kDeltaInterval, out += kDeltaInterval) {
    out[0] = TermId::Null();  // the difference of the first value is not used
    kernels.add_up(tag_bits + ValueAt(position / kDeltaInterval), out,
                   std::min(kDeltaInterval, end - position));
  }
}

void PayloadStream::DecodeDeltas(uint32_t begin, uint32_t end, uint64_t tag_bits, TermId* out) const {
  const uint32_t into = begin % kDeltaInterval;
  if (into != 0) {
    std::array<TermId, kDeltaInterval> values;
    const uint32_t stop = std::min(begin - into + kDeltaInterval, end);
    DecodeIntervals(begin - into, stop, tag_bits, values.data());
    out = std::copy(values.begin() + into, values.begin() + into + (stop - begin), out);
    begin = stop;
  }
  if (begin < end) DecodeIntervals(begin, end, tag_bits, out);
}

void PayloadStream::DecodeDictionary(uint32_t begin, uint32_t end, uint64_t tag_bits, TermId* out) const {
  // To unpack the dictionary pays only where its entries are used often enough.
  if ((end - begin) < entries_ / 4) {
    for (uint32_t i = begin; i < end; ++i) out[i - begin] = TermId::FromBits(tag_bits + Get(i));
    return;
  }
  std::array<TermId, kMaxDictionaryEntries> entries;
  UnpackRange(values_, 0, entries_, width_, tag_bits + base_, entries.data());
  UnpackRange(second_, begin, end - begin, second_width_, 0, out);
  const uint64_t last = entries_ - 1;
  for (uint32_t i = 0; i < end - begin; ++i) out[i] = entries[std::min(out[i].bits(), last)];
}

// --- search -------------------------------------------------------------------------------------------

IndexRange PayloadStream::EqualRange(uint32_t begin, uint32_t end, uint64_t payload) const {
  assert(begin <= end && end <= count_);
  if (begin == end) return {end, end};
  switch (encoding_) {
    case PayloadEncoding::kConstant:
      return {base_ < payload ? end : begin, base_ <= payload ? end : begin};
    case PayloadEncoding::kRunLength:
      return EqualRangeInRuns(begin, end, payload);
    case PayloadEncoding::kDelta:
      return EqualRangeInDeltas(begin, end, payload);
    default: {
      const uint32_t lower = PartitionPoint(begin, end, [&](uint32_t i) { return Get(i) < payload; });
      return {lower, GallopPoint(lower, end, [&](uint32_t i) { return Get(i) == payload; })};
    }
  }
}

IndexRange PayloadStream::EqualRangeInRuns(uint32_t begin, uint32_t end, uint64_t payload) const {
  const uint32_t first = RunOf(begin);
  const uint32_t last = std::max(first, RunOf(end - 1));
  const uint32_t run =
      PartitionPoint(first, last + 1, [&](uint32_t candidate) { return ValueAt(candidate) < payload; });
  const uint32_t lower = run == first ? begin : std::clamp(RunEnd(run - 1), begin, end);
  if (run > last || ValueAt(run) != payload) return {lower, lower};
  return {lower, std::clamp(RunEnd(run), lower, end)};
}

IndexRange PayloadStream::EqualRangeInDeltas(uint32_t begin, uint32_t end, uint64_t payload) const {
  const uint32_t first = begin / kDeltaInterval;
  const uint32_t last = (end - 1) / kDeltaInterval;
  // The last interval whose first value is below `payload` holds the place, or its end is it.
  const uint32_t above =
      PartitionPoint(first + 1, last + 1, [&](uint32_t interval) { return ValueAt(interval) < payload; });
  const uint32_t from = std::max(begin, (above - 1) * kDeltaInterval);
  const uint32_t to = std::min(end, above * kDeltaInterval);
  std::array<TermId, kDeltaInterval> values;
  DecodeDeltas(from, to, 0, values.data());
  const uint32_t size = to - from;
  const uint32_t lower = PartitionPoint(0, size, [&](uint32_t i) { return values[i].bits() < payload; });
  const uint32_t upper = GallopPoint(lower, size, [&](uint32_t i) { return values[i].bits() == payload; });
  if (upper < size || to == end) return {from + lower, from + upper};
  // The payloads that follow in the next intervals.
  const uint32_t behind =
      PartitionPoint(above, last + 1, [&](uint32_t interval) { return ValueAt(interval) <= payload; });
  if (behind == above) return {from + lower, to};
  const uint32_t tail = (behind - 1) * kDeltaInterval;
  const uint32_t tail_size = std::min(end, behind * kDeltaInterval) - tail;
  DecodeDeltas(tail, tail + tail_size, 0, values.data());
  return {from + lower,
          tail + PartitionPoint(0, tail_size, [&](uint32_t i) { return values[i].bits() <= payload; })};
}

}  // namespace tern::block
