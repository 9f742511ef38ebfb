// Failures at every write, sync, ingestion and read of a history of commits, folds, large transactions and
// loads and renumberings, each followed by a power cut: what was acknowledged is there, what failed is not,
// and the store goes on.
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "storage/load/loader.h"
#include "storage/load/renumber.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

Changes Facts(int begin, int end) {
  Changes changes;
  for (int i = begin; i < end; ++i) {
    Fact fact =
        MakeFact(Name("s" + std::to_string(i % 7)), Name("p"), model::Term::String("o" + std::to_string(i)));
    if (i % 3 == 0)
      fact.claim = Anonymous(model::Stance::kFor, {{Name("by"), Name("who" + std::to_string(i))}});
    changes.changes.push_back({true, fact});
  }
  return changes;
}

// The steps of the history. Each gives back whether it was acknowledged.
struct Step {
  Changes changes;  // what it changes
  enum class Kind { kCommit, kLoad, kFold, kRenumber } kind = Kind::kCommit;
};

std::vector<Step> History() {
  std::vector<Step> history;
  history.push_back({Facts(0, 3), Step::Kind::kCommit});
  history.push_back({Facts(3, 5), Step::Kind::kCommit});
  history.push_back({{}, Step::Kind::kFold});
  history.push_back({Facts(5, 8), Step::Kind::kCommit});
  history.push_back({Facts(8, 60), Step::Kind::kCommit});  // beyond the bounds of the log
  Changes deletes = Facts(2, 6);
  for (Changes::Change& change : deletes.changes) change.insert = false;
  history.push_back({deletes, Step::Kind::kCommit});
  history.push_back({{}, Step::Kind::kRenumber});
  history.push_back({Facts(60, 120), Step::Kind::kLoad});
  history.push_back({Facts(120, 123), Step::Kind::kCommit});
  history.push_back({{}, Step::Kind::kRenumber});
  history.push_back({Facts(123, 125), Step::Kind::kCommit});
  return history;
}

absl::Status RunStep(Store& store, const Step& step) {
  switch (step.kind) {
    case Step::Kind::kFold:
      return store.Fold();
    case Step::Kind::kRenumber:
      return load::Renumber(&store, {}).status();
    case Step::Kind::kCommit:
      return store.Commit(step.changes).status();
    case Step::Kind::kLoad:
      break;
  }
  absl::StatusOr<std::unique_ptr<load::Loader>> loader = load::Loader::Create(&store, {});
  if (!loader.ok()) return loader.status();
  for (const Changes::Change& change : step.changes.changes) {
    if (absl::Status status = (*loader)->Add(change.fact); !status.ok()) return status;
  }
  return (*loader)->Finish().status();
}

class CrashTest : public ::testing::TestWithParam<const char*> {
 protected:
  // Fails the `nth` operation of the kind under test, and everything behind it; gives back whether it came to
  // that.
  static bool RunWithFault(int nth) {
    TestStore store(Backend::kMemory);
    store.options().max_log_statements = 20;
    store.options().rows_per_block = 8;
    EXPECT_TRUE(store.Open().ok());
    std::mutex mutex;  // a generation is written by two threads
    int seen = 0;
    bool failed = false;
    store.memory().SetFault([&](std::string_view operation) {
      const std::lock_guard<std::mutex> lock(mutex);
      if (!failed && operation == GetParam() && ++seen == nth) failed = true;
      return failed ? absl::UnavailableError("injected") : absl::OkStatus();
    });
    NaiveStore acknowledged;
    NaiveStore attempted;
    for (const Step& step : History()) {
      const absl::Status status = RunStep(*store, step);
      attempted.Apply(step.changes);
      if (status.ok()) acknowledged.Apply(step.changes);
      if (failed) break;
      EXPECT_TRUE(status.ok()) << status;
    }
    // What is seen is what was acknowledged, now and after the power cut.
    store.memory().SetFault(nullptr);
    EXPECT_EQ(LinesOf(*store.Read()), acknowledged.Lines());
    store.Close();
    store.memory().DropUnsynced();
    const absl::Status reopened = store.Open(Access::kWrite);
    EXPECT_TRUE(reopened.ok()) << reopened;
    if (!reopened.ok()) return failed;
    // A failure right behind an ingestion comes too late to undo it.
    if (std::string_view(GetParam()) == "view" && LinesOf(*store.Read()) == attempted.Lines())
      acknowledged = attempted;
    EXPECT_EQ(LinesOf(*store.Read()), acknowledged.Lines());
    EXPECT_EQ(store.Read()->totals(), acknowledged.CountTotals());
    // And the store goes on.
    const Changes more = Facts(200, 240);
    acknowledged.Apply(more);
    store.Commit(more);
    EXPECT_TRUE(store->Fold().ok());
    EXPECT_EQ(LinesOf(*store.Read()), acknowledged.Lines());
    return failed;
  }
};

TEST_P(CrashTest, AcknowledgedCommitsSurviveAFailureAnywhere) {
  int nth = 1;
  // Each of the first ones, then fewer and fewer: a generation is read and written by many alike.
  for (; nth < 1000; nth += 1 + nth / 8) {
    SCOPED_TRACE(std::string(GetParam()) + " " + std::to_string(nth));
    if (!RunWithFault(nth) || HasFailure()) break;
  }
  EXPECT_GT(nth, 1) << "no such operation was ever run";
}

INSTANTIATE_TEST_SUITE_P(Operations, CrashTest,
                         ::testing::Values("write", "sync", "ingest", "view", "table", "finish", "get",
                                           "range"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace tern::store
