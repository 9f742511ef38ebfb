#include "storage/dictionary/page_cache.h"

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "storage/dictionary/page.h"

namespace tern::dictionary {
namespace {

using model::Tag;

std::shared_ptr<const Page> PageOf(const std::string& key) {
  PageBuilder builder;
  builder.Add(key);
  auto bytes = std::make_shared<const std::string>(builder.Finish());
  return std::make_shared<const Page>(Page::Parse(*bytes, bytes).value());
}

TEST(PageCacheTest, FindsWhatWasInserted) {
  PageCache cache;
  const auto page = PageOf("a");
  cache.Insert({1, Tag::kIriBase, 7}, page);
  EXPECT_EQ(cache.Find({1, Tag::kIriBase, 7}), page);
  EXPECT_EQ(cache.Find({2, Tag::kIriBase, 7}), nullptr);
  EXPECT_EQ(cache.Find({1, Tag::kStringBase, 7}), nullptr);
  EXPECT_EQ(cache.Find({1, Tag::kIriBase, 8}), nullptr);
}

TEST(PageCacheTest, TheFirstOfTwoInsertsStays) {
  PageCache cache;
  const auto page = PageOf("a");
  cache.Insert({1, Tag::kIriBase, 7}, page);
  const size_t size_bytes = cache.size_bytes();
  cache.Insert({1, Tag::kIriBase, 7}, PageOf("b"));
  EXPECT_EQ(cache.Find({1, Tag::kIriBase, 7}), page);
  EXPECT_EQ(cache.size_bytes(), size_bytes);
}

TEST(PageCacheTest, StaysBelowItsCapacityAndKeepsWhatIsUsed) {
  constexpr size_t kCapacity = 64 << 10;
  PageCache cache(kCapacity);
  const PageId used{1, Tag::kIriBase, 0};
  cache.Insert(used, PageOf("used"));
  for (uint32_t i = 1; i < 2000; ++i) {
    cache.Insert({1, Tag::kIriBase, i}, PageOf("page " + std::to_string(i)));
    ASSERT_NE(cache.Find(used), nullptr) << i;
    ASSERT_LE(cache.size_bytes(), kCapacity);
  }
  EXPECT_EQ(cache.Find({1, Tag::kIriBase, 1}), nullptr);
  EXPECT_NE(cache.Find({1, Tag::kIriBase, 1999}), nullptr);
  EXPECT_GT(cache.size_bytes(), kCapacity / 2);
}

TEST(PageCacheTest, APageThatIsTooLargeIsNotKept) {
  PageCache cache(8 << 10);
  cache.Insert({1, Tag::kIriBase, 0}, PageOf(std::string(1000, 'x')));
  EXPECT_EQ(cache.Find({1, Tag::kIriBase, 0}), nullptr);
  EXPECT_EQ(cache.size_bytes(), 0u);
  PageCache none(0);
  none.Insert({1, Tag::kIriBase, 0}, PageOf("x"));
  EXPECT_EQ(none.size_bytes(), 0u);
}

TEST(PageCacheTest, ManyThreadsShareIt) {
  PageCache cache(32 << 10);
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      for (uint32_t i = 0; i < 2000; ++i) {
        const uint32_t number = (i * 7 + t) % 300;
        const PageId id{1, Tag::kIriBase, number};
        if (const auto page = cache.Find(id)) {
          PageWalk walk(*page);
          ASSERT_TRUE(walk.MoveTo(0).ok());
          ASSERT_EQ(walk.entry().text, std::to_string(number));
        } else {
          cache.Insert(id, PageOf(std::to_string(number)));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(cache.size_bytes(), size_t{32 << 10});
}

}  // namespace
}  // namespace tern::dictionary
