// What bounds a statement: it ends soon after it is cancelled wherever it is, at its deadline, and before it
// takes more memory than there is; and the database answers as before.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/engine/database/session_fixture.h"

namespace tern {
namespace {

using ::testing::HasSubstr;

constexpr int kThings = 20000;

// Long to read, to sort, to join, to decode: several blocks of facts, and labels of their own.
void WriteThings(const std::string& path) {
  std::ofstream out(path);
  std::mt19937 random(7);
  for (int i = 0; i < kThings; ++i) {
    const std::string thing = "<urn:tern:T" + std::to_string(i) + "> ";
    out << thing << "<urn:tern:next> <urn:tern:T" << random() % kThings << "> .\n";
    out << thing << "<urn:tern:value> " << '"' << random() % 5000
        << "\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n";
    out << thing << "<http://www.w3.org/2000/01/rdf-schema#label> \"thing number " << i << "\" .\n";
  }
}

struct Case {
  const char* name;
  const char* query;
};

// Every one reads all of some predicate, and each operator that can run long stands in one.
constexpr Case kCases[] = {
    {"a filter that drops all", "match ?a -[value]-> ?v where ?v + 1 < 0 return ?a"},
    {"a text filter", "match ?a -[label]-> ?l where contains(?l, \"nowhere\") return ?a"},
    {"a sort", "match ?a -[label]-> ?l return ?a, ?l order by ?l desc, ?a"},
    {"a top", "match ?a -[value]-> ?v return ?a order by ?v limit 5"},
    {"distinct", "match ?a -[next]-> ?b return distinct ?b"},
    {"a group", "match ?a -[value]-> ?v return ?v, count(*)"},
    {"a joined group", "match ?a -[next]-> ?b, ?b -[value]-> ?v return ?v, count(?a), max(?v)"},
    {"a chain", "match ?a -[next]-> ?b -[next]-> ?c -[next]-> ?d return count(*)"},
    {"a triangle", "match ?a -[next]-> ?b -[next]-> ?c, ?a -[next]-> ?c return count(*)"},
    {"optional", "match ?a -[next]-> ?b, optional { ?b -[nothing]-> ?c } return count(?c), count(*)"},
    {"not", "match ?a -[next]-> ?b, not { ?b -[next]-> ?a } return count(*)"},
    {"a path", "match T1 -[next+]-> ?b return count(*)"},
    {"paths from everywhere", "match ?a -[next{2,3}]-> T1 return count(*)"},
    {"a subquery a row",
     "match ?a -[value]-> ?v, { match ?a -[next]-> ?b return ?b limit 1 } return count(*)"},
    {"a search by name", "match ~\"thing number 777\" -[next]-> ?b return ?b"},
    {"a misspelt name", "match Thing777 -[next]-> ?b return ?b"},
    {"what cannot be counted by blocks", "match ?a -[said any]-> ?b return count(*)"},
};

class LimitsTest : public SessionFixture {
 protected:
  LimitsTest() {
    WriteThings(directory_.File("things.nt"));
    EXPECT_TRUE(database_->Load({directory_.File("things.nt")}, {}).ok());
  }

