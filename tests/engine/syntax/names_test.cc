#include "engine/syntax/names.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>
#include <string>
#include <string_view>

#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

TEST(NamesTest, KeywordsAreThoseOfTheGrammar) {
  std::ifstream file(std::string(TERN_SOURCE_DIR) + "/grammar/TernQL.g4");
  ASSERT_TRUE(file.good());
  // K_MATCH : M A T C H ;
  std::set<std::string> names_everywhere = {"count", "describe", "load", "of", "to", "why"};
  size_t count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.substr(0, 2) != "K_" || line.find(" : ") == std::string::npos) continue;
    std::string word;
    for (const char c : line.substr(2, line.find_first_of(" :", 2) - 2))
      word += static_cast<char>(c - 'A' + 'a');
    EXPECT_NE(IsKeyword(word), names_everywhere.erase(word) == 1) << word;
    if (IsKeyword(word)) ++count;
  }
  EXPECT_EQ(count, 33u);  // names.cc has as many
  EXPECT_TRUE(names_everywhere.empty());
  EXPECT_TRUE(IsKeyword("MaTcH"));
  EXPECT_FALSE(IsKeyword("matches"));
}

TEST(NamesTest, ANameAndItsPartOfAnIriGoBothWays) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 5000; ++round) {
    std::string name;
    for (int i = 0; i < 6; ++i) name += static_cast<char>(random() % 128);
    const std::string part = EncodeName(name);
    EXPECT_EQ(DecodeName(part), name);
  }
  EXPECT_EQ(EncodeName("David Sacks"), "David%20Sacks");
  EXPECT_EQ(EncodeName("中国/x?y#z"), "中国/x?y#z");
  for (const std::string_view no_name : {"a%2Fb", "%zz", "%2", "%", "%4a", "a b", "%41"}) {
    EXPECT_EQ(DecodeName(no_name), std::nullopt) << no_name;
  }
}

TEST(NamesTest, BareNames) {
  for (const std::string_view name : {"China", "_", "a1", "中国", "a-b", "a.b", "a-b.c-d", "é", "x٣"}) {
    EXPECT_TRUE(IsBareName(name)) << name;
  }
  for (const std::string_view name :
       {"", "1a", "-a", "a-", "a.", "a--b", "a.-b", "a b", "a:b", "٣x", "→", "a→"}) {
    EXPECT_FALSE(IsBareName(name)) << name;
  }
  EXPECT_TRUE(IsLocalName("1a"));
  EXPECT_FALSE(IsLocalName(""));
}

// The parser and IsBareName must agree, or what is printed does not read back.
TEST(NamesTest, TheParserAgreesAboutNames) {
  std::mt19937_64 random(11);
  constexpr std::string_view kPieces[] = {"a", "Z",      "_", "5", "-",      ".", "中",
                                          "é", "\u0301", "٣", "→", "\u200D", "ǅ", "Ⅷ"};
  const Names names = TestNames();
  for (int round = 0; round < 5000; ++round) {
    std::string name;
    const size_t length = 1 + random() % 5;
    for (size_t i = 0; i < length; ++i) name += kPieces[random() % std::size(kPieces)];
    if (FieldName(name) || IsKeyword(name)) continue;
    const absl::StatusOr<ParameterValue> value = ParseParameter(name, names);
    const bool parsed = value.ok() && *value == Term::Iri("urn:test:" + name);
    EXPECT_EQ(parsed, IsBareName(name)) << name;
  }
}

TEST(NamesTest, InvalidUtf8IsFoundWhereItIs) {
  EXPECT_EQ(FindInvalidUtf8("aé中😀"), std::string_view::npos);
  EXPECT_EQ(FindInvalidUtf8("a\x80"), 1u);
  EXPECT_EQ(FindInvalidUtf8("a\xE4\xB8"), 1u);
  EXPECT_EQ(FindInvalidUtf8("a\xF4\x90\x80\x80"), 1u);
  EXPECT_EQ(FindInvalidUtf8("a\xF4\x8F\xBF\xBF"), std::string_view::npos);
  EXPECT_EQ(FindInvalidUtf8("\xED\x9F\xBF"), std::string_view::npos);
  EXPECT_EQ(FindInvalidUtf8("\xED\xA0\x80"), 0u);
  EXPECT_EQ(FindInvalidUtf8("\xC1\xBF"), 0u);
}

}  // namespace
}  // namespace tern::syntax
