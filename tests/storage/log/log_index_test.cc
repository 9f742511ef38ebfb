#include "storage/log/log_index.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/order/order.h"

namespace tern::log {
namespace {

using model::Row;
using model::Stance;
using model::Statement;
using model::Tag;
using model::TermId;
using order::Order;
using ::testing::IsEmpty;

constexpr Row kFirst = {TermId::Min(), TermId::Min(), TermId::Min(), TermId::Min()};
constexpr Row kLast = {TermId::Max(), TermId::Max(), TermId::Max(), TermId::Max()};

TermId Iri(uint64_t rank) { return TermId(Tag::kIriBase, rank); }
Statement Plain(uint64_t s, uint64_t p, uint64_t o) { return {Iri(s), Iri(p), Iri(o), TermId::Null()}; }
Statement Claimed(uint64_t s, uint64_t p, uint64_t o, uint64_t claim, Stance stance) {
  return {Iri(s), Iri(p), Iri(o), model::AnonymousClaim(claim, stance)};
}
Statement Property(uint64_t claim, uint64_t p, uint64_t o) {
  return {model::AnonymousClaim(claim, Stance::kFor), Iri(p), Iri(o), TermId::Null()};
}

// The table of orders once more, written the slow way.
bool Holds(Order order, const Statement& s) {
  const bool property = s.subject.tag() == Tag::kClaim;
  if (order == Order::kPropertySpo || order == Order::kPropertyPos) return property;
  return !property && (order != Order::kCspo || !s.claim.is_null());
}

Row RowOf(Order order, const Statement& s) {
  switch (order) {
    case Order::kSpo:
    case Order::kPropertySpo:
      return {s.subject, s.predicate, s.object, s.claim};
    case Order::kPso:
      return {s.predicate, s.subject, s.object, s.claim};
    case Order::kPos:
    case Order::kPropertyPos:
      return {s.predicate, s.object, s.subject, s.claim};
    case Order::kOsp:
      return {s.object, s.subject, s.predicate, s.claim};
    case Order::kCspo:
      return {s.claim, s.subject, s.predicate, s.object};
  }
  return {};
}

// Replays commits into a map a order.
class NaiveLog {
 public:
  void Add(const LogEntry& entry) {
    for (const Change& change : entry.changes) {
      for (const Order order : order::kAllOrders) {
        if (Holds(order, change.statement)) Replay(order, change);
      }
    }
  }

  std::vector<LogRow> Range(Order order, const Row& first, const Row& last) const {
    std::vector<LogRow> rows;
    if (last < first) return rows;
    const auto found = orders_.find(order);
    if (found == orders_.end()) return rows;
    for (auto it = found->second.lower_bound(first); it != found->second.end() && it->first <= last; ++it) {
      rows.push_back(it->second);
    }
    return rows;
  }

 private:
  void Replay(Order order, const Change& change) {
    const Row row = RowOf(order, change.statement);
    const auto [it, is_new] = orders_[order].try_emplace(row, LogRow{row, change.insert, change.insert, 0});
    it->second.last_insert = change.insert;
    const bool every_row_is_a_fact = order >= Order::kCspo;
    it->second.facts += every_row_is_a_fact ? (change.insert ? 1 : -1) : change.facts;
  }

  std::map<Order, std::map<Row, LogRow>> orders_;
};

LogTotals Sum(const std::vector<LogRow>& rows) {
  LogTotals totals;
  for (const LogRow& row : rows) {
    totals.statements += row.statements();
    totals.facts += row.facts;
  }
  return totals;
}

// Commits against a set of statements that is partly there from the beginning, as if it were in blocks.
class RandomCommits {
 public:
  explicit RandomCommits(uint64_t seed) : random_(seed) {
    for (int i = 0; i < 60; ++i) present_.insert(RandomStatement());
  }

  LogEntry Next(uint64_t commit, size_t max_changes) {
    std::map<Statement, Change> changes;
    for (size_t i = 0, n = random_() % (max_changes + 1); i < n; ++i) {
      const Statement statement = RandomStatement();
      if (changes.contains(statement)) continue;
      changes[statement] = Toggle(statement);
    }
    LogEntry entry;
    entry.commit = commit;
    for (const auto& [statement, change] : changes) entry.changes.push_back(change);
    return entry;
  }

  Row RandomRow(Order order) { return RowOf(order, RandomStatement()); }
  uint64_t Number() { return random_(); }

 private:
  Statement RandomStatement() {
    switch (random_() % 4) {
      case 0:
        return Property(random_() % 8, random_() % 3, random_() % 8);
      case 1:
        return Plain(random_() % 6, random_() % 3, random_() % 6);
      default:
        return Claimed(random_() % 6, random_() % 3, random_() % 6, random_() % 4,
                       static_cast<Stance>(random_() % 3));
    }
  }

  bool HasFor(const Statement& like) const {
    return std::any_of(present_.begin(), present_.end(), [&](const Statement& s) {
      return s.subject == like.subject && s.predicate == like.predicate && s.object == like.object &&
             model::StanceOf(s.claim) == Stance::kFor;
    });
  }

