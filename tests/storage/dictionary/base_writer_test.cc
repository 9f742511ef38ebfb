#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/keys.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using ::testing::HasSubstr;

struct Written {
  std::vector<std::pair<std::string, std::string>> pairs;
  BaseWriter::Put Put() {
    return [this](std::string_view key, std::string_view value) {
      if (!pairs.empty()) {
        EXPECT_LT(pairs.back().first, key);
      }
      pairs.emplace_back(key, value);
      return absl::OkStatus();
    };
  }
};

std::string Number(int i) { return std::to_string(100000 + i); }

TEST(BaseWriterTest, EmitsAscendingKeysOfItsGenerationOnly) {
  Written written;
  BaseWriter writer(7, written.Put());
  for (const Tag tag : {Tag::kIntegerBase, Tag::kStringBase, Tag::kIriBase}) {
    for (int i = 0; i < 1000; ++i) {
      ASSERT_TRUE(writer.Add(tag, Number(i)).ok());
      if (i % 100 == 0) {
        ASSERT_TRUE(writer.Add(tag, Number(i) + std::string(3000, 'x')).ok());
      }
    }
  }
  const auto counts = writer.Finish();
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->base_generation, 7u);
  EXPECT_EQ(counts->of(Tag::kIntegerBase), 1010u);
  EXPECT_EQ(counts->of(Tag::kIriBase), 1010u);
  EXPECT_EQ(counts->total(), 3030u);
  // 8 pages, 10 long keys and 8 separators a tag.
  EXPECT_EQ(written.pairs.size(), 3u * (8 + 10 + 8));
  const auto [begin, end] = BaseKeyRange(7);
  EXPECT_LE(begin, written.pairs.front().first);
  EXPECT_GT(end, written.pairs.back().first);
}

TEST(BaseWriterTest, GenerationsAndAppendedTermsDoNotOverlap) {
  for (const uint32_t generation : {0u, 1u, 255u, 256u, 0xfffffffeu}) {
    EXPECT_EQ(BaseKeyRange(generation).second, BaseKeyRange(generation + 1).first);
    EXPECT_LT(BaseKeyRange(generation).first, BaseKeyRange(generation).second);
  }
  EXPECT_LT(BaseKeyRange(0xffffffffu).first, BaseKeyRange(0xffffffffu).second);
  EXPECT_LT(AppendedKey(static_cast<Tag>(31), ~uint64_t{0}), BaseKeyRange(0).first);
  EXPECT_GT(ReverseKey(Tag::kNull, ""), BaseKeyRange(0xffffffffu).second);
}

TEST(BaseWriterTest, SeparatorsAreAsShortAsTheyCanBe) {
  Written written;
  BaseWriter writer(1, written.Put());
  for (int i = 0; i < 128; ++i) ASSERT_TRUE(writer.Add(Tag::kIriBase, "apple" + Number(i)).ok());
  for (int i = 0; i < 128; ++i) ASSERT_TRUE(writer.Add(Tag::kIriBase, "avocado" + Number(i)).ok());
  ASSERT_TRUE(writer.Finish().ok());
  ASSERT_EQ(written.pairs.size(), 4u);
  EXPECT_EQ(written.pairs[2].first, SeparatorKey(1, Tag::kIriBase, "", 0));
  EXPECT_EQ(written.pairs[3].first, SeparatorKey(1, Tag::kIriBase, "av", 1));
  EXPECT_EQ(written.pairs[3].second, std::string("\x01\0\0\0", 4));
}

TEST(BaseWriterTest, AnEmptyBaseHasNoGeneration) {
  Written written;
  BaseWriter writer(9, written.Put());
  const auto counts = writer.Finish();
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(*counts, DictionaryCounts{});
  EXPECT_TRUE(written.pairs.empty());
}

TEST(BaseWriterTest, RefusesWhatDoesNotAscend) {
  const std::vector<std::pair<Tag, std::string>> bad = {
      {Tag::kStringBase, "b"},      // the same again
      {Tag::kStringBase, "a"},      // below
      {Tag::kIntegerBase, "x"},     // a tag below
      {Tag::kStringAppended, "x"},  // no base tag
      {Tag::kInteger, "x"},        {Tag::kNull, "x"}, {Tag::kLocal, "x"},
  };
  for (const auto& [tag, key] : bad) {
    Written written;
    BaseWriter writer(1, written.Put());
    ASSERT_TRUE(writer.Add(Tag::kStringBase, "b").ok());
    EXPECT_TRUE(absl::IsInvalidArgument(writer.Add(tag, key))) << static_cast<int>(tag);
    EXPECT_TRUE(absl::IsInvalidArgument(writer.Add(Tag::kIriBase, "z")));
    EXPECT_TRUE(absl::IsInvalidArgument(writer.Finish().status()));
  }
}

TEST(BaseWriterTest, PassesOnWhatPutSays) {
  for (int allowed = 0; allowed < 4; ++allowed) {
    int calls = 0;
    BaseWriter writer(1, [&](std::string_view, std::string_view) {
      return calls++ < allowed ? absl::OkStatus() : absl::UnavailableError("disk full");
    });
    absl::Status status;
    for (int i = 0; i < 200 && status.ok(); ++i) status = writer.Add(Tag::kIriBase, Number(i));
    if (status.ok()) status = writer.Finish().status();
    EXPECT_THAT(std::string(status.message()), HasSubstr("disk full")) << allowed;
    EXPECT_EQ(calls, allowed + 1);
  }
}

}  // namespace
}  // namespace tern::dictionary
