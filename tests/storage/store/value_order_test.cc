// Odd literals by value, and what stands at a rank of a range.
#include "storage/store/value_order.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::Tag;
using model::Term;
using model::TermId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Term Xsd(const std::string& lexical, const std::string& type) {
  return Term::Typed(lexical, std::string(model::iri::kXsd) + type);
}

class ValueOrderTest : public ::testing::Test {
 protected:
  ValueOrderTest() : store_(Backend::kMemory) {
    store_.options().rows_per_block = 4;
    store_.options().background_fold = false;
    EXPECT_TRUE(store_.Open().ok());
  }

  void Insert(const std::vector<Term>& terms) {
    Changes changes;
    for (const Term& term : terms) changes.changes.push_back({true, MakeFact(Name("a"), Name("p"), term)});
    store_.Commit(changes);
  }
  static std::vector<std::string> Order(const Snapshot& snapshot, Tag tag) {
    const absl::StatusOr<OrderedValues> ids = snapshot.ValueOrder(tag);
    EXPECT_TRUE(ids.ok()) << ids.status();
    std::vector<std::string> texts;
    for (const TermId id : **ids) texts.push_back(snapshot.Resolve(id)->value);
    return texts;
  }

  TestStore store_;
};

TEST_F(ValueOrderTest, SortsByValueNotByForm) {
  Insert({Xsd("10", "float"), Xsd("9", "float"), Xsd("NaN", "double"), Xsd("INF", "double"),
          Xsd("-0.0", "double"), Xsd("-INF", "float"), Xsd("1e300", "double")});
  EXPECT_THAT(Order(*store_.Read(), Tag::kDoubleAppended),
              ElementsAre("-INF", "-0.0", "9", "10", "1e300", "INF"));
  EXPECT_THAT(Order(*store_.Read(), Tag::kDecimalAppended), IsEmpty());
}

TEST_F(ValueOrderTest, EverySnapshotHasItsOwnTerms) {
  Insert({Xsd("02", "integer")});
  const std::shared_ptr<const Snapshot> before = store_.Read();
  Insert({Xsd("01", "integer")});
  const std::shared_ptr<const Snapshot> after = store_.Read();
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Order(*after, Tag::kIntegerAppended), ElementsAre("01", "02"));
    EXPECT_THAT(Order(*before, Tag::kIntegerAppended), ElementsAre("02"));
  }
}

TEST_F(ValueOrderTest, RanksOfARangeLeadToItsIds) {
  std::vector<Term> numbers;
  for (int i = 0; i < 50; ++i) numbers.push_back(Term::Integer(i));
  Insert(numbers);
  ASSERT_TRUE(store_->Fold().ok());
  const std::shared_ptr<const Snapshot> snapshot = store_.Read();
  ScanSpec spec;
  spec.order = order::Order::kPos;
  spec.prefix[0] = *snapshot->Find(Name("p"));
  spec.prefix_length = 1;
  spec.range = {*snapshot->Find(Term::Integer(10)), *snapshot->Find(Term::Integer(39))};
  for (const uint64_t rank : {0, 1, 3, 4, 17, 29}) {
    EXPECT_EQ(*snapshot->IdNear(spec, rank), *snapshot->Find(Term::Integer(10 + static_cast<int64_t>(rank))));
    EXPECT_EQ(*snapshot->Snapshot::IdNear(spec, rank), *snapshot->IdNear(spec, rank));  // by reading
  }
  EXPECT_EQ(*snapshot->IdNear(spec, 1000), spec.range->second);
}

}  // namespace
}  // namespace tern::store
