#include "engine/execute/interruptible_sort.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/engine/execute/fake_snapshot.h"

namespace tern::execute {
namespace {

using Item = std::pair<int, int>;
const auto kByFirst = [](const Item& a, const Item& b) { return a.first < b.first; };

std::vector<Item> Shuffled(size_t count, int values) {
  std::mt19937 random(7);
  std::vector<Item> items;
  for (size_t i = 0; i < count; ++i)
    items.emplace_back(static_cast<int>(random() % static_cast<unsigned>(values)), i);
  return items;
}

TEST(InterruptibleSortTest, SortsStablyWhateverTheSize) {
  Context context(std::make_shared<FakeSnapshot>(), {});
  for (const size_t count : {0, 1, 2, 4095, 4096, 4097, 8192, 20'000, 100'001}) {
    std::vector<Item> items = Shuffled(count, 50);
    std::vector<Item> expected = items;
    std::stable_sort(expected.begin(), expected.end(), kByFirst);
    ASSERT_TRUE(SortInterruptibly(items, 0, items.size(), kByFirst, context).ok());
    EXPECT_EQ(items, expected) << count;
  }
}

TEST(InterruptibleSortTest, SortsARangeAlone) {
  Context context(std::make_shared<FakeSnapshot>(), {});
  std::vector<Item> items = {{9, 0}, {3, 1}, {2, 2}, {1, 3}, {0, 4}};
  ASSERT_TRUE(SortInterruptibly(items, 1, 4, kByFirst, context).ok());
  EXPECT_EQ(items, (std::vector<Item>{{9, 0}, {1, 3}, {2, 2}, {3, 1}, {0, 4}}));
}

TEST(InterruptibleSortTest, CancellingLosesNoItem) {
  for (int polls = 0; polls < 30; ++polls) {
    int left = polls;
    ContextOptions options;
    options.cancelled = [&] { return left-- == 0; };
    Context context(std::make_shared<FakeSnapshot>(), options);
    std::vector<Item> items = Shuffled(200'000, 1'000'000);
    std::vector<Item> expected = items;
    const absl::Status status = SortInterruptibly(items, 0, items.size(), kByFirst, context);
    if (status.ok()) break;
    std::sort(items.begin(), items.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(items, expected) << polls;
  }
}

}  // namespace
}  // namespace tern::execute
