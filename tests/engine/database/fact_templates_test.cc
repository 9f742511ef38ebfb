#include "engine/fact_templates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/syntax/parser.h"

namespace tern {
namespace {

using execute::Cell;
using model::Term;
using store::ClaimSpec;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Term Name(std::string name) { return Term::Iri("urn:tern:" + name); }

// The walks of a pattern, as the parser reads them in a match.
std::vector<syntax::Walk> Walks(const std::string& text) {
  syntax::Names names = syntax::Names::WithBase("urn:tern:");
  absl::StatusOr<syntax::Statement> statement = syntax::ParseStatement("match " + text + " return *", names);
  EXPECT_TRUE(statement.ok()) << statement.status();
  std::vector<syntax::Walk> walks;
  if (!statement.ok()) return walks;
  for (syntax::Walk* walk :
       syntax::WalksOf(std::get<syntax::Query>(statement->value).parts[0].matches[0].pattern)) {
    walks.push_back(*walk);
  }
  return walks;
}

class FactTemplatesTest : public ::testing::Test {
 protected:
  void Make(std::vector<syntax::Update::Clause> clauses, FactTemplates::Options options = {true}) {
    absl::StatusOr<FactTemplates> made = FactTemplates::Create(clauses, parameters_, nullptr, options);
    ASSERT_TRUE(made.ok()) << made.status();
    templates_ = std::make_unique<FactTemplates>(*std::move(made));
  }
  void Row(std::vector<Cell> cells) { EXPECT_TRUE(templates_->AddRow(cells).ok()); }
  std::vector<store::Changes::Change> Take() { return templates_->TakeChanges().changes; }

  syntax::Parameters parameters_;
  std::unique_ptr<FactTemplates> templates_;
};

TEST_F(FactTemplatesTest, EachValueIsAskedForOnce) {
  Make({{true, Walks("?x -[p {by: ?who, n: ?n + 1}]-> ?y, ?y -[q {n: ?n + 1}]-> ?x")}});
  EXPECT_THAT(templates_->values(), SizeIs(4));
}

TEST_F(FactTemplatesTest, ANullNodeLeavesItsEdgesOut) {
  Make({{true, Walks("?x -[p]-> ?y -[q]-> A -[r]-> B")}});
  Row({Name("X"), Cell()});
  const auto changes = Take();
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].fact.predicate, Name("r"));
}

TEST_F(FactTemplatesTest, ANullValueLeavesItsKeyOutAndAnEmptyMapMakesNoClaim) {
  Make({{true, Walks("A -[p {by: ?x, on: ?y}]-> B")}});
  Row({Name("X"), Cell()});
  Row({Cell(), Cell()});
  Row({Cell(), Term::Integer(1)});
  const auto changes = Take();
  ASSERT_THAT(changes, SizeIs(3));
  EXPECT_THAT(changes[0].fact.claim.properties, SizeIs(1));
  EXPECT_EQ(changes[1].fact.claim.kind, ClaimSpec::Kind::kNone);
  ASSERT_THAT(changes[2].fact.claim.properties, SizeIs(1));
  EXPECT_EQ(changes[2].fact.claim.properties[0].second, Term::Integer(1));
}

TEST_F(FactTemplatesTest, ANullNeverWidensWhatIsDeleted) {
  Make({{false, Walks("A -[p {by: ?x}]-> B, A -[?c: p]-> B, A -[?p]-> B")}});
  Row({Cell(), Cell(), Cell()});
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(FactTemplatesTest, AListIsNoTerm) {
  Make({{true, Walks("A -[p]-> ?x")}});
  const absl::Status status = templates_->AddRow({{Cell::List({Name("X")})}});
  EXPECT_EQ(syntax::FromStatus(status)->code, "TQ217");
}

TEST_F(FactTemplatesTest, ClausesComeOneAfterTheOther) {
  Make({{false, Walks("?x -[p]-> B")}, {true, Walks("?x -[q]-> B")}});
  Row({Name("X")});
  Row({Name("Y")});
  std::vector<bool> inserts;
  for (const auto& change : Take()) inserts.push_back(change.insert);
  EXPECT_THAT(inserts, ElementsAre(false, false, true, true));
}

TEST_F(FactTemplatesTest, ABoundClaimIsDeletedByItsNumberOrNameWhereItsStanceFits) {
  Make({{false, Walks("A -[?c: not p]-> B")}});
  Row({Term::Claim("69")});   // 17, against
  Row({Term::Claim("68")});   // 17, for
  Row({Term::Claim("101")});  // 25, against
  Row({Term::Claim("1")});
  Row({Name("report")});
  const auto changes = Take();
  ASSERT_THAT(changes, SizeIs(4));
  EXPECT_EQ(changes[0].fact.claim.kind, ClaimSpec::Kind::kLabelled);
  EXPECT_EQ(changes[0].fact.claim.label, "69");
  EXPECT_EQ(changes[1].fact.claim.label, "101");
  EXPECT_EQ(changes[2].fact.claim.label, "1");
  EXPECT_EQ(changes[3].fact.claim.kind, ClaimSpec::Kind::kNamed);
  EXPECT_EQ(changes[3].fact.claim.name, Name("report"));
  EXPECT_EQ(changes[3].fact.claim.stance, model::Stance::kAgainst);
}

TEST_F(FactTemplatesTest, AClaimHasNoMapBesideIt) {
  EXPECT_EQ(syntax::FromStatus(FactTemplates::Create({{false, Walks("A -[?c: p {by: X}]-> B")}}, parameters_,
                                                     nullptr, {true})
                                   .status())
                ->code,
            "TQ216");
}

TEST_F(FactTemplatesTest, NewBlankNodesAreOneARowAndShareTheirLabel) {
  Make({{true, Walks("_:n -[p]-> ?x -[q]-> _:n")}});
  Row({Name("X")});
  Row({Name("Y")});
  const auto changes = Take();
  ASSERT_THAT(changes, SizeIs(4));
  EXPECT_EQ(changes[0].fact.subject, changes[1].fact.object);
  EXPECT_NE(changes[0].fact.subject, changes[2].fact.subject);
}

TEST_F(FactTemplatesTest, AStatementThatChangesTooMuchStops) {
  FactTemplates::Options options;
  options.has_rows = true;
  options.max_bytes = 10'000;
  Make({{true, Walks("?x -[p]-> B")}}, options);
  absl::Status status;
  size_t rows = 0;
  for (; status.ok() && rows < 1000; ++rows) status = templates_->AddRow({{Name("X")}});
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_GT(rows, 5u);
  EXPECT_LT(rows, 100u);
}

}  // namespace
}  // namespace tern
