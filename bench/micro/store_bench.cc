// What the store costs on RocksDB: scans by mode and order, lookups by subject, seeks, counts, term lookups,
// commits (with their sync) and a bulk load. One store of a million statements, a tenth of them claims, is
// made at the start.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"
#include "storage/load/loader.h"
#include "storage/store/store.h"

namespace tern::store {
namespace {

using model::Term;
using model::TermId;

constexpr size_t kStatements = 1'000'000;
constexpr size_t kEntities = kStatements / 8;
constexpr size_t kBatch = 2048;

Term Entity(size_t i) { return Term::Iri("http://example.org/entity/Q" + std::to_string(i)); }
Term Predicate(size_t i) { return Term::Iri("http://example.org/prop/P" + std::to_string(i)); }

[[noreturn]] void Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

template <typename T>
T Value(absl::StatusOr<T> result) {
  if (!result.ok()) Fail(result.status());
  return *std::move(result);
}

Fact RandomFact(std::mt19937_64& random) {
  Fact fact;
  fact.subject = Entity(random() % kEntities);
  fact.predicate = Predicate(random() % 60);
  switch (random() % 4) {
    case 0:
      fact.object = Term::Integer(static_cast<int64_t>(random() % 100000));
      break;
    case 1:
      fact.object = Term::String("label " + std::to_string(random() % kStatements));
      break;
    default:
      fact.object = Entity(random() % kEntities);
      break;
  }
  // Claims keep to a fifth of the subjects, as they do in what people write.
  if (random() % 2 == 0 && fact.subject.value.back() < '2') {
    fact.claim.kind = ClaimSpec::Kind::kAnonymous;
    fact.claim.stance = random() % 5 == 0 ? model::Stance::kAgainst : model::Stance::kFor;
    fact.claim.properties = {{Term::Iri("urn:by"), Term::Iri("urn:who" + std::to_string(random() % 50))}};
  }
  return fact;
}

std::unique_ptr<Store> MakeStore(const std::string& path, size_t statements) {
  std::filesystem::remove_all(path);
  StoreOptions options;
  options.access = Access::kCreate;
  options.owner = "store_bench";
  std::unique_ptr<Store> store = Value(Store::Open(path, options));
  std::mt19937_64 random(1);
  std::unique_ptr<load::Loader> loader = Value(load::Loader::Create(store.get(), {}));
  for (size_t i = 0; i < statements; ++i) {
    if (absl::Status status = loader->Add(RandomFact(random)); !status.ok()) Fail(status);
  }
  Value(loader->Finish());
  return store;
}

// A directory that goes with the program.
struct BenchDirectory {
  std::string path;
  BenchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "tern-store-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path = name;
  }
  ~BenchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

const std::string& Directory() {
  static const BenchDirectory directory;
  return directory.path;
}

Store& BigStore() {
  static const std::string path = Directory() + "/big";
  static const std::unique_ptr<Store> store = MakeStore(path, kStatements);
  return *store;
}

void BM_Scan(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = Value(BigStore().GetSnapshot());
  ScanSpec spec;
  spec.order = static_cast<order::Order>(state.range(0));
  spec.mode = static_cast<ClaimMode>(state.range(1));
  std::array<std::vector<TermId>, 4> columns;
  for (std::vector<TermId>& column : columns) column.resize(kBatch);
  uint64_t rows = 0;
  for (auto _ : state) {
    const std::unique_ptr<Cursor> cursor = Value(snapshot->Scan(spec));
    while (const size_t count = Value(cursor->Next(
               kBatch, {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()}))) {
      rows += count;
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(rows));
}
BENCHMARK(BM_Scan)
    ->ArgNames({"order", "mode"})
    ->ArgsProduct({{1, 3},
                   {static_cast<int>(ClaimMode::kFact), static_cast<int>(ClaimMode::kRaw),
                    static_cast<int>(ClaimMode::kEvery)}})
    ->Unit(benchmark::kMillisecond);

std::vector<TermId> SomeEntities(const Snapshot& snapshot) {
  std::mt19937_64 random(2);
  std::vector<TermId> ids;
  for (int i = 0; i < 4096; ++i) ids.push_back(Value(snapshot.Find(Entity(random() % kEntities))));
  return ids;
}

void BM_LookUpSubject(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = Value(BigStore().GetSnapshot());
  const std::vector<TermId> ids = SomeEntities(*snapshot);
  ScanSpec spec;
  spec.prefix_length = 1;
  std::array<std::array<TermId, 64>, 3> columns;
  size_t i = 0;
  for (auto _ : state) {
    spec.prefix[0] = ids[i++ % ids.size()];
    const std::unique_ptr<Cursor> cursor = Value(snapshot->Scan(spec));
    benchmark::DoNotOptimize(
        Value(cursor->Next(64, {columns[0].data(), columns[1].data(), columns[2].data(), nullptr})));
  }
}
BENCHMARK(BM_LookUpSubject);

void BM_SeekAscending(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = Value(BigStore().GetSnapshot());
  std::vector<TermId> ids = SomeEntities(*snapshot);
  std::sort(ids.begin(), ids.end());
  std::unique_ptr<Cursor> cursor;
  std::array<std::array<TermId, 8>, 3> columns;
  size_t i = 0;
  for (auto _ : state) {
    if (i % ids.size() == 0) cursor = Value(snapshot->Scan({}));
    if (absl::Status status = cursor->Seek({ids[i++ % ids.size()]}); !status.ok()) Fail(status);
    benchmark::DoNotOptimize(
        Value(cursor->Next(8, {columns[0].data(), columns[1].data(), columns[2].data(), nullptr})));
  }
}
BENCHMARK(BM_SeekAscending);

void BM_CountSubject(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = Value(BigStore().GetSnapshot());
  const std::vector<TermId> ids = SomeEntities(*snapshot);
  ScanSpec spec;
  spec.prefix_length = 1;
  size_t i = 0;
  for (auto _ : state) {
    spec.prefix[0] = ids[i++ % ids.size()];
    benchmark::DoNotOptimize(Value(snapshot->Count(spec)));
  }
}
BENCHMARK(BM_CountSubject);

void BM_FindTerm(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = Value(BigStore().GetSnapshot());
  std::mt19937_64 random(3);
  for (auto _ : state) benchmark::DoNotOptimize(Value(snapshot->Find(Entity(random() % kEntities))));
}
BENCHMARK(BM_FindTerm);

void BM_ResolveBatch(benchmark::State& state) {
  const std::shared_ptr<const Snapshot> snapshot = Value(BigStore().GetSnapshot());
  const std::vector<TermId> ids = SomeEntities(*snapshot);
  for (auto _ : state) benchmark::DoNotOptimize(Value(snapshot->ResolveMany(ids)));
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(ids.size()));
}
BENCHMARK(BM_ResolveBatch)->Unit(benchmark::kMillisecond);

// Durable commits of one statement each, by one thread and by several that share syncs.
void BM_Commit(benchmark::State& state) {
  static std::unique_ptr<Store> store;
  if (state.thread_index() == 0) store = MakeStore(Directory() + "/commits", 1000);
  std::mt19937_64 random(static_cast<uint64_t>(state.thread_index()) + 10);
  for (auto _ : state) {
    Changes changes;
    changes.changes.push_back({true, RandomFact(random)});
    Value(store->Commit(changes));
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) store.reset();
}
BENCHMARK(BM_Commit)->Threads(1)->Threads(8)->UseRealTime()->Unit(benchmark::kMicrosecond);

void BM_Load(benchmark::State& state) {
  for (auto _ : state) MakeStore(Directory() + "/load", static_cast<size_t>(state.range(0))).reset();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Load)->Arg(kStatements)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
}  // namespace tern::store
