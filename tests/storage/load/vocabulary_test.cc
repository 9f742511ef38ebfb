#include "storage/load/vocabulary.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "storage/model/dictionary_key.h"

namespace tern::load {
namespace {

using model::Term;

TEST(VocabularyTest, ATermKeepsItsNumber) {
  Vocabulary vocabulary;
  EXPECT_EQ(*vocabulary.Add(Term::Iri("urn:a")), 0u);
  EXPECT_EQ(*vocabulary.Add(Term::String("urn:a")), 1u);
  EXPECT_EQ(*vocabulary.Add(Term::LangString("urn:a", "en")), 2u);
  EXPECT_EQ(*vocabulary.Add(Term::Iri("urn:a")), 0u);
  EXPECT_EQ(*vocabulary.Add(Term::String("")), 3u);
  EXPECT_EQ(vocabulary.size(), 4u);
  EXPECT_EQ(vocabulary.tag(1), model::Tag::kStringBase);
  EXPECT_EQ(vocabulary.key(0), "urn:a");
}

TEST(VocabularyTest, SortsByTagThenKey) {
  std::mt19937_64 random(7);
  Vocabulary vocabulary;
  const std::string common = "http://example.org/a long common beginning/";
  for (int i = 0; i < 5000; ++i) {
    // Lengths around multiples of the word size, embedded zeros, and high bytes.
    std::string text = random() % 2 == 0 ? common : "";
    for (uint64_t length = random() % 20; length > 0; --length) text += "\0ab\xff"[random() % 4];
    ASSERT_TRUE(vocabulary.Add(random() % 2 == 0 ? Term::String(text) : Term::Iri("x" + text)).ok());
  }
  const std::vector<uint32_t> sorted = vocabulary.Sorted();
  ASSERT_EQ(sorted.size(), vocabulary.size());
  for (size_t i = 1; i < sorted.size(); ++i) {
    const auto before = std::make_pair(vocabulary.tag(sorted[i - 1]), vocabulary.key(sorted[i - 1]));
    const auto after = std::make_pair(vocabulary.tag(sorted[i]), vocabulary.key(sorted[i]));
    ASSERT_LT(before, after) << i;
  }
}

TEST(VocabularyTest, KeysLongerThanAChunkAreKept) {
  Vocabulary vocabulary;
  const std::string text(3 << 20, 'q');
  EXPECT_EQ(*vocabulary.Add(Term::String(text)), 0u);
  EXPECT_EQ(*vocabulary.Add(Term::String(text + "r")), 1u);
  EXPECT_EQ(vocabulary.key(0), text);
  EXPECT_EQ(vocabulary.Sorted(), (std::vector<uint32_t>{0, 1}));
}

}  // namespace
}  // namespace tern::load
