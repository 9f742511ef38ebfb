#include "storage/store/statistics.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "storage/log/log_entry.h"
#include "storage/order/keys.h"
#include "storage/store/directory_bytes.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/store_impl.h"

namespace tern::store {
namespace {

using model::Row;
using model::Tag;
using model::TermId;

constexpr size_t kBatchRows = 4096;
constexpr uint64_t kRowsBetweenCalls = 64 * 1024;

struct Kind {
  std::string_view name;
  Tag base;
  Tag appended;
};
constexpr Kind kKinds[] = {
    {"IRIs", Tag::kIriBase, Tag::kIriAppended},
    {"strings", Tag::kStringBase, Tag::kStringAppended},
    {"texts with a language", Tag::kLangStringBase, Tag::kLangStringAppended},
    {"integers", Tag::kIntegerBase, Tag::kIntegerAppended},
    {"decimals", Tag::kDecimalBase, Tag::kDecimalAppended},
    {"doubles", Tag::kDoubleBase, Tag::kDoubleAppended},
    {"dates", Tag::kDateBase, Tag::kDateAppended},
    {"times", Tag::kDateTimeBase, Tag::kDateTimeAppended},
    {"other literals", Tag::kOtherBase, Tag::kOtherAppended},
};

class StatisticsReader {
 public:
  StatisticsReader(StoreImpl& store, const SnapshotImpl& snapshot, const StatisticsOptions& options)
      : store_(store), snapshot_(snapshot), options_(options) {}

  absl::StatusOr<StoreStatistics> Read() {
    const StoreState& state = snapshot_.state();
    out_.commit = state.head.commit;
    out_.totals = state.head.totals;
    out_.blank_nodes = state.head.next_blank - 1;
    out_.generation = state.blocks->record().generation;
    out_.is_half_folded = state.log.is_half_folded();
    out_.log_commits = state.log.commit_count();
    out_.log_statements = state.log.change_count();
    out_.directory_bytes = DirectoryBytes(store_.path());
    for (const Kind& kind : kKinds) {
      const TermStatistics terms{kind.name, state.head.terms.of(kind.base),
                                 state.head.terms.of(kind.appended)};
      if (terms.base + terms.appended > 0) out_.terms.push_back(terms);
    }
    if (absl::Status status = ReadSizes(); !status.ok()) return status;
    if (absl::Status status = ReadLog(); !status.ok()) return status;
    if (absl::Status status = ReadPredicates(); !status.ok()) return status;
    if (absl::Status status = ReadClaims(); !status.ok()) return status;
    return std::move(out_);
  }

 private:
  absl::Status Report(std::string_view phase, uint64_t done, uint64_t total) const {
    if (options_.callbacks.progress) options_.callbacks.progress({phase, done, total});
    const bool stops = options_.callbacks.cancelled && options_.callbacks.cancelled();
    return stops ? absl::CancelledError("the statistics were cancelled") : absl::OkStatus();
  }

  absl::Status ReadSizes() {
    const GenerationRecord& record = snapshot_.state().blocks->record();
    for (const order::Order order : order::kAllOrders) {
      OrderStatistics& statistics = out_.orders[static_cast<size_t>(order) - 1];
      statistics.order = order;
      statistics.rows = record.of(order).rows;
      statistics.blocks = record.of(order).blocks;
      const order::KeyRange range = order::OrderRange(record.generation, order);
      for (const auto& [family, bytes] : {std::pair{kv::Family::kBlocks, &statistics.block_bytes},
                                          std::pair{kv::Family::kIndex, &statistics.index_bytes}}) {
        const absl::StatusOr<uint64_t> size =
            store_.key_value().SizeBytes(kv::KeyRange{family, range.begin, range.end});
        if (!size.ok()) return size.status();
        *bytes = *size;
      }
    }
    const absl::StatusOr<uint64_t> dictionary = store_.key_value().SizeBytes(kv::Family::kDictionary);
    if (!dictionary.ok()) return dictionary.status();
    out_.dictionary_bytes = *dictionary;
    return absl::OkStatus();
  }

  absl::Status ReadLog() {
    const uint64_t folded = snapshot_.state().blocks->record().folded;
    const std::unique_ptr<kv::RangeCursor> cursor =
        snapshot_.state().view->Range(kv::Family::kLog, log::LogKey(folded + 1), "");
    for (; cursor->Valid(); cursor->Next()) out_.log_bytes += cursor->key().size() + cursor->value().size();
    return cursor->status();
  }

