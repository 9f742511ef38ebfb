// The snapshot that a store hands out: one view of the key-value store with what was read from it at open or
// made by the commit that published it.
#ifndef TERN_STORAGE_STORE_SNAPSHOT_IMPL_H_
#define TERN_STORAGE_STORE_SNAPSHOT_IMPL_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/block/block.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/page_cache.h"
#include "storage/kv/key_value.h"
#include "storage/store/block_index.h"
#include "storage/store/meta.h"
#include "storage/store/odd_values.h"
#include "storage/store/order_cursor.h"
#include "storage/store/row_range.h"
#include "storage/store/scan_count.h"
#include "storage/store/snapshot.h"
#include "storage/store/unfolded_log.h"

namespace tern::store {

// Everything of one commit. Cheap to copy.
struct StoreState {
  std::shared_ptr<const kv::ReadView> view;
  std::shared_ptr<const BlockGeneration> blocks;
  UnfoldedLog log;
  HeadRecord head;
  std::shared_ptr<const std::string> base_namespace;
  std::shared_ptr<const std::map<std::string, std::string>> prefixes;
  // Shared by all snapshots of a store; not null.
  std::shared_ptr<dictionary::PageCache> pages;
  std::shared_ptr<OddValues> odd_values;
  std::shared_ptr<ValueOrders> value_orders;
};

class SnapshotImpl final : public Snapshot {
 public:
  explicit SnapshotImpl(StoreState state, std::shared_ptr<ReadMonitor> monitor = nullptr);

  uint64_t commit_number() const override { return state_.head.commit; }
  const Totals& totals() const override { return state_.head.totals; }
  const std::string& base_namespace() const override { return *state_.base_namespace; }
  const std::map<std::string, std::string>& prefixes() const override { return *state_.prefixes; }
  uint64_t term_count() const override { return state_.head.terms.total(); }

  absl::StatusOr<model::TermId> Find(const model::Term& term) const override;
  absl::StatusOr<model::Term> Resolve(model::TermId id) const override;
  absl::StatusOr<std::vector<model::Term>> ResolveMany(absl::Span<const model::TermId> ids) const override;
  absl::StatusOr<std::vector<model::TermId>> FindEqual(const model::Term& term) const override;
  uint64_t SortedTextCount(model::Tag tag) const override;
  absl::StatusOr<OrderedValues> ValueOrder(model::Tag tag) const override;
  absl::Status ForEachTerm(
      model::Tag tag,
      const std::function<absl::Status(model::TermId, const model::Term&)>& visit) const override;
  absl::StatusOr<std::unique_ptr<Cursor>> Scan(const ScanSpec& spec) const override;
  // By blocks and runs of one order where the mode is kFact or kRaw.
  absl::StatusOr<std::unique_ptr<RunCursor>> ScanRuns(const ScanSpec& spec) const override;
  absl::StatusOr<uint64_t> Count(const ScanSpec& spec) const override;
  absl::StatusOr<std::vector<model::TermId>> Sample(const ScanSpec& spec, size_t count) const override;
  std::shared_ptr<const Snapshot> Watched(std::shared_ptr<ReadMonitor> monitor) const override {
    return std::make_shared<SnapshotImpl>(state_, std::move(monitor));
  }
  std::shared_ptr<ReadMonitor> monitor() const override { return monitor_; }
  absl::StatusOr<model::TermId> IdNear(const ScanSpec& spec, uint64_t rank) const override;

  const StoreState& state() const { return state_; }

  // A cursor over one order, those of properties too.
  absl::StatusOr<std::unique_ptr<OrderCursor>> ScanOrder(
      order::Order order, const RowRange& range, ClaimMode mode,
      block::Verify verify = block::Verify::kStructure) const;

 private:
  // What a reader of `range` in `order` reads.
  absl::StatusOr<OrderSource> SourceOf(order::Order order, const RowRange& range) const;
  absl::StatusOr<RangeCount> CountOrder(order::Order order, const RowRange& range) const;
  absl::Status AddTermsOf(absl::Span<const model::TermId> ids, std::vector<model::Term>& terms) const;

  StoreState state_;
  dictionary::Dictionary dictionary_;
  std::shared_ptr<ReadMonitor> monitor_;  // null: nobody watches
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_SNAPSHOT_IMPL_H_
