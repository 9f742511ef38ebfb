#include "storage/block/payload_encoder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <vector>

#include "storage/block/bit_packing.h"
#include "storage/block/byte_reader.h"
#include "storage/block/payload_stream.h"

namespace tern::block {
namespace {

using Values = std::vector<uint64_t>;
using WidthCounts = std::array<uint32_t, kMaxPackedWidth + 1>;  // how many values need exactly this many bits

constexpr size_t kNotPossible = std::numeric_limits<size_t>::max();
constexpr size_t kBaseAndWidthBytes = 9;

// The distinct values of a stream, up to kMaxDictionaryEntries: open addressing, at most half full.
class DistinctValues {
 public:
  explicit DistinctValues(absl::Span<const uint64_t> payloads) : slots_(kSlots, kEmpty) {
    for (const uint64_t payload : payloads) {
      uint64_t& slot = slots_[SlotOf(payload)];
      if (slot == payload) continue;
      if (values_.size() == kMaxDictionaryEntries) {
        overflow_ = true;
        return;
      }
      slot = payload;
      values_.push_back(payload);
    }
  }

  bool overflow() const { return overflow_; }
  size_t size() const { return values_.size(); }

  // The values in ascending order; from then on CodeOf gives the index of each.
  Values Sort() {
    std::sort(values_.begin(), values_.end());
    codes_.resize(kSlots);
    for (size_t i = 0; i < values_.size(); ++i) codes_[SlotOf(values_[i])] = static_cast<uint16_t>(i);
    return values_;
  }
  uint64_t CodeOf(uint64_t payload) const { return codes_[SlotOf(payload)]; }

 private:
  static constexpr size_t kSlotBits = 13;
  static constexpr size_t kSlots = size_t{1} << kSlotBits;
  static constexpr uint64_t kEmpty = ~uint64_t{0};  // no payload: those have 59 bits
  static_assert(kSlots >= 2 * kMaxDictionaryEntries);

  // The slot that holds `payload`, or the empty one where it belongs.
  size_t SlotOf(uint64_t payload) const {
    size_t slot = payload * 0x9E3779B97F4A7C15 >> (64 - kSlotBits);
    while (slots_[slot] != payload && slots_[slot] != kEmpty) slot = (slot + 1) % kSlots;
    return slot;
  }

  Values slots_;
  Values values_;
  std::vector<uint16_t> codes_;
  bool overflow_ = false;
};

// How to split values into low bits and patches.
struct PatchPlan {
  int low_width = 0;
  int high_width = 0;
  uint32_t patches = 0;
  size_t bytes = kNotPossible;  // of low bits, indexes and high bits
};

PatchPlan PlanPatches(const WidthCounts& counts, size_t count) {
  int width = kMaxPackedWidth;
  while (width > 0 && counts[static_cast<size_t>(width)] == 0) --width;
  PatchPlan best;
  uint32_t patches = 0;
  for (int low = width; low >= 0; --low) {
    if (patches > kMaxPatches) break;
    const int high = width - low;
    const size_t bytes =
        PackedBytes(count, low) + (patches > 0 ? patches * size_t{2} + PackedBytes(patches, high) : 0);
    if (bytes < best.bytes) best = {low, patches > 0 ? high : 0, patches, bytes};
    patches += counts[static_cast<size_t>(low)];
  }
  return best;
}

void AppendBaseAndWidth(uint64_t base, int width, std::string& out) {
  AppendLittleEndian(base, out);
  out.push_back(static_cast<char>(width));
}

// What PayloadStream::ParsePatchedArray reads.
void AppendPatchedArray(Values values, const PatchPlan& plan, std::string& out) {
  const uint64_t low_mask = (uint64_t{1} << plan.low_width) - 1;
  std::string indexes;
  Values highs;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] > low_mask) {
      AppendLittleEndian(static_cast<uint16_t>(i), indexes);
      highs.push_back(values[i] >> plan.low_width);
      values[i] &= low_mask;
    }
  }
  out.push_back(static_cast<char>(plan.high_width));
  AppendLittleEndian(static_cast<uint16_t>(highs.size()), out);
  AppendPacked(values, plan.low_width, out);
  out += indexes;
  AppendPacked(highs, plan.high_width, out);
}

// Chooses and writes the encoding of one stream.
class StreamEncoder {
 public:
  explicit StreamEncoder(absl::Span<const uint64_t> payloads) : payloads_(payloads) {
    const auto [min, max] = std::minmax_element(payloads.begin(), payloads.end());
    min_ = *min;
    width_ = std::bit_width(*max - *min);
    WidthCounts offsets{};
    for (const uint64_t payload : payloads) ++offsets[WidthOf(payload - min_)];
    frame_plan_ = PlanPatches(offsets, payloads.size());
    ScanNeighbours();
  }

  void Append(std::string& out) const {
    if (width_ == 0) {
      out.push_back(static_cast<char>(PayloadEncoding::kConstant));
      AppendLittleEndian(min_, out);
      return;
    }
    // In the order of their cost to read: a later one must be smaller.
    const std::array<size_t, 5> sizes = {kBaseAndWidthBytes + PackedBytes(payloads_.size(), width_),
                                         RunLengthBytes(), kBaseAndWidthBytes + 3 + frame_plan_.bytes,
                                         DeltaBytes(), kNotPossible};
    const size_t best = static_cast<size_t>(std::min_element(sizes.begin(), sizes.end()) - sizes.begin());
    // In ascending payloads runs or differences are always smaller than codes.
    if (!ascending_ && TryDictionary(sizes[best], out)) return;
    switch (best) {
      case 0:
        AppendFrame(out);
        return;
      case 1:
        AppendRunLength(out);
        return;
      case 2:
        AppendPatched(out);
        return;
      default:
        AppendDelta(out);
        return;
    }
  }

