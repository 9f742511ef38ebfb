// Random patterns on random graphs, as written, optimised and with every kind of join forced: one answer.
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/optimize/optimize.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::optimize {
namespace {

using execute::FakeSnapshot;
using model::Term;
using model::TermId;

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  std::shared_ptr<FakeSnapshot> Graph() {
    auto snapshot = std::make_shared<FakeSnapshot>();
    const Term by = Term::Iri("http://www.w3.org/ns/prov#wasAttributedTo");
    const int facts = 5 + Pick(60);
    for (int i = 0; i < facts; ++i) {
      TermId claim;
      const auto stance = static_cast<model::Stance>(Pick(3));
      if (Pick(3) == 0) claim = snapshot->Claim(stance, {{by, FakeSnapshot::Iri(Name("e", 6))}});
      if (Pick(6) == 0) claim = model::NamedClaim(snapshot->Iri_(Name("e", 6)), stance);
      const Term object = Pick(3) == 0 ? Literal() : FakeSnapshot::Iri(Name("e", 6));
      snapshot->Add(Name("e", 6), Name("p", 4), object, claim);
    }
    return snapshot;
  }

  // Counts and distinct values, most of one scan or of a union of scans.
  std::string CountQuery() {
    std::string pattern = Walk();
    const int parts = Pick(3) == 0 ? 2 + Pick(2) : 1;
    if (parts > 1) {
      pattern = absl::StrCat("{ ", pattern, " }");
      for (int i = 1; i < parts; ++i) absl::StrAppend(&pattern, " or { ", Walk(), " }");
    }
    const char* const limits[] = {"", " limit 1", " limit 2", " skip 1 limit 3", " limit 100"};
    const char* const variables[] = {"?x", "?y", "?p"};
    const std::string key = variables[Pick(3)];
    const std::string query = absl::StrCat("match ", pattern, " return ");
    switch (Pick(6)) {
      case 0:
        return absl::StrCat(query, "distinct ", key);
      case 1:
        return absl::StrCat(query, "count(distinct ", key, ")");
      case 2:
        return absl::StrCat(query, key, ", count(*)");
      case 3:
        return absl::StrCat(query, key, ", ?y, count(*)");
      default:
        return absl::StrCat(query, key, ", count(*) as ?n order by ?n desc, ", key, limits[Pick(5)]);
    }
  }

  std::string Query() {
    std::string pattern;
    const int walks = 1 + Pick(4);
    for (int i = 0; i < walks; ++i) absl::StrAppend(&pattern, i > 0 ? ", " : "", Node(), Edge(), Node());
    std::string query = absl::StrCat("match ?x ", "-[", Name("p", 4), "]-> ?y, ", pattern);
    switch (Pick(5)) {
      case 0:
        absl::StrAppend(&query, " where ?y >= ", Pick(4));
        break;
      case 1:
        absl::StrAppend(&query, " where ?x != ?y and (?y = 2 or isEntity(?y))");
        break;
      case 2:
        absl::StrAppend(&query, " where ?y = ", Name("e", 6));
        break;
      default:
        break;
    }
    switch (Pick(4)) {
      case 0:
        return query + " return count(*)";
      case 1:
        return query + " return distinct ?x";
      case 2:
        return query + " return ?y, count(?x)";
      default:
        return query + " return *";
    }
  }

 private:
  // ?x, ?y and ?p, unless a constant stands there or they are one.
  std::string Walk() {
    const std::string from = Pick(5) == 0 ? Name("e", 6) : Pick(8) == 0 ? "?y" : "?x";
    const std::string to = Pick(6) == 0 ? Name("e", 6) : "?y";
    switch (Pick(8)) {
      case 0:
        return absl::StrCat(from, " -[not ?p]-> ", to);
      case 1:
        return absl::StrCat(from, " -[?c: ?p]-> ", to);
      case 2:
        return absl::StrCat(from, " -[", Name("p", 4), "|", Name("p", 4), "]-> ", to);
      case 3:
      case 4:
        return absl::StrCat(from, " -[", Name("p", 4), "]-> ", to);
      case 5:
        return absl::StrCat(from, " <-[", Name("p", 4), "]- ", to);
      default:
        return absl::StrCat(from, " -[?p]-> ", to);
    }
  }

  int Pick(int count) { return static_cast<int>(random_() % static_cast<uint32_t>(count)); }
  std::string Name(const char* kind, int count) { return absl::StrCat(kind, Pick(count)); }
  Term Literal() {
    switch (Pick(4)) {
      case 0:
        return Term::Typed(absl::StrCat(Pick(4), ".0"), std::string(model::iri::kXsdDecimal));
      case 1:
        return Term::Typed(absl::StrCat("0", Pick(4)), std::string(model::iri::kXsdInteger));
      case 2:
        return Term::String(Name("t", 3));
      default:
        return Term::Integer(Pick(4));
    }
  }
  std::string Node() {
    switch (Pick(6)) {
      case 0:
        return Name("e", 6);
      case 1:
        return absl::StrCat(Pick(2) == 0 ? "?v" : "?x");
      case 2:
        return "?y";
      default:
        return absl::StrCat("?v", Pick(4));
    }
  }
  std::string Edge() {
    const std::string p = Name("p", 4);
    switch (Pick(10)) {
      case 0:
        return absl::StrCat(" <-[", p, "]- ");
      case 1:
        return absl::StrCat(" -[", p, "]- ");
      case 2:
        return absl::StrCat(" -[", p, "|", Name("p", 4), "]-> ");
      case 3:
        return absl::StrCat(" -[", p, "/^", Name("p", 4), "]-> ");
      case 4:
        return absl::StrCat(" -[!", p, "]-> ");
      case 5:
        return absl::StrCat(" -[", p, " {by: ?v", Pick(4), "}]-> ");
      case 6:
        return absl::StrCat(" -[?c: said any]-> ");
      case 7:
        return absl::StrCat(" -[not ", p, "]-> ");
      case 8:
        return " -[?p]-> ";
      default:
        return absl::StrCat(" -[", p, "]-> ");
    }
  }

  std::mt19937 random_;
};

std::vector<std::string> Answer(const algebra::Plan& plan, const std::shared_ptr<FakeSnapshot>& snapshot,
                                size_t batch_rows) {
  execute::ContextOptions options;
  options.batch_rows = batch_rows;
  auto lines = execute::Drain(execute::Execute(plan, snapshot, options));
  EXPECT_TRUE(lines.ok()) << lines.status() << "\n" << execute::Show(plan);
  return lines.ok() ? execute::Sorted(*lines) : std::vector<std::string>();
}

TEST(RandomQueryTest, EveryPlanCountsAlike) {
  size_t by_runs = 0;
  size_t merged = 0;
  size_t tops = 0;
  for (uint32_t seed = 1; seed <= 1500; ++seed) {
    Generator generator(seed);
    const auto snapshot = generator.Graph();
    const std::string query = generator.CountQuery();
    auto plan = execute::PlanOf(query);
    if (!plan.ok()) continue;  // a variable that no walk binds
    auto optimized = Optimize(*plan, *snapshot);
    ASSERT_TRUE(optimized.ok()) << query << ": " << optimized.status();
    const std::string shown = execute::Show(*optimized);
    ASSERT_EQ(Answer(*optimized, snapshot, seed % 2 == 0 ? 3 : 2048), Answer(*plan, snapshot, 2048))
        << "seed " << seed << ": " << query << "\n"
        << shown;
    by_runs += absl::StrContains(shown, "CountRuns") ? 1 : 0;
    merged += absl::StrContains(shown, "merged by") ? 1 : 0;
    tops += absl::StrContains(shown, ", top ") ? 1 : 0;
  }
  EXPECT_GT(by_runs, 300u);
  EXPECT_GT(merged, 20u);
  EXPECT_GT(tops, 50u);
}

TEST(RandomQueryTest, EveryPlanHasTheSameAnswer) {
  using Force = PlannerOptions::ForceJoin;
  constexpr size_t kMaxRows = 20'000;  // of answers that are compared
  size_t compared = 0;
  for (uint32_t seed = 1; seed <= 400; ++seed) {
    Generator generator(seed);
    const auto snapshot = generator.Graph();
    const std::string query = generator.Query();
    auto plan = execute::PlanOf(query);
    ASSERT_TRUE(plan.ok()) << query << ": " << plan.status();
    const std::vector<std::string> expected = Answer(*plan, snapshot, 2048);
    if (expected.size() > kMaxRows) continue;
    ++compared;
    for (const bool optimize : {true, false}) {
      for (const Force force :
           {Force::kNone, Force::kHash, Force::kMerge, Force::kLookup, Force::kLeapfrog}) {
        PlannerOptions options;
        options.optimize = optimize;
        options.force_join = force;
        auto optimized = Optimize(*plan, *snapshot, options);
        ASSERT_TRUE(optimized.ok()) << query << ": " << optimized.status();
        ASSERT_EQ(Answer(*optimized, snapshot, seed % 2 == 0 ? 3 : 2048), expected)
            << "seed " << seed << ": " << query << "\n"
            << execute::Show(*optimized);
      }
    }
  }
  EXPECT_GT(compared, 300u);
}

}  // namespace
}  // namespace tern::optimize
