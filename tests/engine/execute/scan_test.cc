#include "engine/execute/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/algebra/sortedness.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::MakeNode;
using algebra::Scan;
using algebra::Slot;
using model::Stance;
using model::Term;
using model::TermId;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr size_t kBatchSizes[] = {1, 2, 3, 7, 2048};

class ScanTest : public testing::Test {
 protected:
  std::vector<IdRow> Rows(const Scan& scan, size_t batch_rows = 2048) {
    ContextOptions options;
    options.batch_rows = batch_rows;
    auto rows = RunNode(*MakeNode(scan), snapshot_, options);
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? *rows : std::vector<IdRow>();
  }
  TermId Id(const std::string& name) { return snapshot_->Iri_(name); }

  std::shared_ptr<FakeSnapshot> snapshot_ = std::make_shared<FakeSnapshot>();
};

TEST_F(ScanTest, ConstantsSelectWhereverTheyStandInTheOrder) {
  snapshot_->Add("a", "p", "b");
  snapshot_->Add("a", "q", "b");
  snapshot_->Add("c", "p", "b");
  snapshot_->Add("c", "p", "d");
  Scan scan = ScanOf("?s", "p", "b");
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    scan.order = order;
    for (const size_t batch_rows : kBatchSizes) {
      EXPECT_THAT(SortedRows(Rows(scan, batch_rows)), ElementsAre(IdRow{Id("a")}, IdRow{Id("c")}));
    }
  }
}

TEST_F(ScanTest, UnknownConstantMatchesNothing) {
  snapshot_->Add("a", "p", "b");
  EXPECT_THAT(Rows(ScanOf("?s", "unheard", "?o")), IsEmpty());
}

TEST_F(ScanTest, LiteralFindsEveryTermOfItsValue) {
  const Term decimal = Term::Typed("50.0", std::string(model::iri::kXsdDecimal));
  const Term odd = Term::Typed("050", std::string(model::iri::kXsdInteger));
  snapshot_->Add("a", "size", Term::Integer(50));
  snapshot_->Add("b", "size", decimal);
  snapshot_->Add("c", "size", odd);
  snapshot_->Add("d", "size", Term::Integer(51));
  Scan scan = ScanOf("?s", "size", "?o");
  scan.object = Slot::Constant(Term::Integer(50));
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    scan.order = order;
    EXPECT_THAT(Rows(scan), UnorderedElementsAre(IdRow{Id("a")}, IdRow{Id("b")}, IdRow{Id("c")}));
  }
}

TEST_F(ScanTest, RepeatedVariableMustBeEqualInBothPlaces) {
  snapshot_->Add("a", "p", "a");
  snapshot_->Add("a", "p", "b");
  snapshot_->Add("q", "q", "b");
  EXPECT_THAT(Rows(ScanOf("?x", "any", "?x")), ElementsAre(IdRow{Id("a")}));
  EXPECT_THAT(Rows(ScanOf("?x", "?x", "?y")), ElementsAre(IdRow{Id("q"), Id("b")}));
  EXPECT_THAT(Rows(ScanOf("?x", "?x", "?x")), IsEmpty());
}

TEST_F(ScanTest, FactComesOnceHoweverOftenItIsClaimed) {
  snapshot_->Add("a", "p", "b");
  snapshot_->Add("a", "p", "b", model::AnonymousClaim(1, Stance::kFor));
  snapshot_->Add("a", "p", "b", model::AnonymousClaim(2, Stance::kFor));
  snapshot_->Add("a", "p", "c", model::AnonymousClaim(3, Stance::kAgainst));
  EXPECT_THAT(Rows(ScanOf("?s", "p", "?o")), ElementsAre(IdRow{Id("a"), Id("b")}));
}

TEST_F(ScanTest, ClaimIsBoundToItsEntityAndItsStance) {
  const TermId anonymous = model::AnonymousClaim(7, Stance::kAgainst);
  const TermId report = Id("report");
  snapshot_->Add("a", "p", "b", anonymous);
  snapshot_->Add("a", "p", "b", model::NamedClaim(report, Stance::kFor));
  snapshot_->Add("a", "p", "b");
  Scan scan = ScanOf("a", "p", "b");
  scan.mode = store::ClaimMode::kEvery;
  scan.claim = "c";
  scan.stance = "st";
  EXPECT_THAT(Rows(scan), UnorderedElementsAre(IdRow{anonymous, algebra::StanceId(Stance::kAgainst)},
                                               IdRow{report, algebra::StanceId(Stance::kFor)}));
  scan.mode = store::ClaimMode::kFor;
  EXPECT_THAT(Rows(scan), ElementsAre(IdRow{report, algebra::StanceId(Stance::kFor)}));
}

TEST_F(ScanTest, ClaimThatIsItsOwnSubject) {
  const TermId report = Id("report");
  snapshot_->Add("report", "p", "b", model::NamedClaim(report, Stance::kFor));
  snapshot_->Add("other", "p", "b", model::NamedClaim(report, Stance::kFor));
  Scan scan = ScanOf("?c", "p", "?o");
  scan.mode = store::ClaimMode::kFor;
  scan.claim = "c";
  EXPECT_THAT(Rows(scan), ElementsAre(IdRow{report, Id("b")}));
}

