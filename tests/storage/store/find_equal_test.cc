#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::Term;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

Term Xsd(const std::string& lexical, const std::string& type) {
  return Term::Typed(lexical, std::string(model::iri::kXsd) + type);
}

class FindEqualTest : public ::testing::Test {
 protected:
  FindEqualTest() : store_(Backend::kMemory) { EXPECT_TRUE(store_.Open().ok()); }

  void Store(const std::vector<Term>& terms) {
    Changes changes;
    for (const Term& term : terms) changes.changes.push_back({true, MakeFact(Name("a"), Name("p"), term)});
    store_.Commit(changes);
  }
  std::set<std::string> Equal(const Term& term) {
    const std::shared_ptr<const Snapshot> snapshot = store_.Read();
    const absl::StatusOr<std::vector<model::TermId>> ids = snapshot->FindEqual(term);
    EXPECT_TRUE(ids.ok()) << ids.status();
    std::set<std::string> texts;
    for (const model::TermId id : *ids) texts.insert(ToNTriples(*snapshot->Resolve(id)));
    EXPECT_EQ(texts.size(), ids->size());
    return texts;
  }
  std::string Text(const std::string& lexical, const std::string& type) {
    return ToNTriples(Xsd(lexical, type));
  }

  TestStore store_;
};

TEST_F(FindEqualTest, NumbersMeetAcrossTypesAndWritings) {
  Store({Xsd("50", "integer"), Xsd("050", "integer"), Xsd("+50", "decimal"), Xsd("50.0", "decimal"),
         Xsd("5e1", "double"), Xsd("50", "byte"), Xsd("50", "float"), Xsd("51", "byte")});
  for (const Term& term :
       {Xsd("50", "integer"), Xsd("50.00", "decimal"), Xsd("0.5E2", "double"), Xsd("50", "byte")}) {
    EXPECT_THAT(Equal(term), IsSupersetOf({Text("50", "integer"), Text("050", "integer"),
                                           Text("+50", "decimal"), Text("50.0", "decimal"),
                                           Text("5e1", "double"), Text("50", "byte"), Text("50", "float")}));
    EXPECT_THAT(Equal(term), Not(Contains(Text("51", "byte"))));
  }
}

TEST_F(FindEqualTest, ZeroHasNoSign) {
  Store({Xsd("-0", "integer"), Xsd("-0.0", "double"), Xsd("0.0E0", "double"), Xsd("0", "decimal")});
  EXPECT_THAT(Equal(Xsd("0", "integer")),
              IsSupersetOf({Text("-0", "integer"), Text("-0.0", "double"), Text("0.0E0", "double"),
                            Text("0", "decimal"), Text("0", "integer")}));
}

TEST_F(FindEqualTest, LongNumbersAreFoundExactly) {
  const std::string digits = "123456789012345678901234567890";
  Store({Xsd(digits, "integer"), Xsd(digits + ".0", "decimal"), Xsd(digits + "1", "integer")});
  EXPECT_THAT(Equal(Xsd("0" + digits, "integer")),
              UnorderedElementsAre(Text(digits + ".0", "decimal"), Text(digits, "integer")));
}

TEST_F(FindEqualTest, TermsOfLaterCommitsAreFoundToo) {
  Store({Xsd("07", "integer")});
  EXPECT_THAT(Equal(Xsd("7", "integer")), Contains(Text("07", "integer")));
  EXPECT_THAT(Equal(Xsd("7", "integer")), Not(Contains(Text("007", "integer"))));
  const std::shared_ptr<const Snapshot> before = store_.Read();
  Store({Xsd("007", "integer")});
  EXPECT_THAT(Equal(Xsd("7", "integer")), IsSupersetOf({Text("07", "integer"), Text("007", "integer")}));
  const size_t now = store_.Read()->FindEqual(Xsd("7", "integer"))->size();
  EXPECT_EQ(before->FindEqual(Xsd("7", "integer"))->size(), now - 1);
}

TEST_F(FindEqualTest, OtherTermsEqualThemselvesOnly) {
  Store({Term::String("x"), Term::LangString("x", "en"), Xsd("NaN", "double"), Xsd("INF", "double"),
         Name("n")});
  EXPECT_THAT(Equal(Term::String("x")), ElementsAre("\"x\""));
  EXPECT_THAT(Equal(Term::String("y")), IsEmpty());
  EXPECT_THAT(Equal(Xsd("NaN", "double")), ElementsAre(Text("NaN", "double")));
  EXPECT_THAT(Equal(Xsd("INF", "float")), ElementsAre(Text("INF", "double")));
  EXPECT_THAT(Equal(Name("n")), ElementsAre("<urn:t:n>"));
  EXPECT_THAT(Equal(Name("m")), IsEmpty());
}

TEST_F(FindEqualTest, BooleansAndTimesMeetByValue) {
  Store({Xsd("2025-01-01T01:00:00+01:00", "dateTime"), Xsd("2025-01-01T00:00:00.000000001Z", "dateTime")});
  EXPECT_THAT(Equal(Xsd("1", "boolean")), ElementsAre(Text("1", "boolean"), Text("true", "boolean")));
  EXPECT_THAT(Equal(Xsd("2025-01-01T00:00:00Z", "dateTime")),
              Contains(Text("2025-01-01T01:00:00+01:00", "dateTime")));
  EXPECT_THAT(Equal(Xsd("2025-01-01", "date")), Contains(Text("2025-01-01Z", "date")));
}

}  // namespace
}  // namespace tern::store