  // How often a statement asks whether to go on; its status in `status`.
  int Polls(const char* query, int cancel_at, std::string* answer) {
    int polls = 0;
    RunOptions options;
    options.cancelled = [&] { return ++polls > cancel_at; };
    *answer = Answer(query, options);
    return polls;
  }
};

TEST_F(LimitsTest, EveryStatementEndsWhereverItIsCancelledAndTheNextOneIsRight) {
  constexpr int kNever = 1 << 30;
  std::mt19937 random(11);
  for (const Case& one : kCases) {
    std::string expected;
    const int polls = Polls(one.query, kNever, &expected);
    ASSERT_GT(polls, 1) << one.name;
    for (int round = 0; round < 4; ++round) {
      const int cancel_at =
          round == 0 ? polls - 1 : static_cast<int>(random() % static_cast<uint32_t>(polls));
      std::string answer;
      const int asked = Polls(one.query, cancel_at, &answer);
      EXPECT_THAT(answer, HasSubstr("CANCELLED")) << one.name << ", at poll " << cancel_at << " of " << polls;
      EXPECT_LE(asked, cancel_at + 2) << one.name;  // what has heard it asks no more
    }
    EXPECT_EQ(Answer(one.query), expected) << one.name;
  }
}

// Seconds depend on the machine; what is done between two polls does not.
TEST_F(LimitsTest, LittleIsReadBetweenTwoPolls) {
  // A block is decoded in one piece, and a batch may end in the next.
  constexpr uint64_t kMaxRows = 2 * 8192;
  constexpr uint64_t kMaxTerms = 1024 + 512;
  for (const Case& one : kCases) {
    absl::StatusOr<Outcome> outcome = absl::InternalError("");
    const Outcome* running = nullptr;  // while its rows are pulled
    store::WorkCounts before;
    uint64_t rows = 0;
    uint64_t terms = 0;
    RunOptions options;
    options.cancelled = [&] {
      if (running == nullptr) return false;
      const store::WorkCounts now = running->RowsWork();
      rows = std::max(rows, now.rows_scanned - before.rows_scanned);
      terms = std::max(terms, now.terms_decoded - before.terms_decoded);
      before = now;
      return false;
    };
    outcome = session_->Run(one.query, options);
    ASSERT_TRUE(outcome.ok()) << one.name << ": " << outcome.status();
    running = &*outcome;
    execute::RowBatch batch;
    for (;;) {
      const absl::StatusOr<bool> more = outcome->rows->Next(batch);
      ASSERT_TRUE(more.ok()) << one.name << ": " << more.status();
      if (!*more) break;
    }
    EXPECT_LE(rows, kMaxRows) << one.name;
    EXPECT_LE(terms, kMaxTerms) << one.name;
    running = nullptr;
  }
}

TEST_F(LimitsTest, ADeadlineEndsEveryStatement) {
  RunOptions options;
  options.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  for (const Case& one : kCases) {
    EXPECT_THAT(Answer(one.query, options), HasSubstr("DEADLINE_EXCEEDED: the query ran out of time"))
        << one.name;
  }
}

TEST_F(LimitsTest, ADeadlineAheadChangesNothing) {
  RunOptions options;
  options.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  for (const Case& one : kCases) EXPECT_EQ(Answer(one.query, options), Answer(one.query)) << one.name;
}

TEST_F(LimitsTest, AnUpdateThatIsCancelledWritesNothing) {
  const char* const update = "match ?a -[next]-> ?b insert ?b -[before]-> ?a";
  for (const int cancel_at : {0, 1, 3, 7}) {
    std::string answer;
    Polls(update, cancel_at, &answer);
    EXPECT_THAT(answer, HasSubstr("CANCELLED")) << cancel_at;
  }
  EXPECT_EQ(Answer("match ?a -[before]-> ?b return count(*) as ?n"), "n\n0\n");
}

TEST_F(LimitsTest, TheSmallestMemoryLimitHasRoomForOrdinaryQueries) {
  DatabaseOptions options;
  options.memory_limit = uint64_t{128} << 20;
  const auto database = Database::Open(directory_.File("db"), options);
  ASSERT_TRUE(database.ok()) << database.status();
  const std::unique_ptr<Session> session = (*database)->NewSession();
  for (const Case& one : kCases) {
    absl::StatusOr<Outcome> outcome = session->Run(one.query);
    ASSERT_TRUE(outcome.ok()) << one.name << ": " << outcome.status();
    execute::RowBatch batch;
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = outcome->rows->Next(batch);
    EXPECT_TRUE(more.ok()) << one.name << ": " << more.status();
  }
  options.memory_limit -= 1;
  const auto refused = Database::Open(directory_.File("db"), options);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("it takes 128 MB at least"));
}

// Statements of one database share its memory: what one keeps another cannot have, until its rows go.
TEST_F(LimitsTest, WhatDoesNotFitSaysWhoNeedsItAndWhatToDo) {
  DatabaseOptions options;
  options.memory_limit = uint64_t{128} << 20;
  const auto database = Database::Open(directory_.File("db"), options);
  ASSERT_TRUE(database.ok()) << database.status();
  const std::unique_ptr<Session> session = (*database)->NewSession();
  const auto run = [&](const char* query) {
    absl::StatusOr<Outcome> outcome = session->Run(query);
    if (!outcome.ok()) return outcome.status();
    execute::RowBatch batch;
    for (;;) {
      const absl::StatusOr<bool> more = outcome->rows->Next(batch);
      if (!more.ok() || !*more) return more.status();
    }
  };
  struct Large {
    const char* query;
    const char* owner;
  };
  for (const Large& large :
       {Large{"match ?a -[value]-> ?v, ?b -[next]-> ?c return ?a, ?b order by ?b desc", "a sort"},
        Large{"match ?a -[value]-> ?v, ?b -[next]-> ?c return distinct ?a, ?b", "a distinct"},
        Large{"match ?a -[value]-> ?v, ?b -[next]-> ?c return ?a, ?b, max(?v)", "a group"}}) {
    const absl::Status status = run(large.query);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << large.query << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("memory limit: " + std::string(large.owner)))
        << large.query;
    EXPECT_THAT(std::string(status.message()), HasSubstr("raise --memory-limit"));
  }
  EXPECT_TRUE(run("match ?a -[value]-> ?v return ?a, ?v order by ?v").ok());
}

}  // namespace
}  // namespace tern
