// What is loaded comes out again: load, export, load the export, export that. Both exports hold the dataset
// that was written down, character by character, up to the numbers of claims and blank nodes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "engine/database.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern {
namespace {

using tern::testing::TempDirectory;
using ::testing::ElementsAreArray;

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string ReplaceAll(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// Lines in which claims and blank nodes have names that do not depend on their numbers: a blank node the
// literal of its <urn:id>, a claim the sorted properties that it has. Sorted.
std::vector<std::string> Canonical(std::vector<std::string> lines) {
  const std::regex identity(R"re((_:\w+) <urn:id> "(\w+)" \.)re");
  std::map<std::string, std::string> blanks;
  for (const std::string& line : lines) {
    std::smatch match;
    if (std::regex_match(line, match, identity)) blanks[match[1]] = "_:" + match[2].str();
  }
  const std::regex blank(R"(_:\w+)");
  for (std::string& line : lines) {
    if (line.find('"') != std::string::npos && !std::regex_match(line, identity))
      continue;  // literals stay as they are
    std::string renamed;
    std::sregex_iterator match(line.begin(), line.end(), blank);
    size_t at = 0;
    for (; match != std::sregex_iterator(); ++match) {
      renamed += line.substr(at, static_cast<size_t>(match->position()) - at) + blanks[match->str()];
      at = static_cast<size_t>(match->position() + match->length());
    }
    line = renamed + line.substr(at);
  }
  const std::string property_start = "<urn:tern-claim:";
  std::map<std::string, std::vector<std::string>> properties;
  for (const std::string& line : lines) {
    if (line.rfind(property_start, 0) != 0) continue;
    const size_t end = line.find('>');
    properties[line.substr(0, end)].push_back(line.substr(end));
  }
  for (auto& [claim, list] : properties) {
    std::sort(list.begin(), list.end());
    std::string name = "<CLAIM";
    for (const std::string& property : list) name += "[" + property + "]";
    for (std::string& line : lines) {
      line = ReplaceAll(ReplaceAll(line, claim + ">", name + ">"), claim + ":", name + ":");
    }
  }
  const std::regex bare_claim(R"(<urn:tern-claim:\d+:)");  // a claim without properties
  for (std::string& line : lines) line = std::regex_replace(line, bare_claim, "<CLAIM:");
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string Export(Database& database, const std::string& format = "nquads") {
  std::ostringstream out;
  const absl::StatusOr<ExportReport> written = database.Export(out, format);
  EXPECT_TRUE(written.ok()) << written.status();
  return out.str();
}

std::unique_ptr<Database> OpenNew(const std::string& path) {
  DatabaseOptions options;
  options.create = true;
  return *Database::Open(path, options);
}

void Load(Database& database, const std::string& file, uint64_t facts) {
  LoadFileOptions options;
  options.on_bad_line = [](const std::string& complaint) { ADD_FAILURE() << complaint.substr(0, 300); };
  const absl::StatusOr<LoadReport> report = database.Load({file}, options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->facts_read, facts);
}

// Loads `lines`, exports, loads that into another database, exports again.
void ExpectRoundTrip(const std::vector<std::string>& lines) {
  const TempDirectory directory;
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  const std::unique_ptr<Database> first = OpenNew(directory.File("first"));
  Load(*first, directory.Write("given.nq", text), lines.size());
  const std::string exported = Export(*first);
  EXPECT_THAT(Canonical(SplitLines(exported)), ElementsAreArray(Canonical(lines)));
  const std::unique_ptr<Database> second = OpenNew(directory.File("second"));
  Load(*second, directory.Write("exported.nq", exported), lines.size());
  EXPECT_THAT(Canonical(SplitLines(Export(*second))), ElementsAreArray(Canonical(lines)));
  // The same by way of TriG, which says it quite differently.
  const std::unique_ptr<Database> third = OpenNew(directory.File("third"));
  Load(*third, directory.Write("exported.trig", Export(*first, "trig")), lines.size());
  EXPECT_THAT(Canonical(SplitLines(Export(*third))), ElementsAreArray(Canonical(lines)));
  // The same file again changes nothing.
  const absl::StatusOr<LoadReport> again = first->Load({directory.File("exported.nq")}, {});
  ASSERT_TRUE(again.ok()) << again.status();
}

std::string Xsd(const std::string& lexical, const std::string& type) {
  return "\"" + lexical + "\"^^<http://www.w3.org/2001/XMLSchema#" + type + ">";
}

TEST(RoundTripTest, LiteralsOfEveryKindKeepEveryCharacter) {
  std::vector<std::string> objects = {"\"\"",
                                      "\"\"@en",
                                      "\"x\"",
                                      "\"x\"@en",
                                      "\"x\"@EN",
                                      "\"x\"@zh-Hant-TW",
                                      "\"x\"^^<urn:type>",
                                      "\"\"^^<urn:type>",
                                      "\" x \"",
                                      "\"\\t\\n\\r\\\"\\\\\\b\\f\"",
                                      "\"\\u0000\\u0001\\u001F\\u007F\"",
                                      "\"1\""};
  for (const char* lexical : {"0", "-0", "+0", "1", "01", "+1", "-1", "-01", "007", "9223372036854775807",
                              "-9223372036854775808", "9223372036854775808", "123456789012345678901234567890",
                              "-123456789012345678901234567890", "not a number", ""}) {
    objects.push_back(Xsd(lexical, "integer"));
    objects.push_back(Xsd(lexical, "byte"));
  }
  for (const char* lexical : {"1.0", "1.00", "01.0", "+1.5", ".5", "5.", "-0.0", "0.10", "17.256",
                              "123456789012345678.5", "0.00000000000000000000000001", "1"}) {
    objects.push_back(Xsd(lexical, "decimal"));
  }
  for (const char* lexical :
       {"1e6", "1E6", "1.0E6", "1e+6", "1e-6", "01e6", "INF", "-INF", "+INF", "NaN", "17.256", "-0.0", "0",
        "1.7976931348623157e308", "5e-324", "1e400", "1.234567890123456789"}) {
    objects.push_back(Xsd(lexical, "double"));
    objects.push_back(Xsd(lexical, "float"));
  }
  for (const char* lexical : {"true", "false", "1", "0", "TRUE", ""})
    objects.push_back(Xsd(lexical, "boolean"));
  for (const char* lexical :
       {"2025-12-12", "2025-12-12Z", "2025-12-12+05:30", "2025-12-12-14:00", "-0001-01-01", "0000-01-01",
        "-12345-06-07", "12025-01-01", "2025-02-30", "2025-1-5", "1600-02-29"}) {
    objects.push_back(Xsd(lexical, "date"));
  }
  for (const char* lexical :
       {"2025-12-12T09:30:00", "2025-12-12T09:30:00Z", "2025-12-12T09:30:00+01:00",
        "2025-12-12T09:30:00.000Z", "2025-12-12T09:30:00.123456789Z", "2025-12-12T24:00:00",
        "-0044-03-15T12:00:00Z", "2025-12-12T09:30:00-00:00", "rubbish"}) {
    objects.push_back(Xsd(lexical, "dateTime"));
  }
  for (const char* lexical : {"2025-12", "2025-12Z", "-0001-01", "2025-13"})
    objects.push_back(Xsd(lexical, "gYearMonth"));
  std::vector<std::string> lines;
  for (const std::string& object : objects) lines.push_back("<urn:s> <urn:p> " + object + " .");
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  ExpectRoundTrip(lines);
}

// REQUIRES: c >= 0x80.
std::string Utf8(char32_t c) {
  const int continuations = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
  std::string bytes(1, static_cast<char>(kLead[continuations] | c >> (6 * continuations)));
  for (int i = continuations - 1; i >= 0; --i) bytes += static_cast<char>(0x80 | (c >> (6 * i) & 63));
  return bytes;
}

TEST(RoundTripTest, EveryPlaneOfUnicodeComesBack) {
  std::vector<std::string> lines;
  for (char32_t plane = 0; plane <= 16; ++plane) {
    for (const char32_t offset :
         {U'\x80', U'\x7FF', U'\x800', U'\xD7FF', U'\xE000', U'\xFFFD', U'\xFFFE', U'\xFFFF'}) {
      const char32_t c = plane * 0x10000 + offset;
      const std::string utf8 = Utf8(c);
      lines.push_back("<urn:s:" + utf8 + "> <urn:p> \"" + utf8 + "\" .");
      lines.push_back("<urn:s> <urn:p:" + utf8 + "> \"a" + utf8 + "b\"@en <urn:g:" + utf8 + "> .");
    }
  }
  ExpectRoundTrip(lines);
}

TEST(RoundTripTest, LiteralsOfAMegabyteComeBack) {
  std::vector<std::string> lines;
  for (const char c : {'x', 'y'}) {
    lines.push_back("<urn:s> <urn:p> \"" + std::string(1 << 20, c) + "\" .");
    lines.push_back("<urn:s> <urn:p> \"" + std::string(1 << 20, c) + "z\"@en .");
  }
  lines.push_back("<urn:s> <urn:" + std::string(5000, 'p') + "> \"" + std::string(1 << 20, 'x') +
                  "\"^^<urn:type> .");
  ExpectRoundTrip(lines);
}

TEST(RoundTripTest, GraphsBlankNodesAndTheSameTripleWithAndWithoutOne) {
  ExpectRoundTrip({
      "<urn:s> <urn:p> <urn:o> .",
      "<urn:s> <urn:p> <urn:o> <urn:g> .",
      "<urn:s> <urn:p> <urn:o> <urn:h> .",
      "<urn:s> <urn:p> <urn:o> _:g1 .",
      "_:g1 <urn:id> \"graph\" .",
      "_:n1 <urn:id> \"node\" .",
      "_:n1 <urn:p> _:g1 .",
      "_:n1 <urn:p> _:n1 <urn:g> .",
      "<urn:g> <urn:publisher> <urn:x> .",
      "<urn:s> <urn:p> <urn:o2> <urn:tern-stance:against:urn:g> .",
      "<urn:s> <urn:p> <urn:o2> <urn:tern-stance:unclear:urn:h> .",
      "<urn:s> <urn:p> <urn:o> <urn:tern-stance:against:urn:g> .",
      "<urn:s> <urn:p> <urn:o> <urn:tern-stance:against:_:g1> .",
  });
}

TEST(RoundTripTest, AnonymousClaimsOfEveryStanceWithTheirProperties) {
  ExpectRoundTrip({
      "<urn:s> <urn:p> <urn:o> .",
      "<urn:s> <urn:p> <urn:o> <urn:tern-claim:7:for> .",
      "<urn:tern-claim:7> <urn:by> <urn:x> .",
      "<urn:tern-claim:7> <urn:on> \"2025-12-12\"^^<http://www.w3.org/2001/XMLSchema#date> .",
      "<urn:tern-claim:9> <urn:by> <urn:y> .",
      "<urn:s> <urn:p> <urn:o> <urn:tern-claim:9:against> .",
      "<urn:s> <urn:p> <urn:o> <urn:tern-claim:11:unclear> .",
      "<urn:s> <urn:p> <urn:o2> <urn:tern-claim:12:for> .",
      "<urn:tern-claim:12> <urn:by> <urn:x> .",
      "<urn:tern-claim:12> <urn:by> <urn:z> .",
      "<urn:s> <urn:p> <urn:o2> <urn:tern-claim:13:for> .",
  });
}

TEST(RoundTripTest, AClaimMayBeTheObjectOfAFact) {
  ExpectRoundTrip({
      "<urn:s> <urn:p> <urn:o> <urn:tern-claim:7:for> .",
      "<urn:tern-claim:7> <urn:by> <urn:x> .",
      "<urn:y> <urn:disputes> <urn:tern-claim:7> .",
  });
}

TEST(RoundTripTest, WhatHasNoGraphsHoldsThePlainFactsAndSaysWhatItLeavesOut) {
  const TempDirectory directory;
  const std::unique_ptr<Database> database = OpenNew(directory.File("db"));
  Load(*database,
       directory.Write("a.nq",
                       "<urn:s> <urn:p> <urn:both> .\n"
                       "<urn:s> <urn:p> <urn:both> <urn:g> .\n"
                       "<urn:s> <urn:p> <urn:claimed> <urn:g> .\n"
                       "<urn:s> <urn:p> <urn:claimed> <urn:tern-claim:1:for> .\n"
                       "<urn:tern-claim:1> <urn:by> <urn:x> .\n"
                       "<urn:s> <urn:p> <urn:denied> <urn:tern-claim:2:against> .\n"
                       "<urn:y> <urn:disputes> <urn:tern-claim:1> .\n"),
       7);
  std::ostringstream lines;
  const absl::StatusOr<ExportReport> as_lines = database->Export(lines, "ntriples");
  ASSERT_TRUE(as_lines.ok()) << as_lines.status();
  EXPECT_THAT(SplitLines(lines.str()), ::testing::UnorderedElementsAre("<urn:s> <urn:p> <urn:both> .",
                                                                       "<urn:s> <urn:p> <urn:claimed> ."));
  EXPECT_EQ(as_lines->statements, 2u);
  EXPECT_EQ(as_lines->claims_left_out, 5u);  // four claims, and a fact about one
  std::ostringstream turtle;
  const absl::StatusOr<ExportReport> as_turtle = database->Export(turtle, "turtle");
  ASSERT_TRUE(as_turtle.ok()) << as_turtle.status();
  EXPECT_EQ(turtle.str(), "<urn:s> <urn:p> <urn:both>, <urn:claimed> .\n");
  EXPECT_EQ(as_turtle->claims_left_out, 5u);
}

TEST(RoundTripTest, PrefixesShortenWhatTheyFitAndComeBackWithTheFile) {
  const std::string names[] = {"",   "a",   "a.b", "a.", ".a",  "-a", "1",     "_a",
                               "a-", "a:b", "%20", "%2", "a/b", "a#", "\u00E9"};
  std::string given = "@prefix ex: <http://example.org/> .\n@prefix exa: <http://example.org/a> .\n";
  for (const std::string& name : names)
    given += "<http://example.org/" + name + "> a <http://example.org/T> .\n";
  const TempDirectory directory;
  const std::unique_ptr<Database> first = OpenNew(directory.File("first"));
  Load(*first, directory.Write("given.trig", given), std::size(names));
  const std::string trig = Export(*first, "trig");
  EXPECT_THAT(trig, ::testing::StartsWith("@prefix ex: <http://example.org/> .\n@prefix exa: "));
  EXPECT_THAT(trig, ::testing::HasSubstr("\n<http://example.org/a/b> a ex:T .\n"));
  EXPECT_THAT(trig, ::testing::HasSubstr("\nex:a.b a ex:T .\n"));
  const std::unique_ptr<Database> second = OpenNew(directory.File("second"));
  Load(*second, directory.Write("again.trig", trig), std::size(names));
  EXPECT_EQ(Export(*second, "trig"), trig);
}

}  // namespace
}  // namespace tern
