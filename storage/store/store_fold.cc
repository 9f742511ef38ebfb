// Folds: the log into the blocks, in place or as a new generation, on request, in the background and where a
// commit finds no room; and compaction. docs/format.md, "Fold", says what a half folded store is.
#include <algorithm>
#include <cassert>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "storage/dictionary/dictionary.h"
#include "storage/log/log_entry.h"
#include "storage/model/text.h"
#include "storage/order/keys.h"
#include "storage/store/directory_bytes.h"
#include "storage/store/recovery.h"
#include "storage/store/store_impl.h"

namespace tern::store {
namespace {

// In place is the cheaper way while few blocks change: it writes them about four times (write-ahead log,
// flush, compaction), a new generation writes all of them once and reads them too.
constexpr double kMaxShareInPlace = 0.3;
// So few blocks, about 16 MB, are rewritten in place whatever their share is: no files are made and moved.
constexpr uint64_t kFewBlocks = 512;
// A fold in place syncs when it has written so much, so that no commit waits for more.
constexpr size_t kSyncBytes = size_t{4} << 20;
// And removes files that flushes and compactions have left behind after so much.
constexpr size_t kPurgeBytes = size_t{256} << 20;

}  // namespace

void StoreImpl::RequestFoldIfLong(const UnfoldedLog& log) {
  const bool is_long = log.commit_count() > options_.max_log_commits / 2 ||
                       log.change_count() > options_.max_log_statements / 2;
  if (options_.background_fold && (is_long || log.is_half_folded())) fold_thread_.RequestFold();
}

absl::Status StoreImpl::FoldInBackground() {
  const std::lock_guard<std::mutex> lock(fold_mutex_);
  const FoldOptions options;
  FoldRun run{options};
  run.yields = true;
  return FoldUpTo(Written()->commit_number(), run);
}

absl::Status StoreImpl::Fold(const FoldOptions& options) {
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  const uint64_t commit = Written()->commit_number();
  {
    const std::lock_guard<std::mutex> lock(fold_mutex_);
    FoldRun run{options};
    if (absl::Status status = FoldUpTo(commit, run); !status.ok()) return status;
  }
  PurgeOldGenerations();
  fold_thread_.Forgive();
  return absl::OkStatus();
}

absl::Status StoreImpl::MakeRoom(size_t changes) {
  {
    const std::lock_guard<std::mutex> lock(fold_mutex_);
    const FoldOptions options;
    FoldRun run{options};
    while (true) {
      const SnapshotPointer now = Written();
      const UnfoldedLog& log = now->state().log;
      if (HasRoom(log, changes) || log.commit_count() == 0) break;
      absl::Status status = FoldUpTo(now->state().blocks->record().folded + 1, run);
      if (!status.ok()) return status;
    }
  }
  PurgeOldGenerations();
  fold_thread_.Forgive();
  return absl::OkStatus();
}

absl::Status StoreImpl::FoldUpTo(uint64_t commit, FoldRun& run) {
  while (!run.is_stopped && Written()->state().blocks->record().folded < commit) {
    absl::StatusOr<FoldOptions::Way> way = ChooseWay(run);
    absl::Status status = !way.ok()                            ? way.status()
                          : *way == FoldOptions::Way::kInPlace ? FoldInPlace(run)
                                                               : FoldIntoNewGeneration(run);
    if (status.ok()) continue;
    // Batches that are written stay; an error of the sync has poisoned the store and says so by itself.
    WaitAllDurable().IgnoreError();
    const std::unique_lock<std::mutex> lock = LockCommits(run.commit_lock);
    recent_.reset();
    return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<FoldOptions::Way> StoreImpl::ChooseWay(const FoldRun& run) const {
  if (run.options.way != FoldOptions::Way::kAuto) return run.options.way;
  const SnapshotPointer base = Written();
  if (base->state().log.is_half_folded()) return FoldOptions::Way::kInPlace;
  FoldShare all;
  for (const order::Order order : order::kAllOrders) {
    const absl::StatusOr<FoldShare> share = ShareToFold(*base, *base->state().log.all(), order);
    if (!share.ok()) return share.status();
    all.touched += share->touched;
    all.blocks += share->blocks;
  }
  const bool in_place = all.touched <= kFewBlocks || static_cast<double>(all.touched) <=
                                                         kMaxShareInPlace * static_cast<double>(all.blocks);
  return in_place ? FoldOptions::Way::kInPlace : FoldOptions::Way::kNewGeneration;
}

absl::Status StoreImpl::CheckFold(const FoldRun& run) const {
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  if (run.yields && fold_thread_.should_yield()) return absl::AbortedError("the fold gives way");
  const std::function<bool()>& cancelled = run.options.callbacks.cancelled;
  return cancelled && cancelled() ? absl::CancelledError("the fold was cancelled") : absl::OkStatus();
}

absl::StatusOr<StoreImpl::SnapshotPointer> StoreImpl::BeginFold(const FoldRun& run) {
  const std::unique_lock<std::mutex> lock = LockCommits(run.commit_lock);
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  SnapshotPointer base = Written();
  recent_ = log::LogIndex::Empty(base->commit_number());
  return base;
}

absl::Status StoreImpl::FoldInPlace(FoldRun& run) {
  std::shared_ptr<const log::LogIndex> to_fold = Written()->state().log.to_fold();
  if (to_fold == nullptr) {
    const absl::StatusOr<SnapshotPointer> base = BeginFold(run);
    if (!base.ok()) return base.status();
    to_fold = (*base)->state().log.all();
  }
  for (const order::Order order : order::kAllOrders) {
    if (absl::Status status = FoldOrder(order, to_fold, run); !status.ok()) return status;
    if (run.is_stopped) return WaitAllDurable();
  }
  if (absl::Status status = EndFold(run); !status.ok()) return status;
  if (absl::Status status = WaitAllDurable(); !status.ok()) return status;
  PurgeFiles();
  return absl::OkStatus();
}

absl::Status StoreImpl::FoldOrder(order::Order order, const std::shared_ptr<const log::LogIndex>& to_fold,
                                  FoldRun& run) {
  FoldRangeOptions range_options;
  range_options.rows_per_block = options_.rows_per_block;
  range_options.batch_bytes = std::clamp<size_t>(run.options.batch_bytes, 1, kMaxFoldBatchBytes);
  range_options.checkpoint = [&] { return CheckFold(run); };
  size_t unsynced = 0;
  size_t unpurged = 0;
  while (true) {
    const SnapshotPointer base = Written();
    if (base->state().blocks->record().of(order).boundary == kFoldedWhole) break;
    if (absl::Status status = CheckFold(run); !status.ok()) return status;
    absl::StatusOr<FoldedRange> range = FoldRange(*base, *to_fold, order, range_options);
    if (!range.ok()) return range.status();
    unsynced += range->batch.size_bytes();
    unpurged += range->batch.size_bytes();
    absl::Status status = WriteFoldBatch(order, to_fold, *std::move(range), run);
    if (status.ok() && unsynced >= kSyncBytes) {
      unsynced = 0;
      status = WaitAllDurable();
    }
    if (!status.ok()) return status;
    if (unpurged >= kPurgeBytes) {
      unpurged = 0;
      PurgeFiles();
    }
    ++run.batches;
    run.is_stopped = run.batches == run.options.stop_after_batches;
    if (run.is_stopped) break;
  }
  const auto& progress = run.options.callbacks.progress;
  if (progress) progress({"fold", static_cast<uint64_t>(order), order::kOrderCount});
  return absl::OkStatus();
}

absl::Status StoreImpl::WriteFoldBatch(order::Order order,
                                       const std::shared_ptr<const log::LogIndex>& to_fold, FoldedRange range,
                                       const FoldRun& run) {
  const std::unique_lock<std::mutex> lock = LockCommits(run.commit_lock);
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  StoreState state = Written()->state();
  GenerationRecord record = state.blocks->record();
  record.target = to_fold->last_commit();
  record.of(order) = range.record;
  range.batch.Put(kv::Family::kMeta, std::string(kGenerationKey), EncodeGeneration(record));
  if (absl::Status status = key_value_->Write(range.batch); !status.ok()) return Poison(status);

  state.blocks =
      std::make_shared<const BlockGeneration>(*state.blocks, record, order, std::move(range.index));
  if (state.log.is_half_folded()) {
    state.log = state.log.Moved(record);
  } else {
    assert(recent_ != nullptr);
    state.log = state.log.HalfFolded(to_fold, std::exchange(recent_, nullptr), record);
  }
  return SetWritten(std::move(state));
}

absl::Status StoreImpl::EndFold(const FoldRun& run) {
  const std::unique_lock<std::mutex> lock = LockCommits(run.commit_lock);
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  StoreState state = Written()->state();
  GenerationRecord record = state.blocks->record();
  const uint64_t folded_before = std::exchange(record.folded, record.target);
  for (OrderRecord& order : record.orders) order.boundary = {};
  UnfoldedLog log = state.log.Folded();
  // The log entries are the only other witness of what was folded: nothing goes before the sums agree.
  if (absl::Status status = CheckTotals(record, log, state.head.totals); !status.ok()) return status;
  kv::Batch batch;
  batch.DeleteRange(kv::Family::kLog, log::LogKey(folded_before + 1), log::LogKey(record.folded + 1));
  batch.Put(kv::Family::kMeta, std::string(kGenerationKey), EncodeGeneration(record));
  if (absl::Status status = key_value_->Write(batch); !status.ok()) return Poison(status);
  state.blocks = std::make_shared<const BlockGeneration>(*state.blocks, record);
  state.log = std::move(log);
  return SetWritten(std::move(state));
}

absl::Status StoreImpl::FoldIntoNewGeneration(FoldRun& run) {
  const absl::StatusOr<SnapshotPointer> base = BeginFold(run);
  if (!base.ok()) return base.status();
  // Blocks must never hold terms whose dictionary entries a power cut could take.
  if (absl::Status status = WaitAllDurable(); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<Scratch>> scratch = Scratch::Create(path_, options_.owner);
  if (!scratch.ok()) return scratch.status();
  std::mutex callback_mutex;  // orders are written by two threads
  GenerationInput input;
  input.base = base->get();
  input.rows_per_block = options_.rows_per_block;
  input.checkpoint = [&](order::Order order, uint64_t rows) {
    const std::lock_guard<std::mutex> lock(callback_mutex);
    const auto& progress = run.options.callbacks.progress;
    if (progress) progress({order::NameOf(order), rows, input.base->state().head.totals.statements});
    return CheckFold(run);
  };
  const uint32_t generation = (*base)->state().blocks->record().generation + 1;
  absl::StatusOr<WrittenGeneration> written =
      WriteGeneration(*key_value_, input, generation, (*scratch)->path());
  if (!written.ok()) return written.status();
  if (written->totals != (*base)->totals()) {
    return absl::DataLossError(
        "the statements that were read to be folded are not as many as were committed");
  }
  const std::unique_lock<std::mutex> lock = LockCommits(run.commit_lock);
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  if (absl::Status status = WaitAllDurable(); !status.ok()) return status;
  return Switch({*std::move(written),
                 (*base)->commit_number(),
                 Written()->state().head,
                 std::exchange(recent_, nullptr),
                 {}},
                **scratch);
}

absl::StatusOr<CompactReport> StoreImpl::Compact(const CompactOptions& options) {
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  CompactReport report;
  report.bytes_before = DirectoryBytes(path_);
  const BlocksLock blocks(*this);
  FoldOptions fold_options;
  fold_options.callbacks = options.callbacks;
  FoldRun run{fold_options};
  if (absl::Status status = FoldIntoNewGeneration(run); !status.ok()) {
    const std::lock_guard<std::mutex> lock(commit_mutex_);
    recent_.reset();
    return status;
  }
  fold_thread_.Forgive();
  if (options.callbacks.progress) options.callbacks.progress({"give back space", 0, 0});
  if (absl::Status status = GiveBackSpace(Rewrites::kThoseAndTheDictionary, report); !status.ok())
    return status;
  return report;
}

absl::Status StoreImpl::GiveBackSpace(Rewrites rewrites, CompactReport& report) {
  PurgeOldGenerations();
  if (rewrites != Rewrites::kNothing) {
    if (absl::Status status = CompactFamilies(rewrites); !status.ok()) return status;
    PurgeFiles();
  }
  report.bytes_after = DirectoryBytes(path_);
  report.statements = Written()->totals().statements;
  report.old_blocks_are_read = HasOldReaders();
  return absl::OkStatus();
}

absl::Status StoreImpl::CompactFamilies(Rewrites rewrites) {
  const SnapshotPointer now = Written();
  const GenerationRecord& record = now->state().blocks->record();
  const std::string log_end = log::LogKey(record.folded + 1);
  const std::string blocks_begin = order::GenerationRange(0).begin;
  const std::string blocks_end = order::GenerationRange(record.generation).begin;
  std::vector<kv::KeyRange> ranges = {{kv::Family::kMeta, "", ""},
                                      {kv::Family::kLog, log::LogKey(0), log_end},
                                      {kv::Family::kBlocks, blocks_begin, blocks_end},
                                      {kv::Family::kIndex, blocks_begin, blocks_end}};
  if (rewrites == Rewrites::kThoseAndTheDictionary) {
    ranges.push_back({kv::Family::kDictionary, "", ""});
  } else {
    for (const auto& [begin, end] : dictionary::StaleRanges(now->state().head.terms)) {
      ranges.push_back({kv::Family::kDictionary, begin, end});
    }
  }
  return key_value_->Compact(ranges);
}

bool StoreImpl::HasOldReaders() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(old_generations_, [](const std::weak_ptr<const void>& readers) { return readers.expired(); });
  return !old_generations_.empty();
}

void StoreImpl::PurgeOldGenerations() {
  size_t known = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    known = old_generations_.size();
  }
  if (known == 0) return;
  const bool are_read = HasOldReaders();
  PurgeFiles();
  if (are_read && options_.background_fold) fold_thread_.RequestCleaning();
}

bool StoreImpl::CleanGenerations() {
  size_t known = 0;
  size_t left = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    known = old_generations_.size();
    std::erase_if(old_generations_,
                  [](const std::weak_ptr<const void>& readers) { return readers.expired(); });
    left = old_generations_.size();
  }
  if (left < known) PurgeFiles();
  return left > 0;
}

}  // namespace tern::store