  // Goes from predicate to predicate, and asks for the count of each.
  absl::Status ReadPredicates() {
    absl::StatusOr<std::unique_ptr<OrderCursor>> cursor =
        snapshot_.ScanOrder(order::Order::kPso, RowRange::All(), ClaimMode::kRaw);
    if (!cursor.ok()) return cursor.status();
    const auto has_more = [](const PredicateStatistics& a, const PredicateStatistics& b) {
      return a.facts != b.facts ? a.facts > b.facts : a.predicate < b.predicate;
    };
    std::vector<PredicateStatistics>& top = out_.top_predicates;  // a heap, the fewest facts at its front
    while (true) {
      TermId predicate;
      const absl::StatusOr<size_t> count = (*cursor)->Next(1, {&predicate, nullptr, nullptr, nullptr});
      if (!count.ok()) return count.status();
      if (*count == 0) break;
      ++out_.predicates;
      if (absl::Status status = Report("predicates", out_.predicates, 0); !status.ok()) return status;
      const absl::StatusOr<PredicateStatistics> statistics = ReadPredicate(predicate);
      if (!statistics.ok()) return statistics.status();
      top.push_back(*statistics);
      std::push_heap(top.begin(), top.end(), has_more);
      if (top.size() > options_.top_predicates) {
        std::pop_heap(top.begin(), top.end(), has_more);
        top.pop_back();
      }
      const Row behind = {TermId::FromBits(predicate.bits() + 1)};
      if (absl::Status status = (*cursor)->Seek(behind); !status.ok()) return status;
    }
    std::sort(top.begin(), top.end(), has_more);
    return absl::OkStatus();
  }

  absl::StatusOr<PredicateStatistics> ReadPredicate(TermId predicate) const {
    PredicateStatistics statistics;
    statistics.predicate = predicate;
    ScanSpec spec;
    spec.order = order::Order::kPso;
    spec.prefix[0] = predicate;
    spec.prefix_length = 1;
    for (const auto& [mode, number] : {std::pair{ClaimMode::kFact, &statistics.facts},
                                       std::pair{ClaimMode::kRaw, &statistics.statements}}) {
      spec.mode = mode;
      const absl::StatusOr<uint64_t> count = snapshot_.Count(spec);
      if (!count.ok()) return count.status();
      *number = *count;
    }
    return statistics;
  }

  absl::Status ReadClaims() {
    absl::StatusOr<std::unique_ptr<OrderCursor>> cursor =
        snapshot_.ScanOrder(order::Order::kCspo, RowRange::All(), ClaimMode::kRaw);
    if (!cursor.ok()) return cursor.status();
    std::vector<TermId> claims(kBatchRows);
    TermId last;
    for (uint64_t done = 0;;) {
      const absl::StatusOr<size_t> count =
          (*cursor)->Next(kBatchRows, {claims.data(), nullptr, nullptr, nullptr});
      if (!count.ok()) return count.status();
      if (*count == 0) return absl::OkStatus();
      for (size_t i = 0; i < *count; ++i) {
        // The stances of a claim are neighbours.
        const TermId claim(claims[i].tag(), claims[i].payload() & ~uint64_t{3});
        if (claim == last) continue;
        last = claim;
        ++(claim.is_anonymous_claim() ? out_.anonymous_claims : out_.named_claims);
      }
      if (done / kRowsBetweenCalls != (done + *count) / kRowsBetweenCalls) {
        if (absl::Status status = Report("claims", done, out_.totals.claimed); !status.ok()) return status;
      }
      done += *count;
    }
  }

  StoreImpl& store_;
  const SnapshotImpl& snapshot_;
  const StatisticsOptions& options_;
  StoreStatistics out_;
};

}  // namespace

absl::StatusOr<StoreStatistics> ReadStatistics(Store& store, const Snapshot& snapshot,
                                               const StatisticsOptions& options) {
  auto* store_impl = dynamic_cast<StoreImpl*>(&store);
  const auto* snapshot_impl = dynamic_cast<const SnapshotImpl*>(&snapshot);
  if (store_impl == nullptr || snapshot_impl == nullptr) {
    return absl::InvalidArgumentError("only a store on disk has statistics");
  }
  return StatisticsReader(*store_impl, *snapshot_impl, options).Read();
}

}  // namespace tern::store