  Change Toggle(const Statement& statement) {
    const bool before = HasFor(statement);
    const bool insert = present_.erase(statement) == 0;
    if (insert) present_.insert(statement);
    return {statement, insert,
            static_cast<int8_t>(static_cast<int>(HasFor(statement)) - static_cast<int>(before))};
  }

  std::mt19937_64 random_;
  std::set<Statement> present_;
};

void ExpectSame(const LogIndex& index, const NaiveLog& naive, Order order, const Row& first,
                const Row& last) {
  const std::vector<LogRow> expected = naive.Range(order, first, last);
  EXPECT_EQ(index.Range(order, first, last), expected) << order::NameOf(order);
  EXPECT_EQ(index.Totals(order, first, last), Sum(expected)) << order::NameOf(order);
}

// The rows that begin with `length` ids of `row`.
std::pair<Row, Row> PrefixRange(const Row& row, size_t length) {
  Row first = kFirst, last = kLast;
  std::copy_n(row.begin(), length, first.begin());
  std::copy_n(row.begin(), length, last.begin());
  return {first, last};
}

TEST(LogIndexTest, EmptyKnowsItsCommitOnly) {
  const auto index = LogIndex::Empty(17);
  EXPECT_EQ(index->last_commit(), 17u);
  EXPECT_EQ(index->commit_count(), 0u);
  EXPECT_TRUE(index->empty());
  for (const Order order : order::kAllOrders) {
    EXPECT_THAT(index->Range(order, kFirst, kLast), IsEmpty());
    EXPECT_EQ(index->Totals(order, kFirst, kLast), LogTotals{});
  }
}

TEST(LogIndexTest, CommitWithoutChangesCountsAsCommit) {
  const auto index = LogIndex::Empty(4)->With({5, {}});
  EXPECT_EQ(index->last_commit(), 5u);
  EXPECT_EQ(index->commit_count(), 1u);
  EXPECT_TRUE(index->empty());
  EXPECT_EQ(index->run_count(), 0u);
}

TEST(LogIndexTest, PutsAStatementIntoItsOrdersOnly) {
  struct Case {
    Statement statement;
    std::set<Order> orders;
  };
  const std::vector<Case> cases = {
      {Plain(1, 2, 3), {Order::kSpo, Order::kPso, Order::kPos, Order::kOsp}},
      {Claimed(1, 2, 3, 4, Stance::kAgainst),
       {Order::kSpo, Order::kPso, Order::kPos, Order::kOsp, Order::kCspo}},
      {{Iri(1), Iri(2), Iri(3), model::NamedClaim(Iri(9), Stance::kFor)},
       {Order::kSpo, Order::kPso, Order::kPos, Order::kOsp, Order::kCspo}},
      {Property(4, 2, 3), {Order::kPropertySpo, Order::kPropertyPos}},
  };
  for (const Case& c : cases) {
    const auto index = LogIndex::Empty(0)->With({1, {{c.statement, true, 1}}});
    for (const Order order : order::kAllOrders) {
      const auto rows = index->Range(order, kFirst, kLast);
      ASSERT_EQ(rows.size(), c.orders.count(order)) << order::NameOf(order);
      if (!rows.empty()) {
        EXPECT_EQ(rows[0].row, RowOf(order, c.statement));
      }
    }
  }
}

TEST(LogIndexTest, ANewerChangeWinsAndTheOldestIsRemembered) {
  const Statement s = Plain(1, 2, 3);
  const Row row = RowOf(Order::kSpo, s);
  const auto v1 = LogIndex::Empty(0)->With({1, {{s, false, -1}}});
  const auto v2 = v1->With({2, {{s, true, 1}}});
  const auto v3 = v2->With({3, {{s, false, -1}}});
  EXPECT_EQ(v1->Range(Order::kSpo, row, row), (std::vector<LogRow>{{row, false, false, -1}}));
  EXPECT_EQ(v2->Range(Order::kSpo, row, row), (std::vector<LogRow>{{row, false, true, 0}}));
  EXPECT_EQ(v3->Range(Order::kSpo, row, row), (std::vector<LogRow>{{row, false, false, -1}}));
  EXPECT_EQ(v3->Totals(Order::kSpo, row, row), (LogTotals{-1, -1}));
}

TEST(LogIndexTest, ARowThatCameAndWentKeepsItsShareOfTheFacts) {
  // The fact stays because of claim b; that a's row counted it is known only to the sum over both.
  const Statement a = Claimed(1, 2, 3, 1, Stance::kFor), b = Claimed(1, 2, 3, 2, Stance::kFor);
  const auto index =
      LogIndex::Empty(0)->With({1, {{a, true, 1}}})->With({2, {{b, true, 0}}})->With({3, {{a, false, 0}}});
  const auto [first, last] = PrefixRange(RowOf(Order::kSpo, a), 3);
  EXPECT_EQ(index->Totals(Order::kSpo, first, last), (LogTotals{1, 1}));
  EXPECT_EQ(Sum(index->Range(Order::kSpo, first, last)), (LogTotals{1, 1}));
}

TEST(LogIndexTest, ClaimsAndPropertiesCountRowsAsFacts) {
  const auto index = LogIndex::Empty(0)->With({1,
                                               {{Claimed(1, 2, 3, 1, Stance::kFor), true, 1},
                                                {Claimed(1, 2, 3, 2, Stance::kAgainst), true, 0},
                                                {Claimed(1, 2, 3, 3, Stance::kUnclear), true, 0},
                                                {Property(1, 5, 6), true, 0}}});
  EXPECT_EQ(index->Totals(Order::kSpo, kFirst, kLast), (LogTotals{3, 1}));
  EXPECT_EQ(index->Totals(Order::kCspo, kFirst, kLast), (LogTotals{3, 3}));
  EXPECT_EQ(index->Totals(Order::kPropertySpo, kFirst, kLast), (LogTotals{1, 1}));
  EXPECT_EQ(index->Totals(Order::kPropertyPos, kFirst, kLast), (LogTotals{1, 1}));
}

TEST(LogIndexTest, BoundsAreInclusiveAndMayBeReversed) {
  LogEntry entry;
  entry.commit = 1;
  for (uint64_t i = 0; i < 10; ++i) entry.changes.push_back({Plain(i, 0, 0), true, 1});
  const auto index = LogIndex::Empty(0)->With(entry);
  const auto row = [](uint64_t i) { return RowOf(Order::kSpo, Plain(i, 0, 0)); };
  EXPECT_EQ(index->Range(Order::kSpo, row(3), row(5)).size(), 3u);
  EXPECT_EQ(index->Totals(Order::kSpo, row(3), row(5)).statements, 3);
  EXPECT_THAT(index->Range(Order::kSpo, row(5), row(3)), IsEmpty());
  EXPECT_EQ(index->Totals(Order::kSpo, row(5), row(3)), LogTotals{});
}

TEST(LogIndexTest, EveryRangeOfEveryOrderEqualsAReplay) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    RandomCommits commits(seed);
    NaiveLog naive;
    auto index = LogIndex::Empty(100);
    const size_t max_changes = size_t{1} << (seed % 7);
    for (uint64_t commit = 101; commit <= 140; ++commit) {
      const LogEntry entry = commits.Next(commit, max_changes);
      naive.Add(entry);
      index = index->With(entry);
      for (const Order order : order::kAllOrders) {
        ExpectSame(*index, naive, order, kFirst, kLast);
        for (size_t length = 1; length <= 4; ++length) {
          const auto [first, last] = PrefixRange(commits.RandomRow(order), length);
          ExpectSame(*index, naive, order, first, last);
        }
        ExpectSame(*index, naive, order, commits.RandomRow(order), commits.RandomRow(order));
      }
      if (::testing::Test::HasFailure()) return;
    }
  }
}

