#include "storage/store/order_cursor.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tern::store {
namespace {

constexpr size_t kColumns = 4;

bool ChangesSomething(const log::LogRow& row) { return row.first_insert == row.last_insert; }

}  // namespace

OrderCursor::OrderCursor(OrderSource source, const RowRange& range, ClaimMode mode)
    : source_(std::move(source)),
      range_(range),
      mode_(mode),
      claim_column_(static_cast<size_t>(block::ClaimColumn(order::InfoOf(source_.order).shape))),
      lower_(range.first),
      done_(range.empty) {
  // What was deleted and is back, or came and went, is as the blocks have it.
  std::erase_if(source_.log_rows, [](const log::LogRow& row) { return !ChangesSomething(row); });
  if (!done_) next_block_ = source_.index->FirstReaching(lower_);
}

absl::StatusOr<size_t> OrderCursor::Next(size_t max_rows, const std::array<model::TermId*, 4>& out_columns) {
  Output out{out_columns, 0, max_rows};
  while (!done_ && !out.full()) {
    if (block_ == nullptr) {
      if (absl::Status status = OpenBlock(); !status.ok()) return status;
    }
    if (block_ != nullptr) {
      if (!segment_known_) FindSegmentEnd();
      if (row_ < segment_end_) {
        if (SegmentIsPlain()) {
          CopySegment(out);
        } else {
          FilterSegment(out);
        }
        continue;
      }
      if (segment_end_ == row_end_ && (log_position_ == source_.log_rows.size() ||
                                       source_.log_rows[log_position_].row > block_->header().last)) {
        CloseBlock();
        continue;
      }
    } else if (log_position_ == source_.log_rows.size()) {
      done_ = true;
      break;
    }
    // The log rows in front of a block that is still to be opened are in front of its first row: see
    // FindSegmentEnd.
    TakeLogRow(out);
  }
  counters_.rows += out.rows;
  if (source_.monitor != nullptr) source_.monitor->rows_scanned.Add(out.rows);
  return out.rows;
}

