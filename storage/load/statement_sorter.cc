#include "storage/load/statement_sorter.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "storage/load/scratch_file.h"
#include "storage/model/text.h"

namespace tern::load {
namespace {

using order::Order;

constexpr size_t kBatchRows = 4096;
constexpr uint64_t kPollRecords = 64 * 1024;

bool IsPropertyOrder(Order order) { return order == Order::kPropertySpo || order == Order::kPropertyPos; }

// One side of a source: a merge, and the row of the record where it stands.
template <size_t kWords>
class Side {
 public:
  // `sorter` (null: none) has made the runs and keeps their memory.
  Side(const NodeCodes& codes, Order order, std::vector<RecordRun<kWords>> runs,
       std::unique_ptr<RecordSorter<kWords>> sorter)
      : codes_(codes), order_(order), sorter_(std::move(sorter)), merge_(std::move(runs)) {}

  absl::Status Advance() {
    SortRecord<kWords> record;
    const absl::StatusOr<bool> more = merge_.Next(record);
    if (!more.ok()) return more.status();
    has_row_ = *more;
    if (has_row_) row_ = RowOf(codes_, order_, record);
    return absl::OkStatus();
  }
  bool has_row() const { return has_row_; }
  const model::Row& row() const { return row_; }

 private:
  const NodeCodes codes_;
  const Order order_;
  std::unique_ptr<RecordSorter<kWords>> sorter_;
  RecordMerge<kWords> merge_;
  model::Row row_{};
  bool has_row_ = false;
};

// Narrow and wide records side by side.
class SortedRows final : public store::RowSource {
 public:
  SortedRows(std::unique_ptr<Side<2>> narrow, std::unique_ptr<Side<3>> wide)
      : narrow_(std::move(narrow)), wide_(std::move(wide)) {}

  absl::Status Start() {
    if (absl::Status status = narrow_ != nullptr ? narrow_->Advance() : absl::OkStatus(); !status.ok()) {
      return status;
    }
    return wide_ != nullptr ? wide_->Advance() : absl::OkStatus();
  }

  absl::StatusOr<absl::Span<const model::Row>> Next() override {
    rows_.clear();
    while (rows_.size() < kBatchRows) {
      const bool has_narrow = narrow_ != nullptr && narrow_->has_row();
      const bool has_wide = wide_ != nullptr && wide_->has_row();
      if (!has_narrow && !has_wide) break;
      const bool is_narrow = has_narrow && (!has_wide || narrow_->row() < wide_->row());
      rows_.push_back(is_narrow ? narrow_->row() : wide_->row());
      absl::Status status = is_narrow ? narrow_->Advance() : wide_->Advance();
      if (!status.ok()) return status;
    }
    return absl::MakeConstSpan(rows_);
  }

