#include "engine/ingest/rows/row_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/ingest/rows/record_buffer.h"
#include "engine/ingest/rows/table_splitter.h"
#include "engine/syntax/diagnostic.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RowReaderTest : public ::testing::Test {
 protected:
  // The rows of a file as "line: a|b" or "line! error", fields a and b asked for; behind them the warnings,
  // or the error that ended it, without the directory.
  std::vector<std::string> Read(const std::string& file, std::string_view content) {
    const std::string path = directory_.Write(file, content);
    std::vector<std::string> lines;
    const absl::Status status = ReadInto(path, lines);
    if (!status.ok()) {
      const auto diagnostic = syntax::FromStatus(status);
      lines.push_back(!diagnostic.has_value()
                          ? std::string(status.message())
                          : diagnostic->code + ": " + diagnostic->message + "; " + diagnostic->advice);
    }
    for (std::string& line : lines) {
      const size_t at = line.find(directory_.path());
      if (at != std::string::npos) line.erase(at, directory_.path().size() + 1);
    }
    return lines;
  }

  absl::Status ReadInto(const std::string& path, std::vector<std::string>& lines) {
    FieldTree tree;
    for (const std::string& name : fields_) tree.Add(FieldTree::kRoot, name, {});
    absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path);
    if (!input.ok()) return input.status();
    absl::StatusOr<std::unique_ptr<RowReader>> reader = RowReader::Open(input->get(), *RowFormatOfPath(path));
    if (!reader.ok()) return reader.status();
    if (absl::Status bound = (*reader)->Bind(tree); !bound.ok()) return bound;
    Row row;
    while (true) {
      const absl::StatusOr<bool> next = (*reader)->Next(row);
      if (!next.ok()) return next.status();
      if (!*next) break;
      std::string line = std::to_string(row.line) + (row.error.empty() ? ": " : "! " + row.error);
      if (row.error.empty()) {
        const RowValue& root = row.values[row.root];
        for (size_t i = 0; i < root.count; ++i)
          line += (i == 0 ? "" : "|") + std::string(row.values[root.first + i].text);
      }
      lines.push_back(line);
    }
    for (const std::string& warning : (*reader)->TakeWarnings()) lines.push_back(warning);
    return absl::OkStatus();
  }

  testing::TempDirectory directory_;
  std::vector<std::string> fields_ = {"a", "b"};
};

TEST_F(RowReaderTest, TablesHaveTheirColumnsByName) {
  EXPECT_THAT(Read("x.csv", "b,x,a\n1,2,3\n\n4,5,6"), ElementsAre("2: 3|1", "4: 6|4"));
  EXPECT_THAT(Read("x.tsv", "a\tb\n1,5\t\"x\ty\"\n"), ElementsAre("2: 1,5|x\ty"));
  EXPECT_THAT(Read("x.csv", "a,b\n"), IsEmpty());
}

TEST_F(RowReaderTest, LinesCountWhateverEndsThem) {
  EXPECT_THAT(Read("x.csv", "a,b\r\n\"1\r\n2\",x\r\n3,4\r\n"), ElementsAre("2: 1\r\n2|x", "4: 3|4"));
  EXPECT_THAT(Read("x.csv", "a,b\r1,2\r\r3,4"), ElementsAre("2: 1|2", "4: 3|4"));
}

TEST_F(RowReaderTest, AByteOrderMarkIsNoPartOfTheFirstName) {
  EXPECT_THAT(Read("x.csv",
                   "\xEF\xBB\xBF"
                   "a,b\n1,2\n"),
              ElementsAre("2: 1|2"));
  EXPECT_THAT(Read("x.json", "\xEF\xBB\xBF[{\"a\": 1, \"b\": 2}]"), ElementsAre("1: 1|2"));
  EXPECT_THAT(Read("x.csv", "\xEF\xBB\xBF\"a\",b\n1,2\n"), ElementsAre("2: 1|2"));
}

