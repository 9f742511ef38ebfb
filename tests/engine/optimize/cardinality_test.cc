#include "engine/optimize/cardinality.h"

#include <gtest/gtest.h>

#include "engine/algebra/resolve.h"
#include "tests/engine/execute/fake_snapshot.h"

namespace tern::optimize {
namespace {

using algebra::Scan;
using algebra::Slot;
using execute::FakeSnapshot;

Scan Resolved(Slot s, Slot p, Slot o, const FakeSnapshot& snapshot) {
  Scan scan;
  scan.subject = std::move(s);
  scan.predicate = std::move(p);
  scan.object = std::move(o);
  for (Slot* slot : {&scan.subject, &scan.predicate, &scan.object}) {
    if (slot->is_constant()) slot->ids = *algebra::ResolveIds(*slot, snapshot);
  }
  return scan;
}
Slot Name(const char* name) { return Slot::Constant(FakeSnapshot::Iri(name)); }

TEST(CardinalityTest, RowsAreCounted) {
  FakeSnapshot snapshot;
  for (int i = 0; i < 30; ++i) snapshot.Add("s" + std::to_string(i % 3), "p", "o" + std::to_string(i));
  snapshot.Add("s0", "q", "o0");
  Cardinality cardinality(&snapshot);
  EXPECT_EQ(*cardinality.Rows(Resolved(Slot::Var("s"), Slot::Var("p"), Slot::Var("o"), snapshot)), 31);
  EXPECT_EQ(*cardinality.Rows(Resolved(Slot::Var("s"), Name("p"), Slot::Var("o"), snapshot)), 30);
  EXPECT_EQ(*cardinality.Rows(Resolved(Name("s0"), Slot::Any(), Name("o0"), snapshot)), 2);
  Scan either = Resolved(Slot::Var("s"), Name("p"), Slot::Var("o"), snapshot);
  either.predicate.terms.push_back(FakeSnapshot::Iri("q"));
  either.predicate.ids->push_back(*snapshot.Find(FakeSnapshot::Iri("q")));
  EXPECT_EQ(*cardinality.Rows(either), 31);
}

TEST(CardinalityTest, DistinctValuesOfSmallScansAreExact) {
  FakeSnapshot snapshot;
  for (int i = 0; i < 300; ++i) snapshot.Add("s" + std::to_string(i % 7), "p", "o" + std::to_string(i));
  Cardinality cardinality(&snapshot);
  const Scan scan = Resolved(Slot::Var("s"), Name("p"), Slot::Var("o"), snapshot);
  EXPECT_EQ(*cardinality.DistinctValues(scan, "s"), 7);
  EXPECT_EQ(*cardinality.DistinctValues(scan, "o"), 300);
}

TEST(CardinalityTest, DistinctValuesOfLargeScansAreNear) {
  FakeSnapshot snapshot;
  const model::TermId p = snapshot.Iri_("p");
  std::vector<model::TermId> subjects;
  for (int i = 0; i < 200; ++i) subjects.push_back(snapshot.Iri_("s" + std::to_string(i)));
  for (int i = 0; i < 20'000; ++i) {
    snapshot.Add({subjects[static_cast<size_t>(i % 200)], p, snapshot.Id(model::Term::Integer(i)), {}});
  }
  Cardinality cardinality(&snapshot);
  const Scan scan = Resolved(Slot::Var("s"), Name("p"), Slot::Var("o"), snapshot);
  EXPECT_NEAR(*cardinality.DistinctValues(scan, "s"), 200, 20);
  EXPECT_NEAR(*cardinality.DistinctValues(scan, "o"), 20'000, 200);
}

TEST(CardinalityTest, ValuesUnderOtherPredicatesDoNotCount) {
  FakeSnapshot snapshot;
  for (int i = 0; i < 2000; ++i)
    snapshot.Add({snapshot.Iri_("a" + std::to_string(i)), snapshot.Iri_("q"), snapshot.Iri_("x"), {}});
  for (int i = 0; i < 3000; ++i) {
    snapshot.Add({snapshot.Iri_("b" + std::to_string(i % 10)),
                  snapshot.Iri_("p"),
                  snapshot.Id(model::Term::Integer(i)),
                  {}});
  }
  Cardinality cardinality(&snapshot);
  EXPECT_EQ(*cardinality.DistinctValues(Resolved(Slot::Var("s"), Name("p"), Slot::Var("o"), snapshot), "s"),
            10);
}

TEST(CardinalityTest, RangesAreCounted) {
  FakeSnapshot snapshot;
  for (int i = 0; i < 50; ++i) snapshot.Add("s", "p", model::Term::Integer(i));
  Cardinality cardinality(&snapshot);
  const Scan scan = Resolved(Slot::Var("s"), Name("p"), Slot::Var("o"), snapshot);
  EXPECT_EQ(*cardinality.RowsInRange(scan, snapshot.Id(model::Term::Integer(10)),
                                     snapshot.Id(model::Term::Integer(19))),
            10);
}

}  // namespace
}  // namespace tern::optimize
