// Tokens read by hand are those of the lexer that is made from the grammar.
#include "engine/syntax/plain_token.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "TernQLLexer.h"
#include "engine/syntax/utf8_stream.h"

namespace tern::syntax {
namespace {

using tern_grammar::TernQLLexer;

// What the grammar's lexer reads at the start of `text`; size 0 where it skips that.
PlainToken Reference(std::string_view text) {
  Utf8Stream stream;
  stream.Reset(text);
  TernQLLexer lexer(&stream);
  lexer.removeErrorListeners();
  const auto token = lexer.nextToken();
  if (token->getStartIndex() != 0) return {};
  return {token->getType(), token->getStopIndex() + 1};
}

TEST(PlainTokenTest, ReadsWhatStatementsAreMadeOf) {
  struct Case {
    std::string_view text;
    size_t type;
    size_t size;
  };
  for (const Case& c :
       {Case{"match ?x", TernQLLexer::K_MATCH, 5}, Case{"MaTcH", TernQLLexer::K_MATCH, 5},
        Case{"matched", TernQLLexer::NAME, 7}, Case{"Cloud-Matrix-[p]", TernQLLexer::NAME, 12},
        Case{"China -[", TernQLLexer::NAME, 5}, Case{"wd:Q148]", TernQLLexer::PREFIXED, 7},
        Case{"a: b", TernQLLexer::NAME, 1}, Case{"?x.by", TernQLLexer::VARIABLE, 2},
        Case{"$n)", TernQLLexer::PARAMETER, 2}, Case{"\"a b\"@en", TernQLLexer::STRING, 5},
        Case{"42,", TernQLLexer::INTEGER, 2}, Case{"]->", TernQLLexer::TO, 3},
        Case{"]- ", TernQLLexer::BETWEEN, 2}, Case{"-[", TernQLLexer::EDGE, 2}}) {
    const auto found = FindPlainToken(c.text);
    ASSERT_TRUE(found) << c.text;
    EXPECT_EQ(found->type, c.type) << c.text;
    EXPECT_EQ(found->size, c.size) << c.text;
  }
}

TEST(PlainTokenTest, LeavesDoubtsToTheLexer) {
  for (const std::string_view text : {"",
                                      "\xE4\xB8\xAD",
                                      "a\xE4\xB8\xAD",
                                      "a-\xE4\xB8\xAD",
                                      "wd:\xE4\xB8\xAD",
                                      "?a\xE4\xB8\xAD",
                                      "_:b1",
                                      "<http://e/>",
                                      "<-[",
                                      "<",
                                      "\"\"\"x\"\"\"",
                                      "\"a\\n\"",
                                      "\"open",
                                      "1.5",
                                      "1e6",
                                      "2025-12-12",
                                      "1x",
                                      ".5",
                                      "->",
                                      "-5",
                                      "==",
                                      "=>",
                                      "||",
                                      "# c",
                                      "`x`",
                                      "^",
                                      "~",
                                      "?",
                                      "$",
                                      "@en",
                                      "\x01"}) {
    EXPECT_EQ(FindPlainToken(text), std::nullopt) << text;
  }
}

TEST(PlainTokenTest, EveryKeywordIsOne) {
  const TernQLLexer lexer(nullptr);
  const auto& vocabulary = lexer.getVocabulary();
  int keywords = 0;
  for (size_t type = 1; type <= vocabulary.getMaxTokenType(); ++type) {
    const std::string name = vocabulary.getSymbolicName(type);
    if (name.rfind("K_", 0) != 0) continue;
    ++keywords;
    const auto found = FindPlainToken(name.substr(2));
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->type, type) << name;
  }
  EXPECT_GT(keywords, 30);
}

TEST(PlainTokenTest, AgreesWithTheLexerOnAnyText) {
  const std::vector<std::string> pieces = {"match",
                                           "Return",
                                           "a",
                                           "Z9",
                                           "_",
                                           "x-y",
                                           "-",
                                           ".",
                                           ":",
                                           "?",
                                           "$",
                                           "0",
                                           "42",
                                           "2025",
                                           "e",
                                           "\"",
                                           "'",
                                           "\\",
                                           "[",
                                           "]",
                                           ">",
                                           "<",
                                           "=",
                                           "!",
                                           "|",
                                           "{",
                                           "}",
                                           "(",
                                           ")",
                                           ",",
                                           ";",
                                           "*",
                                           "+",
                                           "/",
                                           "^",
                                           "~",
                                           "@",
                                           "#",
                                           "`",
                                           " ",
                                           "\n",
                                           "\t",
                                           "\xE4\xB8\xAD",
                                           "\xC2\xA0",
                                           "\xCC\x81",
                                           "\x01",
                                           "\x7F",
                                           "%",
                                           "&",
                                           "http",
                                           "]->",
                                           "-["};
  std::mt19937 random(7);
  size_t plain = 0;
  for (int i = 0; i < 60000; ++i) {
    std::string text;
    const size_t count = 1 + random() % 6;
    for (size_t j = 0; j < count; ++j) text += pieces[random() % pieces.size()];
    const auto found = FindPlainToken(text);
    if (!found) continue;
    ++plain;
    const PlainToken expected = Reference(text);
    ASSERT_EQ(found->type, expected.type) << text;
    ASSERT_EQ(found->size, expected.size) << text;
  }
  EXPECT_GT(plain, 20000u);
}

}  // namespace
}  // namespace tern::syntax
