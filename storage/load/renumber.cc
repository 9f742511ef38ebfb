#include "storage/load/renumber.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/renumbering.h"
#include "storage/load/load_budget.h"
#include "storage/load/sort_record.h"
#include "storage/load/statement_sorter.h"
#include "storage/model/text.h"
#include "storage/order/order.h"
#include "storage/store/order_cursor.h"
#include "storage/store/renumber.h"
#include "storage/store/snapshot_impl.h"

namespace tern::load {
namespace {

using dictionary::Renumbering;
using model::Row;
using model::TermId;
using order::Order;
using store::SnapshotImpl;

constexpr size_t kBatchRows = 4096;
constexpr uint64_t kPollRows = 64 * 1024;

// The rows of one order, log and blocks together.
absl::Status ForEachRow(const SnapshotImpl& base, Order order,
                        absl::FunctionRef<absl::Status(const Row&)> visit) {
  absl::StatusOr<std::unique_ptr<store::OrderCursor>> cursor =
      base.ScanOrder(order, store::RowRange::All(), store::ClaimMode::kRaw);
  if (!cursor.ok()) return cursor.status();
  std::vector<std::array<TermId, kBatchRows>> batch(4);
  while (true) {
    const absl::StatusOr<size_t> count =
        (*cursor)->Next(kBatchRows, {batch[0].data(), batch[1].data(), batch[2].data(), batch[3].data()});
    if (!count.ok()) return count.status();
    if (*count == 0) return absl::OkStatus();
    for (size_t i = 0; i < *count; ++i) {
      absl::Status status = visit({batch[0][i], batch[1][i], batch[2][i], batch[3][i]});
      if (!status.ok()) return status;
    }
  }
}

// Both sets of statements, each in SPO.
constexpr std::array<Order, 2> kAllStatements = {Order::kSpo, Order::kPropertySpo};

absl::Status CheckCancelled(const store::StoreCallbacks& callbacks) {
  return callbacks.cancelled && callbacks.cancelled() ? absl::CancelledError("the compaction was cancelled")
                                                      : absl::OkStatus();
}

uint64_t StatementCount(const SnapshotImpl& base) {
  return base.totals().statements + base.totals().properties;
}

// `any_moves`: whether a statement has an id that may leave its place among others.
absl::Status MarkUsedTerms(const SnapshotImpl& base, Renumbering& renumbering, bool& any_moves,
                           const store::StoreCallbacks& callbacks) {
  Row last{};
  uint64_t rows = 0;
  for (const Order order : kAllStatements) {
    absl::Status status = ForEachRow(base, order, [&](const Row& row) {
      if (rows++ % kPollRows == 0) {
        if (callbacks.progress) callbacks.progress({"find used terms", rows - 1, StatementCount(base)});
        if (absl::Status polled = CheckCancelled(callbacks); !polled.ok()) return polled;
      }
      for (size_t column = 0; column < row.size(); ++column) {
        if (row[column] == last[column]) continue;
        if (absl::Status marked = renumbering.Mark(row[column]); !marked.ok()) return marked;
        any_moves |= Renumbering::Moves(row[column]);
      }
      last = row;
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

class Renumberer {
 public:
  Renumberer(const store::RenumberPlace& place, const store::StoreCallbacks& callbacks)
      : place_(place), base_(place.base), callbacks_(callbacks) {}

  // In this sequence.
  absl::Status FindUsedTerms();
  absl::StatusOr<dictionary::DictionaryCounts> WriteBase(std::optional<kv::TableFile>& file);
  absl::Status SortMovedRows(const dictionary::DictionaryCounts& terms, size_t sorter_bytes);

  // The new ids of a row; false, and nothing is changed, where it is one of those that move.
  absl::StatusOr<bool> MapRow(Row& row) const;
  // Those that move, sorted.
  absl::StatusOr<std::unique_ptr<store::RowSource>> MovedRows(Order order) const;
  absl::Status Poll(std::string_view phase, uint64_t done, uint64_t total) const;

 private:
  static bool Moves(const Row& row) { return std::any_of(row.begin(), row.end(), Renumbering::Moves); }
  absl::Status Map(Row& row) const;

  const store::RenumberPlace place_;
  const SnapshotImpl& base_;
  const store::StoreCallbacks& callbacks_;
  mutable std::mutex callback_mutex_;  // orders are written by two threads
  std::optional<Renumbering> renumbering_;
  bool any_moves_ = false;
  std::optional<StatementSorter> sorter_;  // where any row moves
};

// In a damaged store another kind of id could stand there, which the sorter would take for one of these.
bool IsNode(TermId id) { return id.tag() == model::Tag::kIriBase || id.tag() == model::Tag::kBlank; }

absl::Status Renumberer::Poll(std::string_view phase, uint64_t done, uint64_t total) const {
  const std::lock_guard<std::mutex> lock(callback_mutex_);
  if (callbacks_.progress) callbacks_.progress({phase, done, total});
  return CheckCancelled(callbacks_);
}

absl::Status Renumberer::FindUsedTerms() {
  absl::StatusOr<Renumbering> made = Renumbering::Create(base_.state().head.terms);
  if (!made.ok()) return made.status();
  renumbering_ = *std::move(made);
  return MarkUsedTerms(base_, *renumbering_, any_moves_, callbacks_);
}

absl::StatusOr<dictionary::DictionaryCounts> Renumberer::WriteBase(std::optional<kv::TableFile>& file) {
  kv::TableFile base{kv::Family::kDictionary, place_.scratch + "/base.sst"};
  std::unique_ptr<kv::TableWriter> table;
  dictionary::BaseWriter writer(
      place_.generation, [&](std::string_view key, std::string_view value) -> absl::Status {
        if (table == nullptr) {  // made with the first entry: a file must not be empty
          absl::StatusOr<std::unique_ptr<kv::TableWriter>> made =
              place_.key_value.NewTable(base.family, base.path);
          if (!made.ok()) return made.status();
          table = *std::move(made);
        }
        return table->Put(key, value);
      });
  const uint64_t total = base_.term_count();
  absl::Status status = renumbering_->WriteBase(
      *base_.state().view, writer, [&](uint64_t terms) { return Poll("write terms", terms, total); });
  if (!status.ok()) return status;
  absl::StatusOr<dictionary::DictionaryCounts> counts = writer.Finish();
  if (!counts.ok()) return counts;
  if (counts->total() != renumbering_->marked_count())
    return absl::DataLossError("dictionary: terms that statements use are missing");
  if (table == nullptr) return counts;
  if (status = table->Finish(); !status.ok()) return status;
  file = std::move(base);
  return counts;
}

absl::Status Renumberer::SortMovedRows(const dictionary::DictionaryCounts& terms, size_t sorter_bytes) {
  if (!any_moves_) return absl::OkStatus();
  const absl::StatusOr<NodeCodes> codes = NodeCodes::Create(terms, base_.state().head.next_blank);
  if (!codes.ok()) return codes.status();
  uint64_t rows = 0;
  sorter_.emplace(*codes, place_.scratch, sorter_bytes, [this] {
    const std::lock_guard<std::mutex> lock(callback_mutex_);
    return CheckCancelled(callbacks_);
  });
  StatementSorter::Adder* const adder = sorter_->NewAdder();
  for (const Order order : kAllStatements) {
    absl::Status status = ForEachRow(base_, order, [&](const Row& row) {
      if (rows++ % kPollRows == 0) {
        absl::Status polled = Poll("sort", rows - 1, StatementCount(base_));
        if (!polled.ok()) return polled;
      }
      if (!Moves(row)) return absl::OkStatus();
      Row mapped = row;
      if (absl::Status map = Map(mapped); !map.ok()) return map;
      const model::Statement statement = order::ToStatement(order, mapped);
      const bool is_property = order::IsProperty(statement);
      const bool is_sound = is_property == (order == Order::kPropertySpo) && IsNode(statement.predicate) &&
                            (is_property || IsNode(statement.subject));
      if (!is_sound) {
        return absl::DataLossError(
            model::StrCat("order ", order::NameOf(order), " holds what is no statement of its kind"));
      }
      return is_property ? adder->AddProperty(statement) : adder->AddFact(statement);
    });
    if (!status.ok()) return status;
  }
  return sorter_->Finish();
}

absl::StatusOr<std::unique_ptr<store::RowSource>> Renumberer::MovedRows(Order order) const {
  if (!sorter_.has_value()) return std::unique_ptr<store::RowSource>();
  return sorter_->Source(order);
}

absl::Status Renumberer::Map(Row& row) const {
  for (TermId& id : row) {
    if (id.is_null()) continue;
    id = renumbering_->Map(id);
    if (id.is_null()) return absl::DataLossError("an order has statements that order SPO does not have");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Renumberer::MapRow(Row& row) const {
  if (Moves(row)) return false;
  if (absl::Status status = Map(row); !status.ok()) return status;
  return true;
}

// What is left of the memory limit for each of the two orders that are sorted at once.
absl::StatusOr<size_t> SorterBytes(const RenumberOptions& options,
                                   const dictionary::DictionaryCounts& terms) {
  const absl::StatusOr<LoadBudget> budget =
      LoadBudget::Create(options.memory_limit, /*threads=*/2, options.tuning);
  if (!budget.ok()) return budget.status();
  if (options.tuning.sorter_bytes != 0) return static_cast<size_t>(options.tuning.sorter_bytes);
  const uint64_t map_bytes = Renumbering::BytesFor(terms);
  if (map_bytes > budget->limit_bytes() / 2) {
    return absl::ResourceExhaustedError(model::StrCat("new ids for ", terms.total(), " terms take ",
                                                      map_bytes >> 20, " MB, too much for a memory limit of ",
                                                      (budget->limit_bytes() + kProgramBytes) >> 20, " MB"));
  }
  return static_cast<size_t>(std::min(budget->sorter_bytes(), (budget->limit_bytes() - map_bytes) / 8 * 3));
}

absl::StatusOr<store::Renumbered> Prepare(const store::RenumberPlace& place, const RenumberOptions& options,
                                          RenumberReport& report) {
  const auto renumberer = std::make_shared<Renumberer>(place, options.callbacks);
  report.terms_before = place.base.term_count();
  const absl::StatusOr<size_t> sorter_bytes = SorterBytes(options, place.base.state().head.terms);
  if (!sorter_bytes.ok()) return sorter_bytes.status();
  if (absl::Status status = renumberer->FindUsedTerms(); !status.ok()) return status;
  store::Renumbered result;
  absl::StatusOr<dictionary::DictionaryCounts> terms = renumberer->WriteBase(result.base_table);
  if (!terms.ok()) return terms.status();
  result.terms = *terms;
  report.terms_after = terms->total();
  if (absl::Status status = renumberer->SortMovedRows(*terms, *sorter_bytes); !status.ok()) return status;
  result.map_row = [renumberer](Row& row) { return renumberer->MapRow(row); };
  result.more_rows = [renumberer](Order order) { return renumberer->MovedRows(order); };
  const uint64_t statements = place.base.totals().statements;
  result.checkpoint = [renumberer, statements](Order order, uint64_t rows) {
    return renumberer->Poll(order::NameOf(order), rows, statements);
  };
  return result;
}

}  // namespace

absl::StatusOr<RenumberReport> Renumber(store::Store* store, const RenumberOptions& options) {
  RenumberReport report;
  absl::StatusOr<store::CompactReport> compact = store::RenumberTerms(
      store, [&](const store::RenumberPlace& place) { return Prepare(place, options, report); },
      options.callbacks, options.compacts);
  if (!compact.ok()) return compact.status();
  report.compact = *compact;
  return report;
}

absl::StatusOr<UsedTerms> CountUsedTerms(store::Store* store, const store::StoreCallbacks& callbacks) {
  const absl::StatusOr<std::shared_ptr<const store::Snapshot>> snapshot = store->GetSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  const auto* base = dynamic_cast<const SnapshotImpl*>(snapshot->get());
  if (base == nullptr) return absl::InvalidArgumentError("only the terms of a store on disk can be counted");
  absl::StatusOr<Renumbering> marks = Renumbering::Create(base->state().head.terms);
  if (!marks.ok()) return marks.status();
  bool any_moves = false;
  if (absl::Status status = MarkUsedTerms(*base, *marks, any_moves, callbacks); !status.ok()) return status;
  return UsedTerms{base->term_count(), marks->marked_count()};
}

}  // namespace tern::load
