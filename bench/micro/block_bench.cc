// How fast blocks are written and read, and how large they are, for columns as they occur: SPO and POS of a
// graph with hubs, few predicates and mixed objects.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "storage/block/bit_packing.h"
#include "storage/block/block.h"
#include "storage/block/block_builder.h"
#include "storage/block/decode_kernels.h"
#include "storage/block/payload_stream.h"

namespace tern::block {
namespace {

using model::Row;
using model::Tag;
using model::TermId;

enum Layout : int64_t { kSpo, kPos };

std::vector<Row> MakeRows(int64_t layout) {
  std::mt19937_64 random(1);
  constexpr uint64_t kSubjects = 1000;
  std::vector<Row> rows;
  while (rows.size() < 12 * kDefaultRowsPerBlock / 10) {
    const TermId subject(Tag::kIriBase, 5'000'000 + random() % kSubjects);
    const TermId predicate(Tag::kIriBase, 77'000'000 + random() % 40);
    const TermId object = random() % 3 == 0   ? TermId(Tag::kStringBase, random() % 2'000'000)
                          : random() % 4 == 0 ? TermId(Tag::kInteger, (uint64_t{1} << 58) + random() % 3000)
                                              : TermId(Tag::kIriBase, random() % 9'000'000);
    rows.push_back(layout == kSpo ? Row{subject, predicate, object, TermId::Null()}
                                  : Row{predicate, object, subject, TermId::Null()});
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  rows.resize(kDefaultRowsPerBlock);
  return rows;
}

Block MakeBlock(int64_t layout) {
  return *Block::Parse(EncodeBlock(MakeRows(layout), RowShape::kFacts)->bytes, Verify::kContent);
}

void SetRows(benchmark::State& state, size_t rows) {
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(rows));
}

void BM_Encode(benchmark::State& state) {
  const std::vector<Row> rows = MakeRows(state.range(0));
  size_t bytes = 0;
  for (auto _ : state) bytes = EncodeBlock(rows, RowShape::kFacts)->bytes.size();
  SetRows(state, rows.size());
  state.counters["bytes_per_row"] = static_cast<double>(bytes) / static_cast<double>(rows.size());
}
BENCHMARK(BM_Encode)->Arg(kSpo)->Arg(kPos);

void BM_Parse(benchmark::State& state) {
  const std::string bytes = EncodeBlock(MakeRows(kSpo), RowShape::kFacts)->bytes;
  const auto verify = static_cast<Verify>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(Block::Parse(bytes, nullptr, verify));
}
BENCHMARK(BM_Parse)
    ->Arg(static_cast<int64_t>(Verify::kStructure))
    ->Arg(static_cast<int64_t>(Verify::kContent));

// Items are ids: the decode rate of each column of each layout.
void BM_DecodeColumn(benchmark::State& state) {
  const Block block = MakeBlock(state.range(0));
  std::vector<TermId> ids(block.rows());
  for (auto _ : state) {
    block.DecodeColumn(static_cast<int>(state.range(1)), 0, block.rows(), ids.data());
    benchmark::DoNotOptimize(ids.data());
    benchmark::ClobberMemory();
  }
  SetRows(state, block.rows());
}
BENCHMARK(BM_DecodeColumn)->ArgsProduct({{kSpo, kPos}, {0, 1, 2, 3}});

void BM_UnpackRange(benchmark::State& state) {
  const auto width = static_cast<int>(state.range(0));
  std::vector<uint64_t> values(kDefaultRowsPerBlock);
  std::mt19937_64 random(2);
  for (uint64_t& value : values) value = random() & ((uint64_t{1} << width) - 1);
  std::string packed;
  AppendPacked(values, width, packed);
  packed.append(kPackedSlackBytes, '\0');
  std::vector<TermId> ids(values.size());
  for (auto _ : state) {
    UnpackRange(reinterpret_cast<const uint8_t*>(packed.data()), 0, values.size(), width, 1, ids.data());
    benchmark::DoNotOptimize(ids.data());
    benchmark::ClobberMemory();
  }
  SetRows(state, values.size());
}
BENCHMARK(BM_UnpackRange)->Arg(5)->Arg(20)->Arg(33)->Arg(59);

// The inner loops, portable (0) and with AVX2 (1).
const DecodeKernels* KernelsOf(benchmark::State& state) {
  const DecodeKernels* kernels = state.range(0) == 0 ? &PortableKernels() : Avx2Kernels();
  if (kernels == nullptr) state.SkipWithError("this processor has no AVX2");
  return kernels;
}

void BM_UnpackGroup(benchmark::State& state) {
  const DecodeKernels* kernels = KernelsOf(state);
  if (kernels == nullptr) return;
  const auto width = static_cast<size_t>(state.range(1));
  const std::string packed(DecodeKernels::kGroup / 8 * width + kPackedSlackBytes, '\x5a');
  std::vector<TermId> ids(DecodeKernels::kGroup);
  for (auto _ : state) {
    kernels->unpack_group[width](reinterpret_cast<const uint8_t*>(packed.data()), 1, ids.data());
    benchmark::DoNotOptimize(ids.data());
    benchmark::ClobberMemory();
  }
  SetRows(state, ids.size());
}
BENCHMARK(BM_UnpackGroup)->ArgNames({"kernels", "width"})->ArgsProduct({{0, 1}, {1, 8, 13, 20, 33, 57}});

void BM_AddUp(benchmark::State& state) {
  const DecodeKernels* kernels = KernelsOf(state);
  if (kernels == nullptr) return;
  std::vector<TermId> ids(kDeltaInterval);
  for (auto _ : state) {
    kernels->add_up(1, ids.data(), ids.size());
    benchmark::DoNotOptimize(ids.data());
    benchmark::ClobberMemory();
  }
  SetRows(state, ids.size());
}
BENCHMARK(BM_AddUp)->ArgName("kernels")->Arg(0)->Arg(1);

void BM_RowAt(benchmark::State& state) {
  const Block block = MakeBlock(state.range(0));
  uint32_t row = 0;
  for (auto _ : state) {
    row = (row + 4799) % block.rows();
    benchmark::DoNotOptimize(block.RowAt(row));
  }
}
BENCHMARK(BM_RowAt)->Arg(kSpo)->Arg(kPos);

void BM_LowerBound(benchmark::State& state) {
  const std::vector<Row> rows = MakeRows(state.range(0));
  const Block block = MakeBlock(state.range(0));
  size_t row = 0;
  for (auto _ : state) {
    row = (row + 4799) % rows.size();
    benchmark::DoNotOptimize(block.LowerBound(absl::MakeConstSpan(rows[row]).first(2)));
  }
}
BENCHMARK(BM_LowerBound)->Arg(kSpo)->Arg(kPos);

}  // namespace
}  // namespace tern::block
