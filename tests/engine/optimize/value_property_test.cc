// Comparisons with constants, the first rows by a value, least and greatest values: on stores with every kind
// of literal at its limits, in the dictionary's base, appended, in blocks and in the log. What comes out must
// be what the order of values says of each stored term, one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/optimize/optimize.h"
#include "storage/load/renumber.h"
#include "storage/model/value.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"
#include "tests/storage/model/nasty_terms.h"
#include "tests/storage/store/store_testing.h"

namespace tern::optimize {
namespace {

using model::Term;
using Lines = std::vector<std::string>;

std::string Print(const Term& term) { return syntax::Print(term, execute::TestNames()); }

// Counts the rows that cursors give.
class CountingCursor : public store::Cursor {
 public:
  CountingCursor(std::unique_ptr<store::Cursor> cursor, size_t* rows)
      : cursor_(std::move(cursor)), rows_(rows) {}
  absl::StatusOr<size_t> Next(size_t max_rows, const std::array<model::TermId*, 4>& out) override {
    auto count = cursor_->Next(max_rows, out);
    if (count.ok()) *rows_ += *count;
    return count;
  }
  absl::Status Seek(const model::Row& row) override { return cursor_->Seek(row); }
  const store::ScanCounters& counters() const override { return cursor_->counters(); }

 private:
  std::unique_ptr<store::Cursor> cursor_;
  size_t* rows_;
};
class CountingSnapshot : public execute::FakeSnapshot {
 public:
  absl::StatusOr<std::unique_ptr<store::Cursor>> Scan(const store::ScanSpec& spec) const override {
    auto cursor = FakeSnapshot::Scan(spec);
    if (!cursor.ok()) return cursor;
    return std::make_unique<CountingCursor>(*std::move(cursor), &rows);
  }
  mutable size_t rows = 0;
};

// Rows that running the query reads, planning left out, on 400 integers and 400 doubles.
size_t RowsRead(const std::string& query) {
  const auto snapshot = std::make_shared<CountingSnapshot>();
  for (int i = 0; i < 400; ++i) {
    snapshot->Add(absl::StrCat("n", i), "size", Term::Integer(i));
    snapshot->Add(absl::StrCat("n", i), "size",
                  Term::Typed(absl::StrCat(i, ".5"), std::string(model::iri::kXsdDouble)));
  }
  auto plan = execute::PlanOf(query);
  EXPECT_TRUE(plan.ok()) << plan.status();
  auto optimized = Optimize(*plan, *snapshot);
  EXPECT_TRUE(optimized.ok()) << optimized.status();
  snapshot->rows = 0;
  auto lines = execute::Drain(execute::Execute(*optimized, snapshot, {}));
  EXPECT_TRUE(lines.ok()) << lines.status();
  return snapshot->rows;
}

TEST(ValueWorkTest, NoMoreRowsAreReadThanAnswer) {
  const std::string match = "match ?x -[size]-> ?y ";
  EXPECT_EQ(RowsRead(match + "return ?y"), 800u);
  EXPECT_EQ(RowsRead(match + "where ?y >= 10 and ?y < 20 return ?y"), 20u);
  EXPECT_EQ(RowsRead(match + "where ?y >= 10 and ?y < 20 return count(*)"), 0u);
  EXPECT_EQ(RowsRead(match + "where ?y < 3 or ?y >= 399 return ?y"), 8u);
  EXPECT_EQ(RowsRead(match + "return ?y order by ?y desc limit 10"), 20u);  // ten of either type
  EXPECT_EQ(RowsRead(match + "where ?y < 200 return ?y order by ?y limit 5"), 10u);
  EXPECT_EQ(RowsRead(match + "return max(?y)"), 2u);
  EXPECT_EQ(RowsRead(match + "return min(?y), max(?y)"), 4u);
}

// Terms that have no text in a query.
bool HasText(const Term& term) { return term.value.find('\0') == std::string::npos; }

class ValuePropertyTest : public ::testing::Test {
 protected:
  ValuePropertyTest() : store_(store::Backend::kMemory), random_(17) {
    store_.options().rows_per_block = 16;
    store_.options().background_fold = false;
    EXPECT_TRUE(store_.Open().ok());
  }

