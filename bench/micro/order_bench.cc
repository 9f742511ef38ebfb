// What reading the orders of a large store costs, through the cursors that queries use: full scans with all
// columns decoded, lookups by bound prefix, ascending seeks, counts, and ids to terms. Reads the store that
// TERN_BENCH_STORE names (default ./tern.db), so that its size and shape are the caller's:
//
//   tern_dataset --triples 10000000 > ten.nt && tern --db ten.db load ten.nt
//   TERN_BENCH_STORE=ten.db bench_order
//
// Everything is warm: each benchmark reads its part once before it measures.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "storage/store/store.h"

namespace tern::store {
namespace {

using model::Row;
using model::TermId;
using order::Order;

constexpr size_t kBatch = 2048;
constexpr size_t kSamples = 1 << 16;  // of prefixes
constexpr size_t kMaxTerms = 1'000'000;

[[noreturn]] void Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

template <typename T>
T Value(absl::StatusOr<T> result) {
  if (!result.ok()) Fail(result.status());
  return *std::move(result);
}

std::shared_ptr<const Snapshot> TheSnapshot() {
  static const std::unique_ptr<Store> store = [] {
    const char* path = std::getenv("TERN_BENCH_STORE");
    StoreOptions options;
    options.cache_bytes = size_t{2} << 30;
    return Value(Store::Open(path != nullptr ? path : "tern.db", options));
  }();
  return Value(store->GetSnapshot());
}

ScanSpec SpecOf(Order order, ClaimMode mode = ClaimMode::kFact) {
  ScanSpec spec;
  spec.order = order;
  spec.mode = mode;
  return spec;
}

struct Batch {
  std::array<std::vector<TermId>, 4> columns;
  explicit Batch(size_t rows) {
    for (std::vector<TermId>& column : columns) column.resize(rows);
  }
  std::array<TermId*, 4> out() {
    return {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()};
  }
  Row RowAt(size_t i) const { return {columns[0][i], columns[1][i], columns[2][i], columns[3][i]}; }
};

uint64_t ScanAll(const Snapshot& snapshot, const ScanSpec& spec, Batch& batch) {
  const std::unique_ptr<Cursor> cursor = Value(snapshot.Scan(spec));
  uint64_t rows = 0;
  while (const size_t count = Value(cursor->Next(kBatch, batch.out()))) {
    benchmark::ClobberMemory();
    rows += count;
  }
  return rows;
}

// Every `step`-th row of an order.
std::vector<Row> EveryRow(const Snapshot& snapshot, Order order, uint64_t step) {
  Batch batch(kBatch);
  const std::unique_ptr<Cursor> cursor = Value(snapshot.Scan(SpecOf(order)));
  std::vector<Row> rows;
  uint64_t next = 0;  // the row that is wanted next, counted from the beginning of the batch
  while (const size_t count = Value(cursor->Next(kBatch, batch.out()))) {
    for (; next < count; next += step) rows.push_back(batch.RowAt(next));
    next -= count;
  }
  return rows;
}

void BM_Scan(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = TheSnapshot();
  const ScanSpec spec = SpecOf(static_cast<Order>(state.range(0)), static_cast<ClaimMode>(state.range(1)));
  Batch batch(kBatch);
  uint64_t rows = ScanAll(*snapshot, spec, batch);
  rows = 0;
  for (auto _ : state) rows += ScanAll(*snapshot, spec, batch);
  state.SetItemsProcessed(static_cast<int64_t>(rows));
}
BENCHMARK(BM_Scan)
    ->ArgNames({"order", "mode"})
    ->ArgsProduct({{1, 2, 3, 4}, {static_cast<int>(ClaimMode::kFact), static_cast<int>(ClaimMode::kRaw)}})
    ->Unit(benchmark::kMillisecond);

// Rows of the whole order, in random order: their first ids are the prefixes that are looked up.
std::vector<Row> RandomRows(const Snapshot& snapshot, Order order) {
  std::vector<Row> rows =
      EveryRow(snapshot, order, std::max<uint64_t>(1, snapshot.totals().facts / kSamples));
  std::shuffle(rows.begin(), rows.end(), std::mt19937_64(1));
  return rows;
}

// A cursor a lookup, and its first 64 rows.
void BM_LookUp(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = TheSnapshot();
  ScanSpec spec = SpecOf(static_cast<Order>(state.range(0)));
  spec.prefix_length = static_cast<int>(state.range(1));
  const std::vector<Row> rows = RandomRows(*snapshot, spec.order);
  Batch batch(64);
  uint64_t found = 0;
  size_t i = 0;
  for (auto _ : state) {
    const Row& row = rows[i++ % rows.size()];
    std::copy_n(row.begin(), spec.prefix_length, spec.prefix.begin());
    const std::unique_ptr<Cursor> cursor = Value(snapshot->Scan(spec));
    found += Value(cursor->Next(64, batch.out()));
  }
  state.counters["rows"] = static_cast<double>(found) / static_cast<double>(state.iterations());
}
BENCHMARK(BM_LookUp)
    ->ArgNames({"order", "prefix"})
    ->Args({1, 1})
    ->Args({1, 2})
    ->Args({1, 3})
    ->Args({2, 2})
    ->Args({3, 2})
    ->Args({4, 1});

void BM_Count(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = TheSnapshot();
  ScanSpec spec = SpecOf(static_cast<Order>(state.range(0)));
  spec.prefix_length = static_cast<int>(state.range(1));
  const std::vector<Row> rows = RandomRows(*snapshot, spec.order);
  size_t i = 0;
  for (auto _ : state) {
    const Row& row = rows[i++ % rows.size()];
    std::copy_n(row.begin(), spec.prefix_length, spec.prefix.begin());
    benchmark::DoNotOptimize(Value(snapshot->Count(spec)));
  }
}
BENCHMARK(BM_Count)->ArgNames({"order", "prefix"})->Args({1, 1})->Args({1, 2})->Args({3, 1})->Args({3, 2});

// One cursor; a seek to every step-th row and the row that is there. Items are seeks.
void BM_SeekAscending(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = TheSnapshot();
  const ScanSpec spec = SpecOf(static_cast<Order>(state.range(0)));
  const std::vector<Row> rows = EveryRow(*snapshot, spec.order, static_cast<uint64_t>(state.range(1)));
  Batch batch(1);
  std::unique_ptr<Cursor> cursor;
  size_t i = 0;
  for (auto _ : state) {
    if (i == 0) cursor = Value(snapshot->Scan(spec));
    if (absl::Status status = cursor->Seek(rows[i]); !status.ok()) Fail(status);
    if (Value(cursor->Next(1, batch.out())) != 1 || batch.RowAt(0) != rows[i]) {
      Fail(absl::InternalError("a seek missed its row"));
    }
    i = i + 1 == rows.size() ? 0 : i + 1;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_SeekAscending)->ArgNames({"order", "step"})->ArgsProduct({{1, 2, 3, 4}, {10, 100, 10'000}});

// Ascending ids of terms in the dictionary, a batch at a time. Items are terms.
void BM_ResolveInOrder(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = TheSnapshot();
  const auto tag = static_cast<model::Tag>(state.range(0));
  std::vector<TermId> ids;
  const absl::Status listed = snapshot->ForEachTerm(tag, [&](TermId id, const model::Term&) {
    ids.push_back(id);
    return ids.size() < kMaxTerms ? absl::OkStatus() : absl::CancelledError();
  });
  if (!listed.ok() && !absl::IsCancelled(listed)) Fail(listed);
  for (auto _ : state) {
    for (size_t begin = 0; begin < ids.size(); begin += kBatch) {
      const size_t count = std::min(kBatch, ids.size() - begin);
      benchmark::DoNotOptimize(Value(snapshot->ResolveMany(absl::MakeConstSpan(ids).subspan(begin, count))));
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * ids.size()));
}
BENCHMARK(BM_ResolveInOrder)
    ->ArgName("tag")
    ->Arg(static_cast<int>(model::Tag::kIriBase))
    ->Arg(static_cast<int>(model::Tag::kLangStringBase))
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tern::store
