#include "storage/load/partial_vocabulary.h"

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace tern::load {
namespace {

using model::Tag;

constexpr size_t kPlenty = size_t{64} << 20;

std::optional<uint32_t> Add(PartialVocabulary& vocabulary, Tag tag, std::string_view key) {
  return vocabulary.Add(tag, key, PartialVocabulary::HashOf(tag, key));
}

std::vector<std::pair<std::string, uint32_t>> Sorted(const PartialVocabulary& vocabulary) {
  std::vector<std::pair<std::string, uint32_t>> sorted;
  const absl::Status status = vocabulary.VisitSorted([&](uint32_t number, std::string_view key) {
    sorted.emplace_back(key, number);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok());
  return sorted;
}

TEST(PartialVocabularyTest, ATermKeepsItsNumber) {
  PartialVocabulary vocabulary(kPlenty);
  EXPECT_EQ(Add(vocabulary, Tag::kIriBase, "urn:a"), 0u);
  EXPECT_EQ(Add(vocabulary, Tag::kStringBase, "urn:a"), 1u);
  EXPECT_EQ(Add(vocabulary, Tag::kIriBase, "urn:a"), 0u);
  EXPECT_EQ(Add(vocabulary, Tag::kStringBase, ""), 2u);
  EXPECT_EQ(vocabulary.size(), 3u);
}

TEST(PartialVocabularyTest, SortsByTagThenKeyWhateverTheLengths) {
  std::mt19937_64 random(7);
  PartialVocabulary vocabulary(kPlenty);
  std::map<std::string, uint32_t> expected;
  const std::string common = "http://example.org/a long common beginning/";
  for (int i = 0; i < 20000; ++i) {
    // Lengths around multiples of the word size, embedded zeros, and high bytes.
    std::string text = random() % 2 == 0 ? common : "";
    for (uint64_t length = random() % 20; length > 0; --length) text += "\0ab\xff"[random() % 4];
    const Tag tag = random() % 2 == 0 ? Tag::kStringBase : Tag::kIriBase;
    const std::optional<uint32_t> number = Add(vocabulary, tag, text);
    ASSERT_TRUE(number.has_value());
    const auto [entry, is_new] = expected.try_emplace(std::string(1, static_cast<char>(tag)) + text, *number);
    ASSERT_EQ(entry->second, *number);
  }
  const auto sorted = Sorted(vocabulary);
  ASSERT_EQ(sorted.size(), expected.size());
  size_t i = 0;
  for (const auto& [key, number] : expected) {
    ASSERT_EQ(sorted[i].first, key);
    ASSERT_EQ(sorted[i].second, number);
    ++i;
  }
}

TEST(PartialVocabularyTest, IsFullAtItsBudgetAndEmptyAfterClear) {
  PartialVocabulary vocabulary(1 << 16);
  uint32_t added = 0;
  while (Add(vocabulary, Tag::kIriBase, "urn:" + std::to_string(added)).has_value()) ++added;
  EXPECT_GT(added, 500u);
  EXPECT_LT(added, 3000u);
  EXPECT_EQ(Add(vocabulary, Tag::kIriBase, "urn:0"), 0u);  // what is there is still found
  vocabulary.Clear();
  EXPECT_EQ(vocabulary.size(), 0u);
  EXPECT_EQ(Add(vocabulary, Tag::kIriBase, "urn:5"), 0u);
  EXPECT_EQ(Sorted(vocabulary).size(), 1u);
}

TEST(PartialVocabularyTest, TakesTermsLargerThanItsBudgetWhereItMust) {
  PartialVocabulary vocabulary(1 << 12);
  const std::string text(3 << 20, 'q');
  EXPECT_FALSE(Add(vocabulary, Tag::kStringBase, text).has_value());
  vocabulary.LetOverflow(true);
  EXPECT_EQ(Add(vocabulary, Tag::kStringBase, "a"), 0u);
  EXPECT_EQ(Add(vocabulary, Tag::kStringBase, text), 1u);
  EXPECT_EQ(Add(vocabulary, Tag::kStringBase, text + "r"), 2u);
  const auto sorted = Sorted(vocabulary);
  ASSERT_EQ(sorted.size(), 3u);
  EXPECT_EQ(sorted[1].first.substr(1), text);
  vocabulary.LetOverflow(false);
  uint32_t added = 0;
  while (added < 100000 && Add(vocabulary, Tag::kIriBase, std::to_string(added)).has_value()) ++added;
  EXPECT_LT(added, 300u);
  vocabulary.Clear();
  EXPECT_EQ(Add(vocabulary, Tag::kStringBase, "b"), 0u);
}

}  // namespace
}  // namespace tern::load
