// `load "file" as ?row insert …` as it is typed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "engine/syntax/diagnostic.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class LoadStatementTest : public ::testing::Test {
 protected:
  LoadStatementTest() {
    DatabaseOptions options;
    options.create = true;
    database_ = *Database::Open(directory_.File("db"), options);
    session_ = database_->NewSession();
  }

  std::string Answer(const std::string& statement) {
    absl::StatusOr<Outcome> outcome = session_->Run(statement, options_);
    if (!outcome.ok()) {
      const auto diagnostic = syntax::FromStatus(outcome.status());
      return diagnostic.has_value() ? diagnostic->code + ": " + diagnostic->message
                                    : outcome.status().ToString();
    }
    if (outcome->kind != Outcome::Kind::kRows) return outcome->message;
    std::ostringstream out;
    results::WriteOptions write_options;
    write_options.names = session_->names();
    WriteRows(*outcome->rows, results::Format::kTsv, write_options, out).status().IgnoreError();
    return out.str();
  }

  // Loads `content`, called `name`, by `walks`.
  std::string Load(const std::string& name, std::string_view content, const std::string& walks) {
    return Answer("load \"" + directory_.Write(name, content) + "\" as ?row insert " + walks);
  }

  testing::TempDirectory directory_;
  RunOptions options_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Session> session_;
};

TEST_F(LoadStatementTest, TheExampleOfTheLanguage) {
  EXPECT_EQ(Load("chips.csv", "country,day,chip,url\nChina,2025-12-12,H200,https://x.org/1\nChina,,A100,\n",
                 "?row.country -[rejected {on: date(?row.day), source: ?row.url}]-> ?row.chip"),
            "2 rows, 2 facts inserted");
  EXPECT_EQ(Answer("match China -[rejected {on: ?day, source: ?source}]-> ?chip return ?chip, ?day, ?source"),
            "chip\tday\tsource\nH200\t2025-12-12\t\"https://x.org/1\"\n");
  EXPECT_EQ(Answer("match China -[rejected]-> ?chip return ?chip order by ?chip"), "chip\nA100\nH200\n");
}

TEST_F(LoadStatementTest, AnyColumnHasAName) {
  EXPECT_EQ(Load("x.csv", "Release date,Die Size (mm^2),by\n2025-01-05,8.5,Ann\n",
                 "A -[size {by: ?row.by}]-> number(?row.`Die Size (mm^2)`), A -[released]-> "
                 "date(?row.`Release date`)"),
            "1 row, 2 facts inserted");
  EXPECT_EQ(Answer("match A -[size {by: ?who}]-> ?s, A -[released]-> ?d return ?s, ?d, ?who"),
            "s\td\twho\n8.5\t2025-01-05\t\"Ann\"\n");
}

TEST_F(LoadStatementTest, FieldsOfObjectsAndArrays) {
  EXPECT_EQ(Load("x.jsonl", "{\"n\": \"A\", \"m\": {\"n\": \"M\"}, \"t\": [\"x\", \"y\"]}\n",
                 "?row.m.n -[makes]-> ?row.n -[tag]-> ?row.t"),
            "1 row, 3 facts inserted");
  EXPECT_EQ(Answer("match M -[makes]-> ?n -[tag]-> ?t return ?n, ?t order by ?t"), "n\tt\nA\tx\nA\ty\n");
}

TEST_F(LoadStatementTest, StancesDirectionsAndParameters) {
  options_.parameters["who"] = model::Term::Iri("urn:tern:Ann");
  EXPECT_EQ(Load("x.csv", "a,rel\nA,likes\n", "?row.a <-[not accepted {by: $who}]- B -[?row.rel]-> ?row.a"),
            "1 row, 2 facts inserted");
  EXPECT_EQ(Answer("match B -[not accepted {by: ?who}]-> A return ?who"), "who\nAnn\n");
  EXPECT_EQ(Answer("match B -[likes]-> ?x return ?x"), "x\nA\n");
}

TEST_F(LoadStatementTest, ASearchByNameIsMadeOnce) {
  ASSERT_THAT(Answer("insert China -[label]-> \"People's Republic\""), HasSubstr("1 fact"));
  EXPECT_EQ(Load("x.csv", "a\nA\nB\n", "~\"people's republic\" -[p]-> ?row.a"), "2 rows, 2 facts inserted");
  EXPECT_EQ(Answer("match China -[p]-> ?x return ?x order by ?x"), "x\nA\nB\n");
  EXPECT_THAT(Load("y.csv", "a\nA\n", "~\"nobody\" -[p]-> ?row.a"), StartsWith("TQ202"));
}

TEST_F(LoadStatementTest, WhatIsWrongIsSaidBeforeAnythingIsLoaded) {
  EXPECT_THAT(Load("x.csv", "price\n1\n", "A -[p]-> ?row.pirce"), StartsWith("TQ221: "));
  EXPECT_THAT(Load("x.csv", "price\n1\n", "A -[p]-> ?row.price.x"), StartsWith("TQ221: "));
  EXPECT_THAT(Load("x.csv", "price\n1\n", "A -[p]-> ?other"), StartsWith("TQ"));
  EXPECT_THAT(Load("x.csv", "price\n1\n", "A -[p]-> ?row"), StartsWith("TQ"));
  EXPECT_THAT(Load("x.csv", "price\n1\n", "A -[p]-> nubmer(?row.price)"), StartsWith("TQ"));
  EXPECT_THAT(Load("x.xlsx", "price\n1\n", "A -[p]-> ?row.price"), StartsWith("TQ222: "));
  EXPECT_THAT(Answer("match ?a -[p]-> ?b return ?a"), HasSubstr("there is no database"));
}

TEST_F(LoadStatementTest, OnceANameAlwaysThatName) {
  ASSERT_THAT(Answer("insert `David Sacks` -[p]-> Base"), HasSubstr("1 fact"));
  EXPECT_EQ(Load("x.csv", "a,label\nDavid Sacks,10% <x>\n",
                 "?row.a -[label]-> text(?row.label), ?row.a -[?row.label]-> B"),
            "1 row, 2 facts inserted");
  EXPECT_EQ(Answer("match `David Sacks` -[label]-> ?l return ?l"), "l\n\"10% <x>\"\n");
  EXPECT_EQ(Answer("match `David Sacks` -[`10% <x>`]-> ?b return ?b"), "b\nB\n");
}

}  // namespace
}  // namespace tern
