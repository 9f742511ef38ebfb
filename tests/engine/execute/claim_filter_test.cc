// `according to` and `as of`: which claims a scan, a lookup and a count see, against a filter of all
// statements by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "engine/algebra/sortedness.h"
#include "engine/execute/claim_verdicts.h"
#include "engine/syntax/names.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::ClaimFilter;
using algebra::MakeNode;
using algebra::Scan;
using model::Stance;
using model::Term;
using model::TermId;
using store::ClaimMode;

constexpr size_t kBatchSizes[] = {1, 2, 5, 2048};
constexpr ClaimMode kModes[] = {ClaimMode::kFact,    ClaimMode::kFor,   ClaimMode::kAgainst,
                                ClaimMode::kUnclear, ClaimMode::kEvery, ClaimMode::kRaw};

Term Field(const char* word) { return Term::Iri(std::string(*syntax::FieldName(word))); }
Term Date(const std::string& text) { return Term::Typed(text, std::string(model::iri::kXsdDate)); }
Term DateTime(const char* text) { return Term::Typed(text, std::string(model::iri::kXsdDateTime)); }
Term Month(const char* text) { return Term::Typed(text, std::string(model::iri::kXsdGYearMonth)); }

bool Keeps(const ClaimFilter& filter, std::shared_ptr<FakeSnapshot> snapshot, TermId claim) {
  Context context(std::move(snapshot), {});
  auto verdicts = ClaimVerdicts::Create(filter, &context);
  EXPECT_TRUE(verdicts.ok()) << verdicts.status();
  auto kept = (*verdicts)->Keeps(claim);
  EXPECT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(*kept, *(*verdicts)->Keeps(claim)) << "asked again";
  return *kept;
}

TEST(ClaimVerdictsTest, AuthorsSourcesAndPublishersCount) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const Term reuters = FakeSnapshot::Iri("reuters");
  const auto add = [&](const char* entity, const char* field) {
    snapshot->Add(
        {snapshot->Iri_(entity), snapshot->Id(Field(field)), snapshot->Id(reuters), TermId::Null()});
  };
  add("article", "publisher");
  add("graph", "by");
  const TermId by = snapshot->Claim(Stance::kFor, {{Field("by"), reuters}});
  const TermId source = snapshot->Claim(Stance::kAgainst, {{Field("source"), reuters}});
  const TermId published = snapshot->Claim(Stance::kFor, {{Field("source"), FakeSnapshot::Iri("article")}});
  const TermId named = model::NamedClaim(snapshot->Iri_("graph"), Stance::kUnclear);
  const TermId other = snapshot->Claim(
      Stance::kFor, {{Field("by"), FakeSnapshot::Iri("someone")}, {Field("publisher"), reuters}});
  const TermId none = snapshot->Claim(Stance::kFor, {});

  const ClaimFilter filter{{{FakeSnapshot::Iri("nobody"), reuters}}, std::nullopt};
  for (const TermId claim : {by, source, published, named}) EXPECT_TRUE(Keeps(filter, snapshot, claim));
  for (const TermId claim : {other, none, TermId::Null()}) EXPECT_FALSE(Keeps(filter, snapshot, claim));
  const ClaimFilter nobody{std::vector<Term>(), std::nullopt};
  for (const TermId claim : {by, named, TermId::Null()}) EXPECT_FALSE(Keeps(nobody, snapshot, claim));
}

