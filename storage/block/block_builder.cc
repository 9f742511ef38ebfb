#include "storage/block/block_builder.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/block/block_layout.h"
#include "storage/block/byte_reader.h"
#include "storage/block/column_encoder.h"
#include "storage/block/header_check.h"

namespace tern::block {
namespace {

using model::Row;
using model::TermId;

absl::Status CheckRows(absl::Span<const Row> rows, RowShape shape) {
  if (rows.empty() || rows.size() > kMaxRowsPerBlock) {
    return absl::InvalidArgumentError(absl::StrCat("a block cannot have ", rows.size(), " rows"));
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && rows[i] <= rows[i - 1]) {
      return absl::InvalidArgumentError(absl::StrCat("row ", i, " of a block does not ascend"));
    }
    if (shape == RowShape::kProperties && !rows[i][3].is_null()) {
      return absl::InvalidArgumentError(absl::StrCat("row ", i, " of a block of properties has a claim"));
    }
  }
  return absl::OkStatus();
}

std::string EncodeFixedPart(const BlockHeader& header) {
  std::string out;
  out.append(kBlockMagic);
  out.push_back(static_cast<char>(header.shape));
  out.push_back(static_cast<char>(HeaderFlags(header)));
  AppendLittleEndian(uint16_t{0}, out);
  AppendLittleEndian(header.rows, out);
  AppendLittleEndian(header.facts, out);
  assert(out.size() == kColumnEndsOffset);
  out.append(kColumnCount * sizeof(uint32_t), '\0');
  for (const auto* ids : {&header.first, &header.last, &header.min, &header.max}) {
    for (const TermId id : *ids) AppendLittleEndian(id.bits(), out);
  }
  assert(out.size() == kBlockHeaderBytes);
  return out;
}

}  // namespace

absl::StatusOr<EncodedBlock> EncodeBlock(absl::Span<const Row> rows, RowShape shape,
                                         bool first_fact_counted) {
  if (absl::Status status = CheckRows(rows, shape); !status.ok()) return status;
  if (first_fact_counted && shape != RowShape::kFacts) {
    return absl::InvalidArgumentError("only blocks of facts can continue a fact that was counted");
  }
  EncodedBlock block;
  block.header = DescribeRows(rows, shape, first_fact_counted);
  block.bytes = EncodeFixedPart(block.header);
  ContentChecksum checksum(shape, first_fact_counted);
  std::vector<TermId> ids(rows.size());
  for (size_t c = 0; c < kColumnCount; ++c) {
    for (size_t i = 0; i < rows.size(); ++i) ids[i] = rows[i][c];
    checksum.AddColumn(ids);
    AppendColumn(ids, block.bytes);
    std::string end;
    AppendLittleEndian(static_cast<uint32_t>(block.bytes.size()), end);
    block.bytes.replace(kColumnEndsOffset + c * end.size(), end.size(), end);
  }
  AppendLittleEndian(checksum.value(), block.bytes);
  return block;
}

BlockCutter::BlockCutter(const Options& options, Sink sink)
    : options_(options), sink_(std::move(sink)), first_fact_counted_(options.first_fact_counted) {
  assert(options.rows_per_block >= 1 && options.rows_per_block <= kMaxRowsPerBlock);
}

bool BlockCutter::SameFact(const Row& a, const Row& b) const {
  const auto columns = static_cast<size_t>(FactColumns(options_.shape));
  return std::equal(a.begin(), a.begin() + columns, b.begin());
}

absl::Status BlockCutter::Add(const Row& row) {
  if (!pending_.empty() && !SameFact(pending_.back(), row)) {
    // A fact has ended. If it does not fit behind those before it, they go without it.
    if (fact_begin_ > 0 && pending_.size() > options_.rows_per_block) {
      if (absl::Status status = Emit(fact_begin_); !status.ok()) return status;
    }
    if (pending_.size() >= options_.rows_per_block) {
      if (absl::Status status = Emit(pending_.size()); !status.ok()) return status;
    }
    fact_begin_ = pending_.size();
  }
  pending_.push_back(row);
  if (pending_.size() <= kMaxRowsPerBlock) return absl::OkStatus();
  // Only a fact of very many rows gets here: first what lies before it, then its first part.
  return Emit(fact_begin_ > 0 ? fact_begin_ : kMaxRowsPerBlock);
}

absl::Status BlockCutter::Finish() {
  if (fact_begin_ > 0 && pending_.size() > options_.rows_per_block) {
    if (absl::Status status = Emit(fact_begin_); !status.ok()) return status;
  }
  return pending_.empty() ? absl::OkStatus() : Emit(pending_.size());
}

absl::Status BlockCutter::Emit(size_t count) {
  absl::StatusOr<EncodedBlock> block =
      EncodeBlock(absl::MakeConstSpan(pending_).first(count), options_.shape, first_fact_counted_);
  if (!block.ok()) return block.status();
  // Whether the next block begins inside a fact, and if so whether that fact has been counted.
  first_fact_counted_ = options_.shape == RowShape::kFacts && count < pending_.size() &&
                        SameFact(pending_[count - 1], pending_[count]) &&
                        (first_fact_counted_ ||
                         std::any_of(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(count),
                                     [](const Row& row) { return StanceOf(row[3]) == model::Stance::kFor; }));
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(count));
  fact_begin_ -= std::min(fact_begin_, count);
  return sink_(*std::move(block));
}

}  // namespace tern::block
