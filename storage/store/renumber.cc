#include "storage/store/renumber.h"

#include <memory>
#include <mutex>
#include <utility>

#include "storage/log/log_index.h"
#include "storage/store/directory_bytes.h"
#include "storage/store/scratch.h"
#include "storage/store/store_impl.h"

namespace tern::store {

absl::StatusOr<CompactReport> RenumberTerms(Store* store, const PrepareRenumber& prepare,
                                            const StoreCallbacks& callbacks, bool compacts) {
  auto* impl = dynamic_cast<StoreImpl*>(store);
  if (impl == nullptr) return absl::InternalError("a store of another kind cannot be renumbered");
  return impl->Renumber(prepare, callbacks, compacts);
}

absl::StatusOr<CompactReport> StoreImpl::Renumber(const PrepareRenumber& prepare,
                                                  const StoreCallbacks& callbacks, bool compacts) {
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  CompactReport report;
  report.bytes_before = DirectoryBytes(path_);
  const BlocksLock blocks(*this);
  if (absl::Status status = SwitchIds(prepare); !status.ok()) return status;
  fold_thread_.Forgive();
  if (callbacks.progress) callbacks.progress({"give back space", 0, 0});
  const Rewrites rewrites = compacts ? Rewrites::kFilesWithOldThings : Rewrites::kNothing;
  if (absl::Status status = GiveBackSpace(rewrites, report); !status.ok()) return status;
  return report;
}

// What commits meanwhile would have ids that the new base does not know, so none may.
absl::Status StoreImpl::SwitchIds(const PrepareRenumber& prepare) {
  const std::lock_guard<std::mutex> lock(commit_mutex_);
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  if (absl::Status status = WaitAllDurable(); !status.ok()) return status;
  const SnapshotPointer base = Written();
  absl::StatusOr<std::unique_ptr<Scratch>> scratch = Scratch::Create(path_, options_.owner);
  if (!scratch.ok()) return scratch.status();
  const uint32_t generation = base->state().blocks->record().generation + 1;
  absl::StatusOr<Renumbered> renumbered = prepare({*base, generation, (*scratch)->path(), *key_value_});
  if (!renumbered.ok()) return renumbered.status();

  GenerationInput input;
  input.base = base.get();
  input.map_row = std::move(renumbered->map_row);
  input.more_rows = std::move(renumbered->more_rows);
  input.checkpoint = std::move(renumbered->checkpoint);
  input.rows_per_block = options_.rows_per_block;
  absl::StatusOr<WrittenGeneration> written =
      WriteGeneration(*key_value_, input, generation, (*scratch)->path());
  if (!written.ok()) return written.status();
  if (written->totals != base->totals()) {
    return absl::DataLossError(
        "the statements that were read to be renumbered are not as many as were committed");
  }
  NextGeneration next;
  next.written = *std::move(written);
  if (renumbered->base_table.has_value()) next.written.files.push_back(*std::move(renumbered->base_table));
  next.folded = base->commit_number();
  next.head = base->state().head;
  next.head.terms = renumbered->terms;
  next.log = log::LogIndex::Empty(base->commit_number());
  next.renumbers = true;
  return Switch(std::move(next), **scratch);
}

}  // namespace tern::store