TEST(ClaimVerdictsTest, OneDateNotAfterIsEnough) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const auto kept = [&](const std::vector<Term>& days, const Term& as_of) {
    std::vector<std::pair<Term, Term>> properties;
    for (const Term& day : days) properties.emplace_back(Field("on"), day);
    return Keeps({std::nullopt, as_of}, snapshot, snapshot->Claim(Stance::kFor, properties));
  };
  const Term day = Date("2025-06-15");
  EXPECT_TRUE(kept({}, day));
  EXPECT_TRUE(kept({Date("2025-06-15")}, day));
  EXPECT_FALSE(kept({Date("2025-06-16")}, day));
  EXPECT_TRUE(kept({Date("2025-06-16"), Date("2025-06-14")}, day));
  EXPECT_TRUE(kept({DateTime("2025-06-15T23:59:59Z")}, day)) << "the whole day is in";
  EXPECT_FALSE(kept({DateTime("2025-06-15T23:00:00-02:00")}, day)) << "by the day in UTC";
  EXPECT_TRUE(kept({Month("2025-06")}, Date("2025-06-01")));
  EXPECT_FALSE(kept({Month("2025-06")}, Date("2025-05-31")));
  EXPECT_TRUE(kept({Month("1969-12")}, Date("1969-12-01")));
  EXPECT_FALSE(kept({Month("1969-12")}, Date("1969-11-30")));
  EXPECT_TRUE(kept({Term::String("later")}, day)) << "what is no date does not count";
  EXPECT_FALSE(kept({Term::String("later"), Date("2026-01-01")}, day));
  EXPECT_TRUE(kept({DateTime("2025-06-15T10:00:00Z")}, DateTime("2025-06-15T10:00:00Z")));
  EXPECT_FALSE(kept({DateTime("2025-06-15T10:00:01Z")}, DateTime("2025-06-15T10:00:00Z")));
  EXPECT_TRUE(kept({day}, DateTime("2025-06-15T10:00:00Z")));
  EXPECT_TRUE(Keeps({std::nullopt, day}, snapshot, TermId::Null())) << "stated without a claim";
}

TEST(ClaimVerdictsTest, AsOfTakesADate) {
  Context context(std::make_shared<FakeSnapshot>(), {});
  EXPECT_EQ(ClaimVerdicts::Create({std::nullopt, Term::Integer(5)}, &context).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// Statements of every stance, by a few authors on a few days, named claims among them.
std::shared_ptr<FakeSnapshot> RandomSnapshot(std::mt19937& random) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random() % bound); };
  for (uint32_t i = 0; i < 4; ++i) {
    snapshot->Add({snapshot->Iri_(absl::StrCat("g", i)), snapshot->Id(Field("by")),
                   snapshot->Iri_(absl::StrCat("a", i % 2)), TermId::Null()});
  }
  std::vector<TermId> claims = {TermId::Null()};
  for (uint32_t i = 0; i < 9; ++i) {
    claims.push_back(snapshot->Claim(static_cast<Stance>(below(3)),
                                     {{Field("by"), FakeSnapshot::Iri(absl::StrCat("a", below(3)))},
                                      {Field("on"), Date(absl::StrCat("2025-01-0", 1 + below(3)))}}));
  }
  for (int i = 0; i < 60; ++i) {
    const TermId claim = below(3) == 0 ? model::NamedClaim(snapshot->Iri_(absl::StrCat("g", below(4))),
                                                           static_cast<Stance>(below(3)))
                                       : claims[below(static_cast<uint32_t>(claims.size()))];
    snapshot->Add(absl::StrCat("e", below(4)), absl::StrCat("p", below(2)), absl::StrCat("e", below(4)),
                  claim);
  }
  return snapshot;
}

// What a scan with the filter gives: all statements, thinned out one by one.
std::vector<IdRow> ByHand(const Scan& scan, const ClaimFilter& filter,
                          std::shared_ptr<FakeSnapshot> snapshot) {
  const bool by_fact = scan.mode == ClaimMode::kFact;
  store::ScanSpec spec;
  spec.mode = by_fact ? ClaimMode::kRaw : scan.mode;
  std::vector<IdRow> rows;
  std::set<IdRow> facts;
  const TermId predicate = scan.predicate.is_constant() ? snapshot->Id(scan.predicate.terms[0]) : TermId();
  for (const model::Row& row : snapshot->RowsOf(spec)) {
    if (!predicate.is_null() && row[1] != predicate) continue;
    if (by_fact && model::StanceOf(row[3]) != Stance::kFor) continue;
    if (!Keeps(filter, snapshot, row[3])) continue;
    if (by_fact && !facts.insert({row[0], row[1], row[2]}).second) continue;
    IdRow& ids = rows.emplace_back(IdRow{row[0]});
    if (predicate.is_null()) ids.push_back(row[1]);
    ids.push_back(row[2]);
    if (by_fact) continue;
    ids.push_back(model::ClaimEntity(row[3]));
    ids.push_back(algebra::StanceId(model::StanceOf(row[3])));
  }
  return SortedRows(rows);
}

