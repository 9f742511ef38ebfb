// The questions that engines are compared by: each runs, stands in all three languages, and answers what a
// plain pass over the generator's statements gives.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bench/dataset/dataset.h"
#include "bench/dataset/rdf_writer.h"
#include "engine/database.h"
#include "engine/syntax/statement_scanner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::bench {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using Row = std::vector<std::string>;

constexpr uint64_t kFacts = 20'000;

fs::path Folder() { return fs::path(TERN_SOURCE_DIR) / "bench/queries"; }

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::set<std::string> Names(const std::string& extension) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(Folder())) {
    if (entry.path().extension() == extension) names.insert(entry.path().stem());
  }
  return names;
}

class QueriesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory = new tern::testing::TemporaryDirectory;
    statements = new std::vector<Statement>;
    const Dataset dataset({.triples = kFacts});
    RdfWriter writer(RdfFormat::kNTriples);
    std::string text;
    for (uint64_t i = 0; i < kFacts; ++i) {
      statements->push_back(dataset.At(i));
      writer.Write(statements->back(), text);
    }
    const std::string file = *directory / "data.nt";
    std::ofstream(file) << text;
    DatabaseOptions options;
    options.create = true;
    auto opened = Database::Open(*directory / "db", options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    ASSERT_TRUE((*opened)->Load({file}, {}).ok());
    database = std::move(*opened).release();
  }
  static void TearDownTestSuite() {
    delete database;
    delete statements;
    delete directory;
  }

  // The rows of a question, each cell as its lexical form.
  static std::vector<Row> Ask(const std::string& name) {
    std::vector<Row> rows;
    const std::string text = Read(Folder() / (name + ".tq"));
    const auto session = database->NewSession();
    for (const syntax::StatementText& statement : syntax::SplitStatements(text)) {
      auto outcome = session->Run(statement.text);
      EXPECT_TRUE(outcome.ok()) << name << ": " << outcome.status();
      if (!outcome.ok() || outcome->kind != Outcome::Kind::kRows) continue;
      execute::RowBatch batch;
      const size_t width = outcome->rows->columns().size();
      for (auto more = outcome->rows->Next(batch); more.ok() && *more; more = outcome->rows->Next(batch)) {
        for (size_t i = 0; i < batch.cells.size(); ++i) {
          if (i % width == 0) rows.emplace_back();
          rows.back().push_back(batch.cells[i] ? batch.cells[i]->value : "");
        }
      }
    }
    return rows;
  }

  // For each subject the object of its statement of a property that it has once.
  static std::map<uint64_t, uint64_t> ObjectsOf(Property property) {
    std::map<uint64_t, uint64_t> objects;
    for (const Statement& statement : *statements) {
      if (statement.property == property) objects[statement.subject] = statement.object;
    }
    return objects;
  }

  static std::set<std::pair<uint64_t, uint64_t>> LinksOf(uint32_t predicate) {
    std::set<std::pair<uint64_t, uint64_t>> links;
    for (const Statement& statement : *statements) {
      if (statement.property == Property::kLink && statement.link == predicate) {
        links.emplace(statement.subject, statement.object);
      }
    }
    return links;
  }

  static tern::testing::TemporaryDirectory* directory;
  static std::vector<Statement>* statements;
  static Database* database;
};

tern::testing::TemporaryDirectory* QueriesTest::directory = nullptr;
std::vector<Statement>* QueriesTest::statements = nullptr;
Database* QueriesTest::database = nullptr;

TEST_F(QueriesTest, EachStandsInThreeLanguagesAndRuns) {
  const std::set<std::string> names = Names(".tq");
  EXPECT_THAT(names, SizeIs(17));
  EXPECT_EQ(Names(".rq"), names);
  EXPECT_EQ(Names(".sql"), names);
  for (const std::string& name : names) Ask(name);
}

TEST_F(QueriesTest, CountsAreThoseOfTheStatements) {
  EXPECT_THAT(Ask("10-count-all"), ElementsAre(ElementsAre(std::to_string(kFacts))));

  std::set<uint64_t> classes;
  for (const auto& [entity, klass] : ObjectsOf(Property::kType)) classes.insert(klass);
  EXPECT_THAT(Ask("08-count-by-class"), SizeIs(classes.size()));

  uint64_t in_range = 0;
  for (const auto& [entity, value] : ObjectsOf(Property::kMeasure)) {
    in_range += uint64_t{value >= 50'000'000 && value < 51'000'000};
  }
  EXPECT_GT(in_range, 0);
  EXPECT_THAT(Ask("13-range"), ElementsAre(ElementsAre(std::to_string(in_range))));
}

TEST_F(QueriesTest, HubHasItsFactsAndTheirs) {
  uint64_t of_hub = 0;
  uint64_t two_hops = 0;
  std::map<uint64_t, uint64_t> counts;
  for (const Statement& statement : *statements) ++counts[statement.subject];
  for (const Statement& statement : *statements) {
    if (statement.subject != 512) continue;
    ++of_hub;
    if (statement.property == Property::kLink || statement.property == Property::kPartOf) {
      two_hops += counts[statement.object];
    }
  }
  EXPECT_EQ(of_hub, 387);
  EXPECT_THAT(Ask("02-all-of-a-hub"), SizeIs(of_hub));
  EXPECT_THAT(Ask("17-two-hops-from-a-hub"), SizeIs(two_hops));
}

TEST_F(QueriesTest, TrianglesAndUnionsAreThoseOfTheLinks) {
  const auto links = LinksOf(0);
  uint64_t triangles = 0;
  for (const auto& [a, b] : links) {
    for (auto next = links.lower_bound({b, 0}); next != links.end() && next->first == b; ++next) {
      triangles += links.count({a, next->second});
    }
  }
  EXPECT_GT(triangles, 0);
  EXPECT_THAT(Ask("07-triangle"), ElementsAre(ElementsAre(std::to_string(triangles))));

  std::set<uint64_t> subjects;
  for (const auto& [from, to] : links) subjects.insert(from);
  for (const auto& [from, to] : LinksOf(1)) subjects.insert(from);
  EXPECT_THAT(Ask("16-union-distinct"), ElementsAre(ElementsAre(std::to_string(subjects.size()))));
}

TEST_F(QueriesTest, OptionalAliasesAreCounted) {
  const auto aliases = ObjectsOf(Property::kAlias);
  uint64_t entities = 0;
  uint64_t with_alias = 0;
  for (const auto& [entity, klass] : ObjectsOf(Property::kType)) {
    if (klass != 1) continue;
    ++entities;
    with_alias += aliases.count(entity);
  }
  EXPECT_THAT(Ask("15-optional"),
              ElementsAre(ElementsAre(std::to_string(entities), std::to_string(with_alias))));
}

}  // namespace
}  // namespace tern::bench