 private:
  static size_t WidthOf(uint64_t value) { return static_cast<size_t>(std::bit_width(value)); }

  void ScanNeighbours() {
    WidthCounts differences{};
    for (size_t i = 1; i < payloads_.size(); ++i) {
      runs_ += payloads_[i] != payloads_[i - 1];
      ascending_ &= payloads_[i] >= payloads_[i - 1];
      // Where payloads fall the counts are of no use, and not used.
      const uint64_t difference = payloads_[i] - payloads_[i - 1];
      if (ascending_ && i % kDeltaInterval != 0) ++differences[WidthOf(difference)];
    }
    if (ascending_) delta_plan_ = PlanPatches(differences, payloads_.size());
  }

  size_t RunLengthBytes() const {
    if (runs_ > kMaxPayloadRuns) return kNotPossible;
    return kBaseAndWidthBytes + 2 + PackedBytes(runs_ - 1, EndWidth()) + PackedBytes(runs_, width_);
  }
  size_t DeltaBytes() const {
    if (!ascending_) return kNotPossible;
    return kBaseAndWidthBytes + 4 + PackedBytes(SampleCount(), width_) + delta_plan_.bytes;
  }
  int EndWidth() const { return std::bit_width(payloads_.size() - 1); }
  size_t SampleCount() const { return (payloads_.size() + kDeltaInterval - 1) / kDeltaInterval; }

  Values Offsets() const {
    Values offsets(payloads_.begin(), payloads_.end());
    for (uint64_t& offset : offsets) offset -= min_;
    return offsets;
  }

  void AppendFrame(std::string& out) const {
    out.push_back(static_cast<char>(PayloadEncoding::kFrameOfReference));
    AppendBaseAndWidth(min_, width_, out);
    AppendPacked(Offsets(), width_, out);
  }

  void AppendPatched(std::string& out) const {
    out.push_back(static_cast<char>(PayloadEncoding::kPatched));
    AppendBaseAndWidth(min_, frame_plan_.low_width, out);
    AppendPatchedArray(Offsets(), frame_plan_, out);
  }

  void AppendRunLength(std::string& out) const {
    Values ends;
    Values values;
    for (size_t i = 0; i < payloads_.size(); ++i) {
      if (i > 0 && payloads_[i] == payloads_[i - 1]) continue;
      if (i > 0) ends.push_back(i);
      values.push_back(payloads_[i] - min_);
    }
    out.push_back(static_cast<char>(PayloadEncoding::kRunLength));
    AppendBaseAndWidth(min_, width_, out);
    AppendLittleEndian(static_cast<uint16_t>(values.size()), out);
    AppendPacked(ends, EndWidth(), out);
    AppendPacked(values, width_, out);
  }

  void AppendDelta(std::string& out) const {
    Values samples;
    Values differences(payloads_.size(), 0);
    for (size_t i = 0; i < payloads_.size(); ++i) {
      if (i % kDeltaInterval == 0) {
        samples.push_back(payloads_[i] - min_);
      } else {
        differences[i] = payloads_[i] - payloads_[i - 1];
      }
    }
    out.push_back(static_cast<char>(PayloadEncoding::kDelta));
    AppendBaseAndWidth(min_, width_, out);
    AppendPacked(samples, width_, out);
    out.push_back(static_cast<char>(delta_plan_.low_width));
    AppendPatchedArray(std::move(differences), delta_plan_, out);
  }

  // Writes a dictionary if that takes less than `limit` bytes.
  bool TryDictionary(size_t limit, std::string& out) const {
    DistinctValues distinct(payloads_);
    if (distinct.overflow()) return false;
    const int code_width = std::bit_width(distinct.size() - 1);
    const size_t bytes = kBaseAndWidthBytes + 2 + PackedBytes(distinct.size(), width_) +
                         PackedBytes(payloads_.size(), code_width);
    if (bytes >= limit) return false;
    Values entries = distinct.Sort();
    for (uint64_t& entry : entries) entry -= min_;
    Values codes;
    codes.reserve(payloads_.size());
    for (const uint64_t payload : payloads_) codes.push_back(distinct.CodeOf(payload));
    out.push_back(static_cast<char>(PayloadEncoding::kDictionary));
    AppendBaseAndWidth(min_, width_, out);
    AppendLittleEndian(static_cast<uint16_t>(entries.size()), out);
    AppendPacked(entries, width_, out);
    AppendPacked(codes, code_width, out);
    return true;
  }

  absl::Span<const uint64_t> payloads_;
  uint64_t min_ = 0;
  int width_ = 0;  // of max − min
  bool ascending_ = true;
  size_t runs_ = 1;
  PatchPlan frame_plan_;
  PatchPlan delta_plan_;
};

}  // namespace

void AppendPayloadStream(absl::Span<const uint64_t> payloads, std::string& out) {
  StreamEncoder(payloads).Append(out);
}

}  // namespace tern::block
