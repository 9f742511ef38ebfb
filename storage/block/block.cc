#include "storage/block/block.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/block/bit_packing.h"
#include "storage/block/block_layout.h"
#include "storage/block/byte_reader.h"
#include "storage/block/header_check.h"

namespace tern::block {
namespace {

using model::Row;
using model::TermId;

// Columns are read with loads that may touch bytes behind them; the checksum is what lies there.
static_assert(kBlockChecksumBytes >= kPackedSlackBytes);

bool ReadIds(ByteReader& reader, std::array<TermId, kColumnCount>& ids) {
  for (TermId& id : ids) {
    uint64_t bits;
    if (!reader.Read(bits)) return false;
    id = TermId::FromBits(bits);
  }
  return true;
}

// No row is below another because of nulls at its end, or above because of maxima: they do not bind.
absl::Span<const TermId> WithoutTrailing(TermId unbound, absl::Span<const TermId> prefix) {
  while (!prefix.empty() && prefix.back() == unbound) prefix.remove_suffix(1);
  return prefix;
}

}  // namespace

absl::StatusOr<Block> Block::Parse(std::string bytes, Verify verify) {
  auto owned = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view view = *owned;
  return Parse(view, std::move(owned), verify);
}

absl::StatusOr<Block> Block::Parse(std::string_view bytes, std::shared_ptr<const void> pin, Verify verify) {
  Block block;
  block.bytes_ = bytes;
  block.pin_ = std::move(pin);
  if (absl::Status status = block.ParseBytes(); !status.ok()) return status;
  if (verify == Verify::kContent) {
    if (absl::Status status = block.VerifyContent(); !status.ok()) return status;
  }
  return block;
}

absl::Status Block::ParseBytes() {
  if (bytes_.size() < kBlockHeaderBytes + kBlockChecksumBytes) {
    return absl::DataLossError(absl::StrCat("block of ", bytes_.size(), " bytes is cut off"));
  }
  if (bytes_.substr(0, kBlockMagic.size()) != kBlockMagic) {
    return absl::DataLossError("block has no magic of a known version");
  }
  ByteReader reader(bytes_.substr(kBlockMagic.size()));
  uint8_t shape;
  uint8_t flags;
  uint16_t zero;
  std::array<uint32_t, kColumnCount> ends;
  bool complete = reader.Read(shape) && reader.Read(flags) && reader.Read(zero) &&
                  reader.Read(header_.rows) && reader.Read(header_.facts);
  for (uint32_t& end : ends) complete = complete && reader.Read(end);
  complete = complete && ReadIds(reader, header_.first) && ReadIds(reader, header_.last) &&
             ReadIds(reader, header_.min) && ReadIds(reader, header_.max);
  if (!complete) return absl::DataLossError("block is cut off in its header");
  if (zero != 0) return absl::DataLossError("block has unknown header bytes");
  if (absl::Status status = SetHeaderShape(shape, header_); !status.ok()) return status;
  if (absl::Status status = SetHeaderFlags(flags, header_); !status.ok()) return status;
  if (absl::Status status = CheckHeader(header_); !status.ok()) return status;

  const size_t columns_end = bytes_.size() - kBlockChecksumBytes;
  size_t begin = kBlockHeaderBytes;
  for (size_t c = 0; c < kColumnCount; ++c) {
    if (ends[c] < begin || ends[c] > columns_end) {
      return absl::DataLossError(absl::StrCat("block column ", c, " ends at byte ", ends[c]));
    }
    absl::StatusOr<Column> column = Column::Parse(bytes_.substr(begin, ends[c] - begin), header_.rows);
    if (!column.ok()) return column.status();
    columns_[c] = *std::move(column);
    begin = ends[c];
  }
  if (begin != columns_end) return absl::DataLossError("block has bytes behind its columns");
  ByteReader(bytes_.substr(columns_end)).Read(checksum_);
  return absl::OkStatus();
}

absl::Status Block::VerifyContent() const {
  ContentChecksum checksum(header_.shape, header_.first_fact_counted);
  std::vector<Row> rows(header_.rows);
  std::vector<TermId> ids(header_.rows);
  for (int c = 0; c < kColumnCount; ++c) {
    if (absl::Status status = columns_[static_cast<size_t>(c)].CheckContent(); !status.ok()) return status;
    DecodeColumn(c, 0, header_.rows, ids.data());
    checksum.AddColumn(ids);
    for (size_t i = 0; i < rows.size(); ++i) rows[i][static_cast<size_t>(c)] = ids[i];
  }
  if (checksum.value() != checksum_) return absl::DataLossError("block has another checksum than it should");
  for (size_t i = 1; i < rows.size(); ++i) {
    if (rows[i] <= rows[i - 1]) return absl::DataLossError(absl::StrCat("block row ", i, " does not ascend"));
  }
  if (DescribeRows(rows, header_.shape, header_.first_fact_counted) != header_) {
    return absl::DataLossError("block header differs from its rows");
  }
  return absl::OkStatus();
}

Row Block::RowAt(uint32_t row) const {
  return {columns_[0].At(row), columns_[1].At(row), columns_[2].At(row), columns_[3].At(row)};
}

void Block::DecodeColumn(int column, uint32_t begin, uint32_t end, TermId* out) const {
  columns_[static_cast<size_t>(column)].Decode(begin, end, out);
}

uint32_t Block::DecodeRuns(int column, uint32_t begin, uint32_t end, TermId* values, uint32_t* ends) const {
  return columns_[static_cast<size_t>(column)].DecodeRuns(begin, end, values, ends);
}

IndexRange Block::EqualRange(absl::Span<const TermId> prefix, size_t column, IndexRange rows) const {
  // Later columns ascend only among rows that agree in this one.
  for (; column < prefix.size() && !rows.empty(); ++column) {
    rows = columns_[column].EqualRange(rows.begin, rows.end, prefix[column]);
  }
  return rows;
}

uint32_t Block::LowerBound(absl::Span<const TermId> prefix, uint32_t from) const {
  assert(prefix.size() <= kColumnCount && from <= rows());
  prefix = WithoutTrailing(TermId::Min(), prefix);
  return prefix.empty() ? from : EqualRange(prefix, 0, {from, rows()}).begin;
}

uint32_t Block::UpperBound(absl::Span<const TermId> prefix, uint32_t from) const {
  assert(prefix.size() <= kColumnCount && from <= rows());
  return EqualRange(WithoutTrailing(TermId::Max(), prefix), 0, {from, rows()}).end;
}

IndexRange Block::RowsBetween(const Row& first, const Row& last) const {
  assert(first <= last);
  const bool from_start = first <= header_.first;
  const bool to_end = last >= header_.last;
  if (from_start && to_end) return {0, this->rows()};
  const auto common =
      static_cast<size_t>(std::mismatch(first.begin(), first.end(), last.begin()).first - first.begin());
  IndexRange rows = EqualRange(absl::MakeConstSpan(first).first(common), 0, {0, this->rows()});
  const absl::Span<const TermId> low = WithoutTrailing(TermId::Min(), first);
  const absl::Span<const TermId> high = WithoutTrailing(TermId::Max(), last);
  if (!from_start && low.size() > common) rows.begin = EqualRange(low, common, rows).begin;
  if (!to_end && high.size() > common) rows.end = EqualRange(high, common, rows).end;
  return rows;
}

}  // namespace tern::block
