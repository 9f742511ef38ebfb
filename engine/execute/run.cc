#include "engine/execute/run.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/execute/compile.h"
#include "engine/execute/operator.h"
#include "engine/execute/terms.h"

namespace tern::execute {
namespace {

using model::Term;
using model::TermId;

class PlanRows : public Rows {
 public:
  PlanRows(std::vector<std::string> columns, std::shared_ptr<const store::Snapshot> snapshot,
           const ContextOptions& options)
      : columns_(std::move(columns)),
        context_(std::move(snapshot), options),
        terms_(&context_),
        cell_memory_(&context_, "the answer") {}

  absl::Status Prepare(const algebra::Node& root) {
    auto compiled = Compile(root, &context_, &terms_);
    if (!compiled.ok()) return compiled.status();
    root_ = *std::move(compiled);
    sources_ = ColumnsOf(*root_, algebra::VariablesOf(root));
    if (sources_.size() != columns_.size())
      return absl::InternalError("a plan has another number of columns");
    return absl::OkStatus();
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  absl::StatusOr<bool> Next(RowBatch& batch) override {
    batch.row_count = 0;
    batch.cells.clear();
    if (absl::Status status = context_.Poll(); !status.ok()) return status;
    if (next_row_ == batch_.rows) {
      if (ended_) return false;
      auto more = root_->Next(batch_);
      ended_ = !more.ok() || !*more;
      next_row_ = 0;
      if (ended_) {
        batch_.rows = 0;
        return more;
      }
    }
    // Fewer rows than an operator's batch: a literal may have a megabyte.
    const size_t first = next_row_;
    if (absl::Status status = TakeRows(); !status.ok()) return status;
    batch.row_count = next_row_ - first;
    batch.cells.resize(batch.row_count * sources_.size());
    text_bytes_ = 0;
    for (size_t c = 0; c < sources_.size(); ++c) {
      const auto ids = absl::MakeConstSpan(batch_.columns[sources_[c]]).subspan(first, batch.row_count);
      if (absl::Status status = FillColumn(ids, c, batch); !status.ok()) {
        ended_ = true;
        batch_.rows = next_row_ = 0;
        return status;
      }
    }
    SuitRowsToText(batch.row_count);
    return true;
  }

 private:
  static constexpr size_t kMaxRows = 512;       // of a RowBatch
  static constexpr size_t kMaxText = 4 << 20;   // of a RowBatch, about
  static constexpr size_t kMaxItems = 1 << 16;  // of the lists in it, but for its last row
  static constexpr size_t kBytesPerItem = 2 * sizeof(Cell);

  // Moves next_row_ behind the rows that go out together.
  absl::Status TakeRows() {
    const size_t end = std::min(batch_.rows, next_row_ + rows_wanted_);
    size_t items = 0;
    while (next_row_ < end && items < kMaxItems) {
      for (const size_t source : sources_) items += terms_.ItemCountOf(batch_.columns[source][next_row_]);
      ++next_row_;
    }
    return cell_memory_.Set(items * kBytesPerItem);
  }

  // Twice as many rows next time as long as their texts are short, half as many where they are long.
  void SuitRowsToText(size_t rows) {
    if (text_bytes_ > kMaxText) rows_wanted_ = std::max<size_t>(rows / 2, 1);
    if (text_bytes_ < kMaxText / 4) rows_wanted_ = std::min(kMaxRows, 2 * rows_wanted_);
  }

  // Resolves the different ids of a column once each. Terms go to their rows in one pass through the sorted
  // ids: the last row of an id takes its term, those before it a copy.
  absl::Status FillColumn(absl::Span<const TermId> column, size_t c, RowBatch& batch) {
    if (std::any_of(column.begin(), column.end(), IsList)) return FillColumnWithLists(column, c, batch);
    places_.clear();
    for (size_t row = 0; row < column.size(); ++row) {
      if (!column[row].is_null()) places_.emplace_back(column[row], static_cast<uint32_t>(row));
    }
    if (!std::is_sorted(places_.begin(), places_.end())) std::sort(places_.begin(), places_.end());
    ids_.clear();
    for (const auto& [id, row] : places_) {
      if (ids_.empty() || ids_.back() != id) ids_.push_back(id);
    }
    auto terms = terms_.Resolve(ids_);
    if (!terms.ok()) return terms.status();
    for (const Term& term : *terms) text_bytes_ += term.value.size();
    auto term = terms->begin();
    for (size_t i = 0; i < places_.size(); ++i) {
      Cell& cell = batch.cells[places_[i].second * sources_.size() + c];
      if (i + 1 < places_.size() && places_[i + 1].first == places_[i].first) {
        cell = Cell(*term);
      } else {
        cell = Cell(std::move(*term++));
      }
    }
    return absl::OkStatus();
  }

  // The same where items of lists have terms too.
  absl::Status FillColumnWithLists(absl::Span<const TermId> column, size_t c, RowBatch& batch) {
    std::vector<TermId> ids;
    for (const TermId id : column) AddTermsOf(id, ids);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    auto terms = terms_.Resolve(ids);
    if (!terms.ok()) return terms.status();
    for (const Term& term : *terms) text_bytes_ += term.value.size();
    for (size_t row = 0; row < column.size(); ++row) {
      batch.cells[row * sources_.size() + c] = CellOf(column[row], ids, *terms);
    }
    return absl::OkStatus();
  }

  void AddTermsOf(TermId id, std::vector<TermId>& ids) const {
    if (IsList(id)) {
      for (const TermId item : terms_.ItemsOf(id)) AddTermsOf(item, ids);
    } else if (!id.is_null()) {
      ids.push_back(id);
    }
  }

  Cell CellOf(TermId id, const std::vector<TermId>& ids, const std::vector<Term>& terms) const {
    if (id.is_null()) return {};
    if (!IsList(id)) {
      const auto place = std::lower_bound(ids.begin(), ids.end(), id) - ids.begin();
      return terms[static_cast<size_t>(place)];
    }
    std::vector<Cell> items;
    for (const TermId item : terms_.ItemsOf(id)) items.push_back(CellOf(item, ids, terms));
    return Cell::List(std::move(items));
  }

  std::vector<std::string> columns_;
  Context context_;
  Terms terms_;
  MemoryUse cell_memory_;
  OperatorPtr root_;  // before terms_ and context_ go, since it points at them
  std::vector<size_t> sources_;
  Batch batch_;
  std::vector<std::pair<TermId, uint32_t>> places_;  // of FillColumn: ids and their rows, ascending
  std::vector<TermId> ids_;                          // the different ones among them
  size_t next_row_ = 0;                              // of batch_
  size_t rows_wanted_ = kMaxRows;                    // of the next RowBatch
  size_t text_bytes_ = 0;                            // in this one
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Rows>> Execute(const algebra::Plan& plan,
                                              std::shared_ptr<const store::Snapshot> snapshot,
                                              const ContextOptions& options) {
  return Execute(plan.root, plan.columns, std::move(snapshot), options);
}

absl::StatusOr<std::unique_ptr<Rows>> Execute(const algebra::NodePtr& root, std::vector<std::string> columns,
                                              std::shared_ptr<const store::Snapshot> snapshot,
                                              const ContextOptions& options) {
  auto rows = std::make_unique<PlanRows>(std::move(columns), std::move(snapshot), options);
  if (absl::Status status = rows->Prepare(*root); !status.ok()) return status;
  return rows;
}

}  // namespace tern::execute
