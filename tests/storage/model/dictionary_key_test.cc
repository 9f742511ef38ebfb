#include "storage/model/dictionary_key.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "storage/model/inline_value.h"

namespace tern::model {
namespace {

using std::string_literals::operator""s;

std::string RandomText(std::mt19937_64& random) {
  // Few different bytes, so that prefixes and escapes meet often.
  static constexpr std::string_view kBytes(
      "\x00\x00\x01\xff\xfe"
      "ab",
      7);
  std::string text;
  for (size_t i = random() % 6; i > 0; --i) text += kBytes[random() % kBytes.size()];
  return text;
}

std::vector<Term> RandomTerms() {
  std::mt19937_64 random(12);
  std::vector<Term> terms;
  for (int i = 0; i < 150; ++i) {
    terms.push_back(Term::String(RandomText(random)));
    terms.push_back(Term::Iri(RandomText(random)));
    terms.push_back(Term::LangString(RandomText(random), random() % 2 == 0 ? "en" : "en-GB"));
    terms.push_back(Term::Typed(RandomText(random), "t" + RandomText(random)));
    terms.push_back(Term::Typed("0" + std::to_string(random() % 100), std::string(iri::kXsdInteger)));
    terms.push_back(Term::Typed(std::to_string(random() % 100), std::string(iri::kXsd) + "byte"));
    terms.push_back(Term::Typed(std::to_string(random() % 100), std::string(iri::kXsdFloat)));
    terms.push_back(Term::Typed("0" + std::to_string(random() % 100), std::string(iri::kXsdDouble)));
  }
  return terms;
}

TEST(DictionaryKeyTest, TermsComeBackAndDifferentTermsHaveDifferentKeys) {
  const std::vector<Term> terms = RandomTerms();
  for (const Term& a : terms) {
    const auto tags = DictionaryTagsOf(a);
    for (const Tag tag : {tags.base, tags.appended}) {
      const auto back = TermFromDictionaryKey(tag, DictionaryKey(a));
      ASSERT_TRUE(back.ok()) << back.status();
      ASSERT_EQ(*back, a);
    }
    for (const Term& b : terms) {
      if (DictionaryTagsOf(b).base != tags.base) continue;
      ASSERT_EQ(DictionaryKey(a) == DictionaryKey(b), a == b);
    }
  }
}

TEST(DictionaryKeyTest, KeysSortByTextThenTagByDatatypeThenForm) {
  const std::vector<Term> terms = RandomTerms();
  for (const Term& a : terms) {
    for (const Term& b : terms) {
      const Tag tag = DictionaryTagsOf(a).base;
      if (tag != DictionaryTagsOf(b).base) continue;
      const auto expected =
          tag == Tag::kOtherBase        ? std::pair(a.datatype, a.value) <=> std::pair(b.datatype, b.value)
          : tag == Tag::kLangStringBase ? std::pair(a.value, a.language) <=> std::pair(b.value, b.language)
                                        : a.value <=> b.value;
      if (expected == 0) continue;
      ASSERT_EQ(DictionaryKey(a) <=> DictionaryKey(b), expected);
    }
  }
}

TEST(DictionaryKeyTest, BytesAreThoseOfTheFormat) {
  EXPECT_EQ(DictionaryKey(Term::Iri("http://a/b")), "http://a/b");
  EXPECT_EQ(DictionaryKey(Term::String("a\0b"s)), "a\0b"s);
  EXPECT_EQ(DictionaryKey(Term::LangString("a\0b"s, "en")),
            "a\0\xff"
            "b\0\0en"s);
  EXPECT_EQ(DictionaryKey(Term::Typed("01", std::string(iri::kXsdInteger))), "01\0\0"s);
  EXPECT_EQ(DictionaryKey(Term::Typed("1", std::string(iri::kXsd) + "byte")), "1\0\0byte"s);
  EXPECT_EQ(DictionaryKey(Term::Typed("1", std::string(iri::kXsdFloat))), "1\0\0float"s);
  EXPECT_EQ(DictionaryKey(Term::Typed("x", "urn:t")), "urn:t\0\0x"s);
}

TEST(DictionaryKeyTest, WhatIsNoKeyIsDataLoss) {
  const std::vector<std::pair<Tag, std::string>> cases = {{Tag::kLangStringBase, ""},
                                                          {Tag::kLangStringBase, "text"},
                                                          {Tag::kLangStringBase, "text\0"s},
                                                          {Tag::kLangStringBase, "text\0\0"s},
                                                          {Tag::kLangStringBase, "a\0\x01\0\0en"s},
                                                          {Tag::kIntegerBase, "1"},
                                                          {Tag::kIntegerBase, "1\0\0float"s},
                                                          {Tag::kDoubleBase, "1\0\0byte"s},
                                                          {Tag::kDateBase, "1\0\0time"s},
                                                          {Tag::kOtherAppended, "urn:t"},
                                                          {Tag::kOtherAppended, "\0\0x"s}};
  for (const auto& [tag, key] : cases) {
    EXPECT_EQ(TermFromDictionaryKey(tag, key).status().code(), absl::StatusCode::kDataLoss) << key;
  }
}

}  // namespace
}  // namespace tern::model
