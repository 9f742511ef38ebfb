#include "storage/load/loader.h"

#include <array>
#include <atomic>
#include <cassert>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/load/claim_collector.h"
#include "storage/load/claim_file.h"
#include "storage/load/load_state.h"
#include "storage/load/load_worker.h"
#include "storage/load/scratch_file.h"
#include "storage/load/statement_sorter.h"
#include "storage/load/term_assigner.h"
#include "storage/load/vocabulary_run.h"
#include "storage/model/text.h"
#include "storage/store/bulk.h"

namespace tern::load {
namespace {

using model::Row;
using model::Tag;
using model::TermId;

constexpr uint64_t kPollItems = 64 * 1024;

std::string_view SortPhase(order::Order order) {
  static constexpr std::array<std::string_view, order::kOrderCount> kPhases = {"sort SPO",
                                                                               "sort PSO",
                                                                               "sort POS",
                                                                               "sort OSP",
                                                                               "sort CSPO",
                                                                               "sort claim properties",
                                                                               "sort claim properties"};
  return kPhases[static_cast<size_t>(order) - 1];
}

std::string_view WritePhase(order::Order order) {
  static constexpr std::array<std::string_view, order::kOrderCount> kPhases = {"write SPO",
                                                                               "write PSO",
                                                                               "write POS",
                                                                               "write OSP",
                                                                               "write CSPO",
                                                                               "write claim properties",
                                                                               "write claim properties"};
  return kPhases[static_cast<size_t>(order) - 1];
}

// Provisional ids of one partial load (load_state.h) to final ones. Labels of claims stay labels.
class FinalIds {
 public:
  explicit FinalIds(memory::PagedArray<TermId> ids) : ids_(std::move(ids)) {}

  TermId Of(uint32_t number) const {
    assert(number < ids_.size());
    return ids_[number];
  }
  TermId Of(TermId id) const {
    switch (id.tag()) {
      case Tag::kLocal:
        return Of(static_cast<uint32_t>(id.payload()));
      case Tag::kClaimIriBase:
      case Tag::kClaimBlank:
        return model::NamedClaim(Of(static_cast<uint32_t>(id.payload() >> 2)), model::StanceOf(id));
      default:
        return id;
    }
  }

 private:
  memory::PagedArray<TermId> ids_;
};

class LoaderImpl final : public Loader {
 public:
  LoaderImpl(store::BulkStore* bulk, std::unique_ptr<store::Scratch> scratch, const LoadBudget& budget,
             LoadOptions options)
      : bulk_(bulk),
        scratch_(std::move(scratch)),
        budget_(budget),
        memory_(budget.limit_bytes()),
        state_(scratch_->path(), std::move(options)) {}

  void StartFile() override {
    worker_ = nullptr;
    ++file_;
  }
  std::unique_ptr<LoadWorker> NewWorker() override;
  int threads() const override { return budget_.threads(); }
  memory::Accountant& memory() override { return memory_; }
  absl::Status Add(const store::Fact& fact) override {
    if (worker_ == nullptr) worker_ = NewWorker();
    return worker_->Add(fact);
  }
  void SavePrefix(const std::string& name, const std::string& iri) override { prefixes_[name] = iri; }
  absl::StatusOr<LoadResult> Finish() override;

 private:
  absl::StatusOr<std::optional<store::BulkCommit>> Prepare(const store::SnapshotImpl& base,
                                                           uint32_t generation);
  absl::Status MergeTerms(const store::SnapshotImpl& base, uint32_t generation);
  absl::Status ReadClaims();
  absl::Status SortStatements(const std::vector<Row>& claimed, const std::vector<Row>& properties);
  absl::Status AddRowsOf(const PartialLoad& part, StatementSorter::Adder& adder);
  absl::Status InParallel(size_t tasks, absl::FunctionRef<absl::Status(int thread, size_t task)> run) const;
  TermId WithClaim(TermId id) const { return id.is_anonymous_claim() ? claims_.ClaimOf(id) : id; }

  store::BulkStore* const bulk_;
  std::unique_ptr<store::Scratch> scratch_;  // null after Finish
  const LoadBudget budget_;
  memory::Accountant memory_;
  LoadState state_;
  uint32_t file_ = 0;
  std::unique_ptr<LoadWorker> worker_;  // of Add
  std::map<std::string, std::string> prefixes_;

