#include "storage/log/log_index.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <utility>

#include "storage/block/block_header.h"

namespace tern::log {
namespace {

using model::Row;
using order::Order;

// What a run knows of row i, with the sums over rows 0 … i, so that the totals of a range are one
// subtraction.
struct Mark {
  int32_t statements_through = 0;
  int32_t facts_through = 0;
  bool first_insert = true;
  bool last_insert = true;
};

// Sorted rows of one order, each once. Rows and marks are apart because searches look at rows only.
struct SortedRows {
  std::vector<Row> rows;
  std::vector<Mark> marks;

  void Reserve(size_t count) {
    rows.reserve(count);
    marks.reserve(count);
  }

  void Append(const LogRow& row) {
    assert(rows.empty() || rows.back() < row.row);
    Mark mark = marks.empty() ? Mark{} : marks.back();
    mark.statements_through += row.statements();
    mark.facts_through += row.facts;
    mark.first_insert = row.first_insert;
    mark.last_insert = row.last_insert;
    rows.push_back(row.row);
    marks.push_back(mark);
  }

  LogRow At(size_t index) const {
    const Mark& mark = marks[index];
    const int32_t facts_before = index == 0 ? 0 : marks[index - 1].facts_through;
    return {rows[index], mark.first_insert, mark.last_insert, mark.facts_through - facts_before};
  }

  LogTotals Before(size_t index) const {
    if (index == 0) return {};
    return {marks[index - 1].statements_through, marks[index - 1].facts_through};
  }

  // The indexes [begin, end) of the rows in [first, last].
  std::pair<size_t, size_t> Find(const Row& first, const Row& last) const {
    const auto begin = std::lower_bound(rows.begin(), rows.end(), first);
    const auto end = std::upper_bound(begin, rows.end(), last);
    return {static_cast<size_t>(begin - rows.begin()), static_cast<size_t>(end - rows.begin())};
  }

  size_t memory_bytes() const { return rows.capacity() * sizeof(Row) + marks.capacity() * sizeof(Mark); }
};

// One row from what an older and a newer run say of it.
LogRow Combine(const LogRow& older, const LogRow& newer) {
  return {older.row, older.first_insert, newer.last_insert, older.facts + newer.facts};
}

// Merges two sorted sequences, read by index, into `append`.
template <typename OlderAt, typename NewerAt, typename Append>
void Merge(size_t older_count, const OlderAt& older, size_t newer_count, const NewerAt& newer,
           const Append& append) {
  size_t i = 0, j = 0;
  while (i < older_count && j < newer_count) {
    const LogRow a = older(i);
    const LogRow b = newer(j);
    if (a.row < b.row) {
      append(a);
      ++i;
    } else if (b.row < a.row) {
      append(b);
      ++j;
    } else {
      append(Combine(a, b));
      ++i;
      ++j;
    }
  }
  for (; i < older_count; ++i) append(older(i));
  for (; j < newer_count; ++j) append(newer(j));
}

size_t IndexOf(Order order) { return static_cast<size_t>(order) - 1; }

LogRow RowOf(Order order, const Change& change) {
  const bool rows_are_facts = order::InfoOf(order).shape != block::RowShape::kFacts;
  const int32_t facts = rows_are_facts ? (change.insert ? 1 : -1) : change.facts;
  return {order::ToRow(order, change.statement), change.insert, change.insert, facts};
}

}  // namespace

struct LogIndex::Run {
  uint64_t changes = 0;  // before rows that are alike became one
  std::array<SortedRows, order::kOrderCount> orders;

  int level() const { return std::bit_width(changes); }

