#include "storage/block/block_header.h"

#include <algorithm>
#include <cassert>

#include "absl/strings/str_cat.h"
#include "storage/block/byte_reader.h"
#include "storage/block/header_check.h"
#include "storage/model/checksum.h"

namespace tern::block {
namespace {

using model::Row;
using model::Stance;
using model::TermId;

constexpr uint8_t kGroupVersion = 1;

bool SameFact(const Row& a, const Row& b) { return a[0] == b[0] && a[1] == b[1] && a[2] == b[2]; }

// Distinct facts with a `for` row, of rows whose claim is in column 3.
uint32_t CountFacts(absl::Span<const Row> rows, bool first_fact_counted) {
  uint32_t facts = 0;
  bool counted = first_fact_counted;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && !SameFact(rows[i], rows[i - 1])) counted = false;
    if (!counted && StanceOf(rows[i][3]) == Stance::kFor) {
      counted = true;
      ++facts;
    }
  }
  return facts;
}

uint64_t ZigZag(TermId id, TermId reference) {
  const uint64_t difference = id.bits() - reference.bits();
  return difference << 1 ^ (0 - (difference >> 63));
}

TermId UnZigZag(uint64_t code, TermId reference) {
  return TermId::FromBits(reference.bits() + (code >> 1 ^ (0 - (code & 1))));
}

// Visits the ids of a header in their order on disk, each with the id that it is written against.
template <typename Header, typename Visit>
bool VisitIds(Header& header, const BlockHeader& previous, Visit visit) {
  for (size_t c = 0; c < kColumnCount; ++c) {
    if (!visit(header.first[c], previous.last[c])) return false;
  }
  for (size_t c = 0; c < kColumnCount; ++c) {
    if (!visit(header.last[c], header.first[c])) return false;
  }
  for (size_t c = 1; c < kColumnCount; ++c) {
    if (!visit(header.min[c], previous.min[c]) || !visit(header.max[c], previous.max[c])) return false;
  }
  return true;
}

absl::Status DecodeHeader(ByteReader& reader, const BlockHeader& previous, BlockHeader& header) {
  const absl::Status cut_off = absl::DataLossError("group of block headers is cut off");
  uint64_t rows;
  uint64_t facts;
  uint8_t flags;
  if (!reader.ReadVarint(rows) || !reader.ReadVarint(facts) || !reader.Read(flags)) return cut_off;
  if (rows > kMaxRowsPerBlock || facts > rows) {
    return absl::DataLossError(absl::StrCat("block header has ", rows, " rows and ", facts, " facts"));
  }
  header.rows = static_cast<uint32_t>(rows);
  header.facts = static_cast<uint32_t>(facts);
  if (absl::Status status = SetHeaderFlags(flags, header); !status.ok()) return status;
  const bool complete = VisitIds(header, previous, [&](TermId& id, TermId reference) {
    uint64_t code;
    if (!reader.ReadVarint(code)) return false;
    id = UnZigZag(code, reference);
    return true;
  });
  if (!complete) return cut_off;
  header.min[0] = header.first[0];
  header.max[0] = header.last[0];
  return CheckHeader(header);
}

}  // namespace

BlockHeader DescribeRows(absl::Span<const Row> rows, RowShape shape, bool first_fact_counted) {
  assert(!rows.empty());
  BlockHeader header;
  header.first = rows.front();
  header.last = rows.back();
  header.rows = static_cast<uint32_t>(rows.size());
  header.shape = shape;
  header.first_fact_counted = first_fact_counted;
  header.facts = shape == RowShape::kFacts ? CountFacts(rows, first_fact_counted) : header.rows;
  header.min = header.max = rows.front();
  bool all_for = true;
  const auto claim_column = static_cast<size_t>(ClaimColumn(shape));
  for (const Row& row : rows) {
    all_for &= StanceOf(row[claim_column]) == Stance::kFor;
    for (size_t c = 0; c < kColumnCount; ++c) {
      header.min[c] = std::min(header.min[c], row[c]);
      header.max[c] = std::max(header.max[c], row[c]);
    }
  }
  header.all_distinct_for = all_for && header.facts == header.rows;
  return header;
}

std::string EncodeHeaders(absl::Span<const BlockHeader> headers) {
  assert(!headers.empty() && headers.size() <= kMaxHeadersPerGroup);
  std::string out;
  out.push_back(static_cast<char>(kGroupVersion));
  out.push_back(static_cast<char>(headers.front().shape));
  AppendVarint(headers.size(), out);
  BlockHeader previous;
  for (const BlockHeader& header : headers) {
    assert(header.shape == headers.front().shape);
    AppendVarint(header.rows, out);
    AppendVarint(header.facts, out);
    out.push_back(static_cast<char>(HeaderFlags(header)));
    VisitIds(header, previous, [&](TermId id, TermId reference) {
      AppendVarint(ZigZag(id, reference), out);
      return true;
    });
    previous = header;
  }
  AppendLittleEndian(model::Checksum(out), out);
  return out;
}

absl::StatusOr<std::vector<BlockHeader>> DecodeHeaders(std::string_view bytes) {
  uint64_t checksum;
  if (bytes.size() < sizeof checksum) return absl::DataLossError("group of block headers is cut off");
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof checksum);
  ByteReader(bytes.substr(body.size())).Read(checksum);
  if (checksum != model::Checksum(body)) {
    return absl::DataLossError("group of block headers has another checksum than it should");
  }
  ByteReader reader(body);
  uint8_t version;
  uint8_t shape;
  uint64_t count;
  if (!reader.Read(version) || !reader.Read(shape) || !reader.ReadVarint(count)) {
    return absl::DataLossError("group of block headers is cut off");
  }
  if (version != kGroupVersion) {
    return absl::DataLossError(absl::StrCat("group of block headers has unknown version ", version));
  }
  if (count == 0 || count > kMaxHeadersPerGroup) {
    return absl::DataLossError(absl::StrCat("group of ", count, " block headers"));
  }
  std::vector<BlockHeader> headers;
  headers.reserve(count);
  BlockHeader previous;
  for (uint64_t i = 0; i < count; ++i) {
    BlockHeader header;
    if (absl::Status status = SetHeaderShape(shape, header); !status.ok()) return status;
    if (absl::Status status = DecodeHeader(reader, previous, header); !status.ok()) return status;
    if (i > 0 && header.first <= previous.last) return absl::DataLossError("block headers do not ascend");
    headers.push_back(header);
    previous = header;
  }
  if (!reader.empty()) return absl::DataLossError("group of block headers has bytes behind its end");
  return headers;
}

}  // namespace tern::block
