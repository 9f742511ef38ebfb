// The dictionary on a real RocksDB: a base of one million IRIs that look like those of a knowledge graph,
// read in the ways that queries read it.
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/page_cache.h"
#include "storage/kv/rocksdb_key_value.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using model::Term;
using model::TermId;

constexpr uint64_t kTerms = 1'000'000;

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

void OrDie(const absl::Status& status) {
  if (!status.ok()) OrDie(absl::StatusOr<int>(status));
}

// A store in a directory of its own that goes with it.
class Fixture {
 public:
  static Fixture& Get() {
    static Fixture fixture;
    return fixture;
  }

  Dictionary Open(bool cached) const {
    return Dictionary(OrDie(store_->NewView()), counts_, cached ? std::make_shared<PageCache>() : nullptr);
  }
  const std::vector<Term>& terms() const { return terms_; }
  uint64_t size_bytes() const { return size_bytes_; }

  ~Fixture() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

 private:
  Fixture()
      : path_(std::filesystem::temp_directory_path() /
              ("tern_dictionary_bench." + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
    kv::RocksDbOptions options;
    options.mode = kv::OpenMode::kCreate;
    store_ = OrDie(kv::OpenRocksDb((path_ / "rocks").string(), options));
    std::mt19937_64 random(1);
    for (uint64_t i = 0; i < kTerms; ++i) {
      const char* kind =
          i % 3 == 0 ? "http://www.wikidata.org/entity/Q" : "http://example.org/resource/Company_";
      terms_.push_back(Term::Iri(kind + std::to_string(random() % 100'000'000) + "_" + std::to_string(i)));
    }
    std::sort(terms_.begin(), terms_.end());
    WriteBase();
  }

  void WriteBase() {
    const std::string file = (path_ / "base.sst").string();
    auto table = OrDie(store_->NewTable(kv::Family::kDictionary, file));
    BaseWriter writer(1,
                      [&](std::string_view key, std::string_view value) { return table->Put(key, value); });
    for (const Term& term : terms_) OrDie(writer.Add(Tag::kIriBase, model::DictionaryKey(term)));
    counts_ = OrDie(writer.Finish());
    OrDie(table->Finish());
    size_bytes_ = table->size_bytes();
    const std::vector<kv::TableFile> files = {{kv::Family::kDictionary, file}};
    OrDie(store_->Ingest(files));
  }

  std::filesystem::path path_;
  std::unique_ptr<kv::KeyValue> store_;
  std::vector<Term> terms_;
  DictionaryCounts counts_;
  uint64_t size_bytes_ = 0;
};

std::vector<TermId> RandomIds(size_t count) {
  std::mt19937_64 random(2);
  std::vector<TermId> ids;
  for (size_t i = 0; i < count; ++i) ids.emplace_back(Tag::kIriBase, random() % kTerms);
  return ids;
}

void BM_Find(benchmark::State& state) {
  const Fixture& fixture = Fixture::Get();
  const Dictionary dictionary = fixture.Open(state.range(0) != 0);
  std::mt19937_64 random(3);
  for (auto _ : state) {
    const uint64_t rank = random() % kTerms;
    if (OrDie(dictionary.Find(fixture.terms()[rank])).payload() != rank) state.SkipWithError("a wrong id");
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes_per_term"] = static_cast<double>(fixture.size_bytes()) / static_cast<double>(kTerms);
}
BENCHMARK(BM_Find)->ArgName("cached")->Arg(0)->Arg(1);

void BM_Resolve(benchmark::State& state) {
  const Dictionary dictionary = Fixture::Get().Open(state.range(0) != 0);
  const std::vector<TermId> ids = RandomIds(1 << 16);
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(OrDie(dictionary.Resolve(ids[next++ % ids.size()])));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Resolve)->ArgName("cached")->Arg(0)->Arg(1);

void BM_ResolveManyInOrder(benchmark::State& state) {
  const Dictionary dictionary = Fixture::Get().Open(false);
  constexpr uint64_t kBatch = 2048;
  std::vector<TermId> ids(kBatch);
  uint64_t next = 0;
  for (auto _ : state) {
    for (TermId& id : ids) id = TermId(Tag::kIriBase, next++ % kTerms);
    std::sort(ids.begin(), ids.end());
    benchmark::DoNotOptimize(OrDie(dictionary.ResolveMany(ids)));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kBatch));
}
BENCHMARK(BM_ResolveManyInOrder);

// One call for a million ids.
void BM_ResolveMillionInOrder(benchmark::State& state) {
  const Dictionary dictionary = Fixture::Get().Open(false);
  std::vector<TermId> ids;
  for (uint64_t i = 0; i < kTerms; ++i) ids.emplace_back(Tag::kIriBase, i);
  for (auto _ : state) benchmark::DoNotOptimize(OrDie(dictionary.ResolveMany(ids)));
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(ids.size()));
}
BENCHMARK(BM_ResolveMillionInOrder)->Unit(benchmark::kMillisecond);

void BM_ResolveManyAtRandom(benchmark::State& state) {
  const Dictionary dictionary = Fixture::Get().Open(false);
  const std::vector<TermId> ids = RandomIds(2048);
  for (auto _ : state) benchmark::DoNotOptimize(OrDie(dictionary.ResolveMany(ids)));
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(ids.size()));
}
BENCHMARK(BM_ResolveManyAtRandom);

void BM_ForEach(benchmark::State& state) {
  const Dictionary dictionary = Fixture::Get().Open(false);
  for (auto _ : state) {
    size_t bytes = 0;
    OrDie(dictionary.ForEach(Tag::kIriBase, [&](TermId, const Term& term) {
      bytes += term.value.size();
      return absl::OkStatus();
    }));
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kTerms));
}
BENCHMARK(BM_ForEach)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tern::dictionary
