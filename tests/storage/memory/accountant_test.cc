#include "storage/memory/accountant.h"

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/memory/paged_array.h"

namespace tern::memory {
namespace {

TEST(AccountantTest, NeverGivesMoreThanItHas) {
  Accountant accountant(100);
  Reservation first(&accountant);
  EXPECT_TRUE(first.TryGrow(60));
  {
    Reservation second(&accountant);
    EXPECT_FALSE(second.TryGrow(41));
    EXPECT_EQ(second.bytes(), 0u);
    EXPECT_TRUE(second.TryGrow(40));
    EXPECT_EQ(accountant.used_bytes(), 100u);
  }
  EXPECT_EQ(accountant.used_bytes(), 60u);
  EXPECT_EQ(accountant.peak_bytes(), 100u);
}

TEST(AccountantTest, SaysWhatNeedsMoreAndHowToGiveIt) {
  Accountant accountant(uint64_t{4} << 20);
  Reservation reservation(&accountant);
  const absl::Status status = reservation.Grow(uint64_t{5} << 20, "the claims of a load");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("the claims of a load need 5 MB"));
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("--memory-limit"));
}

TEST(AccountantTest, AMovedReservationIsGivenBackOnce) {
  Accountant accountant(10);
  {
    Reservation first(&accountant);
    ASSERT_TRUE(first.TryGrow(10));
    const Reservation second(std::move(first));
    EXPECT_EQ(accountant.used_bytes(), 10u);
  }
  EXPECT_EQ(accountant.used_bytes(), 0u);
}

TEST(PagedArrayTest, IsZeroedAndMoves) {
  PagedArray<int> array(1 << 20);
  EXPECT_EQ(array[(1 << 20) - 1], 0);
  array[7] = 3;
  PagedArray<int> moved(std::move(array));
  EXPECT_EQ(moved[7], 3);
  EXPECT_EQ(moved.size(), size_t{1} << 20);
  moved = PagedArray<int>();
  EXPECT_EQ(moved.size(), 0u);
  EXPECT_EQ(moved.data(), nullptr);
}

}  // namespace
}  // namespace tern::memory
