#include "engine/entity_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/database.h"
#include "storage/store/store.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern {
namespace {

using model::Term;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Term Name(const std::string& name) { return Term::Iri("urn:tern:" + name); }

class EntitySearchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    DatabaseOptions options;
    options.create = true;
    const std::unique_ptr<Database> database = *Database::Open(directory_.File("db"), options);
    ASSERT_TRUE(
        database->NewSession()
            ->Run("insert China -[label]-> \"People's Republic of China\"@en, China -[alias]-> \"PRC\", "
                  "Taiwan -[alias]-> \"prc\", `David Sacks` -[p]-> `\xC3\x89toile_d'Or`, Q1 -[label]-> "
                  "\"China\"")
            .ok());
  }

  void Open() {
    store_ = *store::Store::Open(directory_.File("db"), {});
    snapshot_ = *store_->GetSnapshot();
  }

  tern::testing::TempDirectory directory_;
  std::unique_ptr<store::Store> store_;
  std::shared_ptr<const store::Snapshot> snapshot_;
};

TEST_F(EntitySearchTest, LabelsAliasesAndBareNamesMatchWithoutCase) {
  Open();
  EXPECT_THAT(*FindEntities(*snapshot_, "people's republic OF china"), ElementsAre(Name("China")));
  EXPECT_THAT(*FindEntities(*snapshot_, "david_sacks"), ElementsAre(Name("David%20Sacks")));
  EXPECT_THAT(*FindEntities(*snapshot_, "\xC3\xA9TOILE d'or"), ElementsAre(Name("\xC3\x89toile_d'Or")));
  EXPECT_THAT(*FindEntities(*snapshot_, "china"), ElementsAre(Name("China"), Name("Q1")));
  EXPECT_THAT(*FindEntities(*snapshot_, "PRC"), ElementsAre(Name("China"), Name("Taiwan")));
  EXPECT_THAT(*FindEntities(*snapshot_, "chin"), IsEmpty());
  EXPECT_THAT(*FindEntities(*snapshot_, ""), IsEmpty());
}

TEST_F(EntitySearchTest, WhereOneIsNeededTheCandidatesAreListed) {
  Open();
  const syntax::Names names = syntax::Names::WithBase("urn:tern:");
  EXPECT_EQ(*FindOneEntity(*snapshot_, "q1", names), Name("Q1"));
  const absl::Status two = FindOneEntity(*snapshot_, "prc", names).status();
  EXPECT_EQ(two.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(two.message()), HasSubstr("China, Taiwan"));
  EXPECT_EQ(FindOneEntity(*snapshot_, "nobody", names).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tern