  // Each of the terms as object of `p0` of a subject or two.
  void Add(const std::vector<Term>& terms) {
    store::Changes changes;
    for (const Term& term : terms) {
      for (int i = 0; i < 1 + static_cast<int>(random_() % 2); ++i) {
        const Term subject = Term::Iri(absl::StrCat("urn:tern:s", subjects_++ % 37));
        changes.changes.push_back({true, store::MakeFact(subject, Predicate(), term)});
      }
    }
    // A neighbour on either side, whose objects must not come in.
    for (const char* other : {"urn:tern:a", "urn:tern:z"}) {
      for (int i = 0; i < 3; ++i)
        changes.changes.push_back(
            {true, store::MakeFact(Term::Iri("urn:tern:s"), Term::Iri(other), terms[i])});
    }
    store_.Commit(changes);
  }
  void Remove(const std::vector<Term>& terms) {
    store::Changes changes;
    for (const Term& term : terms) {
      for (int s = 0; s < 37; ++s)
        changes.changes.push_back(
            {false, store::MakeFact(Term::Iri(absl::StrCat("urn:tern:s", s)), Predicate(), term)});
    }
    store_.Commit(changes);
  }
  static Term Predicate() { return Term::Iri("urn:tern:p0"); }

  // Runs `check` on every state that a store may be in.
  template <typename Check>
  void InEveryState(const Check& check) {
    std::vector<Term> terms = model::NastyTerms();
    std::shuffle(terms.begin(), terms.end(), random_);
    const auto third = static_cast<ptrdiff_t>(terms.size() / 3);
    Add({terms.begin(), terms.begin() + 2 * third});
    check("log only");
    ASSERT_TRUE(store_->Fold().ok());
    check("appended terms in blocks");
    ASSERT_TRUE(load::Renumber(store_.get(), {}).ok());
    check("terms of the base");
    Add({terms.begin() + 2 * third, terms.end()});
    Remove({terms.begin(), terms.begin() + 10});
    check("base, appended terms and deletions in the log");
    ASSERT_TRUE(store_->Fold().ok());
    check("base and appended terms in blocks");
  }

  std::vector<Term> Objects() {
    const std::shared_ptr<const store::Snapshot> snapshot = store_.Read();
    std::vector<Term> objects;
    const model::TermId predicate = *snapshot->Find(Predicate());
    for (const model::Row& row : store::ReadAll(*snapshot).facts) {
      if (row[1] == predicate) objects.push_back(*snapshot->Resolve(row[2]));
    }
    return objects;
  }

  Lines Answer(const std::string& query) {
    const std::shared_ptr<const store::Snapshot> snapshot = store_.Read();
    auto plan = execute::PlanOf(query);
    EXPECT_TRUE(plan.ok()) << query << plan.status();
    if (!plan.ok()) return {};
    auto optimized = Optimize(*plan, *snapshot);
    EXPECT_TRUE(optimized.ok()) << query << optimized.status();
    plan_ = execute::Show(*optimized);
    auto lines = execute::Drain(execute::Execute(*optimized, snapshot, {}));
    EXPECT_TRUE(lines.ok()) << query << lines.status();
    return lines.ok() ? *lines : Lines();
  }

