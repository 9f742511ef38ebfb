#include "engine/execute/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::execute {
namespace {

using model::Term;
using testing::HasSubstr;

std::shared_ptr<FakeSnapshot> Many() {
  static const auto* const kSnapshot = [] {
    auto* snapshot = new std::shared_ptr<FakeSnapshot>(std::make_shared<FakeSnapshot>());
    const model::TermId p = (*snapshot)->Iri_("p");
    for (int i = 0; i < 3000; ++i) {
      (*snapshot)->Add(
          {(*snapshot)->Iri_("s" + std::to_string(i % 300)), p, (*snapshot)->Id(Term::Integer(i)), {}});
    }
    return snapshot;
  }();
  return *kSnapshot;
}

absl::Status StatusOf(const std::string& text, const ContextOptions& options) {
  auto plan = PlanOf(text);
  if (!plan.ok()) return plan.status();
  return Drain(Execute(*plan, Many(), options)).status();
}

// A query of each operator that can run long or grow.
const char* const kQueries[] = {
    "match ?a -[p]-> ?x, ?b -[p]-> ?y return sum(?x + ?y)",
    "match ?a -[p]-> ?x, ?b -[p]-> ?y where ?x = ?y + 1 return ?a",
    "match ?a -[p]-> ?x, ?b -[p]-> ?y return distinct ?x, ?y",
    "match ?a -[p]-> ?x, ?b -[p]-> ?y return ?x, count(distinct ?y)",
    "match ?a -[p]-> ?x, ?b -[p]-> ?y return ?x, ?y order by ?x",
};

TEST(ContextTest, CancelEndsEveryQuery) {
  for (const char* query : kQueries) {
    int polls = 0;
    ContextOptions options;
    options.cancelled = [&] { return ++polls > 20; };
    EXPECT_EQ(StatusOf(query, options).code(), absl::StatusCode::kCancelled) << query;
    EXPECT_LT(polls, 40) << query;
  }
}

TEST(ContextTest, DeadlineEndsEveryQuery) {
  for (const char* query : kQueries) {
    ContextOptions options;
    options.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    EXPECT_EQ(StatusOf(query, options).code(), absl::StatusCode::kDeadlineExceeded) << query;
  }
}

TEST(ContextTest, MemoryLimitEndsWhatKeepsTooMuch) {
  for (const char* query : kQueries) {
    ContextOptions options;
    options.memory_bytes = 20'000;
    const absl::Status status = StatusOf(query, options);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << query;
    EXPECT_THAT(std::string(status.message()), HasSubstr("memory limit")) << query;
  }
}

TEST(ContextTest, MemoryComesBack) {
  ContextOptions options;
  options.memory_bytes = 100;
  Context context(Many(), options);
  {
    MemoryUse use(&context);
    EXPECT_TRUE(use.Set(60).ok());
    EXPECT_TRUE(use.Set(100).ok());
    EXPECT_FALSE(use.Add(1).ok());
    EXPECT_TRUE(use.Set(10).ok());
    EXPECT_EQ(context.reserved_bytes(), 10u);
  }
  EXPECT_EQ(context.reserved_bytes(), 0u);
}

}  // namespace
}  // namespace tern::execute