TEST_F(RowReaderTest, Utf16IsSaid) {
  const std::string said = "is UTF-16, not UTF-8; convert it first: iconv -f UTF-16 -t UTF-8";
  EXPECT_THAT(Read("x.csv", std::string("\xFF\xFE"
                                        "a\0,\0",
                                        6)),
              ElementsAre(HasSubstr(said)));
  EXPECT_THAT(Read("x.csv", std::string("a\0,\0b\0", 6)), ElementsAre(HasSubstr(said)));
  EXPECT_THAT(Read("x.csv", std::string("\0a\0,", 4)), ElementsAre(HasSubstr(said)));
}

TEST_F(RowReaderTest, RaggedRowsAreToldApart) {
  EXPECT_THAT(Read("x.csv", "a,b\n1\n1,2,3\n4,5,\n6\n7,8\n"),
              ElementsAre("2: 1|", "3! 3 fields, but the table has 2 columns",
                          "4! 3 fields, but the table has 2 columns", "5: 6|", "6: 7|8",
                          "x.csv:2: this row and 1 more have fewer fields than the table has columns; the "
                          "missing ones are null"));
  EXPECT_THAT(Read("x.csv", "a,b\n1\n"),
              ElementsAre("2: 1|", HasSubstr("x.csv:2: this row has fewer fields than")));
}

TEST_F(RowReaderTest, RowsThatAreNoTextAreTold) {
  EXPECT_THAT(
      Read("x.csv", std::string("a,b\n1\0,2\n\xff,3\n\"4\"x,5\n6,7\n", 24)),
      ElementsAre("2! the row has a NUL byte in it",
                  "3! the row is not UTF-8; convert the file first, with iconv for example",
                  "4! text behind a closing quote; a quote inside a field is written twice", "5: 6|7"));
}

TEST_F(RowReaderTest, AQuoteThatIsNeverClosedEndsTheReadingWithItsLine) {
  EXPECT_THAT(
      Read("x.csv", "a,b\n1,2\n3,\"x\n\"\n4,\"y\n5,6\n"),
      ElementsAre("2: 1|2", "3: 3|x\n", "x.csv:5: the quote that opens a field here is never closed"));
}

TEST_F(RowReaderTest, TheHeaderMustBeThereAndBeText) {
  EXPECT_THAT(Read("x.csv", ""), ElementsAre("x.csv: is empty; its first row must name the columns"));
  EXPECT_THAT(Read("x.csv", "\n\n"), ElementsAre("x.csv: is empty; its first row must name the columns"));
  EXPECT_THAT(Read("x.csv", "a,\xff\n"),
              ElementsAre(HasSubstr("x.csv:1: the row that names the columns is not UTF-8")));
  EXPECT_THAT(Read("x.csv", "\na,\"b\"c\n"),
              ElementsAre("x.csv:2: the row that names the columns has text behind a closing quote"));
}

TEST_F(RowReaderTest, ColumnsHaveABound) {
  const std::string most = "a,b" + std::string(kMaxColumns - 2, ',') + "\n";
  EXPECT_THAT(Read("x.csv", most + "1,2," + most.substr(4)).front(), "2: 1|2");
  EXPECT_THAT(Read("x.csv", most + "1,2," + most.substr(3)).front(),
              "2! 65537 fields, but the table has 65536 columns");
  EXPECT_THAT(Read("x.csv", "a," + most), ElementsAre("x.csv:1: the table has more than 65536 columns"));
}

TEST_F(RowReaderTest, RenamedColumnsAreTold) {
  fields_ = {"a", "a_2", "column_3"};
  EXPECT_THAT(Read("x.csv", "a,a,\n1,2,3\n"),
              ElementsAre("2: 1|2|3", "x.csv:1: column 2 is named 'a' as one before it; it is called 'a_2'",
                          "x.csv:1: column 3 has no name; it is called 'column_3'"));
}

