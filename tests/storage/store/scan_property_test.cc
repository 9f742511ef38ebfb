// The store against a naive one: random commits, folds (whole ones and parts of them, in place and as a new
// generation), reopens, compactions, renumberings, large transactions and bulk loads; after each, what is in
// the store, every total, random scans with random seeks and batches, and counts must be those of brute
// force.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "storage/load/loader.h"
#include "storage/load/renumber.h"
#include "storage/store/fold_range.h"
#include "storage/store/snapshot_impl.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::Row;
using model::TermId;

struct Case {
  Backend backend;
  uint64_t seed;
  int objects;  // how large the world is
  uint32_t rows_per_block;
  int steps;
  uint64_t log_commits;  // the bound
  bool background;
};

std::string CaseName(const ::testing::TestParamInfo<Case>& info) {
  return std::string(info.param.backend == Backend::kMemory ? "Memory" : "RocksDb") + "_" +
         std::to_string(info.param.rows_per_block) + "_" + std::to_string(info.param.seed);
}

class ScanPropertyTest : public ::testing::TestWithParam<Case> {
 protected:
  ScanPropertyTest()
      : random_(GetParam().seed), facts_(random_, GetParam().objects), store_(GetParam().backend) {
    store_.options().rows_per_block = GetParam().rows_per_block;
    store_.options().max_log_commits = GetParam().log_commits;
    store_.options().max_log_statements = 5 * GetParam().log_commits;
    store_.options().background_fold = GetParam().background;
  }

  // Makes the blank nodes b1 and b2.
  void Begin() {
    ASSERT_TRUE(store_.Open().ok());
    Changes changes;
    for (const char* label : {"b1", "b2"}) {
      changes.changes.push_back({true, MakeFact(model::Term::Blank(label), Name("p0"), Name("start"))});
    }
    store_.Commit(changes);
    naive_.Apply(changes);
  }

  void Step() {
    switch (facts_.Pick(16)) {
      case 0:
      case 12:
      case 13:
      case 14:
        Fold();
        break;
      case 15: {
        const size_t way = facts_.Pick(4);
        if (way > 1) return Fold();
        if (way == 1) {
          const absl::Status renumbered = load::Renumber(store_.get(), {}).status();
          ASSERT_TRUE(renumbered.ok()) << renumbered;
          break;
        }
        const absl::StatusOr<CompactReport> report = store_->Compact({});
        ASSERT_TRUE(report.ok()) << report.status();
        EXPECT_EQ(report->statements, naive_.CountTotals().statements);
        break;
      }
      case 1: {
        kept_.clear();  // snapshots must not outlive their store
        store_.Close();
        const absl::Status status = store_.Open(Access::kWrite);
        ASSERT_TRUE(status.ok()) << status;
        break;
      }
      case 2:
        Load(static_cast<int>(facts_.Pick(300)));
        break;
      case 3:
        Load(static_cast<int>(facts_.Pick(20)));
        break;
      case 4:
        Commit(facts_.NextChanges(150, 0.3));
        break;  // mostly beyond the bounds of the log
      case 5:
        Commit(facts_.NextChanges(10, 0.9));
        break;
      default:
        Commit(facts_.NextChanges(1 + static_cast<int>(facts_.Pick(12)), 0.25));
        break;
    }
  }

  // Often only a part of it.
  void Fold() {
    FoldOptions options;
    options.way = facts_.Pick(5) == 0 ? FoldOptions::Way::kNewGeneration : FoldOptions::Way::kInPlace;
    options.batch_bytes = facts_.Pick(3) == 0 ? kMaxFoldBatchBytes : 1 + facts_.Pick(2000);
    options.stop_after_batches = facts_.Pick(4) == 0 ? 0 : 1 + facts_.Pick(12);
    const absl::Status status = store_->Fold(options);
    ASSERT_TRUE(status.ok()) << status;
    if (dynamic_cast<const SnapshotImpl&>(*store_.Read()).state().log.is_half_folded()) ++half_folded_;
  }

  void Commit(const Changes& changes) {
    const Totals before = naive_.CountTotals();
    naive_.Apply(changes);
    const CommitResult result = store_.Commit(changes);
    EXPECT_EQ(before.statements + result.inserted - result.deleted, naive_.CountTotals().statements);
  }