  static std::shared_ptr<const Run> Of(absl::Span<const Change> changes);
  static std::shared_ptr<const Run> Merged(const Run& older, const Run& newer);
};

std::shared_ptr<const LogIndex::Run> LogIndex::Run::Of(absl::Span<const Change> changes) {
  auto run = std::make_shared<Run>();
  run->changes = changes.size();
  std::array<std::vector<LogRow>, order::kOrderCount> unsorted;
  for (const Change& change : changes) {
    for (const Order order : order::OrdersOf(change.statement)) {
      unsorted[IndexOf(order)].push_back(RowOf(order, change));
    }
  }
  for (size_t i = 0; i < unsorted.size(); ++i) {
    std::sort(unsorted[i].begin(), unsorted[i].end(),
              [](const LogRow& a, const LogRow& b) { return a.row < b.row; });
    run->orders[i].Reserve(unsorted[i].size());
    for (const LogRow& row : unsorted[i]) run->orders[i].Append(row);
  }
  return run;
}

std::shared_ptr<const LogIndex::Run> LogIndex::Run::Merged(const Run& older, const Run& newer) {
  auto run = std::make_shared<Run>();
  run->changes = older.changes + newer.changes;
  for (size_t i = 0; i < run->orders.size(); ++i) {
    const SortedRows& a = older.orders[i];
    const SortedRows& b = newer.orders[i];
    SortedRows& out = run->orders[i];
    out.Reserve(a.rows.size() + b.rows.size());
    Merge(
        a.rows.size(), [&](size_t k) { return a.At(k); }, b.rows.size(), [&](size_t k) { return b.At(k); },
        [&](const LogRow& row) { out.Append(row); });
  }
  return run;
}

std::shared_ptr<const LogIndex> LogIndex::Empty(uint64_t folded_commit) {
  std::shared_ptr<LogIndex> index(new LogIndex);
  index->last_commit_ = folded_commit;
  return index;
}

std::shared_ptr<const LogIndex> LogIndex::With(const LogEntry& entry) const {
  assert(entry.commit == last_commit_ + 1);
  std::shared_ptr<LogIndex> index(new LogIndex);
  index->last_commit_ = entry.commit;
  index->commit_count_ = commit_count_ + 1;
  index->change_count_ = change_count_ + entry.changes.size();
  index->runs_ = runs_;
  if (entry.changes.empty()) return index;

  // Levels fall strictly from the oldest run to the newest. Those that the new one reaches are merged with
  // each other first, smallest first, so that no large run is copied once for every small one.
  std::vector<std::shared_ptr<const Run>>& runs = index->runs_;
  std::shared_ptr<const Run> newest = Run::Of(entry.changes);
  std::shared_ptr<const Run> reached;
  int level = newest->level();
  while (!runs.empty() && runs.back()->level() <= level) {
    reached = reached == nullptr ? runs.back() : Run::Merged(*runs.back(), *reached);
    runs.pop_back();
    level = std::bit_width(reached->changes + newest->changes);
  }
  runs.push_back(reached == nullptr ? newest : Run::Merged(*reached, *newest));
  return index;
}

std::vector<LogRow> LogIndex::Range(Order order, const Row& first, const Row& last) const {
  // From the newest run, which is the smallest, to the oldest: sizes double, so rows are copied twice on
  // average.
  std::vector<LogRow> result;
  if (last < first) return result;
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
    const SortedRows& sorted = (*run)->orders[IndexOf(order)];
    const auto [begin, end] = sorted.Find(first, last);
    if (begin == end) continue;
    std::vector<LogRow> newer = std::move(result);
    result.clear();
    result.reserve(newer.size() + (end - begin));
    Merge(
        end - begin, [&, begin = begin](size_t k) { return sorted.At(begin + k); }, newer.size(),
        [&](size_t k) { return newer[k]; }, [&](const LogRow& row) { result.push_back(row); });
  }
  return result;
}

LogTotals LogIndex::Totals(Order order, const Row& first, const Row& last) const {
  // Inserts and deletes of a row alternate, so the sum over runs telescopes to what the merged row says.
  LogTotals totals;
  if (last < first) return totals;
  for (const auto& run : runs_) {
    const SortedRows& sorted = run->orders[IndexOf(order)];
    const auto [begin, end] = sorted.Find(first, last);
    const LogTotals before = sorted.Before(begin);
    const LogTotals through = sorted.Before(end);
    totals.statements += through.statements - before.statements;
    totals.facts += through.facts - before.facts;
  }
  return totals;
}

size_t LogIndex::memory_bytes() const {
  size_t bytes = sizeof *this + runs_.capacity() * sizeof(runs_[0]);
  for (const auto& run : runs_) {
    bytes += sizeof *run;
    for (const SortedRows& sorted : run->orders) bytes += sorted.memory_bytes();
  }
  return bytes;
}

}  // namespace tern::log
