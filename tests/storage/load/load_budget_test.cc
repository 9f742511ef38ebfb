#include "storage/load/load_budget.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tern::load {
namespace {

constexpr uint64_t kMegabyte = uint64_t{1} << 20;

TEST(LoadBudgetTest, PhasesStayInsideTheLimit) {
  for (const uint64_t limit : {128 * kMegabyte, 512 * kMegabyte, 4096 * kMegabyte}) {
    for (const int threads : {1, 2, 8}) {
      const absl::StatusOr<LoadBudget> budget = LoadBudget::Create(limit, threads, {});
      ASSERT_TRUE(budget.ok());
      EXPECT_EQ(budget->limit_bytes() + kProgramBytes, limit);
      EXPECT_LE(budget->worker_bytes() * threads, budget->limit_bytes() * 3 / 4);
      EXPECT_LE(budget->sorter_bytes() * std::max(threads, 2), budget->limit_bytes());
    }
  }
}

TEST(LoadBudgetTest, ALimitThatIsTooSmallIsRefused) {
  const absl::StatusOr<LoadBudget> budget = LoadBudget::Create(127 * kMegabyte, 2, {});
  EXPECT_EQ(budget.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(budget.status().message()), ::testing::HasSubstr("128 MB"));
}

TEST(LoadBudgetTest, TheDefaultIsAQuarterOfTheMachine) {
  const absl::StatusOr<LoadBudget> budget = LoadBudget::Create(0, 0, {});
  ASSERT_TRUE(budget.ok());
  EXPECT_GE(budget->limit_bytes(), kMinMemoryLimit - kProgramBytes);
  EXPECT_GE(budget->threads(), 1);
}

}  // namespace
}  // namespace tern::load