  void Load(int count) {
    absl::StatusOr<std::unique_ptr<load::Loader>> loader = load::Loader::Create(store_.get(), {});
    ASSERT_TRUE(loader.ok()) << loader.status();
    uint64_t added = 0;
    for (int i = 0; i < count; ++i) {
      const Fact fact = facts_.Next();
      // A blank label is another node in every file.
      if (fact.subject.kind == model::TermKind::kBlank || fact.object.kind == model::TermKind::kBlank ||
          fact.claim.name.kind == model::TermKind::kBlank) {
        continue;
      }
      const absl::Status status = (*loader)->Add(fact);
      ASSERT_TRUE(status.ok()) << status;
      naive_.Insert(fact);
      ++added;
    }
    const absl::StatusOr<load::LoadResult> result = (*loader)->Finish();
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->facts_read, added);
    EXPECT_EQ(result->inserted + result->unchanged, added);
  }

  void CheckScan(const Snapshot& snapshot, const AllRows& all, const ScanSpec& spec) {
    const std::vector<Row> expected = NaiveScan(all, spec);
    const absl::StatusOr<uint64_t> count = snapshot.Count(spec);
    ASSERT_TRUE(count.ok()) << count.status();
    if (spec.mode == ClaimMode::kRaw || spec.mode == ClaimMode::kFact) {
      EXPECT_EQ(*count, expected.size()) << Describe(spec);
    } else {
      EXPECT_GE(*count, expected.size()) << Describe(spec);
    }
    absl::StatusOr<std::unique_ptr<Cursor>> cursor = snapshot.Scan(spec);
    ASSERT_TRUE(cursor.ok()) << cursor.status();
    static constexpr size_t kBatches[] = {1, 2, 7, 64, 2048};
    if (facts_.Pick(2) == 0) {
      EXPECT_EQ(Drain(**cursor, kBatches[facts_.Pick(5)]), expected) << Describe(spec);
    } else {
      CheckSeeks(**cursor, all, spec, expected);
    }
    if (spec.prefix_length < 4) CheckRuns(snapshot, spec, expected);
  }

  struct Run {
    TermId value;
    uint64_t count = 0;
    friend bool operator==(const Run&, const Run&) = default;
  };

  static std::vector<Run> RunsOf(const std::vector<Row>& rows, size_t column) {
    std::vector<Run> runs;
    for (const Row& row : rows) {
      if (runs.empty() || runs.back().value != row[column]) runs.push_back({row[column], 0});
      ++runs.back().count;
    }
    return runs;
  }

  // All runs, or, from a random place on, those of a random length and more.
  void CheckRuns(const Snapshot& snapshot, const ScanSpec& spec, const std::vector<Row>& rows) {
    std::vector<Run> expected = RunsOf(rows, static_cast<size_t>(spec.prefix_length));
    absl::StatusOr<std::unique_ptr<RunCursor>> cursor = snapshot.ScanRuns(spec);
    ASSERT_TRUE(cursor.ok()) << cursor.status();
    uint64_t least = 1;
    std::vector<Run> runs;
    while (!(*cursor)->done()) {
      if (PickForRuns(4) == 0) {
        const size_t top = 1 + PickForRuns(4);
        const uint64_t reached = (*cursor)->RowsOfTop(top);
        const auto reach =
            std::count_if(expected.begin() + static_cast<std::ptrdiff_t>(runs.size()), expected.end(),
                          [&](const Run& run) { return run.count >= reached; });
        if (reached >= least) {
          ASSERT_GE(reach, static_cast<std::ptrdiff_t>(top)) << Describe(spec);
          ++tops_known_;
        }
      }
      if (PickForRuns(4) == 0) {
        least += PickForRuns(5);
        (*cursor)->WantAtLeast(least);
        const auto rest = expected.begin() + static_cast<std::ptrdiff_t>(runs.size());
        expected.erase(
            std::remove_if(rest, expected.end(), [&](const Run& run) { return run.count < least; }),
            expected.end());
      }
      std::array<TermId, 8> values;
      std::array<uint64_t, 8> counts;
      const absl::StatusOr<size_t> count =
          (*cursor)->Next(1 + PickForRuns(values.size()), values.data(), counts.data());
      ASSERT_TRUE(count.ok()) << count.status();
      for (size_t i = 0; i < *count; ++i) runs.push_back({values[i], counts[i]});
      ASSERT_LE(runs.size(), expected.size()) << Describe(spec);
    }
    ASSERT_EQ(runs, expected) << Describe(spec);
    if (least > 1) runs_skipped_ += (*cursor)->counters().blocks_skipped;
  }

  // Seeks and reads in turn; sometimes without some columns.
  void CheckSeeks(Cursor& cursor, const AllRows& all, const ScanSpec& spec,
                  const std::vector<Row>& expected) {
    size_t at = 0;
    for (int i = 0; i < 8; ++i) {
      if (facts_.Pick(2) == 0) {
        const Row target = facts_.NextRow(all, spec.order, spec.space);
        ASSERT_TRUE(cursor.Seek(target).ok());
        const auto found = std::lower_bound(expected.begin(), expected.end(), target);
        at = std::max(at, static_cast<size_t>(found - expected.begin()));
      }
      std::array<std::array<TermId, 5>, 4> columns;
      std::array<TermId*, 4> out;
      for (size_t column = 0; column < 4; ++column) {
        out[column] = facts_.Pick(4) == 0 ? nullptr : columns[column].data();
      }
      const size_t wanted = 1 + facts_.Pick(5);
      const absl::StatusOr<size_t> count = cursor.Next(wanted, out);
      ASSERT_TRUE(count.ok()) << count.status();
      ASSERT_EQ(*count, std::min(wanted, expected.size() - at)) << Describe(spec);
      for (size_t row = 0; row < *count; ++row, ++at) {
        for (size_t column = 0; column < 4; ++column) {
          if (out[column] == nullptr) continue;
          ASSERT_EQ(out[column][row], expected[at][column]) << Describe(spec) << " row " << at;
        }
      }
    }
  }

  static std::string Describe(const ScanSpec& spec) {
    std::string text = std::string(order::NameOf(spec.order)) + " space " +
                       std::to_string(static_cast<int>(spec.space)) + " mode " +
                       std::to_string(static_cast<int>(spec.mode)) + " prefix";
    for (int i = 0; i < spec.prefix_length; ++i)
      text += " " + std::to_string(spec.prefix[static_cast<size_t>(i)].bits());
    if (spec.range.has_value()) {
      text += " range " + std::to_string(spec.range->first.bits()) + " " +
              std::to_string(spec.range->second.bits());
    }
    return text;
  }

  void Check() {
    const std::shared_ptr<const Snapshot> snapshot = store_.Read();
    ASSERT_EQ(LinesOf(*snapshot), naive_.Lines());
    EXPECT_EQ(snapshot->totals(), naive_.CountTotals());
    const AllRows all = ReadAll(*snapshot);
    for (int i = 0; i < 20; ++i) CheckScan(*snapshot, all, facts_.NextSpec(all));
    // Snapshots stay as they were.
    if (kept_.size() < 3) {
      kept_.emplace_back(snapshot, all);
    } else {
      const size_t i = facts_.Pick(kept_.size());
      EXPECT_EQ(ReadAll(*kept_[i].first), kept_[i].second);
      for (int k = 0; k < 5; ++k)
        CheckScan(*kept_[i].first, kept_[i].second, facts_.NextSpec(kept_[i].second));
      kept_[i] = {snapshot, all};
    }
  }

  // With random numbers of its own: what the store goes through does not depend on what is looked at.
  size_t PickForRuns(size_t count) { return static_cast<size_t>(run_random_() % count); }

  Random random_;
  Random run_random_{GetParam().seed};
  RandomFacts facts_;
  TestStore store_;
  NaiveStore naive_;
  std::vector<std::pair<std::shared_ptr<const Snapshot>, AllRows>> kept_;
  int half_folded_ = 0;  // how often a fold has left the store so
  uint64_t tops_known_ = 0;
  uint64_t runs_skipped_ = 0;  // blocks that no run of the wanted length could be in, or that had one value
};

TEST_P(ScanPropertyTest, AgreesWithTheNaiveStore) {
  Begin();
  for (int step = 0; step < GetParam().steps; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    Step();
    Check();
    if (HasFailure()) return;
  }
  kept_.clear();
  if (!GetParam().background && GetParam().rows_per_block < block::kDefaultRowsPerBlock) {
    EXPECT_GT(half_folded_, 3);
    EXPECT_GT(tops_known_, 0u);
    EXPECT_GT(runs_skipped_, 10u);
  }
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    cases.push_back({Backend::kMemory, seed, seed % 2 == 0 ? 12 : 100, seed <= 3 ? 4u : 16u, 120,
                     seed % 3 == 0 ? 12u : 60u, seed == 6});
  }
  for (uint64_t seed = 11; seed <= 12; ++seed) {
    cases.push_back({Backend::kRocksDb, seed, 60, seed == 11 ? 8u : block::kDefaultRowsPerBlock, 50,
                     seed == 11 ? 60u : 12u, seed == 12});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(All, ScanPropertyTest, ::testing::ValuesIn(Cases()), CaseName);

}  // namespace
}  // namespace tern::store
