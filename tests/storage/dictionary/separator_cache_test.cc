#include "storage/dictionary/separator_cache.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace tern::dictionary {
namespace {

using model::Tag;
using Separators = std::vector<SeparatorCache::Separator>;

TEST(SeparatorCacheTest, KnowsThePagesBetweenItsSeparatorsOnly) {
  SeparatorCache cache;
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "m"), std::nullopt);
  cache.Insert(1, Tag::kIriBase, Separators{{"g", 3}, {"m", 4}, {"p", 5}}, false);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "f"), std::nullopt);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "g"), 3);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "lzzz"), 3);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "m"), 4);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "ozzz"), 4);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "p"), std::nullopt);
  EXPECT_EQ(cache.Find(1, Tag::kStringBase, "m"), std::nullopt);
}

TEST(SeparatorCacheTest, TheLastPageHasNoEnd) {
  SeparatorCache cache;
  cache.Insert(1, Tag::kIriBase, Separators{{"", 0}, {"m", 1}}, true);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, ""), 0);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "m"), 1);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "zzz"), 1);
  // The same lesson from elsewhere changes nothing.
  cache.Insert(1, Tag::kIriBase, Separators{{"m", 1}}, true);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "l"), 0);
  cache.Insert(1, Tag::kIriBase, Separators{}, false);
}

TEST(SeparatorCacheTest, ANewGenerationTakesThePlaceOfTheOld) {
  SeparatorCache cache;
  cache.Insert(1, Tag::kIriBase, Separators{{"a", 1}}, true);
  cache.Insert(2, Tag::kIriBase, Separators{{"a", 7}}, true);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "b"), std::nullopt);
  EXPECT_EQ(cache.Find(2, Tag::kIriBase, "b"), 7);
  cache.Insert(1, Tag::kIriBase, Separators{{"a", 1}}, true);
  EXPECT_EQ(cache.Find(1, Tag::kIriBase, "b"), std::nullopt);
  EXPECT_EQ(cache.Find(2, Tag::kIriBase, "b"), 7);
}

TEST(SeparatorCacheTest, StaysWithinItsCapacity) {
  SeparatorCache cache(4096);
  for (uint32_t page = 0; page < 500; ++page) {
    const std::string begin = std::to_string(1000 + page);
    cache.Insert(1, Tag::kIriBase, Separators{{begin, page}, {begin + "x", page + 1}}, false);
    EXPECT_LE(cache.size_bytes(), 4096u);
    EXPECT_EQ(cache.Find(1, Tag::kIriBase, begin), page);
  }
}

}  // namespace
}  // namespace tern::dictionary
