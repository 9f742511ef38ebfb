#include "storage/store/order_runs.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "storage/model/text.h"
#include "storage/store/fact_count.h"

namespace tern::store {
namespace {

using model::TermId;

constexpr size_t kNoBlock = std::numeric_limits<size_t>::max();

}  // namespace

OrderRuns::OrderRuns(OrderSource source, const RowRange& range, size_t column, Unit unit)
    : source_(std::move(source)), range_(range), column_(column), unit_(unit), last_read_(kNoBlock) {
  if (range.empty) {
    done_ = true;
    return;
  }
  next_block_ = source_.index->FirstReaching(range.first);
  end_block_ = source_.index->FirstBehind(range.last, next_block_);
  AddUpLog(source_.log_rows);
  source_.log_rows = {};
}

void OrderRuns::AddUpLog(const std::vector<log::LogRow>& rows) {
  for (const log::LogRow& row : rows) {
    const TermId value = row.row[column_];
    if (changes_.empty() || changes_.back().value != value) changes_.push_back({value, 0});
    changes_.back().count += unit_ == Unit::kFacts ? row.facts : row.statements();
  }
  std::erase_if(changes_, [](const Change& change) { return change.count == 0; });
  for (const Change& change : changes_) {
    most_added_ = std::max(most_added_, change.count);
    most_taken_ = std::max(most_taken_, -change.count);
  }
}

absl::StatusOr<size_t> OrderRuns::Next(size_t max_runs, TermId* values, uint64_t* counts) {
  size_t out = 0;
  const uint64_t read_before = counters_.blocks_read;
  size_t steps = 0;
  while (out < max_runs && !done_) {
    if (next_ready_ < ready_.size()) {
      const size_t end = std::min(ready_.size(), next_ready_ + (max_runs - out));
      for (; next_ready_ < end; ++next_ready_, ++out) {
        values[out] = ready_[next_ready_].value;
        if (counts != nullptr) counts[out] = ready_[next_ready_].count;
      }
      continue;
    }
    ready_.clear();
    next_ready_ = 0;
    if (next_block_ < end_block_) {
      if (counters_.blocks_read - read_before >= kBlocksReadPerCall || steps++ >= kBlocksSkippedPerCall)
        break;
      if (absl::Status status = TakeBlocks(); !status.ok()) return status;
    } else if (has_run_ || next_change_ < changes_.size()) {
      EndRun();
      PutLogBefore(TermId::Max());
    } else {
      done_ = true;
    }
    if (!damage_.ok()) return damage_;
  }
  counters_.rows += out;
  if (source_.monitor != nullptr) source_.monitor->rows_scanned.Add(out);
  return out;
}

// --- blocks -------------------------------------------------------------------------------------------

bool OrderRuns::IsInRange(const block::BlockHeader& header) const {
  return range_.first <= header.first && header.last <= range_.last;
}

size_t OrderRuns::EndOfValue(const model::Row& like, size_t from) const {
  model::Row last = like;
  std::fill(last.begin() + static_cast<std::ptrdiff_t>(column_) + 1, last.end(), TermId::Max());
  return std::min(end_block_, source_.index->FirstBehind(last, from));
}

uint64_t OrderRuns::CountOfBlocks(size_t begin, size_t end) const {
  const OrderIndex& index = *source_.index;
  return unit_ == Unit::kFacts ? index.FactsBefore(end) - index.FactsBefore(begin)
                               : index.RowsBefore(end) - index.RowsBefore(begin);
}

absl::Status OrderRuns::TakeBlocks() {
  const block::BlockHeader& header = source_.index->header(next_block_);
  if (!IsInRange(header)) return ReadBlock();
  if (header.first[column_] == header.last[column_]) {
    TakeOneValue(header);
  } else if (min_block_count_ > 1 && CanSkip(header)) {
    SkipBlock(header);
  } else {
    return ReadBlock();
  }
  return absl::OkStatus();
}

void OrderRuns::TakeOneValue(const block::BlockHeader& header) {
  // All blocks that begin with the value but the last hold nothing else.
  const size_t end = EndOfValue(header.first, next_block_);
  const size_t whole = std::max(end - 1, next_block_ + 1);
  Add(header.first[column_], CountOfBlocks(next_block_, whole));
  CountSkipped(whole - next_block_);
  next_block_ = whole;
}

bool OrderRuns::CanSkip(const block::BlockHeader& header) const {
  // The block has two values or more: no run has more of its rows than all but one.
  const uint64_t rows = header.rows - 1;
  if (rows >= min_block_count_) return false;
  const bool goes_on = has_run_ && run_.value == header.first[column_];
  if (goes_on && run_.count + rows >= min_block_count_) return false;
  const size_t next = next_block_ + 1;
  if (next >= end_block_ || source_.index->header(next).first[column_] != header.last[column_]) return true;
  const size_t end = EndOfValue(header.last, next);
  return rows + source_.index->RowsBefore(end) - source_.index->RowsBefore(next) < min_block_count_;
}

void OrderRuns::SkipBlock(const block::BlockHeader& header) {
  // A run that goes on here is too short, and so is one that begins here and goes on: what comes of it still
  // is less than what is wanted.
  if (has_run_ && run_.value == header.first[column_]) has_run_ = false;
  skipped_ = true;
  CountSkipped(1);
  ++next_block_;
}

absl::StatusOr<std::shared_ptr<const block::Block>> OrderRuns::FetchBlock(size_t number) {
  // Blocks that stand alone between skipped ones are few, and wanted again by the next such count; in a scan
  // of all they would only push out what lookups need.
  const bool stands_alone = last_read_ == kNoBlock || last_read_ + 1 != number;
  last_read_ = number;
  if (stands_alone) return source_.blocks->Block(*source_.view, source_.order, *source_.index, number);
  absl::StatusOr<block::Block> block =
      store::ReadBlock(*source_.view, source_.blocks->record().generation, source_.order,
                       source_.index->header(number), block::Verify::kStructure);
  if (!block.ok()) return block.status();
  return std::make_shared<const block::Block>(*std::move(block));
}

void OrderRuns::CountSkipped(size_t blocks) {
  counters_.blocks_skipped += blocks;
  if (source_.monitor != nullptr) source_.monitor->blocks_skipped.Add(blocks);
}

absl::Status OrderRuns::ReadBlock() {
  if (source_.monitor != nullptr) {
    if (absl::Status status = source_.monitor->Poll(); !status.ok()) return status;
    source_.monitor->blocks_read.Add(1);
  }
  const absl::StatusOr<std::shared_ptr<const block::Block>> fetched = FetchBlock(next_block_);
  if (!fetched.ok()) return fetched.status();
  const block::Block& block = **fetched;
  ++counters_.blocks_read;
  ++next_block_;
  const block::IndexRange rows = IsInRange(block.header()) ? block::IndexRange{0, block.rows()}
                                                           : block.RowsBetween(range_.first, range_.last);
  if (rows.empty()) return absl::OkStatus();
  values_.resize(rows.end - rows.begin);
  ends_.resize(rows.end - rows.begin);
  const uint32_t runs =
      block.DecodeRuns(static_cast<int>(column_), rows.begin, rows.end, values_.data(), ends_.data());
  const absl::Span<const uint32_t> ends = absl::MakeConstSpan(ends_.data(), runs);
  counts_.resize(runs);
  if (unit_ == Unit::kFacts) {
    CountFactsOfPieces(block, rows.begin, ends, counts_.data());
  } else {
    for (uint32_t run = 0; run < runs; ++run) counts_[run] = ends[run] - (run == 0 ? 0 : ends[run - 1]);
  }
  // The first may go on with what came before, the last with what comes; those between are whole.
  Add(values_[0], counts_[0]);
  if (runs == 1) return absl::OkStatus();
  const bool has_changes =
      next_change_ < changes_.size() && changes_[next_change_].value <= values_[runs - 1];
  if (has_changes) {
    for (uint32_t run = 1; run < runs; ++run) Add(values_[run], counts_[run]);
    return absl::OkStatus();
  }
  EndRun();
  const size_t kept = ready_.size();
  ready_.resize(kept + runs);
  size_t count = kept;
  for (uint32_t run = 1; run + 1 < runs; ++run) {
    ready_[count] = {values_[run], counts_[run]};
    count += counts_[run] >= min_count_ ? 1 : 0;
  }
  ready_.resize(count);
  Add(values_[runs - 1], counts_[runs - 1]);
  return absl::OkStatus();
}

// --- runs ---------------------------------------------------------------------------------------------

void OrderRuns::Add(TermId value, uint64_t count) {
  if (has_run_ && run_.value == value) {
    run_.count += count;
    return;
  }
  EndRun();
  run_ = {value, count};
  has_run_ = true;
}

void OrderRuns::EndRun() {
  if (!has_run_) return;
  has_run_ = false;
  PutLogBefore(run_.value);
  int64_t change = 0;
  if (next_change_ < changes_.size() && changes_[next_change_].value == run_.value)
    change = changes_[next_change_++].count;
  Put(run_.value, run_.count, change);
}

void OrderRuns::PutLogBefore(TermId value) {
  for (; next_change_ < changes_.size() && changes_[next_change_].value < value; ++next_change_)
    Put(changes_[next_change_].value, 0, changes_[next_change_].count);
}

void OrderRuns::Put(TermId value, uint64_t blocks, int64_t log) {
  const int64_t count = static_cast<int64_t>(blocks) + log;
  if (count < 0) {
    // Blocks that were skipped may have had the rest.
    if (skipped_) return;
    damage_ = absl::DataLossError(model::StrCat("order ", order::NameOf(source_.order),
                                                ": the log deletes statements that the blocks do not hold"));
    return;
  }
  if (static_cast<uint64_t>(count) >= min_count_) ready_.push_back({value, static_cast<uint64_t>(count)});
}

// --- the largest runs ---------------------------------------------------------------------------------

void OrderRuns::WantAtLeast(uint64_t rows) {
  min_count_ = std::max<uint64_t>(1, rows);
  const uint64_t added = static_cast<uint64_t>(most_added_);
  // No less than what is wanted without what the log can add.
  min_block_count_ = min_count_ > added ? min_count_ - added : 1;
  // What is ready already may be too short now.
  ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(next_ready_));
  next_ready_ = 0;
  std::erase_if(ready_, [&](const Run& run) { return run.count < min_count_; });
}

uint64_t OrderRuns::RowsOfTop(size_t runs) const {
  std::vector<uint64_t> counts;  // that runs have at least: what of them fills blocks
  for (size_t block = next_block_; block < end_block_;) {
    const block::BlockHeader& header = source_.index->header(block);
    if (!IsInRange(header) || header.first[column_] != header.last[column_]) {
      ++block;
      continue;
    }
    const size_t end = std::max(EndOfValue(header.first, block) - 1, block + 1);
    counts.push_back(CountOfBlocks(block, end));
    // The last block that begins with the value may end with it too: one run is not counted twice.
    block = end;
    if (block < end_block_ && source_.index->header(block).last[column_] == header.first[column_]) ++block;
  }
  if (counts.size() < runs) return 0;
  std::nth_element(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(runs) - 1, counts.end(),
                   std::greater<>());
  const uint64_t count = counts[runs - 1];
  const uint64_t taken = static_cast<uint64_t>(most_taken_);
  return count > taken ? count - taken : 0;
}

}  // namespace tern::store