absl::Status OrderCursor::OpenBlock() {
  for (; next_block_ < source_.index->size(); ++next_block_) {
    const block::BlockHeader& header = source_.index->header(next_block_);
    if (header.first > range_.last) {
      next_block_ = source_.index->size();
      break;
    }
    if (SkipByClaims(header)) {
      CountSkipped(1);
      continue;
    }
    if (source_.monitor != nullptr) {
      if (absl::Status status = source_.monitor->Poll(); !status.ok()) return status;
    }
    absl::StatusOr<std::shared_ptr<const block::Block>> block = ReadNextBlock();
    if (!block.ok()) return block.status();
    block_ = *std::move(block);
    ++counters_.blocks_read;
    if (source_.monitor != nullptr) source_.monitor->blocks_read.Add(1);
    ++next_block_;
    const block::IndexRange rows = block_->RowsBetween(lower_, range_.last);
    row_ = rows.begin;
    row_end_ = rows.end;
    window_.Close();
    segment_known_ = false;
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const block::Block>> OrderCursor::ReadNextBlock() {
  // A lookup is often followed by one nearby; a scan would only push out what those need.
  if (arrived_ && source_.verify == block::Verify::kStructure) {
    arrived_ = false;
    return source_.blocks->Block(*source_.view, source_.order, *source_.index, next_block_);
  }
  absl::StatusOr<block::Block> block =
      ReadBlock(*source_.view, source_.blocks->record().generation, source_.order,
                source_.index->header(next_block_), source_.verify);
  if (!block.ok()) return block.status();
  return std::make_shared<const block::Block>(*std::move(block));
}

void OrderCursor::CountSkipped(size_t blocks) {
  counters_.blocks_skipped += blocks;
  if (source_.monitor != nullptr) source_.monitor->blocks_skipped.Add(blocks);
}

void OrderCursor::CloseBlock() {
  window_.Close();
  block_.reset();
  segment_known_ = false;
}

bool OrderCursor::SkipByClaims(const block::BlockHeader& header) const {
  const bool wants_claims = mode_ != ClaimMode::kFact && mode_ != ClaimMode::kRaw;
  return wants_claims && header.max[claim_column_].is_null();
}

void OrderCursor::FindSegmentEnd() {
  segment_end_ = row_end_;
  if (log_position_ < source_.log_rows.size()) {
    const model::Row& row = source_.log_rows[log_position_].row;
    if (row <= block_->header().last) segment_end_ = std::min(row_end_, block_->LowerBound(row, row_));
  }
  segment_known_ = true;
}

bool OrderCursor::SegmentIsPlain() const {
  if (mode_ == ClaimMode::kRaw) return true;
  if (mode_ != ClaimMode::kFact || !block_->header().all_distinct_for) return false;
  if (!has_last_fact_) return true;
  // The first row may state the fact that the log or the block before has just put out.
  model::Row first = block_->RowAt(row_);
  first[claim_column_] = model::TermId::Null();
  return first != last_fact_;
}

void OrderCursor::CopySegment(Output& out) {
  const uint32_t count =
      static_cast<uint32_t>(std::min<size_t>(out.max_rows - out.rows, segment_end_ - row_));
  for (size_t column = 0; column < kColumns; ++column) {
    model::TermId* to = out.columns[column];
    if (to == nullptr) continue;
    if (mode_ == ClaimMode::kFact && column == claim_column_) {
      std::fill_n(to + out.rows, count, model::TermId::Null());
    } else {
      ReadColumn(column, count, to + out.rows);
    }
  }
  out.rows += count;
  row_ += count;
  // Only what follows a whole segment can state its last fact again.
  if (mode_ == ClaimMode::kFact && row_ == segment_end_) {
    last_fact_ = block_->RowAt(row_ - 1);
    last_fact_[claim_column_] = model::TermId::Null();
    has_last_fact_ = true;
  }
}

void OrderCursor::ReadColumn(size_t column, uint32_t count, model::TermId* to) {
  if (window_.Has(row_) && count <= window_.end() - row_) {
    std::copy_n(window_.Column(column) + (row_ - window_.begin()), count, to);
  } else {
    block_->DecodeColumn(static_cast<int>(column), row_, row_ + count, to);
  }
}

void OrderCursor::FilterSegment(Output& out) {
  while (row_ < segment_end_ && !out.full()) {
    if (!window_.Has(row_)) window_.Move(*block_, row_, row_end_);
    const uint32_t begin = row_ - window_.begin();
    const uint32_t end = std::min(window_.end(), segment_end_) - window_.begin();
    const size_t limit = out.max_rows - out.rows;
    const Selection selection =
        mode_ == ClaimMode::kFact ? SelectFacts(begin, end, limit) : SelectClaims(begin, end, limit);
    for (size_t column = 0; column < kColumns; ++column) {
      model::TermId* to = out.columns[column];
      if (to == nullptr) continue;
      to += out.rows;
      if (mode_ == ClaimMode::kFact && column == claim_column_) {
        std::fill_n(to, selection.count, model::TermId::Null());
      } else {
        const model::TermId* ids = window_.Column(column);
        for (size_t i = 0; i < selection.count; ++i) to[i] = ids[selected_[i]];
      }
    }
    out.rows += selection.count;
    row_ = window_.begin() + selection.end;
  }
}

OrderCursor::Selection OrderCursor::SelectFacts(uint32_t begin, uint32_t end, size_t limit) {
  // In every order of mode kFact the claim comes last: the rows of a fact are neighbours.
  const model::TermId* const ids[] = {window_.Column(0), window_.Column(1), window_.Column(2)};
  const model::TermId* const claims = window_.Column(claim_column_);
  const auto is_fact_of = [&](uint32_t i, const model::Row& row) {
    return ids[2][i] == row[2] && ids[1][i] == row[1] && ids[0][i] == row[0];
  };
  const auto is_same_fact = [&](uint32_t i, uint32_t j) {
    return ids[2][i] == ids[2][j] && ids[1][i] == ids[1][j] && ids[0][i] == ids[0][j];
  };
  Selection selection{0, begin};
  bool is_out = has_last_fact_ && is_fact_of(begin, last_fact_);
  for (uint32_t i = begin; i < end && selection.count < limit; ++i) {
    if (i > begin && !is_same_fact(i, i - 1)) is_out = false;
    if (!is_out && model::StanceOf(claims[i]) == model::Stance::kFor) {
      selected_[selection.count++] = static_cast<uint16_t>(i);
      is_out = true;
    }
    selection.end = i + 1;
  }
  if (selection.count > 0) {
    const uint32_t last = selected_[selection.count - 1];
    last_fact_ = {ids[0][last], ids[1][last], ids[2][last], model::TermId::Null()};
    has_last_fact_ = true;
  }
  return selection;
}

OrderCursor::Selection OrderCursor::SelectClaims(uint32_t begin, uint32_t end, size_t limit) {
  const model::TermId* const claims = window_.Column(claim_column_);
  Selection selection{0, begin};
  for (uint32_t i = begin; i < end && selection.count < limit; ++i) {
    selected_[selection.count] = static_cast<uint16_t>(i);
    selection.count += Wanted(claims[i]) ? 1 : 0;
    selection.end = i + 1;
  }
  return selection;
}

void OrderCursor::TakeLogRow(Output& out) {
  const log::LogRow& change = source_.log_rows[log_position_];
  if (change.last_insert) {
    if (Wanted(change.row[claim_column_]) && !(mode_ == ClaimMode::kFact && IsRepeated(change.row))) {
      Put(change.row, out);
    }
  } else if (block_ != nullptr && row_ < row_end_ && block_->RowAt(row_) == change.row) {
    ++row_;
  }
  ++log_position_;
  segment_known_ = false;
}

bool OrderCursor::Wanted(model::TermId claim) const {
  switch (mode_) {
    case ClaimMode::kFact:
      return model::StanceOf(claim) == model::Stance::kFor;
    case ClaimMode::kFor:
      return claim.is_claim() && model::StanceOf(claim) == model::Stance::kFor;
    case ClaimMode::kAgainst:
      return claim.is_claim() && model::StanceOf(claim) == model::Stance::kAgainst;
    case ClaimMode::kUnclear:
      return claim.is_claim() && model::StanceOf(claim) == model::Stance::kUnclear;
    case ClaimMode::kEvery:
      return claim.is_claim();
    case ClaimMode::kRaw:
      return true;
  }
  return false;
}

bool OrderCursor::IsRepeated(const model::Row& row) {
  model::Row fact = row;
  fact[claim_column_] = model::TermId::Null();
  if (has_last_fact_ && fact == last_fact_) return true;
  last_fact_ = fact;
  has_last_fact_ = true;
  return false;
}

void OrderCursor::Put(const model::Row& row, Output& out) const {
  for (size_t column = 0; column < kColumns; ++column) {
    model::TermId* to = out.columns[column];
    if (to == nullptr) continue;
    to[out.rows] = mode_ == ClaimMode::kFact && column == claim_column_ ? model::TermId::Null() : row[column];
  }
  ++out.rows;
}

uint32_t OrderCursor::SeekInBlock(const model::Row& target) {
  uint32_t from = row_;
  if (window_.Has(row_)) {
    from = window_.LowerBound(target, row_);
    if (from < window_.end()) return from;
  }
  const uint32_t found = std::clamp(block_->LowerBound(target, from), from, std::max(from, row_end_));
  if (found < row_end_ && found - row_ <= kNearRows) window_.Move(*block_, found, row_end_);
  return found;
}

absl::Status OrderCursor::Seek(const model::Row& row) {
  model::Row target = row;
  // Facts come out with a null claim: behind (s, p, o, null) lies the next fact, not another claim on this
  // one.
  if (mode_ == ClaimMode::kFact && !target[claim_column_].is_null())
    target[claim_column_] = model::TermId::Max();
  if (done_ || target <= lower_) return absl::OkStatus();
  if (target > range_.last) {
    done_ = true;
    CloseBlock();
    return absl::OkStatus();
  }
  lower_ = target;
  if (source_.monitor != nullptr) source_.monitor->seeks.Add(1);
  const auto log_begin = source_.log_rows.begin() + static_cast<std::ptrdiff_t>(log_position_);
  const auto log_found =
      std::lower_bound(log_begin, source_.log_rows.end(), target,
                       [](const log::LogRow& a, const model::Row& b) { return a.row < b; });
  log_position_ = static_cast<size_t>(log_found - source_.log_rows.begin());
  segment_known_ = false;
  if (block_ != nullptr) {
    if (target <= block_->header().last) {
      row_ = SeekInBlock(target);
      return absl::OkStatus();
    }
    CloseBlock();
  }
  const size_t found = source_.index->FirstReaching(target, next_block_);
  CountSkipped(found - next_block_);
  next_block_ = found;
  arrived_ = true;
  return absl::OkStatus();
}

}  // namespace tern::store
