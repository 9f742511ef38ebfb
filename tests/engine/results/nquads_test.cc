#include "engine/results/nquads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "storage/store/store.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::results {
namespace {

using model::Stance;
using model::Term;
using store::ClaimSpec;
using store::Fact;

class NQuadsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store::StoreOptions options;
    options.access = store::Access::kCreate;
    store_ = *store::Store::Open(directory_.File("db"), options);
  }

  void Insert(Fact fact) {
    store::Changes changes;
    changes.changes.push_back({true, std::move(fact)});
    changes.blank_labels_are_stored = false;
    ASSERT_TRUE(store_->Commit(changes).ok());
  }

  std::vector<std::string> Lines() {
    std::ostringstream out;
    const absl::StatusOr<uint64_t> count = WriteNQuads(**store_->GetSnapshot(), out);
    EXPECT_TRUE(count.ok()) << count.status();
    std::vector<std::string> lines;
    std::istringstream in(out.str());
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    EXPECT_EQ(*count, lines.size());
    return lines;
  }

  tern::testing::TempDirectory directory_;
  std::unique_ptr<store::Store> store_;
};

Fact FactWith(ClaimSpec claim) {
  return {Term::Iri("urn:s"), Term::Iri("urn:p"), Term::Iri("urn:o"), std::move(claim)};
}

TEST_F(NQuadsTest, AnEmptyStoreIsAnEmptyFile) { EXPECT_EQ(Lines().size(), 0u); }

TEST_F(NQuadsTest, EveryKindOfClaimHasItsGraph) {
  Insert(FactWith({}));
  ClaimSpec named;
  named.kind = ClaimSpec::Kind::kNamed;
  named.name = Term::Iri("urn:g");
  Insert(FactWith(named));
  named.stance = Stance::kAgainst;
  Insert(FactWith(named));
  named.name = Term::Blank("g");
  named.stance = Stance::kUnclear;
  Insert(FactWith(named));
  EXPECT_THAT(Lines(),
              ::testing::UnorderedElementsAre(
                  "<urn:s> <urn:p> <urn:o> .", "<urn:s> <urn:p> <urn:o> <urn:g> .",
                  "<urn:s> <urn:p> <urn:o> <urn:tern-stance:against:urn:g> .",
                  ::testing::MatchesRegex("<urn:s> <urn:p> <urn:o> <urn:tern-stance:unclear:_:b[0-9]+> .")));
}

TEST_F(NQuadsTest, AnAnonymousClaimIsNumberedAndItsPropertiesFollow) {
  ClaimSpec claim;
  claim.kind = ClaimSpec::Kind::kAnonymous;
  claim.stance = Stance::kAgainst;
  claim.properties = {{Term::Iri("urn:by"), Term::String("x\ny")}};
  Insert(FactWith(claim));
  const std::vector<std::string> lines = Lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], ::testing::MatchesRegex("<urn:s> <urn:p> <urn:o> <urn:tern-claim:[0-9]+:against> ."));
  const std::string number =
      lines[0].substr(lines[0].find("claim:") + 6, lines[0].rfind(":against") - lines[0].find("claim:") - 6);
  EXPECT_EQ(lines[1], "<urn:tern-claim:" + number + "> <urn:by> \"x\\ny\" .");
}

}  // namespace
}  // namespace tern::results