std::vector<ClaimFilter> Filters() {
  const std::vector<Term> authors = {FakeSnapshot::Iri("a0"), FakeSnapshot::Iri("a2")};
  return {{authors, std::nullopt},
          {std::nullopt, Date("2025-01-01")},
          {authors, Date("2025-01-02")},
          {std::vector<Term>(), std::nullopt}};
}

std::vector<IdRow> RunSorted(const algebra::Node& node, std::shared_ptr<const FakeSnapshot> snapshot,
                             size_t batch_rows) {
  ContextOptions options;
  options.batch_rows = batch_rows;
  auto rows = RunNode(node, std::move(snapshot), options);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? SortedRows(*rows) : std::vector<IdRow>();
}

void ExpectScansAgree(Scan scan, const std::vector<IdRow>& expected, std::shared_ptr<FakeSnapshot> snapshot) {
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    scan.order = order;
    for (const size_t batch_rows : kBatchSizes)
      EXPECT_EQ(RunSorted(*MakeNode(scan), snapshot, batch_rows), expected) << order::NameOf(order);
  }
  const auto count = static_cast<int64_t>(expected.size());
  EXPECT_EQ(RunSorted(*MakeNode(algebra::CountScan{scan, "n"}), snapshot, 2048),
            (std::vector<IdRow>{{snapshot->Id(Term::Integer(count))}}));
}

TEST(ClaimFilterTest, ScansOfEveryModeAndOrder) {
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    std::mt19937 random(seed);
    const auto snapshot = RandomSnapshot(random);
    for (const ClaimFilter& filter : Filters()) {
      for (const ClaimMode mode : kModes) {
        for (const char* predicate : {"?p", "p1"}) {
          SCOPED_TRACE(absl::StrCat("seed ", seed, ", mode ", static_cast<int>(mode), ", ", predicate));
          Scan scan = ScanOf("?s", predicate, "?o");
          scan.mode = mode;
          scan.claims = filter;
          if (mode != ClaimMode::kFact) {
            scan.claim = "c";
            scan.stance = "stance";
          }
          ExpectScansAgree(scan, ByHand(scan, filter, snapshot), snapshot);
        }
      }
    }
  }
}

TEST(ClaimFilterTest, LookupsAndMergesSeekInFilteredScans) {
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    std::mt19937 random(seed);
    const auto snapshot = RandomSnapshot(random);
    for (const ClaimFilter& filter : Filters()) {
      Scan left = ScanOf("?x", "p0", "?y");
      Scan right = ScanOf("?x", "p1", "?z");
      left.order = right.order = order::Order::kPso;
      left.claims = right.claims = filter;
      const auto join = [&](algebra::JoinKind kind) {
        return MakeNode(algebra::Join{kind, {"x"}}, {MakeNode(left), MakeNode(right)});
      };
      const auto expected = RunSorted(*join(algebra::JoinKind::kHash), snapshot, 2048);
      for (const size_t batch_rows : kBatchSizes) {
        EXPECT_EQ(RunSorted(*join(algebra::JoinKind::kLookup), snapshot, batch_rows), expected);
        EXPECT_EQ(RunSorted(*join(algebra::JoinKind::kMerge), snapshot, batch_rows), expected);
      }
    }
  }
}

}  // namespace
}  // namespace tern::execute
