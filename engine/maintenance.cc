#include "engine/maintenance.h"

#include <memory>
#include <string>
#include <utility>

#include "storage/load/renumber.h"
#include "storage/order/order.h"
#include "storage/store/check.h"
#include "storage/store/statistics.h"
#include "storage/store/store.h"

namespace tern {
namespace {

store::StoreCallbacks CallbacksOf(const TaskOptions& options) {
  store::StoreCallbacks callbacks;
  callbacks.cancelled = options.cancelled;
  if (options.progress) {
    callbacks.progress = [progress = options.progress](const store::StoreProgress& at) {
      progress(at.phase, at.done, at.total);
    };
  }
  return callbacks;
}

// Unused terms take a fifth of what the used ones do where they are a sixth of all; what texts they have is
// not looked at, hence some margin.
constexpr uint64_t kWorthwhileShare = 8;

absl::StatusOr<bool> Renumbers(store::Store& store, const CompactionOptions& options) {
  if (options.renumber != CompactionOptions::Renumber::kWhenWorthwhile)
    return options.renumber == CompactionOptions::Renumber::kAlways;
  const absl::StatusOr<load::UsedTerms> found = load::CountUsedTerms(&store, CallbacksOf(options));
  if (!found.ok()) return found.status();
  const uint64_t unused = found->terms - found->used;
  return unused > 0 && unused >= found->terms / kWorthwhileShare;
}

// Fills in what only one of the two ways tells.
absl::StatusOr<store::CompactReport> RunCompaction(store::Store& store, const CompactionOptions& options,
                                                   CompactionReport& report) {
  const absl::StatusOr<bool> renumbers = Renumbers(store, options);
  if (!renumbers.ok()) return renumbers.status();
  if (!*renumbers) return store.Compact({CallbacksOf(options)});
  load::RenumberOptions renumber;
  renumber.callbacks = CallbacksOf(options);
  const absl::StatusOr<load::RenumberReport> done = load::Renumber(&store, renumber);
  if (!done.ok()) return done.status();
  report.terms_before = done->terms_before;
  report.terms_after = done->terms_after;
  return done->compact;
}

}  // namespace

absl::StatusOr<CompactionReport> CompactStore(StoreAccess& access, const CompactionOptions& options) {
  // A database is never made here, whatever the options say of other statements.
  if (absl::Status there = access.Read().status(); !there.ok()) return there;
  absl::StatusOr<std::shared_ptr<store::Store>> store = access.Write();
  if (!store.ok()) return store.status();
  CompactionReport report;
  const absl::StatusOr<store::CompactReport> done = RunCompaction(**store, options, report);
  *store = nullptr;
  access.EndWrite();
  if (!done.ok()) return done.status();
  report.bytes_before = done->bytes_before;
  report.bytes_after = done->bytes_after;
  report.statements = done->statements;
  report.old_blocks_are_read = done->old_blocks_are_read;
  return report;
}

absl::StatusOr<DatabaseStatistics> StatisticsOf(StoreAccess& access, size_t top_predicates,
                                                const TaskOptions& options) {
  const absl::StatusOr<StoreAccess::View> view = access.Read();
  if (!view.ok()) return view.status();
  const absl::StatusOr<store::StoreStatistics> read =
      store::ReadStatistics(*view->store, *view->snapshot, {top_predicates, CallbacksOf(options)});
  if (!read.ok()) return read.status();
  DatabaseStatistics statistics;
  statistics.commit = read->commit;
  statistics.statements = read->totals.statements;
  statistics.facts = read->totals.facts;
  statistics.claimed = read->totals.claimed;
  statistics.properties = read->totals.properties;
  statistics.anonymous_claims = read->anonymous_claims;
  statistics.named_claims = read->named_claims;
  for (const store::TermStatistics& terms : read->terms)
    statistics.terms.push_back({std::string(terms.kind), terms.base + terms.appended});
  statistics.blank_nodes = read->blank_nodes;
  for (const store::OrderStatistics& order : read->orders) {
    statistics.orders.push_back({std::string(order::NameOf(order.order)), order.rows, order.blocks,
                                 order.block_bytes + order.index_bytes});
  }
  statistics.dictionary_bytes = read->dictionary_bytes;
  statistics.bytes = read->directory_bytes;
  statistics.log_commits = read->log_commits;
  statistics.log_statements = read->log_statements;
  statistics.log_bytes = read->log_bytes;
  statistics.predicates = read->predicates;
  for (const store::PredicateStatistics& predicate : read->top_predicates) {
    absl::StatusOr<model::Term> term = view->snapshot->Resolve(predicate.predicate);
    if (!term.ok()) return term.status();
    statistics.top_predicates.push_back({*std::move(term), predicate.facts, predicate.statements});
  }
  return statistics;
}

absl::StatusOr<CheckingReport> CheckStore(StoreAccess& access, const TaskOptions& options) {
  const absl::StatusOr<StoreAccess::View> view = access.Read();
  if (!view.ok()) return view.status();
  store::CheckOptions check_options;
  check_options.callbacks = CallbacksOf(options);
  absl::StatusOr<store::CheckReport> found = store::Check(*view->snapshot, check_options);
  if (!found.ok()) return found.status();
  CheckingReport report;
  report.findings = std::move(found->findings);
  report.finding_count = found->finding_count;
  report.statements = found->statements;
  report.blocks = found->blocks;
  report.terms = found->terms;
  report.unused_terms = found->unused_terms;
  return report;
}

}  // namespace tern
