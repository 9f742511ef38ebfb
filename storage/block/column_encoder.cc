#include "storage/block/column_encoder.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/block/bit_packing.h"
#include "storage/block/byte_reader.h"
#include "storage/block/column.h"
#include "storage/block/payload_encoder.h"

namespace tern::block {
namespace {

using model::TermId;

size_t TagOf(TermId id) { return static_cast<size_t>(id.tag()); }

struct TagSummary {
  std::array<std::vector<uint64_t>, kMaxTags> payloads;  // by tag, in row order
  size_t tags = 0;
  size_t runs = 0;
};

TagSummary SplitByTag(absl::Span<const TermId> ids) {
  TagSummary summary;
  size_t previous = kMaxTags;
  for (const TermId id : ids) {
    const size_t tag = TagOf(id);
    summary.runs += tag != previous;
    previous = tag;
    summary.tags += summary.payloads[tag].empty();
    summary.payloads[tag].push_back(id.payload());
  }
  return summary;
}

size_t RunBytes(const TagSummary& summary) { return 2 + summary.runs * 5; }

size_t CodeBytes(const TagSummary& summary, size_t rows) {
  const size_t intervals = (rows + kTagSampleInterval - 1) / kTagSampleInterval;
  const auto width = static_cast<size_t>(TagCodeWidth(summary.tags));
  return 1 + summary.tags + intervals * summary.tags * 2 + (rows * width + 63) / 64 * 8;
}

void AppendRuns(absl::Span<const TermId> ids, std::string& out) {
  std::string tags;
  std::string starts;
  std::string ranks;
  std::array<uint32_t, kMaxTags> counts{};
  for (size_t row = 0; row < ids.size(); ++row) {
    const size_t tag = TagOf(ids[row]);
    if (row == 0 || tag != TagOf(ids[row - 1])) {
      tags.push_back(static_cast<char>(tag));
      AppendLittleEndian(static_cast<uint16_t>(row), starts);
      AppendLittleEndian(static_cast<uint16_t>(counts[tag]), ranks);
    }
    ++counts[tag];
  }
  out.push_back(static_cast<char>(TagEncoding::kRuns));
  AppendLittleEndian(static_cast<uint16_t>(tags.size()), out);
  out += tags;
  out += starts;
  out += ranks;
}

void AppendCodes(absl::Span<const TermId> ids, const TagSummary& summary, std::string& out) {
  out.push_back(static_cast<char>(TagEncoding::kCodes));
  out.push_back(static_cast<char>(summary.tags));
  std::array<uint64_t, kMaxTags> code_of_tag{};
  uint64_t next_code = 0;
  for (size_t tag = 0; tag < kMaxTags; ++tag) {
    if (summary.payloads[tag].empty()) continue;
    code_of_tag[tag] = next_code++;
    out.push_back(static_cast<char>(tag));
  }
  std::vector<uint64_t> codes;
  codes.reserve(ids.size());
  std::array<uint32_t, kMaxTags> counts{};  // by code
  for (const TermId id : ids) {
    if (codes.size() % kTagSampleInterval == 0) {
      for (size_t code = 0; code < summary.tags; ++code)
        AppendLittleEndian(static_cast<uint16_t>(counts[code]), out);
    }
    codes.push_back(code_of_tag[TagOf(id)]);
    ++counts[codes.back()];
  }
  const int width = TagCodeWidth(summary.tags);
  codes.resize((codes.size() * static_cast<size_t>(width) + 63) / 64 * 64 / static_cast<size_t>(width), 0);
  AppendPacked(codes, width, out);
}

}  // namespace

void AppendColumn(absl::Span<const TermId> ids, std::string& out) {
  const TagSummary summary = SplitByTag(ids);
  if (summary.tags == 1) {
    out.push_back(static_cast<char>(TagEncoding::kSingle));
    out.push_back(static_cast<char>(TagOf(ids[0])));
  } else if (RunBytes(summary) <= CodeBytes(summary, ids.size())) {
    AppendRuns(ids, out);
  } else {
    AppendCodes(ids, summary, out);
  }
  for (const std::vector<uint64_t>& payloads : summary.payloads) {
    if (!payloads.empty()) AppendPayloadStream(payloads, out);
  }
}

}  // namespace tern::block
