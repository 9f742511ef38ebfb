// The sequence in which a pattern is written, and the direction of its edges, do not matter: one plan.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/optimize/optimize.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::optimize {
namespace {

using execute::FakeSnapshot;

class Pattern {
 public:
  explicit Pattern(uint32_t seed) : random_(seed) {
    for (int i = 0; i < 200; ++i) snapshot_.Add(Name("e", 20), Name("p", 4), Name("e", 20));
    const int edges = 2 + Pick(5);
    for (int i = 0; i < edges; ++i) {
      // Mostly on a variable that is there already.
      const std::string from = absl::StrCat("?v", Pick(i + 1));
      const std::string to = Pick(5) == 0 ? Name("e", 20) : absl::StrCat("?v", Pick(i + 2));
      edges_.push_back({from, Name("p", 4), to});
    }
  }

  // The edges in a random sequence, each in a random direction.
  std::string Written() {
    std::shuffle(edges_.begin(), edges_.end(), random_);
    std::vector<std::string> walks;
    for (const auto& [from, predicate, to] : edges_) {
      walks.push_back(Pick(2) == 0 ? absl::StrCat(from, " -[", predicate, "]-> ", to)
                                   : absl::StrCat(to, " <-[", predicate, "]- ", from));
    }
    return absl::StrCat("match ", absl::StrJoin(walks, ", "), " return count(*)");
  }

  const FakeSnapshot& snapshot() const { return snapshot_; }

 private:
  struct Edge {
    std::string from;
    std::string predicate;
    std::string to;
  };

  int Pick(int count) { return static_cast<int>(random_() % static_cast<uint32_t>(count)); }
  std::string Name(const char* kind, int count) { return absl::StrCat(kind, Pick(count)); }

  std::mt19937 random_;
  FakeSnapshot snapshot_;
  std::vector<Edge> edges_;
};

TEST(WrittenOrderTest, IsNotSeenInThePlan) {
  for (uint32_t seed = 1; seed <= 150; ++seed) {
    Pattern pattern(seed);
    std::string first_query;
    std::string first_plan;
    for (int i = 0; i < 6; ++i) {
      const std::string query = pattern.Written();
      const auto plan = execute::PlanOf(query);
      ASSERT_TRUE(plan.ok()) << query << ": " << plan.status();
      const auto optimized = Optimize(*plan, pattern.snapshot(), {});
      ASSERT_TRUE(optimized.ok()) << query << ": " << optimized.status();
      const std::string shown = execute::Show(*optimized);
      if (i == 0) {
        first_query = query;
        first_plan = shown;
      }
      ASSERT_EQ(shown, first_plan) << "seed " << seed << ": " << query << "\nas against " << first_query;
    }
  }
}

}  // namespace
}  // namespace tern::optimize