  store::TestStore store_;
  std::mt19937 random_;
  int subjects_ = 0;
  std::string plan_;  // of the last answer
};

bool Holds(const std::string& comparison, const Term& value, const Term& constant) {
  const auto order = model::CompareValues(model::ValueOf(value), model::ValueOf(constant));
  if (comparison == "=") return order ? *order == 0 : value == constant;
  if (!order) return false;
  if (comparison == "<") return *order < 0;
  if (comparison == "<=") return *order <= 0;
  if (comparison == ">") return *order > 0;
  return *order >= 0;
}

constexpr const char* kComparisons[] = {"=", "<", "<=", ">", ">="};

Lines Sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_F(ValuePropertyTest, ComparisonsFindWhatComparesSo) {
  InEveryState([&](const std::string& state) {
    const std::vector<Term> objects = Objects();
    for (const Term& constant : model::NastyTerms()) {
      if (!HasText(constant)) continue;
      for (const std::string comparison : kComparisons) {
        Lines expected;
        for (const Term& object : objects) {
          if (Holds(comparison, object, constant)) expected.push_back(Print(object));
        }
        const std::string where = absl::StrCat(" where ?o ", comparison, " ", Print(constant));
        EXPECT_EQ(Sorted(Answer("match ?s -[p0]-> ?o" + where + " return ?o")), Sorted(expected))
            << state << where << "\n"
            << plan_;
        EXPECT_EQ(Answer("match ?s -[p0]-> ?o" + where + " return count(*)"),
                  Lines{absl::StrCat(expected.size())})
            << state << where << "\n"
            << plan_;
      }
    }
  });
}

TEST_F(ValuePropertyTest, SeveralComparisonsFindWhatMeetsThem) {
  const std::vector<Term> terms = model::NastyTerms();
  InEveryState([&](const std::string& state) {
    const std::vector<Term> objects = Objects();
    for (int round = 0; round < 400; ++round) {
      Term a = terms[random_() % terms.size()];
      Term b = terms[random_() % terms.size()];
      if (!HasText(a) || !HasText(b)) continue;
      const std::string first = kComparisons[random_() % 5];
      const std::string second = kComparisons[random_() % 5];
      const bool both = random_() % 2 == 0;
      Lines expected;
      for (const Term& object : objects) {
        const bool meets_a = Holds(first, object, a);
        const bool meets_b = Holds(second, object, b);
        if (both ? meets_a && meets_b : meets_a || meets_b) expected.push_back(Print(object));
      }
      const std::string query =
          absl::StrCat("match ?s -[p0]-> ?o where ?o ", first, " ", Print(a), both ? " and " : " or ", "?o ",
                       second, " ", Print(b), " return ?o");
      EXPECT_EQ(Sorted(Answer(query)), Sorted(expected)) << state << " " << query << "\n" << plan_;
    }
  });
}

TEST_F(ValuePropertyTest, FirstRowsAreThoseOfTheWholeSort) {
  InEveryState([&](const std::string& state) {
    std::vector<Term> objects = Objects();
    std::sort(objects.begin(), objects.end(),
              [](const Term& a, const Term& b) { return model::OrderTerms(a, b) < 0; });
    Lines ascending;
    for (const Term& object : objects) ascending.push_back(Print(object));
    const Lines descending(ascending.rbegin(), ascending.rend());
    for (const std::string& query : {std::string("match ?s -[p0]-> ?o return ?o order by ?o"),
                                     std::string("match ?s -[p0]-> ?o return ?o order by ?o, ?s")}) {
      EXPECT_EQ(Answer(query), ascending) << state;
      EXPECT_EQ(Answer(query + " limit 1000000"), ascending) << state;
    }
    for (const size_t limit : {size_t{1}, size_t{2}, size_t{3}, size_t{10}, size_t{40}, objects.size() / 4}) {
      for (const bool is_descending : {false, true}) {
        const std::string query = absl::StrCat("match ?s -[p0]-> ?o return ?o order by ?o",
                                               is_descending ? " desc" : "", " limit ", limit);
        const Lines& all = is_descending ? descending : ascending;
        EXPECT_EQ(Answer(query), Lines(all.begin(), all.begin() + static_cast<ptrdiff_t>(limit)))
            << state << " " << query << "\n"
            << plan_;
      }
    }
  });
}

TEST_F(ValuePropertyTest, FirstRowsOfARange) {
  const std::vector<Term> terms = model::NastyTerms();
  InEveryState([&](const std::string& state) {
    const std::vector<Term> objects = Objects();
    for (const Term& constant : terms) {
      if (!HasText(constant)) continue;
      const std::string comparison = kComparisons[random_() % 5];
      std::vector<Term> found;
      for (const Term& object : objects) {
        if (Holds(comparison, object, constant)) found.push_back(object);
      }
      const bool descending = random_() % 2 == 0;
      std::sort(found.begin(), found.end(), [&](const Term& a, const Term& b) {
        return descending ? model::OrderTerms(b, a) < 0 : model::OrderTerms(a, b) < 0;
      });
      const size_t limit = 1 + random_() % 8;
      Lines expected;
      for (size_t i = 0; i < std::min(limit, found.size()); ++i) expected.push_back(Print(found[i]));
      const std::string query =
          absl::StrCat("match ?s -[p0]-> ?o where ?o ", comparison, " ", Print(constant),
                       " return ?o order by ?o", descending ? " desc" : "", " limit ", limit);
      EXPECT_EQ(Answer(query), expected) << state << " " << query << "\n" << plan_;
    }
  });
}

TEST_F(ValuePropertyTest, LeastAndGreatestAreTheEndsOfTheSort) {
  InEveryState([&](const std::string& state) {
    const std::vector<Term> objects = Objects();
    const auto less = [](const Term& a, const Term& b) { return model::OrderTerms(a, b) < 0; };
    const std::string least = Print(*std::min_element(objects.begin(), objects.end(), less));
    const std::string greatest = Print(*std::max_element(objects.begin(), objects.end(), less));
    EXPECT_EQ(Answer("match ?s -[p0]-> ?o return min(?o), max(?o)"), Lines{least + ", " + greatest})
        << state << "\n"
        << plan_;
    EXPECT_EQ(Answer("match ?s -[p0]-> ?o return max(?o)"), Lines{greatest}) << state << "\n" << plan_;
    EXPECT_EQ(Answer("match ?s -[p0]-> ?o return min(?o)"), Lines{least}) << state << "\n" << plan_;
    EXPECT_EQ(Answer("match ?s -[p0]-> ?o return min(?o), count(?o)"),
              Lines{absl::StrCat(least, ", ", objects.size())})
        << state;
  });
}

}  // namespace
}  // namespace tern::optimize
