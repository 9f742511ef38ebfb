#include "engine/ingest/claim_graph.h"

#include <gtest/gtest.h>

namespace tern::ingest {
namespace {

using model::Stance;
using model::Term;
using store::ClaimSpec;

ClaimSpec ClaimOf(const Term& graph) {
  store::Fact fact;
  fact.claim.name.language = "left over from the line before";
  EXPECT_TRUE(FactFromTriple(&graph, fact));
  return fact.claim;
}

TEST(ClaimGraphTest, AnOrdinaryGraphIsANamedClaim) {
  const ClaimSpec claim = ClaimOf(Term::Iri("http://example.org/g"));
  EXPECT_EQ(claim.kind, ClaimSpec::Kind::kNamed);
  EXPECT_EQ(claim.stance, Stance::kFor);
  EXPECT_EQ(claim.name, Term::Iri("http://example.org/g"));
  EXPECT_EQ(ClaimOf(Term::Blank("g")).name, Term::Blank("g"));
}

TEST(ClaimGraphTest, ANumberedClaimKeepsItsLabelAndStance) {
  const ClaimSpec claim = ClaimOf(Term::Iri("urn:tern-claim:68:against"));
  EXPECT_EQ(claim.kind, ClaimSpec::Kind::kLabelled);
  EXPECT_EQ(claim.stance, Stance::kAgainst);
  EXPECT_EQ(claim.label, "68");
  EXPECT_EQ(ClaimOf(Term::Iri("urn:tern-claim:0:for")).stance, Stance::kFor);
  EXPECT_EQ(ClaimOf(Term::Iri("urn:tern-claim:7:unclear")).stance, Stance::kUnclear);
}

TEST(ClaimGraphTest, AStanceGraphIsANamedClaimWithThatStance) {
  const ClaimSpec iri = ClaimOf(Term::Iri("urn:tern-stance:against:http://example.org/g"));
  EXPECT_EQ(iri.kind, ClaimSpec::Kind::kNamed);
  EXPECT_EQ(iri.stance, Stance::kAgainst);
  EXPECT_EQ(iri.name, Term::Iri("http://example.org/g"));
  const ClaimSpec blank = ClaimOf(Term::Iri("urn:tern-stance:unclear:_:b1"));
  EXPECT_EQ(blank.stance, Stance::kUnclear);
  EXPECT_EQ(blank.name, Term::Blank("b1"));
}

TEST(ClaimGraphTest, WhatOnlyLooksLikeOneIsAnOrdinaryName) {
  for (const char* iri :
       {"urn:tern-claim:", "urn:tern-claim:x:for", "urn:tern-claim:1", "urn:tern-claim:1:maybe",
        "urn:tern-claim:123456789012345678901:for", "urn:tern-stance:", "urn:tern-stance:against",
        "urn:tern-stance:against:", "urn:tern-stance:maybe:urn:x",
        "urn:tern-stance:against:_:", "urn:tern-stance:against:no-iri", "urn:tern-stance:for:urn:x",
        "urn:tern-stance:for:urn:tern-claim:1:for"}) {
    const ClaimSpec claim = ClaimOf(Term::Iri(iri));
    EXPECT_EQ(claim.kind, ClaimSpec::Kind::kNamed) << iri;
    EXPECT_EQ(claim.name, Term::Iri(iri));
    EXPECT_EQ(claim.stance, Stance::kFor);
  }
}

TEST(ClaimGraphTest, ClaimIrisAreNumbers) {
  EXPECT_TRUE(IsClaimIri("urn:tern-claim:0"));
  EXPECT_FALSE(IsClaimIri("urn:tern-claim:"));
  EXPECT_FALSE(IsClaimIri("urn:tern-claim:1:for"));
  EXPECT_FALSE(IsClaimIri("urn:tern:1"));
}

}  // namespace
}  // namespace tern::ingest
