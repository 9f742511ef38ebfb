#include "storage/load/row_sorter.h"

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace tern::load {
namespace {

using model::Row;
using model::TermId;

TEST(RowSorterTest, EveryOrderHoldsTheRowsSorted) {
  std::mt19937_64 random(3);
  std::vector<Row> rows;
  for (int i = 0; i < 3000; ++i) {
    Row row;
    for (TermId& id : row) id = TermId(model::Tag::kInteger, random() % 6);
    row[3] = random() % 2 == 0 ? TermId::Null() : model::AnonymousClaim(random() % 3, model::Stance::kFor);
    rows.push_back(row);
  }
  const std::set<Row> distinct(rows.begin(), rows.end());
  EXPECT_EQ(SortRows(rows), 3000 - distinct.size());
  for (const order::Order order : order::kAllOrders) {
    std::set<Row> expected;
    for (const Row& row : distinct) {
      if (order == order::Order::kCspo && row[3].is_null()) continue;
      expected.insert(order::ToRow(order, {row[0], row[1], row[2], row[3]}));
    }
    EXPECT_EQ(RowsInOrder(rows, order), std::vector<Row>(expected.begin(), expected.end()))
        << order::NameOf(order);
  }
}

}  // namespace
}  // namespace tern::load