TEST(LogIndexTest, OldVersionsStayAsTheyWere) {
  RandomCommits commits(77);
  NaiveLog naive;
  std::vector<NaiveLog> replays = {naive};
  std::vector<std::shared_ptr<const LogIndex>> versions = {LogIndex::Empty(0)};
  for (uint64_t commit = 1; commit <= 100; ++commit) {
    const LogEntry entry = commits.Next(commit, 8);
    naive.Add(entry);
    replays.push_back(naive);
    versions.push_back(versions.back()->With(entry));
  }
  // Two continuations of one version do not disturb each other either.
  const auto branch = versions[50]->With(commits.Next(51, 8));
  EXPECT_EQ(branch->last_commit(), 51u);
  for (size_t i = 0; i < versions.size(); ++i) {
    EXPECT_EQ(versions[i]->last_commit(), i);
    for (const Order order : order::kAllOrders) ExpectSame(*versions[i], replays[i], order, kFirst, kLast);
  }
}

TEST(LogIndexTest, HasAtMostLogarithmicallyManyRuns) {
  RandomCommits commits(5);
  for (const size_t max_changes : {1, 3, 50}) {
    auto index = LogIndex::Empty(0);
    for (uint64_t commit = 1; commit <= 600; ++commit) {
      // Now and then a large commit among small ones.
      index = index->With(commits.Next(commit, commits.Number() % 40 == 0 ? 400 : max_changes));
      EXPECT_LE(index->run_count(), static_cast<size_t>(std::bit_width(index->change_count())));
    }
  }
}

TEST(LogIndexTest, MemoryIsThatOfItsChanges) {
  auto index = LogIndex::Empty(0);
  constexpr uint64_t kChanges = 20000;
  for (uint64_t commit = 1; commit <= kChanges; ++commit) {
    index = index->With({commit, {{Plain(commit, commit % 7, commit % 100), true, 1}}});
  }
  const size_t bytes_per_change = index->memory_bytes() / kChanges;
  EXPECT_GE(bytes_per_change, 4 * (sizeof(Row) + 12));
  EXPECT_LE(bytes_per_change, 4 * (sizeof(Row) + 12) + 4);
}

}  // namespace
}  // namespace tern::log
