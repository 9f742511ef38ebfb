#include "engine/results/turtle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "engine/results/turtle_terms.h"
#include "storage/store/store.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::results {
namespace {

using model::Stance;
using model::Term;
using store::ClaimSpec;
using store::Fact;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(TurtleTermsTest, LiteralsStandBareWhereTurtleGivesThemTheirType) {
  const TurtleTerms terms({{"xsd", std::string(model::iri::kXsd)}});
  const auto print = [&](const char* lexical, std::string_view type) {
    return terms.Print(Term::Typed(lexical, std::string(type)));
  };
  for (const char* bare : {"0", "-5", "+1", "007"}) EXPECT_EQ(print(bare, model::iri::kXsdInteger), bare);
  for (const char* bare : {"1.5", ".5", "-0.0", "+1.50"})
    EXPECT_EQ(print(bare, model::iri::kXsdDecimal), bare);
  for (const char* bare : {"1e6", "1.E6", ".5e-3", "-1.5E+10"}) {
    EXPECT_EQ(print(bare, model::iri::kXsdDouble), bare);
  }
  for (const char* bare : {"true", "false"}) EXPECT_EQ(print(bare, model::iri::kXsdBoolean), bare);
  EXPECT_EQ(print("1.", model::iri::kXsdDecimal), "\"1.\"^^xsd:decimal");
  EXPECT_EQ(print("1", model::iri::kXsdDecimal), "\"1\"^^xsd:decimal");
  EXPECT_EQ(print("1.5", model::iri::kXsdDouble), "\"1.5\"^^xsd:double");
  EXPECT_EQ(print("INF", model::iri::kXsdDouble), "\"INF\"^^xsd:double");
  EXPECT_EQ(print("1e", model::iri::kXsdDouble), "\"1e\"^^xsd:double");
  EXPECT_EQ(print("", model::iri::kXsdInteger), "\"\"^^xsd:integer");
  EXPECT_EQ(print("-", model::iri::kXsdInteger), "\"-\"^^xsd:integer");
  EXPECT_EQ(print("1", model::iri::kXsdBoolean), "\"1\"^^xsd:boolean");
  EXPECT_EQ(print("x", "urn:type"), "\"x\"^^<urn:type>");
  EXPECT_EQ(terms.Print(Term::String("5")), "\"5\"");
  EXPECT_EQ(terms.Print(Term::LangString("a\n", "en")), "\"a\\n\"@en");
}

TEST(TurtleTermsTest, TheLongestNamespaceThatLeavesANameWins) {
  const TurtleTerms terms(
      {{"a", "http://a/"}, {"ab", "http://a/b/"}, {"1x", "urn:"}, {"z.", "urn:"}, {"", "http://e/"}});
  EXPECT_EQ(terms.Print(Term::Iri("http://a/x")), "a:x");
  EXPECT_EQ(terms.Print(Term::Iri("http://a/")), "a:");
  EXPECT_EQ(terms.Print(Term::Iri("http://a/b/x.y-z_1")), "ab:x.y-z_1");
  EXPECT_EQ(terms.Print(Term::Iri("http://e/%20x")), ":%20x");
  for (const char* full : {"http://a/b/c/d", "http://a/x.", "http://a/-x", "http://a/x#", "http://e/%2",
                           "http://e/x:y", "urn:x", "http://a"}) {
    EXPECT_EQ(terms.Print(Term::Iri(full)), "<" + std::string(full) + ">");
  }
  EXPECT_EQ(terms.Declarations(),
            "@prefix : <http://e/> .\n@prefix a: <http://a/> .\n@prefix ab: <http://a/b/> .\n");
}

class TurtleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store::StoreOptions options;
    options.access = store::Access::kCreate;
    store_ = *store::Store::Open(directory_.File("db"), options);
  }

  void Insert(Term subject, Term predicate, Term object, ClaimSpec claim = {}) {
    store::Changes changes;
    changes.changes.push_back(
        {true, Fact{std::move(subject), std::move(predicate), std::move(object), std::move(claim)}});
    changes.blank_labels_are_stored = false;
    ASSERT_TRUE(store_->Commit(changes).ok());
  }

  std::string TriG() {
    std::ostringstream out;
    const absl::StatusOr<RdfExport> written = WriteTriG(**store_->GetSnapshot(), out);
    EXPECT_TRUE(written.ok()) << written.status();
    return out.str();
  }

  static Term Name(const std::string& name) { return Term::Iri("urn:tern:" + name); }

  tern::testing::TempDirectory directory_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(TurtleTest, AnEmptyStoreIsAnEmptyFile) { EXPECT_EQ(TriG(), ""); }

TEST_F(TurtleTest, WhatIsTheSameIsSaidOnce) {
  Insert(Name("a"), Name("p"), Term::Integer(1));
  Insert(Name("a"), Name("p"), Term::Integer(2));
  Insert(Name("a"), Name("q"), Name("b"));
  Insert(Name("b"), Term::Iri(std::string(model::iri::kRdfType)), Name("T"));
  EXPECT_EQ(TriG(),
            "@prefix : <urn:tern:> .\n\n"
            ":a :p 1, 2 ;\n"
            "  :q :b .\n"
            ":b a :T .\n");
}

TEST_F(TurtleTest, OnlyPrefixesThatAreUsedAreDeclared) {
  Insert(Term::Iri("urn:s"), Term::Iri("urn:p"), Term::Iri("http://www.w3.org/2004/02/skos/core#Concept"));
  EXPECT_EQ(TriG(),
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
            "<urn:s> <urn:p> skos:Concept .\n");
  Insert(Term::Iri("urn:s"), Term::Iri("urn:q"),
         Term::Typed("2025-12-12", std::string(model::iri::kXsdDate)));
  EXPECT_THAT(TriG(), HasSubstr("\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"));
}

TEST_F(TurtleTest, EachClaimIsAGraphBehindItsProperties) {
  Insert(Name("s"), Name("p"), Name("o"));
  ClaimSpec named;
  named.kind = ClaimSpec::Kind::kNamed;
  named.name = Name("g");
  Insert(Name("s"), Name("p"), Name("o"), named);
  Insert(Name("s"), Name("p"), Name("o2"), named);
  named.stance = Stance::kAgainst;
  Insert(Name("s"), Name("q"), Name("o"), named);
  ClaimSpec anonymous;
  anonymous.kind = ClaimSpec::Kind::kAnonymous;
  anonymous.stance = Stance::kUnclear;
  anonymous.properties = {{Name("by"), Term::String("x")}};
  Insert(Name("s"), Name("p"), Name("o"), anonymous);
  EXPECT_THAT(TriG(), MatchesRegex("@prefix : <urn:tern:> .\n\n"
                                   ":s :p :o .\n"
                                   "<urn:tern-claim:([0-9]+)> :by \"x\" .\n"
                                   "<urn:tern-claim:[0-9]+:unclear> \\{\n"
                                   "  :s :p :o .\n"
                                   "\\}\n"
                                   ":g \\{\n"
                                   "  :s :p :o, :o2 .\n"
                                   "\\}\n"
                                   "<urn:tern-stance:against:urn:tern:g> \\{\n"
                                   "  :s :q :o .\n"
                                   "\\}\n"));
}

TEST_F(TurtleTest, AnExportCanBeCancelledAndAFullDiskIsSaid) {
  Insert(Name("s"), Name("p"), Name("o"));
  std::ostringstream out;
  EXPECT_EQ(WriteTriG(**store_->GetSnapshot(), out, [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
  out.setstate(std::ios::badbit);
  EXPECT_EQ(WriteTurtle(**store_->GetSnapshot(), out).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace tern::results
