// Prepared statements: whatever they keep between runs, a run answers as the text would now.
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/model/text.h"
#include "tests/engine/database/session_fixture.h"

namespace tern {
namespace {

using model::StrCat;
using model::Term;
using ::testing::HasSubstr;

Term Name(const std::string& name) { return Term::Iri("urn:tern:" + name); }

RunOptions With(syntax::Parameters parameters) {
  RunOptions options;
  options.parameters = std::move(parameters);
  return options;
}

class PreparedTest : public SessionFixture {
 protected:
  PreparedTest() {
    for (const char* facts :
         {"insert A -[p]-> B, A -[p]-> C, B -[p]-> C, C -[q]-> A, A -[n]-> 50, B -[n]-> 50.0, C -[n]-> 7",
          "insert A -[day]-> 2025-12-12, B -[day]-> 2025-12-12T09:30:00Z, C -[month]-> 2025-12",
          "insert A -[text]-> \"one\", B -[text]-> \"one\"@en, C -[flag]-> true, C -[e]-> 1e6, _:x -[p]-> A",
          "insert A -[p {by: X, on: 2025-12-12}]-> B, A -[not p {by: Y}]-> C, B -[r {by: Y}]-> A"}) {
      EXPECT_THAT(Answer(facts), HasSubstr("inserted"));
    }
  }

  std::unique_ptr<PreparedStatement> Prepare(const std::string& text) {
    auto prepared = session_->Prepare(text);
    EXPECT_TRUE(prepared.ok()) << text << "\n" << prepared.status();
    return prepared.ok() ? *std::move(prepared) : nullptr;
  }

  std::string Run(PreparedStatement& prepared, const RunOptions& options = {}) {
    return Shown(prepared.Run(options));
  }