TEST_F(ScanTest, ObjectRangeHoldsInEveryOrder) {
  for (int i = 0; i < 10; ++i) snapshot_->Add("n" + std::to_string(i), "value", Term::Integer(i));
  Scan scan = ScanOf("any", "value", "?o");
  scan.object_ranges = {{snapshot_->Id(Term::Integer(3)), snapshot_->Id(Term::Integer(5))}};
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    scan.order = order;
    EXPECT_THAT(Rows(scan, 2), UnorderedElementsAre(IdRow{snapshot_->Id(Term::Integer(3))},
                                                    IdRow{snapshot_->Id(Term::Integer(4))},
                                                    IdRow{snapshot_->Id(Term::Integer(5))}));
  }
}

TEST_F(ScanTest, SeveralObjectRangesHoldInEveryOrder) {
  for (int i = 0; i < 10; ++i) snapshot_->Add("n" + std::to_string(i), "value", Term::Integer(i));
  snapshot_->Add("n0", "value", "entity");
  const auto id = [&](int i) { return snapshot_->Id(Term::Integer(i)); };
  Scan scan = ScanOf("any", "value", "?o");
  scan.object_ranges = {{id(1), id(1)}, {id(3), id(4)}, {id(8), id(20)}};
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    scan.order = order;
    EXPECT_THAT(Rows(scan, 2),
                UnorderedElementsAre(IdRow{id(1)}, IdRow{id(3)}, IdRow{id(4)}, IdRow{id(8)}, IdRow{id(9)}));
  }
}

TEST_F(ScanTest, SkipsFromRangeToRange) {
  for (int i = 0; i < 10; ++i) snapshot_->Add("n" + std::to_string(i), "value", Term::Integer(i));
  const auto id = [&](int i) { return snapshot_->Id(Term::Integer(i)); };
  algebra::Scan scan = ScanOf("any", "value", "?o");
  scan.order = order::Order::kPos;
  scan.object_ranges = {{id(0), id(2)}, {id(4), id(5)}, {id(7), id(9)}};
  ContextOptions options;
  options.batch_rows = 1;
  Context context(snapshot_, options);
  Terms terms(&context);
  auto root = Compile(*algebra::MakeNode(scan), &context, &terms);
  ASSERT_TRUE(root.ok()) << root.status();
  Batch batch;
  const auto next = [&] {
    const auto more = (*root)->Next(batch);
    return more.ok() && *more ? batch.columns[0][0] : TermId::Null();
  };
  EXPECT_EQ(next(), id(0));
  const auto skip = [&](TermId to) { ASSERT_TRUE((*root)->SkipTo(absl::MakeConstSpan(&to, 1)).ok()); };
  skip(id(2));
  EXPECT_EQ(next(), id(2));
  skip(id(3));
  EXPECT_EQ(next(), id(4));
  skip(id(8));
  EXPECT_EQ(next(), id(8));
  skip(id(1));  // never backward
  EXPECT_EQ(next(), id(9));
  skip(id(20));
  EXPECT_EQ(next(), TermId::Null());
}

TEST_F(ScanTest, ClaimPropertiesAreReadOnlyWhereAsked) {
  const TermId claim =
      snapshot_->Claim(Stance::kFor, {{FakeSnapshot::Iri("by"), FakeSnapshot::Iri("someone")}});
  snapshot_->Add("a", "by", "b", claim);
  Scan scan = ScanOf("?s", "by", "?o");
  EXPECT_THAT(Rows(scan), ElementsAre(IdRow{Id("a"), Id("b")}));
  scan.space = store::Space::kBoth;
  EXPECT_THAT(Rows(scan), UnorderedElementsAre(IdRow{Id("a"), Id("b")}, IdRow{claim, Id("someone")}));
  scan.space = store::Space::kProperties;
  EXPECT_THAT(Rows(scan), ElementsAre(IdRow{claim, Id("someone")}));
}

TEST_F(ScanTest, RowsAreSortedAsTheOperatorSays) {
  for (const char* s : {"a", "b", "c"}) {
    for (const char* o : {"x", "y"}) snapshot_->Add(s, "p", o);
  }
  Scan scan = ScanOf("?s", "p", "?o");
  scan.order = order::Order::kPos;
  EXPECT_THAT(algebra::SortedBy(scan, *scan.order), ElementsAre("o", "s"));
  std::vector<IdRow> rows = Rows(scan);
  for (IdRow& row : rows) std::swap(row[0], row[1]);
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
}

TEST_F(ScanTest, SkipToLeavesOutWhatComesBefore) {
  for (int i = 0; i < 100; ++i) snapshot_->Add("n", "value", Term::Integer(i));
  Context context(snapshot_, {});
  auto layout = LayOutScan(ScanOf("n", "value", "?o"), order::Order::kSpo, *snapshot_);
  ASSERT_TRUE(layout.ok());
  ScanOperator scan(&context, *layout, {"o"}, {"o"});
  const TermId target = snapshot_->Id(Term::Integer(90));
  ASSERT_TRUE(scan.SkipTo({target}).ok());
  Batch batch;
  ASSERT_TRUE(*scan.Next(batch));
  EXPECT_EQ(batch.rows, 10u);
  EXPECT_EQ(batch.columns[0][0], target);
  EXPECT_FALSE(*scan.Next(batch));
}

TEST_F(ScanTest, NoColumnsStillCountRows) {
  snapshot_->Add("a", "p", "b");
  EXPECT_THAT(Rows(ScanOf("a", "p", "b")), ElementsAre(IdRow{}));
  EXPECT_THAT(Rows(ScanOf("a", "p", "c")), IsEmpty());
}

}  // namespace
}  // namespace tern::execute