 private:
  std::unique_ptr<Side<2>> narrow_;
  std::unique_ptr<Side<3>> wide_;
  std::vector<model::Row> rows_;
};

}  // namespace

// Most facts have no claim; what is not touched takes no memory.
StatementSorter::Adder::Adder(const NodeCodes& codes, const std::string& path, size_t budget_bytes)
    : codes_(codes),
      facts_(path + ".facts", SortKeyOf(Order::kSpo), budget_bytes / 8 * 5),
      claimed_(path + ".claimed", SortKeyOf(Order::kSpo), budget_bytes / 4),
      properties_(path + ".properties", SortKeyOf(Order::kPropertySpo), budget_bytes / 8) {}

StatementSorter::Adder* StatementSorter::NewAdder() {
  const std::string path = model::StrCat(scratch_, "/adder-", adders_.size());
  adders_.push_back(std::make_unique<Adder>(codes_, path, budget_bytes_));
  return adders_.back().get();
}

template <size_t kWords>
absl::StatusOr<uint64_t> StatementSorter::MergeInto(const std::string& path,
                                                    std::vector<RecordRun<kWords>> runs) const {
  RecordMerge<kWords> merge(std::move(runs));
  ScratchWriter writer(path);
  uint64_t count = 0;
  SortRecord<kWords> record;
  while (true) {
    const absl::StatusOr<bool> more = merge.Next(record);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (absl::Status status = writer.AddValue(record); !status.ok()) return status;
    if (++count % kPollRecords != 0) continue;
    if (absl::Status status = poll_(); !status.ok()) return status;
  }
  if (absl::Status status = writer.Finish(); !status.ok()) return status;
  return count;
}

absl::Status StatementSorter::Finish() {
  std::vector<RecordRun<2>> facts;
  std::vector<RecordRun<3>> claimed;
  std::vector<RecordRun<3>> properties;
  const auto gather = [](auto&& made, auto& runs) {
    if (!made.ok()) return made.status();
    std::move(made->begin(), made->end(), std::back_inserter(runs));
    return absl::OkStatus();
  };
  for (const std::unique_ptr<Adder>& adder : adders_) {
    if (absl::Status status = gather(adder->facts_.Runs(), facts); !status.ok()) return status;
    if (absl::Status status = gather(adder->claimed_.Runs(), claimed); !status.ok()) return status;
    if (absl::Status status = gather(adder->properties_.Runs(), properties); !status.ok()) return status;
  }
  const absl::StatusOr<uint64_t> fact_count = MergeInto<2>(FactsPath(), std::move(facts));
  if (!fact_count.ok()) return fact_count.status();
  const absl::StatusOr<uint64_t> claimed_count = MergeInto<3>(ClaimedPath(), std::move(claimed));
  if (!claimed_count.ok()) return claimed_count.status();
  const absl::StatusOr<uint64_t> property_count = MergeInto<3>(PropertiesPath(), std::move(properties));
  if (!property_count.ok()) return property_count.status();
  fact_count_ = *fact_count;
  claimed_count_ = *claimed_count;
  property_count_ = *property_count;
  adders_.clear();
  return absl::OkStatus();
}

template <size_t kWords>
absl::StatusOr<std::unique_ptr<RecordSorter<kWords>>> StatementSorter::Sort(Order order,
                                                                            const std::string& path,
                                                                            uint64_t count,
                                                                            size_t budget_bytes) const {
  const size_t wanted = static_cast<size_t>(count) * 2 * sizeof(SortRecord<kWords>);
  auto sorter = std::make_unique<RecordSorter<kWords>>(model::StrCat(path, "-", order::NameOf(order)),
                                                       SortKeyOf(order), std::min(wanted, budget_bytes));
  ScratchValues<SortRecord<kWords>> records(path);
  SortRecord<kWords> record;
  for (uint64_t i = 1;; ++i) {
    const absl::StatusOr<bool> more = records.Next(record);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (absl::Status status = sorter->Add(Reordered(order, record)); !status.ok()) return status;
    if (i % kPollRecords != 0) continue;
    if (absl::Status status = poll_(); !status.ok()) return status;
  }
  return sorter;
}

absl::StatusOr<std::unique_ptr<store::RowSource>> StatementSorter::Source(Order order) const {
  std::unique_ptr<Side<2>> narrow;
  std::unique_ptr<Side<3>> wide;
  const bool is_sorted = order == Order::kSpo || order == Order::kPropertySpo;
  const uint64_t wide_count = IsPropertyOrder(order) ? property_count_ : claimed_count_;
  const bool has_narrow = !IsPropertyOrder(order) && order != Order::kCspo && fact_count_ > 0;
  const std::string& wide_path = IsPropertyOrder(order) ? PropertiesPath() : ClaimedPath();
  // By the bytes that each side has.
  const uint64_t narrow_bytes = has_narrow ? fact_count_ * sizeof(NarrowRecord) : 0;
  const uint64_t wide_bytes = wide_count * sizeof(WideRecord);
  const uint64_t all_bytes = std::max<uint64_t>(narrow_bytes + wide_bytes, 1);
  const auto share = [&](uint64_t bytes) {
    return static_cast<size_t>(static_cast<double>(budget_bytes_) * static_cast<double>(bytes) /
                               static_cast<double>(all_bytes));
  };
  if (has_narrow) {
    std::vector<RecordRun<2>> runs;
    std::unique_ptr<RecordSorter<2>> sorter;
    if (is_sorted) {
      runs.emplace_back(FactsPath());
    } else {
      auto sorted = Sort<2>(order, FactsPath(), fact_count_, share(narrow_bytes));
      if (!sorted.ok()) return sorted.status();
      sorter = *std::move(sorted);
      auto made = sorter->Runs();
      if (!made.ok()) return made.status();
      runs = *std::move(made);
    }
    narrow = std::make_unique<Side<2>>(codes_, order, std::move(runs), std::move(sorter));
  }
  if (wide_count > 0) {
    std::vector<RecordRun<3>> runs;
    std::unique_ptr<RecordSorter<3>> sorter;
    if (is_sorted) {
      runs.emplace_back(wide_path);
    } else {
      auto sorted = Sort<3>(order, wide_path, wide_count, share(wide_bytes));
      if (!sorted.ok()) return sorted.status();
      sorter = *std::move(sorted);
      auto made = sorter->Runs();
      if (!made.ok()) return made.status();
      runs = *std::move(made);
    }
    wide = std::make_unique<Side<3>>(codes_, order, std::move(runs), std::move(sorter));
  }
  auto rows = std::make_unique<SortedRows>(std::move(narrow), std::move(wide));
  if (absl::Status status = rows->Start(); !status.ok()) return status;
  return rows;
}

}  // namespace tern::load