TEST_F(RowReaderTest, AColumnThatIsNotThereIsAnErrorBeforeAnyRow) {
  EXPECT_THAT(Read("x.csv", "a,bb\n1,2\n"),
              ElementsAre("TQ221: x.csv has no column 'b'; did you mean a or bb? the columns are: a, bb"));
  fields_ = {"pirce"};
  EXPECT_THAT(Read("x.csv", "price,chip\n"), ElementsAre(HasSubstr("did you mean price?")));
  EXPECT_THAT(Read("x.csv", "price;chip\n"),
              ElementsAre(HasSubstr("by ';'; write it with commas (.csv) or tabs (.tsv)")));
  EXPECT_THAT(Read("x.csv", "price\tchip\n"), ElementsAre(HasSubstr("by tabs; give it the ending .tsv")));
  EXPECT_THAT(Read("x.tsv", "price,chip\n"), ElementsAre(HasSubstr("by commas; give it the ending .csv")));
}

TEST_F(RowReaderTest, NamesInMessagesAreOneLine) {
  EXPECT_THAT(Read("x.csv", "\"Price\n\x1f(USD)\",\"Price\n\x1f(USD)\"\n"),
              ElementsAre("TQ221: x.csv has no column 'a'; the columns are: Price  (USD), Price  (USD)_2"));
}

TEST_F(RowReaderTest, ColumnsHaveNoFieldsInside) {
  FieldTree tree;
  tree.Add(tree.Add(FieldTree::kRoot, "a", {}), "b", {});
  const std::string path = directory_.Write("x.csv", "a,a.b\n");
  const auto input = *Input::Open(path);
  const auto reader = *RowReader::Open(input.get(), RowFormat::kCsv);
  const auto diagnostic = syntax::FromStatus(reader->Bind(tree));
  ASSERT_TRUE(diagnostic.has_value());
  EXPECT_EQ(diagnostic->code, "TQ221");
  EXPECT_EQ(diagnostic->advice, "write ?row.`a.b`");
}

TEST_F(RowReaderTest, JsonLinesHaveALineEach) {
  EXPECT_THAT(Read("x.jsonl", "{\"a\": 1}\n\n{\"b\": \"x\"}\r\n[]\n{\"a\": \n{\"a\": 3}"),
              ElementsAre("1: 1|", "3: |x", HasSubstr("4! a row must be an object"),
                          HasSubstr("5! an object or array is never closed"), "6: 3|"));
}

TEST_F(RowReaderTest, ArraysGiveTheLineOfTheElement) {
  EXPECT_THAT(Read("x.json", "[\n {\"a\": 1,\n  \"b\": 2},\n {\"a\": 1 1},\n {\"b\": 3}\n]\n"),
              ElementsAre("2: 1|2", HasSubstr("4! a comma, a colon"), "5: |3"));
  EXPECT_THAT(Read("x.json", "{\"a\": 1}\n{\"b\":\n2}"), ElementsAre("1: 1|", "2: |2"));
}

TEST_F(RowReaderTest, WhatIsWrongBetweenElementsEndsTheReading) {
  EXPECT_THAT(Read("x.json", "[{\"a\": 1}\n{\"a\": 2}]"),
              ElementsAre("1: 1|", "x.json:2: a comma is missing between two elements"));
  EXPECT_THAT(Read("x.json", "[{\"a\": 1},\n{\"a\": 2"),
              ElementsAre("1: 1|", "x.json:2: the object or array that starts here is never closed"));
}

TEST_F(RowReaderTest, AFieldThatNoRowHasIsTold) {
  EXPECT_THAT(Read("x.jsonl", "{\"a\": 1, \"bb\": 2, \"price\": 3}\n"),
              ElementsAre("1: 1|", "x.jsonl: no row has the field 'b'; did you mean bb?"));
  fields_ = {"pirce"};
  EXPECT_THAT(Read("x.jsonl", "{\"price\": 3}\n"),
              ElementsAre("1: ", "x.jsonl: no row has the field 'pirce'; did you mean price?"));
  EXPECT_THAT(Read("x.jsonl", ""), IsEmpty());
}

