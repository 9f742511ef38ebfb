#include "engine/ingest/rows/table_splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using ::testing::ElementsAre;
using Result = TableSplitter::Result;

// All rows as "field|field;field|field", lines in front: "1:a|b".
std::string Rows(std::string_view text, char delimiter = ',') {
  TableSplitter splitter(delimiter);
  std::string rows;
  uint64_t line = 1;
  while (true) {
    const Result result = splitter.Split(text, /*at_end=*/true);
    if (result == Result::kEnd) return rows;
    if (result == Result::kUnclosedQuote)
      return rows + (rows.empty() ? "" : ";") + "unclosed at " + std::to_string(line + splitter.quote_line());
    if (result == Result::kMore) return rows + "more at the end";
    rows += rows.empty() ? "" : ";";
    rows += std::to_string(line) + ":";
    for (size_t i = 0; i < splitter.fields().size(); ++i)
      rows += (i == 0 ? "" : "|") + std::string(splitter.fields()[i]);
    if (splitter.bad_quote()) rows += " bad quote";
    line += splitter.line_breaks();
    text.remove_prefix(splitter.size());
  }
}

TEST(TableSplitterTest, CutsRowsAndFields) {
  const struct {
    std::string_view text;
    std::string_view rows;
  } kCases[] = {
      {"", ""},
      {"a", "1:a"},
      {"a,b\n", "1:a|b"},
      {"a,b\nc,d", "1:a|b;2:c|d"},
      {"a,b\r\nc,d\r\n", "1:a|b;2:c|d"},
      {"a,b\rc,d\r", "1:a|b;2:c|d"},
      {"a\r\rb", "1:a;2:;3:b"},
      {"\n\na\n", "1:;2:;3:a"},
      {",", "1:|"},
      {"a,\n", "1:a|"},
      {",,\n", "1:||"},
      {"\"a\",\"b,c\"\n", "1:a|b,c"},
      {"\"\"\n", "1:"},
      {"\"\",x", "1:|x"},
      {"\"a\nb\",c\nd", "1:a\nb|c;3:d"},
      {"\"a\r\nb\",c\nd", "1:a\r\nb|c;3:d"},
      {"\"a\rb\rc\"\nd", "1:a\rb\rc;4:d"},
      {"\"say \"\"x\"\"\",\"\"\"\"\n", "1:say \"x\"|\""},
      {"5\" disk,x", "1:5\" disk|x"},
      {" \"a\",b", "1: \"a\"|b"},
      {"\"a\"b,c\nd", "1:a|c bad quote;2:d"},
      {"\"a\" ,c", "1:a|c bad quote"},
      {"a,\"b\nc", "unclosed at 1"},
      {"a\nb,\"x\ny\",\"z\n\n", "1:a;unclosed at 3"},
      {"\"a\"\"", "unclosed at 1"},
      {"a;b\tc", "1:a;b\tc"},
  };
  for (const auto& c : kCases) EXPECT_EQ(Rows(c.text), c.rows) << c.text;
}

TEST(TableSplitterTest, TabsSeparateWhereAsked) {
  EXPECT_EQ(Rows("a\tb,c\n\"d\te\"\tf\n", '\t'), "1:a|b,c;2:d\te|f");
}

TEST(TableSplitterTest, TextIsTheRowAsItStands) {
  TableSplitter splitter(',');
  ASSERT_EQ(splitter.Split("\"a\"\"\nb\",c\r\nrest", false), Result::kRow);
  EXPECT_EQ(splitter.text(), "\"a\"\"\nb\",c");
  EXPECT_EQ(splitter.size(), splitter.text().size() + 2);
  EXPECT_EQ(splitter.line_breaks(), 2u);
  EXPECT_THAT(splitter.fields(), ElementsAre("a\"\nb", "c"));
}

TEST(TableSplitterTest, LineBreaksAreCounted) {
  EXPECT_EQ(CountLineBreaks(""), 0u);
  EXPECT_EQ(CountLineBreaks("a\nb"), 1u);
  EXPECT_EQ(CountLineBreaks("\r\n"), 1u);
  EXPECT_EQ(CountLineBreaks("\r\r\n\n"), 3u);
  EXPECT_EQ(CountLineBreaks("\n\r"), 2u);
}

// Where the bytes end inside a row or where more could change it, the splitter asks for more; else it says
// the same as for the whole text.
TEST(TableSplitterTest, EveryPrefixAsksForMoreOrIsRight) {
  std::mt19937 random(7);
  const std::string_view kPieces[] = {"a", "\"", "\"\"", ",", "\n", "\r", "\r\n", "bc", " "};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += kPieces[random() % std::size(kPieces)];
    TableSplitter whole(',');
    const Result expected = whole.Split(text, true);
    for (size_t size = 0; size < text.size(); ++size) {
      TableSplitter cut(',');
      const Result result = cut.Split(std::string_view(text).substr(0, size), false);
      if (result == Result::kMore) {
        if (expected == Result::kRow) {
          ASSERT_LE(size, whole.size() + 1) << text << " cut at " << size;
        }
        continue;
      }
      ASSERT_EQ(result, Result::kRow) << text;
      ASSERT_EQ(expected, Result::kRow) << text;
      ASSERT_EQ(cut.fields(), whole.fields()) << text << " cut at " << size;
      ASSERT_EQ(cut.size(), whole.size()) << text;
      ASSERT_EQ(cut.line_breaks(), whole.line_breaks()) << text;
    }
  }
}

// What is written by the rules comes back.
TEST(TableSplitterTest, QuotedFieldsComeBack) {
  std::mt19937 random(11);
  const std::string_view kPieces[] = {"a", "\"", ",", "\n", "\r\n", "é", " ", "\r"};
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> fields(1 + random() % 4);
    std::string text;
    for (std::string& field : fields) {
      for (size_t i = random() % 5; i > 0; --i) field += kPieces[random() % std::size(kPieces)];
      text += text.empty() ? "\"" : ",\"";
      for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c);
      text += '"';
    }
    TableSplitter splitter(',');
    ASSERT_EQ(splitter.Split(text, true), Result::kRow);
    ASSERT_EQ(std::vector<std::string>(splitter.fields().begin(), splitter.fields().end()), fields) << text;
  }
}

}  // namespace
}  // namespace tern::ingest
