// Samples of a column: every value as often as its share of the rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::TermId;

// `predicate` leads to "hub" nine times of ten, 30 000 facts.
void Fill(TestStore& store) {
  ASSERT_TRUE(store.Open().ok());
  for (int from = 0; from < 30'000; from += 3000) {
    Changes changes;
    for (int i = from; i < from + 3000; ++i) {
      const std::string number = std::to_string(i);
      changes.changes.push_back(
          {true, MakeFact(Name("s" + number), Name("p"), Name(i % 10 == 0 ? "o" + number : "hub"))});
    }
    store.Commit(changes);
  }
  ASSERT_TRUE(store->Fold().ok());
}

ScanSpec SpecOf(const Snapshot& snapshot, order::Order order) {
  ScanSpec spec;
  spec.order = order;
  spec.prefix[0] = *snapshot.Find(Name("p"));
  spec.prefix_length = 1;
  return spec;
}

TEST(RowSampleTest, ValuesComeByTheirShareOfTheRows) {
  TestStore store(Backend::kMemory);
  Fill(store);
  const auto snapshot = store.Read();
  const ScanSpec spec = SpecOf(*snapshot, order::Order::kPos);
  const auto sample = snapshot->Sample(spec, 200);
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_EQ(sample->size(), 200u);
  EXPECT_TRUE(std::is_sorted(sample->begin(), sample->end()));
  const TermId hub = *snapshot->Find(Name("hub"));
  EXPECT_NEAR(std::count(sample->begin(), sample->end(), hub), 180, 10);
}

TEST(RowSampleTest, SmallRangesAreTakenWhole) {
  TestStore store(Backend::kMemory);
  Fill(store);
  const auto snapshot = store.Read();
  ScanSpec spec = SpecOf(*snapshot, order::Order::kPso);
  spec.prefix[1] = *snapshot->Find(Name("s10"));
  spec.prefix_length = 2;
  const auto one = snapshot->Sample(spec, 200);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(*one, std::vector<TermId>{*snapshot->Find(Name("o10"))});
  spec.prefix[1] = *snapshot->Find(Name("hub"));  // of nothing the subject
  const auto none = snapshot->Sample(spec, 200);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_TRUE(none->empty());
}

}  // namespace
}  // namespace tern::store