  ClaimCollector claims_;
  std::optional<TermAssigner> terms_;
  std::optional<StatementSorter> sorter_;
  std::atomic<uint64_t> rows_mapped_{0};
};

std::unique_ptr<LoadWorker> LoaderImpl::NewWorker() {
  memory::Reservation reservation(&memory_);
  const auto bytes = static_cast<size_t>(budget_.worker_bytes());
  if (absl::Status status = reservation.Grow(bytes, "the terms of a thread"); !status.ok()) {
    (void)state_.Fail(std::move(status));
  }
  return std::make_unique<LoadWorkerImpl>(&state_, file_, bytes, std::move(reservation));
}

absl::StatusOr<LoadResult> LoaderImpl::Finish() {
  worker_ = nullptr;
  if (state_.failed()) {
    scratch_ = nullptr;
    return state_.failure();
  }
  const absl::StatusOr<store::CommitResult> committed = bulk_->CommitBulk(
      [this](const store::SnapshotImpl& base, uint32_t generation) { return Prepare(base, generation); });
  sorter_.reset();
  terms_.reset();
  scratch_ = nullptr;
  if (!committed.ok()) return committed.status();
  const uint64_t read = state_.facts_read();
  return LoadResult{read, committed->inserted, read - committed->inserted, committed->commit};
}

absl::StatusOr<std::optional<store::BulkCommit>> LoaderImpl::Prepare(const store::SnapshotImpl& base,
                                                                     uint32_t generation) {
  if (state_.parts().empty() && prefixes_.empty()) return std::optional<store::BulkCommit>();
  const uint64_t read = state_.facts_read();
  if (absl::Status status = state_.Report("read", read, read); !status.ok()) return status;
  if (absl::Status status = MergeTerms(base, generation); !status.ok()) return status;
  store::BulkCommit commit;
  commit.head = base.state().head;
  commit.save_prefixes = prefixes_;
  terms_->FillIn(commit);

  if (absl::Status status = ReadClaims(); !status.ok()) return status;
  std::vector<Row> claimed;
  std::vector<Row> properties;
  if (absl::Status status = claims_.Resolve(base, commit.head.next_claim, claimed, properties);
      !status.ok()) {
    return status;
  }
  const absl::StatusOr<NodeCodes> codes = NodeCodes::Create(commit.head.terms, commit.head.next_blank);
  if (!codes.ok()) return codes.status();
  sorter_.emplace(*codes, scratch_->path(), static_cast<size_t>(budget_.sorter_bytes()),
                  [this] { return state_.Report("sort SPO", rows_mapped_, state_.facts_read()); });
  if (absl::Status status = SortStatements(claimed, properties); !status.ok()) return status;

  commit.rows = sorter_->statement_count() + sorter_->property_count();
  commit.more_rows = [this](order::Order order) -> absl::StatusOr<std::unique_ptr<store::RowSource>> {
    const absl::Status status = state_.Report(SortPhase(order), 0, sorter_->statement_count());
    if (!status.ok()) return status;
    return sorter_->Source(order);
  };
  const uint64_t total = base.totals().statements + sorter_->statement_count();
  commit.checkpoint = [this, total](order::Order order, uint64_t rows) {
    return state_.Report(WritePhase(order), rows, total);
  };
  commit.before_ingest = [this] { return state_.Report("ingest", 0, 0); };
  return commit;
}

absl::Status LoaderImpl::MergeTerms(const store::SnapshotImpl& base, uint32_t generation) {
  std::vector<VocabularyRun> runs;
  uint64_t total = 0;
  for (const PartialLoad& part : state_.parts()) {
    runs.push_back(part.vocabulary);
    total += part.vocabulary.terms;
  }
  terms_.emplace(bulk_, base, generation, scratch_->path(), &claims_);
  uint64_t done = 0;
  absl::Status status =
      MergeVocabularyRuns(runs, [&](Tag tag, std::string_view key) -> absl::StatusOr<TermId> {
        if (done++ % kPollItems == 0) {
          if (absl::Status going = state_.Report("merge terms", done, total); !going.ok()) return going;
        }
        return terms_->Assign(tag, key);
      });
  return status.ok() ? terms_->Finish() : status;
}

absl::Status LoaderImpl::ReadClaims() {
  memory::Reservation reservation(&memory_);
  ClaimEntry entry;
  uint64_t read = 0;
  for (const PartialLoad& part : state_.parts()) {
    ClaimFileReader reader(part.ClaimsPath());
    std::optional<FinalIds> ids;
    while (true) {
      const absl::StatusOr<bool> more = reader.Next(entry);
      if (!more.ok()) return more.status();
      if (!*more) break;
      if (!ids.has_value()) {
        absl::StatusOr<memory::PagedArray<TermId>> final = ReadFinalIds(part.vocabulary);
        if (!final.ok()) return final.status();
        ids.emplace(*std::move(final));
      }
      for (TermId& id : entry.fact) id = ids->Of(id);
      for (auto& [predicate, object] : entry.properties) {
        predicate = ids->Of(predicate);
        object = ids->Of(object);
      }
      if (!entry.label.is_null()) entry.label = ids->Of(entry.label);
      claims_.Add(entry);
      if (++read % kPollItems != 0) continue;
      // Their statements and properties are made twice more when they are resolved.
      const uint64_t bytes = 3 * claims_.size_bytes();
      if (bytes <= reservation.bytes()) continue;
      absl::Status grown = reservation.Grow(bytes - reservation.bytes(), "the anonymous claims of a load");
      if (!grown.ok()) return grown;
    }
  }
  return absl::OkStatus();
}

absl::Status LoaderImpl::SortStatements(const std::vector<Row>& claimed, const std::vector<Row>& properties) {
  const std::vector<PartialLoad>& parts = state_.parts();
  std::vector<StatementSorter::Adder*> adders;
  const size_t threads = std::max<size_t>(1, std::min<size_t>(parts.size(), budget_.threads()));
  for (size_t i = 0; i < threads; ++i) adders.push_back(sorter_->NewAdder());
  for (const Row& row : claimed) {
    const absl::Status status = adders[0]->AddFact({row[0], row[1], row[2], row[3]});
    if (!status.ok()) return status;
  }
  for (const Row& row : properties) {
    const absl::Status status = adders[0]->AddProperty({row[0], row[1], row[2], row[3]});
    if (!status.ok()) return status;
  }
  const absl::Status added = InParallel(parts.size(), [&](int thread, size_t task) {
    return AddRowsOf(parts[task], *adders[static_cast<size_t>(thread)]);
  });
  return added.ok() ? sorter_->Finish() : added;
}

absl::Status LoaderImpl::AddRowsOf(const PartialLoad& part, StatementSorter::Adder& adder) {
  absl::StatusOr<memory::PagedArray<TermId>> final = ReadFinalIds(part.vocabulary);
  if (!final.ok()) return final.status();
  const FinalIds ids(*std::move(final));
  const auto statement = [&](const ProvisionalRow& row, TermId claim) {
    return model::Statement{ids.Of(row.subject), ids.Of(row.predicate), WithClaim(ids.Of(row.object)), claim};
  };
  uint64_t unreported = 0;
  const auto poll = [&]() -> absl::Status {
    if (++unreported % kPollItems != 0) return absl::OkStatus();
    rows_mapped_ += kPollItems;
    return state_.Report("sort SPO", rows_mapped_, state_.facts_read());
  };
  ScratchValues<ProvisionalRow> rows(part.RowsPath());
  for (ProvisionalRow row;;) {
    const absl::StatusOr<bool> more = rows.Next(row);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (absl::Status status = adder.AddFact(statement(row, TermId::Null())); !status.ok()) return status;
    if (absl::Status status = poll(); !status.ok()) return status;
  }
  ScratchValues<ProvisionalClaimedRow> claimed(part.ClaimedRowsPath());
  for (ProvisionalClaimedRow row;;) {
    const absl::StatusOr<bool> more = claimed.Next(row);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (absl::Status status = adder.AddFact(statement(row.row, ids.Of(row.claim))); !status.ok())
      return status;
    if (absl::Status status = poll(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LoaderImpl::InParallel(size_t tasks,
                                    absl::FunctionRef<absl::Status(int thread, size_t task)> run) const {
  const size_t count = std::max<size_t>(1, std::min<size_t>(tasks, budget_.threads()));
  std::vector<absl::Status> statuses(count);
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  const auto work = [&](size_t thread) {
    for (size_t task = next++; task < tasks && !failed; task = next++) {
      statuses[thread] = run(static_cast<int>(thread), task);
      if (!statuses[thread].ok()) failed = true;
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < count; ++i) threads.emplace_back(work, i);
  work(0);
  for (std::thread& thread : threads) thread.join();
  for (absl::Status& status : statuses) {
    if (!status.ok()) return std::move(status);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Loader>> Loader::Create(store::Store* store, LoadOptions options) {
  store::BulkStore* bulk = store::BulkStore::Of(store);
  if (bulk == nullptr)
    return absl::FailedPreconditionError("the store is open to read only: nothing can be loaded");
  const absl::StatusOr<LoadBudget> budget =
      LoadBudget::Create(options.memory_limit, options.threads, options.tuning);
  if (!budget.ok()) return budget.status();
  absl::StatusOr<std::unique_ptr<store::Scratch>> scratch = bulk->NewScratch();
  if (!scratch.ok()) return scratch.status();
  return std::make_unique<LoaderImpl>(bulk, *std::move(scratch), *budget, std::move(options));
}

}  // namespace tern::load
