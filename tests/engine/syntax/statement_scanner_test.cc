// Where statements end, in one piece and in pieces of every size.
#include "engine/syntax/statement_scanner.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tern::syntax {
namespace {

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> pieces;
  for (const StatementText& statement : SplitStatements(text)) pieces.emplace_back(statement.text);
  return pieces;
}

using Pieces = std::vector<std::string>;

TEST(StatementScannerTest, ASemicolonEndsAStatementOnlyInTheOpen) {
  EXPECT_EQ(Split("a;b"), (Pieces{"a", "b"}));
  EXPECT_EQ(Split("a ; b ;"), (Pieces{"a ", "b "}));
  EXPECT_EQ(Split(";; ;"), Pieces{});
  EXPECT_EQ(Split(""), Pieces{});
  EXPECT_EQ(Split(" # only; a comment\n"), Pieces{});
  EXPECT_EQ(Split("\"a;b\";c"), (Pieces{"\"a;b\"", "c"}));
  EXPECT_EQ(Split("'a;b';c"), (Pieces{"'a;b'", "c"}));
  EXPECT_EQ(Split("\"a\\\";b\";c"), (Pieces{"\"a\\\";b\"", "c"}));
  EXPECT_EQ(Split("\"\"\"a;\n\"b;\"\"\";c"), (Pieces{"\"\"\"a;\n\"b;\"\"\"", "c"}));
  EXPECT_EQ(Split("'''a;'''';c"), (Pieces{"'''a;'''';c"}));
  EXPECT_EQ(Split("\"\";c"), (Pieces{"\"\"", "c"}));
  EXPECT_EQ(Split("`a;b`;c"), (Pieces{"`a;b`", "c"}));
  EXPECT_EQ(Split("`a``;b`;c"), (Pieces{"`a``;b`", "c"}));
  EXPECT_EQ(Split("<https://x/a;b#c>;c"), (Pieces{"<https://x/a;b#c>", "c"}));
  EXPECT_EQ(Split("?a<?b;c"), (Pieces{"?a<?b", "c"}));
  EXPECT_EQ(Split("?a<b:c;d e>;f"), (Pieces{"?a<b:c", "d e>", "f"}));
  EXPECT_EQ(Split("a # x; y\nb;c"), (Pieces{"a # x; y\nb", "c"}));
  EXPECT_EQ(Split("{a;{b;}c;};d"), (Pieces{"{a;{b;}c;}", "d"}));
  EXPECT_EQ(Split("a};b"), (Pieces{"a}", "b"}));
  EXPECT_EQ(Split("\xEF\xBB\xBF"
                  "a;b"),
            (Pieces{"a", "b"}));
}

TEST(StatementScannerTest, AnOpenTextEndsWithItsLine) {
  EXPECT_EQ(Split("\"open;\nb;c"), (Pieces{"\"open;\nb", "c"}));
  EXPECT_EQ(Split("`open;\nb;c"), (Pieces{"`open;\nb", "c"}));
  EXPECT_EQ(Split("\"open\\\nb;c"), (Pieces{"\"open\\\nb", "c"}));
}

TEST(StatementScannerTest, PlacesAreThoseOfTheFirstWord) {
  const auto statements = SplitStatements("# 中\n a;\n\n  中b; c");
  ASSERT_EQ(statements.size(), 3u);
  EXPECT_EQ(statements[0].where, (model::Location{2, 2, 7, 0}));
  EXPECT_EQ(statements[1].where, (model::Location{4, 3, 13, 0}));
  EXPECT_EQ(statements[2].where, (model::Location{4, 7, 19, 0}));
}

TEST(StatementScannerTest, APromptAsksForMore) {
  for (const std::string_view text :
       {"a", "a -[", "\"x", "\"\"\"x\n", "`x", "{ a;", "a; b", "a # x;", "a;b{;"}) {
    EXPECT_TRUE(IsIncomplete(text)) << text;
  }
  for (const std::string_view text : {"", " ", "a;", "a; # x", "a;b;\n", "{a;};", "\"x;\";"}) {
    EXPECT_FALSE(IsIncomplete(text)) << text;
  }
}

std::vector<StatementSplitter::Piece> Stream(std::string_view text, size_t step,
                                             size_t max = kMaxStatementBytes) {
  StatementSplitter splitter(max);
  std::vector<StatementSplitter::Piece> pieces;
  const auto drain = [&] {
    while (std::optional<StatementSplitter::Piece> piece = splitter.Next()) pieces.push_back(*piece);
  };
  for (size_t i = 0; i < text.size(); i += step) {
    splitter.Add(text.substr(i, step));
    drain();
  }
  splitter.Finish();
  drain();
  return pieces;
}

TEST(StatementSplitterTest, PiecesOfAnySizeGiveTheSame) {
  std::mt19937_64 random(20251212);
  constexpr std::string_view kAlphabet[] = {
      ";",  "\"", "'",  "`", "<",      ">",   "a:",           "{",           "}", "#", "\n",
      "\\", " ",  "中", "b", "\"\"\"", "'''", "\xEF\xBB\xBF", "<https://x/", "\r"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 25; ++i) text += kAlphabet[random() % std::size(kAlphabet)];
    const std::vector<StatementText> whole = SplitStatements(text);
    for (const size_t step : {1, 2, 3, 7, 1000}) {
      const auto pieces = Stream(text, step);
      ASSERT_EQ(pieces.size(), whole.size()) << text << "\nstep " << step;
      for (size_t i = 0; i < pieces.size(); ++i) {
        ASSERT_EQ(pieces[i].text, whole[i].text) << text << "\nstep " << step;
        ASSERT_EQ(pieces[i].where, whole[i].where) << text << "\nstep " << step;
      }
    }
  }
}

TEST(StatementSplitterTest, AStatementThatIsTooLargeIsCutAndTheNextOneIsRead) {
  const std::string large = "a \"" + std::string(100, 'x') + ";\"";
  for (const size_t step : {1, 7, 1000}) {
    const auto pieces = Stream("first; " + large + "; last", step, 50);
    ASSERT_EQ(pieces.size(), 3u) << step;
    EXPECT_EQ(pieces[0].text, "first");
    EXPECT_EQ(pieces[1].text.size(), 51u);
    EXPECT_EQ(pieces[2].text, "last");
    EXPECT_EQ(pieces[2].where, (model::Location{1, 115, 114, 0}));
  }
  // Exactly the limit is fine.
  EXPECT_EQ(Stream(std::string(50, 'a') + ";b", 9, 50)[0].text.size(), 50u);
  EXPECT_EQ(Stream(std::string(51, 'a') + ";b", 9, 50)[0].text.size(), 51u);
}

// Doubling the text doubles the work: 8 MB of each bad case would take hours if it did not.
TEST(StatementSplitterTest, TakesLinearTime) {
  for (const std::string_view unit : {"<a:", "\"", "{", "<a", "`x\n", "'''", "\\"}) {
    std::string text;
    while (text.size() < (size_t{4} << 20)) text += unit;
    EXPECT_FALSE(Stream(text, 4096).empty());
  }
}

}  // namespace
}  // namespace tern::syntax
