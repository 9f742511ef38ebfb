// Random patterns on random graphs, as written, optimised and with every kind of join forced: one answer.
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/optimize/optimize.h"
#include "engine/optimize/rebind.h"
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
      for (const Force force : {Force::kNone, Force::kHash, Force::kMerge, Force::kLookup, Force::kLeapfrog}) {
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

// The plan made for some values, rebound to others, answers as one made for those.
TEST(RandomQueryTest, AReboundPlanHasTheAnswerOfItsValues) {
  constexpr size_t kMaxRows = 20'000;
  size_t rebound = 0;
  for (uint32_t seed = 1; seed <= 1000; ++seed) {
    Generator generator(seed);
    const auto snapshot = generator.Graph();
    std::string query = generator.Query();
    // Every entity becomes a parameter.
    size_t names = 0;
    for (size_t at = query.find(" e"); at != std::string::npos; at = query.find(" e", at + 1)) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(query[at + 2]))) continue;
      query.replace(at + 1, 1, "$e");
      ++names;
    }
    if (names == 0) continue;
    const auto values = [&](uint32_t shift) {
      algebra::Parameters parameters;
      for (uint32_t i = 0; i < 6; ++i) {
        parameters[absl::StrCat("e", i)] =
            FakeSnapshot::Iri(absl::StrCat("e", (i * (shift + 1) + shift) % 6));
      }
      return parameters;
    };
    const auto plan = execute::PlanOf(query, values(0));
    ASSERT_TRUE(plan.ok()) << query << ": " << plan.status();
    auto optimised = Optimize(*plan, *snapshot, {});
    ASSERT_TRUE(optimised.ok()) << query << ": " << optimised.status();
    const auto kept = RebindablePlan::Create(*plan->root, optimised->root, values(0), *snapshot);
    ASSERT_TRUE(kept.ok()) << kept.status();
    if (!*kept) continue;
    for (uint32_t shift = 1; shift < 6; ++shift) {
      const auto other = execute::PlanOf(query, values(shift));
      ASSERT_TRUE(other.ok()) << query << ": " << other.status();
      if (!DifferOnlyInParameters(*plan->root, *other->root)) continue;
      const auto root = (*kept)->For(values(shift), *snapshot);
      ASSERT_TRUE(root.ok()) << query << ": " << root.status();
      if (!*root) continue;
      const std::vector<std::string> expected = Answer(*other, snapshot, 2048);
      if (expected.size() > kMaxRows) continue;
      ++rebound;
      algebra::Plan shown = *other;
      shown.root = **root;
      ASSERT_EQ(Answer(shown, snapshot, seed % 2 == 0 ? 3 : 2048), expected)
          << "seed " << seed << ": " << query << ", values " << shift << "\n"
          << execute::Show(shown);
    }
  }
  EXPECT_GT(rebound, 300u);
}

TEST(RebindablePlanTest, IsOnlyForValuesOfItsKindThatTheStoreKnows) {
  const auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("a", "p", "b");
  snapshot->Add("b", "p", "c");
  const algebra::Parameters values = {{"x", FakeSnapshot::Iri("a")}};
  const auto plan = execute::PlanOf("match $x -[p]-> ?y return ?y", values);
  ASSERT_TRUE(plan.ok()) << plan.status();
  const auto optimised = Optimize(*plan, *snapshot, {});
  ASSERT_TRUE(optimised.ok()) << optimised.status();
  const auto kept = RebindablePlan::Create(*plan->root, optimised->root, values, *snapshot);
  ASSERT_TRUE(kept.ok() && kept->has_value());
  const auto fits = [&](const algebra::Parameters& parameters) {
    const auto root = (*kept)->For(parameters, *snapshot);
    EXPECT_TRUE(root.ok()) << root.status();
    return root.ok() && root->has_value();
  };
  EXPECT_TRUE(fits({{"x", FakeSnapshot::Iri("b")}}));
  EXPECT_FALSE(fits({{"x", FakeSnapshot::Iri("nobody")}}));
  EXPECT_FALSE(fits({{"x", Term::String("b")}}));
  EXPECT_FALSE(fits({{"y", FakeSnapshot::Iri("b")}}));
  EXPECT_FALSE(fits({{"x", syntax::ParameterValue::List({FakeSnapshot::Iri("b")})}}));
}

// The plan for a value of few rows would be slow for one of many.
TEST(RebindablePlanTest, JoinsAreChosenAnewForAValueOfFarMoreRows) {
  const auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 2000; ++i) snapshot->Add("hub", "p", absl::StrCat("n", i));
  for (int i = 0; i < 2000; ++i) snapshot->Add(absl::StrCat("n", i), "q", absl::StrCat("m", i));
  for (const char* leaf : {"leaf", "other"}) snapshot->Add(leaf, "p", "n1");
  const algebra::Parameters values = {{"x", FakeSnapshot::Iri("leaf")}};
  const auto plan = execute::PlanOf("match $x -[p]-> ?y -[q]-> ?z return ?z", values);
  ASSERT_TRUE(plan.ok()) << plan.status();
  const auto optimised = Optimize(*plan, *snapshot, {});
  ASSERT_TRUE(optimised.ok()) << optimised.status();
  const auto kept = RebindablePlan::Create(*plan->root, optimised->root, values, *snapshot);
  ASSERT_TRUE(kept.ok() && kept->has_value());
  const auto other = (*kept)->For({{"x", FakeSnapshot::Iri("other")}}, *snapshot);
  ASSERT_TRUE(other.ok() && other->has_value());
  const auto hub = (*kept)->For({{"x", FakeSnapshot::Iri("hub")}}, *snapshot);
  ASSERT_TRUE(hub.ok());
  EXPECT_FALSE(hub->has_value());
}

}  // namespace
}  // namespace tern::optimize