TEST_F(RowReaderTest, PackedFilesAreUnpacked) {
  EXPECT_THAT(Read("x.csv.gz", testing::Gzip("a,b\n1,2\n")), ElementsAre("2: 1|2"));
  EXPECT_THAT(Read("x.json.gz", testing::Gzip("[{\"a\": 1, \"b\": 2}]")), ElementsAre("1: 1|2"));
}

// Rows that lie across the ends of what is read at once.
TEST_F(RowReaderTest, LongFilesReadAsShortOnes) {
  std::string csv = "a,b\n";
  std::string json = "[";
  std::vector<std::string> lines;
  for (int i = 0; i < 20000; ++i) {
    const std::string value(static_cast<size_t>(i % 97), 'x');
    csv += "\"" + value + "\"," + std::to_string(i) + "\n";
    json +=
        (i == 0 ? "" : ",\n") + std::string("{\"a\": \"") + value + "\", \"b\": " + std::to_string(i) + "}";
    lines.push_back(std::to_string(i + 2) + ": " + value + "|" + std::to_string(i));
  }
  EXPECT_EQ(Read("x.csv", csv), lines);
  for (size_t i = 0; i < lines.size(); ++i) lines[i].replace(0, lines[i].find(':'), std::to_string(i + 1));
  EXPECT_EQ(Read("x.json", json + "]"), lines);
}

// One row of exactly the greatest size, and one a byte longer.
TEST_F(RowReaderTest, ARowHasABound) {
  const std::string header = "a,b\n";
  const std::string row = "\"" + std::string(kMaxRecordBytes - 5, 'x') + "\",1\n";
  ASSERT_EQ(row.size(), kMaxRecordBytes);
  EXPECT_EQ(Read("x.csv", header + row).size(), 1u);
  EXPECT_THAT(Read("x.csv", header + "2,3\n\"x" + row.substr(1)),
              ElementsAre("2: 2|3",
                          "x.csv:3: the row that starts here has more than 64 MiB; is a quote not closed?"));
  EXPECT_THAT(Read("x.jsonl", "\n" + std::string(kMaxRecordBytes + 1, 'x')),
              ElementsAre("x.jsonl:2: the value that starts here has more than 64 MiB"));
}

TEST(RowFormatTest, IsToldByTheName) {
  EXPECT_EQ(*RowFormatOfPath("a/b.csv"), RowFormat::kCsv);
  EXPECT_EQ(*RowFormatOfPath("B.CSV.gz"), RowFormat::kCsv);
  EXPECT_EQ(*RowFormatOfPath("x.tsv.zst"), RowFormat::kTsv);
  EXPECT_EQ(*RowFormatOfPath("x.ndjson"), RowFormat::kJsonLines);
  EXPECT_EQ(*RowFormatOfPath("x.json"), RowFormat::kJson);
  EXPECT_EQ(*RowFormatOfPath("-"), RowFormat::kUnknown);
  EXPECT_THAT(std::string(RowFormatOfPath("x.nt").status().message()), HasSubstr("holds facts, not rows"));
  for (const char* other : {"x.txt", "csv", "a.csv/b", ".gz", ""})
    EXPECT_THAT(std::string(RowFormatOfPath(other).status().message()), HasSubstr("the name does not tell"));
}

TEST(RowFormatTest, IsToldByTheFirstBytes) {
  EXPECT_EQ(RowFormatOfBytes("  \n[{}]"), RowFormat::kJson);
  EXPECT_EQ(RowFormatOfBytes("{\"a\": 1}\n{}"), RowFormat::kJson);
  EXPECT_EQ(RowFormatOfBytes("a\tb\n1,2"), RowFormat::kTsv);
  EXPECT_EQ(RowFormatOfBytes("a,b\n1\t2"), RowFormat::kCsv);
  EXPECT_EQ(RowFormatOfBytes(""), RowFormat::kCsv);
}

}  // namespace
}  // namespace tern::ingest