  // The value of column `x`, which the query has, as the term that it is.
  Term OneTerm(const std::string& query) {
    auto outcome = session_->Run(query);
    execute::RowBatch batch;
    EXPECT_TRUE(outcome.ok() && *outcome->rows->Next(batch) && batch.row_count == 1) << query;
    return *batch.cells[0];
  }
};

TEST_F(PreparedTest, ListsItsParametersInOrderOfAppearance) {
  EXPECT_THAT(Prepare("match $b -[p]-> ?x where ?x != $a and ?x != $b return ?x limit $n")->parameters(),
              ::testing::ElementsAre("b", "a", "n"));
  EXPECT_THAT(Prepare("match A -[p]-> ?x return ?x")->parameters(), ::testing::IsEmpty());
}

TEST_F(PreparedTest, AnswersAsTheTextForEveryValue) {
  const Term blank = OneTerm(
      "match ?x -[p]-> A where not isText(?x) and not isEntity(?x) or true return ?x "
      "order by ?x limit 1");
  const Term claim = OneTerm("match A -[?c: p {by: X}]-> B return ?c");
  const std::vector<Term> values = {
      Name("A"),
      Name("B"),
      Name("C"),
      Name("Nobody"),
      Name("p"),
      Name("q"),
      blank,
      claim,
      Term::Claim("4000"),
      Term::Integer(50),
      Term::Integer(7),
      Term::Integer(8),
      Term::Typed("50.0", std::string(model::iri::kXsdDecimal)),
      Term::Typed("1.0E6", std::string(model::iri::kXsdDouble)),
      Term::Typed("050", std::string(model::iri::kXsdInteger)),
      Term::Boolean(true),
      Term::String("one"),
      Term::String("two"),
      Term::LangString("one", "en"),
      Term::Typed("2025-12-12", std::string(model::iri::kXsdDate)),
      Term::Typed("2025-12-12T09:30:00Z", std::string(model::iri::kXsdDateTime)),
      Term::Typed("2025-12", std::string(model::iri::kXsdGYearMonth))};
  for (const char* text :
       {"match $v -[?p]-> ?o return ?p, ?o",
        "match ?s -[?p]-> $v return ?s, ?p",
        "match ?s -[n]-> $v return ?s",
        "match ?s -[$v]-> ?o return ?s, ?o",
        "match $v -[p]-> ?x -[p]-> ?y return ?x, ?y",
        "match ?x -[p]-> $v, ?x -[?p]-> $w return ?x, ?p",
        "match $v -[p]-> ?x, $w -[p]-> ?x return ?x",
        "match $v -[p]-> ?x, optional { ?x -[p]-> ?y } return ?x, ?y",
        "match ?x -[p]-> ?y, not { ?y -[q]-> $v } return ?x, ?y",
        "match ?x -[p {by: $v}]-> ?y return ?x, ?y",
        "match ?x -[?c: said any {by: $v}]-> ?y return ?x, stance(?c)",
        "match $v -[p+]-> ?x return ?x",
        "match ?x -[p*]-> $v return ?x",
        "match $v -[p]- ?x return ?x",
        "match $v -[p|q]-> ?x return ?x",
        "match { $v -[p]-> ?x } or { $w -[p]-> ?x } return ?x",
        "match ?s -[n]-> ?n where ?n = $v return ?s",
        "match ?s -[?p]-> ?o where ?o >= $v return ?s",
        "match $v -[?p]-> ?o return count(*)",
        "match $v -[?p]-> ?o return ?p, count(*) as ?n, $v",
        "match $v -[p]-> $w return count(*)",
        "match ?x -[p]-> ?y according to $v return ?x, ?y",
        "match ?x -[p]-> ?y as of $v return ?x, ?y",
        "match { $v -[$w]-> ?x } or { $v -[q]-> ?x } return ?x",
        "match ?x -[p]-> ?y return ?x, ?y limit $v",
        "match ~$v -[?p]-> ?x return ?p, ?x",
        "match $v -[p]-> ?x return ?x, $v as ?me",
        "match $v -[p]-> ?x, { match ?x -[?q]-> ?z return ?x, count(*) as ?n } return ?x, ?n"}) {
    const auto prepared = Prepare(text);
    ASSERT_NE(prepared, nullptr);
    for (size_t i = 0; i < values.size(); ++i) {
      // Neighbours, so that both change and one value often stays.
      const RunOptions options = With({{"v", values[i]}, {"w", values[i / 2 % values.size()]}});
      const std::string expected = Answer(text, options);
      const std::vector<std::string> expected_warnings = warnings_;
      for (int times = 0; times < 2; ++times) {
        ASSERT_EQ(Run(*prepared, options), expected) << text << "\n" << ToNTriples(values[i]);
        ASSERT_EQ(warnings_, expected_warnings) << text << "\n" << ToNTriples(values[i]);
      }
    }
  }
}

TEST_F(PreparedTest, IsPlannedOnceWhileNothingChanges) {
  const auto prepared = Prepare("match A -[p]-> ?x, ?x -[?q]-> ?y return ?y");
  const auto counts_of_a_run = [&] {
    const auto outcome = prepared->Run();
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? outcome->planning_work.counts : 0;
  };
  EXPECT_GT(counts_of_a_run(), 0u);
  EXPECT_EQ(counts_of_a_run(), 0u);
  ASSERT_EQ(Answer("insert A -[p]-> D"), "1 fact inserted");
  EXPECT_GT(counts_of_a_run(), 0u);
}

TEST_F(PreparedTest, SeesWhatIsCommittedSince) {
  const auto prepared = Prepare("match $who -[p]-> ?x return ?x order by ?x");
  EXPECT_EQ(Run(*prepared, With({{"who", Name("A")}})), "x\nB\nC\n");
  ASSERT_EQ(Answer("insert A -[p]-> D"), "1 fact inserted");
  EXPECT_EQ(Run(*prepared, With({{"who", Name("A")}})), "x\nB\nC\nD\n");
  ASSERT_EQ(Answer("delete A -[p]-> C"), "2 facts deleted");
  EXPECT_EQ(Run(*prepared, With({{"who", Name("A")}})), "x\nB\nD\n");
  EXPECT_EQ(Run(*prepared, With({{"who", Name("New")}})), "x\n");
  ASSERT_EQ(Answer("insert New -[p]-> A"), "1 fact inserted");
  EXPECT_EQ(Run(*prepared, With({{"who", Name("New")}})), "x\nA\n");
}

TEST_F(PreparedTest, SeesACompactionThatGivesTermsNewIds) {
  ASSERT_EQ(Answer("insert Aaa -[p]-> Zzz, Aab -[q]-> Zzy"), "2 facts inserted");
  const auto prepared = Prepare("match $who -[p]-> ?x return ?x order by ?x");
  const auto fixed = Prepare("match A -[p]-> ?x, ?x -[?q]-> C return ?x, ?q");
  for (const bool renumber : {false, true, true}) {
    EXPECT_EQ(Run(*prepared, With({{"who", Name("A")}})), "x\nB\nC\n");
    EXPECT_EQ(Run(*prepared, With({{"who", Name("Aaa")}})), "x\nZzz\n");
    EXPECT_EQ(Run(*fixed), "x,q\nB,p\n");
    CompactionOptions options;
    using Renumber = CompactionOptions::Renumber;
    options.renumber = renumber ? Renumber::kAlways : Renumber::kNever;
    const auto report = database_->Compact(options);
    ASSERT_TRUE(report.ok()) << report.status();
  }
  EXPECT_EQ(Run(*prepared, With({{"who", Name("Aaa")}})), "x\nZzz\n");
  EXPECT_EQ(Run(*fixed), "x,q\nB,p\n");
}

TEST_F(PreparedTest, KeepsTheMeaningOfItsNames) {
  ASSERT_EQ(Answer("prefix e: <urn:tern:>"), "prefix e: set");
  const auto prepared = Prepare("match e:A -[p]-> ?x return ?x order by ?x");
  ASSERT_EQ(Answer("prefix e: <http://elsewhere/>"), "prefix e: set");
  EXPECT_EQ(Run(*prepared), "x\nB\nC\n");
}

TEST_F(PreparedTest, APrefixIsSetWhenItRuns) {
  const auto prepared = Prepare("prefix late: <urn:tern:>");
  EXPECT_THAT(Answer("match late:A -[p]-> ?x return ?x"), HasSubstr("TQ011"));
  EXPECT_EQ(Run(*prepared), "prefix late: set");
  EXPECT_EQ(Answer("match late:A -[q]-> ?x return count(*) as ?n"), "n\n0\n");
}

TEST_F(PreparedTest, OtherStatementsRunAgainToo) {
  const auto insert = Prepare("insert $s -[made]-> $o");
  EXPECT_EQ(Run(*insert, With({{"s", Name("S")}, {"o", Term::Integer(1)}})), "1 fact inserted");
  EXPECT_EQ(Run(*insert, With({{"s", Name("S")}, {"o", Term::Integer(2)}})), "1 fact inserted");
  EXPECT_EQ(Run(*insert, With({{"s", Name("S")}, {"o", Term::Integer(2)}})), "0 facts inserted, 1 unchanged");
  const auto ask = Prepare("S -[made]-> 2");
  EXPECT_THAT(Run(*ask), HasSubstr("\nyes,"));
  const auto remove = Prepare("delete S -[made]-> $o");
  EXPECT_EQ(Run(*remove, With({{"o", Term::Integer(2)}})), "1 fact deleted");
  EXPECT_THAT(Run(*ask), HasSubstr("\nno,"));
  const auto update = Prepare("match S -[made]-> ?n insert S -[was]-> ?n");
  EXPECT_EQ(Run(*update), "1 fact inserted");
  EXPECT_EQ(Run(*update), "0 facts inserted, 1 unchanged");
}

TEST_F(PreparedTest, WrongParametersAreErrorsOfTheRun) {
  const auto prepared = Prepare("match $who -[p]-> ?x return ?x order by ?x");
  EXPECT_THAT(Run(*prepared), HasSubstr("$who"));
  EXPECT_EQ(Run(*prepared, With({{"who", Name("A")}})), "x\nB\nC\n");
  EXPECT_THAT(Run(*prepared), HasSubstr("$who"));
  EXPECT_THAT(Run(*prepared, With({{"who", syntax::ParameterValue::List({Name("A"), Name("B")})}})),
              HasSubstr("is a list"));
  EXPECT_EQ(Run(*prepared, With({{"who", Name("B")}, {"other", Name("C")}})), "x\nC\n");
  EXPECT_FALSE(session_->Prepare("match $who -[p]->").ok());
}

TEST_F(PreparedTest, ListsOfEveryLengthServeOneStatement) {
  const auto prepared = Prepare("match ?x -[n]-> ?n where ?n in $list return ?x order by ?x");
  const auto list = [](std::vector<Term> items) {
    return With({{"list", syntax::ParameterValue::List(std::move(items))}});
  };
  EXPECT_EQ(Run(*prepared, list({Term::Integer(7)})), "x\nC\n");
  EXPECT_EQ(Run(*prepared, list({Term::Integer(7), Term::Integer(50)})), "x\nA\nB\nC\n");
  EXPECT_EQ(Run(*prepared, list({})), "x\n");
}

TEST_F(PreparedTest, AReadOnlySessionSeesCommitsOfOthers) {
  const auto reader = *Database::Open(directory_.File("db"), {});
  const auto session = reader->NewSession();
  const auto prepared = *session->Prepare("match A -[p]-> ?x return ?x order by ?x");
  EXPECT_EQ(Run(*prepared), "x\nB\nC\n");
  ASSERT_EQ(Answer("insert A -[p]-> E"), "1 fact inserted");
  EXPECT_EQ(Run(*prepared), "x\nB\nC\nE\n");
}

// A session a thread, all on one database, while another thread commits: each answer is that of some commit.
TEST_F(PreparedTest, ThreadsRunAtTheSameTime) {
  constexpr int kThreads = 4;
  constexpr int kRuns = 150;
  constexpr int kCommits = 20;
  ASSERT_EQ(Answer("insert T0 -[t]-> V0, T1 -[t]-> V1, T2 -[t]-> V2, T3 -[t]-> V3"), "4 facts inserted");
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const auto session = database_->NewSession();
      const auto prepared = session->Prepare("match $who -[t]-> ?x return ?x");
      if (!prepared.ok()) {
        ++wrong;
        return;
      }
      for (int i = 0; i < kRuns; ++i) {
        const std::string number = std::to_string((t + i) % kThreads);
        auto outcome = (*prepared)->Run(With({{"who", Name("T" + number)}}));
        execute::RowBatch batch;
        const bool right = outcome.ok() && *outcome->rows->Next(batch) && batch.row_count == 1 &&
                           *batch.cells[0] == Name("V" + number);
        if (!right) ++wrong;
      }
    });
  }
  for (int i = 0; i < kCommits; ++i) {
    ASSERT_EQ(Answer(StrCat("insert N", i, " -[t]-> V0")), "1 fact inserted");
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace tern
