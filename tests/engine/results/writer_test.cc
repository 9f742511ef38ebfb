#include "engine/results/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <streambuf>
#include <utility>

#include "storage/model/term.h"

namespace tern::results {
namespace {

using execute::Cell;
using execute::RowBatch;
using model::Term;

// Rows that are given, in batches of two; then an error where there is one.
class GivenRows : public execute::Rows {
 public:
  GivenRows(std::vector<std::string> columns, std::vector<std::vector<Cell>> rows,
            absl::Status end = absl::OkStatus())
      : columns_(std::move(columns)), rows_(std::move(rows)), end_(std::move(end)) {}

  const std::vector<std::string>& columns() const override { return columns_; }

  absl::StatusOr<bool> Next(RowBatch& batch) override {
    batch = {};
    while (batch.row_count < 2 && at_ < rows_.size()) {
      for (Cell& cell : rows_[at_]) batch.cells.push_back(std::move(cell));
      ++at_;
      ++batch.row_count;
    }
    if (batch.row_count > 0) return true;
    if (!end_.ok()) return end_;
    return false;
  }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
  absl::Status end_;
  size_t at_ = 0;
};

Term Number(std::string lexical, std::string_view type = model::iri::kXsdInteger) {
  return Term::Typed(std::move(lexical), std::string(type));
}
Term Name(const std::string& name) { return Term::Iri("urn:tern:" + name); }

std::string Write(Format format, std::vector<std::string> columns, std::vector<std::vector<Cell>> rows,
                  int window = 0) {
  GivenRows given(std::move(columns), std::move(rows));
  WriteOptions options;
  options.names = syntax::Names::WithBase("urn:tern:");
  options.window_columns = window;
  std::ostringstream out;
  EXPECT_TRUE(WriteRows(given, format, options, out).ok());
  return out.str();
}

TEST(FormatTest, NamesAreKnown) {
  EXPECT_EQ(FormatFromName("jsonl"), Format::kJsonl);
  EXPECT_EQ(FormatFromName("table"), Format::kTable);
  EXPECT_FALSE(FormatFromName("xml").has_value());
}

// A list of everything: texts that need quotes, numbers, names, null, an empty list in it.
TEST(ListTest, EveryFormatHasThem) {
  const Cell list =
      Cell::List({Name("China"), Term::String("a, \"b\""), Number("1.50", model::iri::kXsdDecimal),
                  Term::LangString("rot", "de"), std::nullopt, Cell::List({})});
  const std::vector<std::vector<Cell>> rows = {{list, Number("1")}, {Cell(), Number("2")}};
  EXPECT_EQ(Write(Format::kTable, {"x", "n"}, rows),
            "x                                       | n\n"
            "----------------------------------------+--\n"
            "[China, a, \"b\", 1.50, rot@de, null, []] | 1\n"
            "                                        | 2\n"
            "2 rows\n");
  EXPECT_EQ(Write(Format::kCsv, {"x", "n"}, rows),
            "x,n\n\"[China, a, \"\"b\"\", 1.50, rot, null, []]\",1\n,2\n");
  EXPECT_EQ(Write(Format::kTsv, {"x", "n"}, rows),
            "x\tn\n[China, \"a, \\\"b\\\"\", 1.50, \"rot\"@de, null, []]\t1\n\t2\n");
  EXPECT_EQ(
      Write(Format::kJsonl, {"x", "n"}, rows),
      "{\"x\": [\"China\", \"a, \\\"b\\\"\", 1.50, \"rot\", null, []], \"n\": 1}\n{\"x\": null, \"n\": 2}\n");
}

TEST(ListTest, ATableCutsAListThatIsLong) {
  std::vector<Cell> items(100'000, Cell(Term::String("item")));
  const std::string table = Write(Format::kTable, {"x"}, {{Cell::List(items)}});
  EXPECT_LT(table.size(), 20'000u);
  EXPECT_NE(table.find("[item, item, "), std::string::npos);
  EXPECT_NE(table.find("..\n"), std::string::npos);
}

TEST(CsvTest, QuotesAsRfc4180AndTellsNullFromEmpty) {
  EXPECT_EQ(Write(Format::kCsv, {"a", "b,c"},
                  {{Name("China"), Term::String("x")},
                   {Term::String("a,\"b\"\nc"), std::nullopt},
                   {Term::String(""), Number("01")},
                   {Term::LangString("rot", "de"), Term::Blank("b1")}}),
            "a,\"b,c\"\n"
            "China,x\n"
            "\"a,\"\"b\"\"\nc\",\n"
            "\"\",01\n"
            "rot,_:b1\n");
}

TEST(TsvTest, TermsReadBackAsTheSameTerm) {
  EXPECT_EQ(Write(Format::kTsv, {"a", "b"},
                  {{Name("China"), Term::String("x\ty")},
                   {Number("42"), std::nullopt},
                   {Term::LangString("rot", "de"), Name("B")}}),
            "a\tb\n"
            "China\t\"x\\ty\"\n"
            "42\t\n"
            "\"rot\"@de\tB\n");
}

TEST(JsonTest, NumbersThatJsonHasStayNumbersDigitForDigit) {
  EXPECT_EQ(Write(Format::kJsonl, {"v"},
                  {{Number("42")},
                   {Number("-0")},
                   {Number("123456789012345678901234567890")},
                   {Number("1.50", model::iri::kXsdDecimal)},
                   {Number("1e6", model::iri::kXsdDouble)},
                   {Number("1.5E-3", model::iri::kXsdDouble)},
                   {Number("01")},
                   {Number("+1")},
                   {Number(".5", model::iri::kXsdDecimal)},
                   {Number("1.", model::iri::kXsdDecimal)},
                   {Number("INF", model::iri::kXsdDouble)},
                   {Number("NaN", model::iri::kXsdDouble)},
                   {Number("1 2")},
                   {Term::String("42")}}),
            "{\"v\": 42}\n{\"v\": -0}\n{\"v\": 123456789012345678901234567890}\n{\"v\": 1.50}\n{\"v\": 1e6}\n"
            "{\"v\": 1.5E-3}\n{\"v\": \"01\"}\n{\"v\": \"+1\"}\n{\"v\": \".5\"}\n{\"v\": \"1.\"}\n{\"v\": "
            "\"INF\"}\n"
            "{\"v\": \"NaN\"}\n{\"v\": \"1 2\"}\n{\"v\": \"42\"}\n");
}

TEST(JsonTest, StringsAreEscapedAndEntitiesShort) {
  EXPECT_EQ(Write(Format::kJson, {"a\"", "b"},
                  {{Name("China"), Term::Boolean(true)},
                   {Term::String("\"\\\n\x01\x7F\xE4\xB8\xAD"), std::nullopt}}),
            "[\n  {\"a\\\"\": \"China\", \"b\": true},\n"
            "  {\"a\\\"\": \"\\\"\\\\\\n\\u0001\\u007F\xE4\xB8\xAD\", \"b\": null}\n]\n");
  EXPECT_EQ(Write(Format::kJson, {"a"}, {}), "[]\n");
  EXPECT_EQ(Write(Format::kJsonl, {"a"}, {}), "");
}

TEST(TableTest, AlignsNumbersRightAndTextLeft) {
  EXPECT_EQ(Write(Format::kTable, {"chip", "price"},
                  {{Name("H200"), Number("32000")}, {Name("H20"), Number("9")}, {Name("X"), std::nullopt}}),
            "chip | price\n"
            "-----+------\n"
            "H200 | 32000\n"
            "H20  |     9\n"
            "X    |\n"
            "3 rows\n");
  EXPECT_EQ(Write(Format::kTable, {"n"}, {{Number("1")}}), "n\n-\n1\n1 row\n");
  EXPECT_EQ(Write(Format::kTable, {"n"}, {}), "n\n-\n0 rows\n");
  EXPECT_EQ(Write(Format::kTable, {}, {{}, {}}), "\n\n2 rows\n");
}

TEST(TableTest, WidthIsWhatATerminalShows) {
  EXPECT_EQ(Write(Format::kTable, {"a", "b"},
                  {{Term::String("\xE4\xB8\xAD\xE5\x9B\xBD"), Term::String("x")},
                   {Term::String("e\xCC\x81"), Term::String("y")}}),
            "a    | b\n"
            "-----+--\n"
            "\xE4\xB8\xAD\xE5\x9B\xBD | x\n"
            "e\xCC\x81    | y\n"
            "2 rows\n");
}

TEST(TableTest, NothingInACellMovesTheCursor) {
  const std::string table = Write(Format::kTable, {"a"}, {{Term::String("a\nb\tc\x1B[2J\xE2\x80\xAE\xFF")}});
  EXPECT_EQ(table.find('\x1B'), std::string::npos);
  EXPECT_EQ(table.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_NE(table.find("a\\nb\\tc\\x1b[2J\\xe2\\x80\\xae\\xff"), std::string::npos);
}

TEST(TableTest, CellsAreCutToTheWindowTheWidestFirst) {
  EXPECT_EQ(
      Write(Format::kTable, {"a", "b"}, {{Term::String("short"), Term::String(std::string(100, 'x'))}}, 20),
      "a     | b\n"
      "------+-------------\n"
      "short | xxxxxxxxxx..\n"
      "1 row\n");
  // A character of two cells is not halved.
  EXPECT_EQ(Write(Format::kTable, {"a"},
                  {{Term::String("\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD")}}, 7),
            "a\n-------\n\xE4\xB8\xAD\xE4\xB8\xAD..\n1 row\n");
}

TEST(TableTest, RowsBehindTheMeasuredOnesAreCutToItsWidths) {
  std::vector<std::vector<Cell>> rows(10000, {Number("1")});
  rows.push_back({Number("1234567")});
  const std::string table = Write(Format::kTable, {"number"}, std::move(rows));
  EXPECT_THAT(table, ::testing::EndsWith("\n1234..\n10001 rows\n"));
}

TEST(WriteRowsTest, AnErrorAtOnceWritesNothing) {
  GivenRows rows({"a"}, {}, absl::CancelledError("stop"));
  std::ostringstream out;
  EXPECT_EQ(WriteRows(rows, Format::kCsv, {}, out).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(out.str(), "");
}

TEST(WriteRowsTest, AnErrorLaterKeepsTheRowsBeforeIt) {
  GivenRows rows({"a"}, {{Number("1")}, {Number("2")}, {Number("3")}}, absl::DataLossError("bad block"));
  std::ostringstream out;
  EXPECT_EQ(WriteRows(rows, Format::kCsv, {}, out).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(out.str(), "a\n1\n2\n3\n");
}

class FullBuffer : public std::streambuf {
 protected:
  int_type overflow(int_type /*c*/) override { return traits_type::eof(); }
};

TEST(WriteRowsTest, AStreamThatFailsIsAnErrorInEveryFormat) {
  for (const Format format : {Format::kTable, Format::kCsv, Format::kTsv, Format::kJson, Format::kJsonl}) {
    GivenRows rows({"a"}, {{Number("1")}});
    FullBuffer full;
    std::ostream out(&full);
    EXPECT_EQ(WriteRows(rows, format, {}, out).status().code(), absl::StatusCode::kUnavailable);
  }
}

}  // namespace
}  // namespace tern::results
