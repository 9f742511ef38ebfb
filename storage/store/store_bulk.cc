// What is too large for the log: large transactions and bulk loads, which become a new generation of blocks,
// and the switch to one.
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/dictionary/appended_writer.h"
#include "storage/dictionary/dictionary.h"
#include "storage/log/log_entry.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/text.h"
#include "storage/order/keys.h"
#include "storage/store/prefixes.h"
#include "storage/store/statement_states.h"
#include "storage/store/store_impl.h"

namespace tern::store {
namespace {

// Readers hold the files for the milliseconds of an open.
constexpr std::chrono::milliseconds kFilesWait{30000};

// The entries of appended terms as a sorted file. They are puts of different keys.
absl::StatusOr<kv::TableFile> WriteAppendedTable(kv::KeyValue& key_value, const kv::Batch& batch,
                                                 const std::string& path) {
  std::vector<const kv::Batch::Operation*> puts;
  for (const kv::Batch::Operation& operation : batch.operations()) puts.push_back(&operation);
  std::sort(puts.begin(), puts.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  absl::StatusOr<std::unique_ptr<kv::TableWriter>> table = key_value.NewTable(kv::Family::kDictionary, path);
  if (!table.ok()) return table.status();
  for (const kv::Batch::Operation* put : puts) {
    if (absl::Status status = (*table)->Put(put->key, put->value); !status.ok()) return status;
  }
  if (absl::Status status = (*table)->Finish(); !status.ok()) return status;
  return kv::TableFile{kv::Family::kDictionary, path};
}

absl::Status ForEachRow(const BulkCommit& bulk, order::Order order,
                        absl::FunctionRef<absl::Status(const model::Row&)> visit) {
  const absl::StatusOr<std::unique_ptr<RowSource>> source = bulk.more_rows(order);
  if (!source.ok()) return source.status();
  while (true) {
    const absl::StatusOr<absl::Span<const model::Row>> rows = (*source)->Next();
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return absl::OkStatus();
    for (const model::Row& row : *rows) {
      if (absl::Status status = visit(row); !status.ok()) return status;
    }
  }
}

// Deletes every generation before the current one, the folded log, and terms that a new base has left behind.
kv::Batch GarbageRanges(const GenerationRecord& record, const dictionary::DictionaryCounts& terms) {
  kv::Batch batch;
  for (const kv::Family family : {kv::Family::kBlocks, kv::Family::kIndex}) {
    // An ingestion is atomic: nothing of a later generation can be left.
    batch.DeleteRange(family, order::GenerationRange(0).begin,
                      order::GenerationRange(record.generation).begin);
  }
  batch.DeleteRange(kv::Family::kLog, log::LogKey(0), log::LogKey(record.folded + 1));
  for (const auto& [begin, end] : dictionary::StaleRanges(terms)) {
    batch.DeleteRange(kv::Family::kDictionary, begin, end);
  }
  return batch;
}

absl::StatusOr<bool> HoldsKeys(const kv::ReadView& view, const kv::Batch::Operation& range) {
  const std::unique_ptr<kv::RangeCursor> cursor = view.Range(range.family, range.key, range.value);
  if (cursor->Valid()) return true;
  if (!cursor->status().ok()) return cursor->status();
  return false;
}

}  // namespace

absl::Status StoreImpl::WriteLargeCommit(const ResolvedChanges& resolved, const Prefixes& save_prefixes) {
  if (absl::Status status = WaitAllDurable(); !status.ok()) return status;
  const SnapshotPointer base = Written();
  absl::StatusOr<std::unique_ptr<Scratch>> scratch = Scratch::Create(path_, options_.owner);
  if (!scratch.ok()) return scratch.status();
  // The commit is laid over the base as if it were in the log, and folded at once: no log entry is ever
  // written.
  StoreState state = base->state();
  const uint64_t commit = state.head.commit + 1;
  state.log = state.log.With({commit, resolved.changes});
  state.head = resolved.head;
  state.head.commit = commit;
  const SnapshotImpl next(state);
  GenerationInput input;
  input.base = &next;
  input.rows_per_block = options_.rows_per_block;
  absl::StatusOr<WrittenGeneration> written =
      WriteGeneration(*key_value_, input, state.blocks->record().generation + 1, (*scratch)->path());
  if (!written.ok()) return written.status();
  if (written->totals != state.head.totals) {
    return absl::InternalError("a large transaction has written another number of statements than it should");
  }
  kv::Batch terms;
  for (const auto& [id, term] : resolved.terms) dictionary::AppendTerm(term, id, terms);
  if (!terms.empty()) {
    absl::StatusOr<kv::TableFile> file =
        WriteAppendedTable(*key_value_, terms, (*scratch)->path() + "/terms.sst");
    if (!file.ok()) return file.status();
    written->files.push_back(*std::move(file));
  }
  return Switch({*std::move(written), commit, state.head, log::LogIndex::Empty(commit), save_prefixes},
                **scratch);
}

absl::StatusOr<CommitResult> StoreImpl::CommitBulk(const Prepare& prepare) {
  absl::StatusOr<CommitResult> result = WriteBulk(prepare);
  if (result.ok()) PurgeOldGenerations();
  return result;
}

absl::StatusOr<CommitResult> StoreImpl::WriteBulk(const Prepare& prepare) {
  const BlocksLock blocks(*this);
  const std::lock_guard<std::mutex> lock(commit_mutex_);
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  if (absl::Status status = WaitAllDurable(); !status.ok()) return status;
  const SnapshotPointer base = Written();
  const uint32_t generation = base->state().blocks->record().generation + 1;
  const absl::StatusOr<std::optional<BulkCommit>> bulk = prepare(*base, generation);
  if (!bulk.ok()) return bulk.status();
  if (!bulk->has_value()) return CommitResult{base->commit_number(), 0, 0, 0};
  const bool is_small = (*bulk)->rows <= options_.max_log_statements && !(*bulk)->base_table.has_value();
  return is_small ? WriteSmallBulk(*base, **bulk) : WriteLargeBulk(*base, **bulk, generation);
}

absl::StatusOr<CommitResult> StoreImpl::WriteSmallBulk(const SnapshotImpl& base, const BulkCommit& bulk) {
  StatementStates states(base);
  absl::Status read = ForEachRow(bulk, order::Order::kSpo, [&](const model::Row& row) {
    const absl::StatusOr<FactState*> fact = states.Fact({row[0], row[1], row[2]});
    if (fact.ok()) (*fact)->claims[row[3]].now = true;
    return fact.status();
  });
  if (!read.ok()) return read;
  read = ForEachRow(bulk, order::Order::kPropertySpo, [&](const model::Row& row) {
    const absl::StatusOr<PropertyState*> claim = states.Properties(row[0]);
    if (claim.ok()) (**claim)[{row[1], row[2]}].now = true;
    return claim.status();
  });
  if (!read.ok()) return read;
  ResolvedChanges resolved;
  resolved.head = bulk.head;
  resolved.head.totals = base.totals();
  resolved.changes = states.NetChanges(resolved.head.totals);
  const Prefixes prefixes = NewPrefixes(base, bulk.save_prefixes);
  CommitResult result;
  result.commit = base.commit_number();
  if (resolved.changes.empty() && prefixes.empty()) return result;
  if (bulk.for_each_appended) {
    absl::Status status = bulk.for_each_appended([&](model::TermId id, std::string_view key) {
      absl::StatusOr<model::Term> term = model::TermFromDictionaryKey(id.tag(), key);
      if (term.ok()) resolved.terms.emplace_back(id, *std::move(term));
      return term.status();
    });
    if (!status.ok()) return status;
  }
  if (bulk.before_ingest) {
    if (absl::Status status = bulk.before_ingest(); !status.ok()) return status;
  }
  result.inserted = resolved.head.totals.statements - base.totals().statements;
  if (!HasRoom(base.state().log, resolved.changes.size())) {
    const FoldOptions options;
    FoldRun run{options, CommitLock::kHeld};
    if (absl::Status status = FoldUpTo(base.commit_number(), run); !status.ok()) return status;
  }
  if (absl::Status status = WriteLogEntry(resolved, prefixes); !status.ok()) return status;
  if (absl::Status status = WaitAllDurable(); !status.ok()) return status;
  ++result.commit;
  return result;
}

absl::StatusOr<CommitResult> StoreImpl::WriteLargeBulk(const SnapshotImpl& base, const BulkCommit& bulk,
                                                       uint32_t generation) {
  absl::StatusOr<std::unique_ptr<Scratch>> scratch = Scratch::Create(path_, options_.owner);
  if (!scratch.ok()) return scratch.status();
  GenerationInput input;
  input.base = &base;
  input.more_rows = bulk.more_rows;
  input.checkpoint = bulk.checkpoint;
  input.rows_per_block = options_.rows_per_block;
  absl::StatusOr<WrittenGeneration> written =
      WriteGeneration(*key_value_, input, generation, (*scratch)->path());
  if (!written.ok()) return written.status();
  HeadRecord head = bulk.head;
  if (bulk.base_table.has_value()) written->files.push_back(*bulk.base_table);
  absl::StatusOr<std::optional<kv::TableFile>> terms = WriteTermsTable(bulk, **scratch);
  if (!terms.ok()) return terms.status();
  if (terms->has_value()) written->files.push_back(**std::move(terms));
  if (bulk.before_ingest) {
    if (absl::Status status = bulk.before_ingest(); !status.ok()) return status;
  }
  head.commit = base.commit_number() + 1;
  head.totals = written->totals;
  CommitResult result;
  result.commit = head.commit;
  result.inserted = head.totals.statements - base.totals().statements;
  NextGeneration next;
  next.written = *std::move(written);
  next.folded = head.commit;
  next.head = head;
  next.log = log::LogIndex::Empty(head.commit);
  next.save_prefixes = NewPrefixes(base, bulk.save_prefixes);
  if (absl::Status status = Switch(std::move(next), **scratch); !status.ok()) return status;
  return result;
}

absl::StatusOr<std::optional<kv::TableFile>> StoreImpl::WriteTermsTable(const BulkCommit& bulk,
                                                                        const Scratch& scratch) {
  if (!bulk.for_each_appended) return std::optional<kv::TableFile>();
  const std::string path = scratch.path() + "/terms.sst";
  std::unique_ptr<kv::TableWriter> table;
  dictionary::AppendedWriter writer([&](std::string_view key, std::string_view value) -> absl::Status {
    if (table == nullptr) {
      absl::StatusOr<std::unique_ptr<kv::TableWriter>> made =
          key_value_->NewTable(kv::Family::kDictionary, path);
      if (!made.ok()) return made.status();
      table = *std::move(made);
    }
    return table->Put(key, value);
  });
  absl::Status status = bulk.for_each_appended(
      [&](model::TermId id, std::string_view key) { return writer.AddForward(id, key); });
  if (!status.ok()) return status;
  status = bulk.for_each_appended(
      [&](model::TermId id, std::string_view key) { return writer.AddReverse(id, key); });
  if (!status.ok()) return status;
  if (status = writer.Finish(); !status.ok()) return status;
  if (table == nullptr) return std::optional<kv::TableFile>();
  if (status = table->Finish(); !status.ok()) return status;
  return kv::TableFile{kv::Family::kDictionary, path};
}

absl::StatusOr<std::unique_ptr<Scratch>> StoreImpl::NewScratch() {
  return Scratch::Create(path_, options_.owner);
}

absl::StatusOr<std::unique_ptr<kv::TableWriter>> StoreImpl::NewTable(kv::Family family,
                                                                     const std::string& path) {
  return key_value_->NewTable(family, path);
}

absl::StatusOr<kv::TableFile> StoreImpl::WriteMetaTable(const GenerationRecord& record,
                                                        const HeadRecord& head, const Prefixes& save_prefixes,
                                                        const Scratch& scratch) {
  kv::TableFile file{kv::Family::kMeta, scratch.path() + "/meta.sst"};
  absl::StatusOr<std::unique_ptr<kv::TableWriter>> table = key_value_->NewTable(file.family, file.path);
  if (!table.ok()) return table.status();
  if (absl::Status status = (*table)->Put(kGenerationKey, EncodeGeneration(record)); !status.ok())
    return status;
  if (absl::Status status = (*table)->Put(kHeadKey, EncodeHead(head)); !status.ok()) return status;
  for (const auto& [name, iri] : save_prefixes) {
    if (absl::Status status = (*table)->Put(PrefixKey(name), iri); !status.ok()) return status;
  }
  if (absl::Status status = (*table)->Finish(); !status.ok()) return status;
  return file;
}

absl::Status StoreImpl::Switch(NextGeneration next, const Scratch& scratch) {
  GenerationRecord& record = next.written.record;
  record.folded = record.target = next.folded;
  absl::StatusOr<kv::TableFile> meta = WriteMetaTable(record, next.head, next.save_prefixes, scratch);
  if (!meta.ok()) return meta.status();
  next.written.files.push_back(*std::move(meta));
  {
    // An ingestion is not in the write-ahead log: a reader that opens meanwhile could see the log of after
    // the switch on the tables of before it.
    const absl::StatusOr<std::unique_ptr<FilesLock>> files =
        FilesLock::Acquire(path_, FilesLock::Mode::kExclusive, kFilesWait);
    if (!files.ok()) return files.status();
    if (absl::Status status = key_value_->Ingest(next.written.files); !status.ok()) return Poison(status);
  }
  if (absl::Status status = WriteSideFile(next.head); !status.ok()) return Poison(status);

  StoreState state = Written()->state();
  const std::weak_ptr<const void> old_readers = state.blocks->readers();
  state.blocks = std::make_shared<const BlockGeneration>(record);
  state.log = UnfoldedLog(next.log);
  state.head = next.head;
  // Numbers of appended terms start anew.
  if (next.renumbers) {
    state.odd_values = std::make_shared<OddValues>();
    state.value_orders = std::make_shared<ValueOrders>();
  }
  state.prefixes = WithPrefixes(state.prefixes, next.save_prefixes);
  absl::StatusOr<SnapshotPointer> snapshot = NewSnapshot(std::move(state));
  if (!snapshot.ok()) return Poison(snapshot.status());
  Publish(*std::move(snapshot));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    old_generations_.push_back(old_readers);
  }
  // The switch is durable: what cannot be removed now, the next writer's open removes. But no term may be
  // appended among old ones.
  const absl::Status removed = RemoveGarbage();
  if (removed.ok()) RenewView();
  return next.renumbers && !removed.ok() ? Poison(removed) : absl::OkStatus();
}

absl::StatusOr<bool> StoreImpl::HasGarbage() const {
  const StoreState& state = Written()->state();
  const kv::Batch garbage = GarbageRanges(state.blocks->record(), state.head.terms);
  for (const kv::Batch::Operation& range : garbage.operations()) {
    const absl::StatusOr<bool> holds = HoldsKeys(*state.view, range);
    if (!holds.ok() || *holds) return holds;
  }
  return false;
}

absl::Status StoreImpl::RemoveGarbage() {
  const SnapshotPointer now = Written();
  const StoreState& state = now->state();
  kv::Batch batch;
  const kv::Batch garbage = GarbageRanges(state.blocks->record(), state.head.terms);
  for (const kv::Batch::Operation& range : garbage.operations()) {
    // Terms are left behind seldom, and a deleted range is in the way of whoever reads around it.
    if (range.family == kv::Family::kDictionary) {
      const absl::StatusOr<bool> holds = HoldsKeys(*state.view, range);
      if (!holds.ok()) return holds.status();
      if (!*holds) continue;
    }
    batch.DeleteRange(range.family, range.key, range.value);
  }
  if (absl::Status status = key_value_->Write(batch); !status.ok()) return status;
  return key_value_->Sync();
}

}  // namespace tern::store
