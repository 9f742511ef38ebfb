#include "engine/ingest/fact_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

#include "engine/syntax/diagnostic.h"
#include "engine/syntax/parser.h"

namespace tern::ingest {
namespace {

using model::Stance;
using model::Term;
using store::ClaimSpec;
using store::Fact;
using ::testing::HasSubstr;

Term Name(const std::string& name) { return Term::Iri("urn:tern:" + name); }

absl::StatusOr<std::vector<Fact>> Facts(std::string_view text, const FactWalkOptions& options = {}) {
  syntax::Names names = syntax::Names::WithBase("urn:tern:");
  absl::StatusOr<syntax::Statement> statement = syntax::ParseFact(text, names);
  if (!statement.ok()) return statement.status();
  return FactsOfInsert(std::get<syntax::Insert>(statement->value), options);
}

// The walks of a question: the parser refuses most of what states no fact where a statement writes, so that
// they reach FactsOfWalk only this way.
std::vector<syntax::Walk> QuestionWalks(std::string_view text) {
  syntax::Names names = syntax::Names::WithBase("urn:tern:");
  absl::StatusOr<syntax::Statement> statement = syntax::ParseStatement(text, names);
  EXPECT_TRUE(statement.ok()) << text << ": " << statement.status();
  if (!statement.ok()) return {};
  const auto* query = std::get_if<syntax::Query>(&statement->value);
  const syntax::Pattern& pattern =
      query != nullptr ? query->parts[0].matches[0].pattern : std::get<syntax::Ask>(statement->value).pattern;
  std::vector<syntax::Walk> walks;
  for (const syntax::Walk* walk : syntax::WalksOf(pattern)) walks.push_back(*walk);
  return walks;
}

// The code of the diagnostic that the walks of `text` get, or "" where they state facts.
std::string CodeOf(std::string_view text, const FactWalkOptions& options = {}) {
  const absl::StatusOr<std::vector<Fact>> facts = FactsOfInsert({QuestionWalks(text)}, options);
  if (facts.ok()) return "";
  const std::optional<syntax::Diagnostic> diagnostic = syntax::FromStatus(facts.status());
  return diagnostic.has_value() ? diagnostic->code : std::string(facts.status().message());
}

TEST(FactWalkTest, AChainIsAFactAnEdgeInItsRealDirection) {
  const std::vector<Fact> facts = *Facts("China -[rejected]-> H200 <-[makes]- Nvidia");
  ASSERT_EQ(facts.size(), 2u);
  EXPECT_EQ(facts[0], (Fact{Name("China"), Name("rejected"), Name("H200"), {}}));
  EXPECT_EQ(facts[1], (Fact{Name("Nvidia"), Name("makes"), Name("H200"), {}}));
}

TEST(FactWalkTest, AMapMakesAnAnonymousClaim) {
  const std::vector<Fact> facts = *Facts("China -[rejected {on: 2025-12-12, by: Sacks, by: Sacks}]-> H200");
  ASSERT_EQ(facts.size(), 1u);
  const ClaimSpec& claim = facts[0].claim;
  EXPECT_EQ(claim.kind, ClaimSpec::Kind::kAnonymous);
  EXPECT_EQ(claim.stance, Stance::kFor);
  ASSERT_EQ(claim.properties.size(), 2u);  // each once
  EXPECT_THAT(claim.properties,
              ::testing::UnorderedElementsAre(
                  ::testing::Pair(Term::Iri("http://www.w3.org/ns/prov#wasAttributedTo"), Name("Sacks")),
                  ::testing::Pair(Term::Iri("http://purl.org/dc/terms/date"),
                                  Term::Typed("2025-12-12", std::string(model::iri::kXsdDate)))));
}

TEST(FactWalkTest, StancesWithAndWithoutAMap) {
  EXPECT_EQ((*Facts("A -[not p]-> B"))[0].claim.stance, Stance::kAgainst);
  EXPECT_EQ((*Facts("A -[not p]-> B"))[0].claim.kind, ClaimSpec::Kind::kAnonymous);
  EXPECT_EQ((*Facts("A -[unclear p {source: S}]-> B"))[0].claim.stance, Stance::kUnclear);
  EXPECT_EQ((*Facts("A -[p {}]-> B"))[0].claim.kind, ClaimSpec::Kind::kNone);
}

TEST(FactWalkTest, ParametersAreTerms) {
  const syntax::Parameters parameters = {
      {"c", Name("China")}, {"n", Term::Integer(5)}, {"p", Name("rejected")}};
  FactWalkOptions options;
  options.parameters = &parameters;
  EXPECT_EQ((*Facts("$c -[count {confidence: $n}]-> $n", options))[0].object, Term::Integer(5));
  EXPECT_EQ(CodeOf("$d -[p]-> B", options), "TQ207");
  EXPECT_EQ(CodeOf("$d -[p]-> B"), "TQ207");
}

TEST(FactWalkTest, AListIsNoTermOfAFact) {
  const syntax::Parameters parameters = {{"xs", syntax::ParameterValue::List({Name("A"), Name("B")})}};
  FactWalkOptions options;
  options.parameters = &parameters;
  EXPECT_EQ(CodeOf("$xs -[p]-> B", options), "TQ215");
  EXPECT_EQ(CodeOf("A -[p {by: $xs}]-> B", options), "TQ215");
}

TEST(FactWalkTest, AParameterThatIsNotUtf8IsRefusedWhereverItStands) {
  const syntax::Parameters parameters = {{"x", Term::String("\xff\xfe")}, {"i", Term::Iri("urn:\xff")}};
  FactWalkOptions options;
  options.parameters = &parameters;
  EXPECT_EQ(CodeOf("A -[p]-> $x", options), "TQ214");
  EXPECT_EQ(CodeOf("A -[p {by: $x}]-> B", options), "TQ214");
  EXPECT_EQ(CodeOf("$i -[p]-> B", options), "TQ214");
  EXPECT_EQ(CodeOf("A -[$i]-> B", options), "TQ214");
}

TEST(FactWalkTest, ANameSearchMustFindOne) {
  FactWalkOptions options;
  options.find_entity = [](const std::string& text) -> absl::StatusOr<Term> {
    if (text == "china") return Name("China");
    return absl::InvalidArgumentError("nothing is called so");
  };
  EXPECT_EQ((*Facts("~\"china\" -[p]-> B", options))[0].subject, Name("China"));
  EXPECT_EQ(CodeOf("~\"chnia\" -[p]-> B", options), "TQ202");
  EXPECT_EQ(CodeOf("~\"china\" -[p]-> B"), "TQ202");
}

TEST(FactWalkTest, WhatStatesNoFactIsToldWhy) {
  EXPECT_EQ(CodeOf("?x -[p]-> B"), "TQ200");
  EXPECT_EQ(CodeOf("A -[p {by: ?x}]-> B"), "TQ200");
  EXPECT_EQ(CodeOf("A -[?p]-> B"), "TQ200");
  EXPECT_EQ(CodeOf("A -[p/q]-> B"), "TQ201");
  EXPECT_EQ(CodeOf("A -[p|q]-> B"), "TQ201");
  EXPECT_EQ(CodeOf("A -[any]-> B"), "TQ201");
  EXPECT_EQ(CodeOf("A -[!p]-> B"), "TQ201");
  const syntax::Parameters parameters = {{"text", Term::String("x")}};
  FactWalkOptions options;
  options.parameters = &parameters;
  EXPECT_EQ(CodeOf("$text -[p]-> B", options), "TQ203");
  EXPECT_EQ(CodeOf("B <-[p]- $text", options), "TQ203");
  EXPECT_EQ(CodeOf("A -[p]- B"), "TQ204");
  EXPECT_EQ(CodeOf("A -[?c: p]-> B"), "TQ205");
  EXPECT_EQ(CodeOf("A -[said p]-> B"), "TQ206");
  EXPECT_EQ(CodeOf("A -[p {by: 1 + 2}]-> B"), "TQ208");
  EXPECT_EQ(CodeOf("<urn:tern-claim:5> -[p]-> B"), "TQ213");
}

TEST(FactWalkTest, AStoredClaimMayGetPropertiesButNotFromAFile) {
  EXPECT_EQ((*Facts("claim:5 -[confidence]-> 0.5"))[0].subject, Term::Claim("5"));
  EXPECT_EQ(CodeOf("claim:5 -[confidence {by: X}]-> 0.5"), "TQ212");
  FactWalkOptions file;
  file.allow_claim_terms = false;
  EXPECT_EQ(CodeOf("claim:5 -[confidence]-> 0.5", file), "TQ211");
  EXPECT_EQ(CodeOf("A -[p {derivedFrom: claim:5}]-> B", file), "TQ211");
}

TEST(FactWalkTest, ErrorsPointAtThePlace) {
  const absl::StatusOr<std::vector<Fact>> facts =
      FactsOfInsert({QuestionWalks("China -[rejected]->\n  H200 <-[makes]- ?who")}, {});
  const std::optional<syntax::Diagnostic> diagnostic = syntax::FromStatus(facts.status());
  ASSERT_TRUE(diagnostic.has_value());
  EXPECT_EQ(diagnostic->where.line, 2u);
  EXPECT_EQ(diagnostic->where.column, 19u);
  EXPECT_THAT(diagnostic->message, HasSubstr("'?who'"));
}

}  // namespace
}  // namespace tern::ingest
