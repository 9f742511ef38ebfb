#include "bench/dataset/dataset.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/dataset/rdf_writer.h"
#include "engine/database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::bench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

constexpr uint64_t kFacts = 100'000;

std::string Text(const DatasetOptions& options, RdfFormat format = RdfFormat::kNTriples) {
  const Dataset dataset(options);
  RdfWriter writer(format);
  std::string text;
  writer.Begin(text);
  for (uint64_t i = 0; i < dataset.statement_count(); ++i) writer.Write(dataset.At(i), text);
  writer.End(text);
  return text;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> Sorted(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<Statement> Statements(const Dataset& dataset) {
  std::vector<Statement> statements;
  for (uint64_t i = 0; i < dataset.statement_count(); ++i) statements.push_back(dataset.At(i));
  return statements;
}

// FNV-1a, 64 bits.
uint64_t Fingerprint(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

// What a store has after it loaded `text`, as sorted lines of `format`.
std::vector<std::string> LoadAndExport(const std::string& text, const std::string& extension,
                                       const std::string& format) {
  const tern::testing::TemporaryDirectory directory;
  const std::string file = directory / ("data." + extension);
  std::ofstream(file) << text;
  DatabaseOptions create;
  create.create = true;
  auto database = Database::Open(directory / "db", create);
  EXPECT_TRUE(database.ok()) << database.status();
  LoadFileOptions strict;
  strict.strict = true;
  const auto report = (*database)->Load({file}, strict);
  EXPECT_TRUE(report.ok()) << report.status();
  std::ostringstream exported;
  EXPECT_TRUE((*database)->Export(exported, format).ok());
  return Sorted(Lines(exported.str()));
}

TEST(DatasetTest, SameOptionsGiveTheSameBytes) {
  const DatasetOptions options = {.triples = 5'000};
  EXPECT_EQ(Text(options), Text(options));
  EXPECT_NE(Text(options), Text({.triples = 5'000, .seed = 2}));
}

// Figures are comparable over machines and years only while these hold.
TEST(DatasetTest, BytesAreTheSameOnEveryMachine) {
  EXPECT_EQ(Fingerprint(Text({.triples = 20'000})), 7814327407112463101U);
  EXPECT_EQ(Fingerprint(Text({.triples = 20'000, .shuffled = true, .long_literals = true})),
            17799640258153341262U);
  EXPECT_EQ(Fingerprint(Text({.triples = 20'000, .claims_per_million = 50'000}, RdfFormat::kNQuads)),
            1827564660625184596U);
}

TEST(DatasetTest, EveryFactComesOnce) {
  for (const uint64_t facts : {1, 2, 9, 10, 11, 137, 5'000, 20'000}) {
    const std::vector<std::string> lines = Lines(Text({.triples = facts}));
    EXPECT_THAT(lines, SizeIs(facts));
    EXPECT_THAT(std::set<std::string>(lines.begin(), lines.end()), SizeIs(facts)) << facts;
  }
}

TEST(DatasetTest, ShufflingKeepsTheLines) {
  for (const uint64_t facts : {1, 2, 1'000, 5'000}) {
    const DatasetOptions grouped = {.triples = facts, .claims_per_million = 100'000};
    DatasetOptions shuffled = grouped;
    shuffled.shuffled = true;
    const std::string text = Text(grouped, RdfFormat::kNQuads);
    const std::string mixed = Text(shuffled, RdfFormat::kNQuads);
    EXPECT_EQ(Sorted(Lines(text)), Sorted(Lines(mixed)));
    EXPECT_TRUE(text != mixed || facts < 1'000);
  }
}

TEST(DatasetTest, GroupedStatementsOfASubjectFollowEachOther) {
  const Dataset dataset({.triples = kFacts});
  uint64_t last = 0;
  for (const Statement& statement : Statements(dataset)) {
    ASSERT_GE(statement.subject, last);
    ASSERT_LE(statement.subject, last + 1);
    last = statement.subject;
  }
  EXPECT_EQ(last + 1, dataset.entity_count());
}

TEST(DatasetTest, ClassesAndPredicatesAreZipf) {
  std::map<uint64_t, double> classes;
  std::map<uint64_t, double> predicates;
  for (const Statement& statement : Statements(Dataset({.triples = kFacts}))) {
    if (statement.property == Property::kType) ++classes[statement.object];
    if (statement.property == Property::kLink) ++predicates[statement.link];
  }
  EXPECT_THAT(classes, SizeIs(Dataset::kClasses));
  EXPECT_NEAR(classes[0] / classes[1], 2, 0.3);
  EXPECT_NEAR(classes[0] / classes[9], 10, 2);
  EXPECT_THAT(predicates, SizeIs(Dataset::kLinkPredicates));
  EXPECT_NEAR(predicates[0] / predicates[1], 2, 0.3);
  EXPECT_NEAR(predicates[0] / predicates[9], 10, 2);
}

TEST(DatasetTest, LinksArePowerLawAtBothEnds) {
  const Dataset dataset({.triples = kFacts});
  std::map<uint64_t, uint64_t> out;
  std::map<uint64_t, uint64_t> in;
  uint64_t links = 0;
  for (const Statement& statement : Statements(dataset)) {
    if (statement.property != Property::kLink) continue;
    ++links;
    ++out[statement.subject];
    ++in[statement.object];
  }
  std::vector<uint64_t> degrees;
  degrees.reserve(out.size());
  for (const auto& [entity, degree] : out) degrees.push_back(degree);
  std::sort(degrees.begin(), degrees.end());
  EXPECT_EQ(degrees.back(), 380);
  EXPECT_EQ(degrees[degrees.size() / 2], 1);
  EXPECT_LT(in.rbegin()->first, dataset.entity_count());
  // Two thirds of a power less each time: the first percent has a fifth of all.
  uint64_t of_first_percent = 0;
  for (const auto& [entity, degree] : in) {
    if (entity < dataset.entity_count() / 100) of_first_percent += degree;
  }
  EXPECT_NEAR(static_cast<double>(of_first_percent) / static_cast<double>(links), 0.215, 0.04);
}

TEST(DatasetTest, PartOfIsADeepTree) {
  std::map<uint64_t, uint64_t> depth = {{0, 0}};
  uint64_t deepest = 0;
  for (const Statement& statement : Statements(Dataset({.triples = kFacts}))) {
    if (statement.property != Property::kPartOf || statement.subject == 0) continue;
    ASSERT_LT(statement.object, statement.subject);
    deepest = std::max(deepest, depth[statement.subject] = depth[statement.object] + 1);
  }
  EXPECT_THAT(deepest, AllOf(Ge(100), Le(300)));
}

TEST(DatasetTest, ClaimsAreAShareOfTheFactsWithThreePropertiesEach) {
  const Dataset dataset({.triples = 20'000, .claims_per_million = 70'000});
  std::map<uint64_t, uint64_t> facts;
  std::map<uint64_t, uint64_t> properties;
  std::set<Property> claimed;
  for (const Statement& statement : Statements(dataset)) {
    if (statement.about_claim()) {
      ++properties[statement.subject];
      EXPECT_EQ(statement.claim, Statement::kNoClaim);
    } else if (statement.claim != Statement::kNoClaim) {
      ++facts[statement.claim];
      claimed.insert(statement.property);
    }
  }
  EXPECT_THAT(facts, SizeIs(1'400));
  EXPECT_THAT(facts, Each(::testing::Pair(::testing::Lt(1'400), 1)));
  EXPECT_THAT(properties, SizeIs(1'400));
  EXPECT_THAT(properties, Each(::testing::Pair(::testing::Lt(1'400), 3)));
  EXPECT_THAT(claimed, SizeIs(Ge(9))) << "claims keep to some properties";
}

TEST(DatasetTest, EveryFactCanBeClaimed) {
  const std::vector<std::string> lines =
      Lines(Text({.triples = 50, .claims_per_million = 1'000'000}, RdfFormat::kNQuads));
  ASSERT_THAT(lines, SizeIs(200));
  EXPECT_THAT(std::vector<std::string>(lines.begin(), lines.begin() + 50),
              Each(::testing::ContainsRegex("<http://example.org/claim/[0-9]+> \\.$")));
}

TEST(DatasetTest, LongLiteralsReplaceTheCategory) {
  const std::vector<std::string> lines = Lines(Text({.triples = 2'000, .long_literals = true}));
  uint64_t comments = 0;
  for (const std::string& line : lines) {
    EXPECT_THAT(line, Not(::testing::HasSubstr("category")));
    if (line.find("comment") == std::string::npos) continue;
    ++comments;
    EXPECT_THAT(line, SizeIs(AllOf(Ge(500), Le(1'000))));
  }
  EXPECT_GE(comments, 150);
}

TEST(RdfWriterTest, TurtleAndNQuadsSayWhatNTriplesSays) {
  for (const bool shuffled : {false, true}) {
    const DatasetOptions options = {.triples = 3'000, .shuffled = shuffled};
    const std::vector<std::string> lines = Sorted(Lines(Text(options)));
    EXPECT_EQ(LoadAndExport(Text(options), "nt", "ntriples"), lines);
    EXPECT_EQ(LoadAndExport(Text(options, RdfFormat::kTurtle), "ttl", "ntriples"), lines);
    EXPECT_EQ(Sorted(Lines(Text(options, RdfFormat::kNQuads))), lines);
  }
}

TEST(RdfWriterTest, ClaimsLoadAsNamedClaims) {
  const std::string text = Text({.triples = 1'000, .claims_per_million = 50'000}, RdfFormat::kNQuads);
  EXPECT_EQ(LoadAndExport(text, "nq", "nquads"), Sorted(Lines(text)));
}

TEST(RdfWriterTest, EveryLineEnds) {
  EXPECT_THAT(Lines(Text({.triples = 500, .claims_per_million = 50'000}, RdfFormat::kNQuads)),
              Each(EndsWith(" .")));
  EXPECT_THAT(Text({.triples = 500}, RdfFormat::kTurtle), EndsWith(" .\n"));
}

}  // namespace
}  // namespace tern::bench
