#include "storage/load/sort_record.h"

#include <algorithm>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace tern::load {
namespace {

using model::Row;
using model::Statement;
using model::Tag;
using model::TermId;
using order::Order;

dictionary::DictionaryCounts Counts() {
  dictionary::DictionaryCounts counts;
  counts.terms[static_cast<size_t>(Tag::kIriBase)] = 5;
  counts.terms[static_cast<size_t>(Tag::kIriAppended)] = 4;
  return counts;
}
constexpr uint64_t kBlanks = 3;

TermId RandomNode(std::mt19937_64& random) {
  switch (random() % 3) {
    case 0:
      return {Tag::kIriBase, random() % 5};
    case 1:
      return {Tag::kIriAppended, random() % 4};
    default:
      return {Tag::kBlank, random() % kBlanks};
  }
}

TermId RandomObject(std::mt19937_64& random) {
  return random() % 2 == 0 ? RandomNode(random) : TermId(Tag::kDouble, random());
}

TEST(SortRecordTest, RecordsSortAndComeBackAsRows) {
  const NodeCodes codes = *NodeCodes::Create(Counts(), kBlanks);
  std::mt19937_64 random(3);
  for (const Order order : order::kAllOrders) {
    const bool is_property = order == Order::kPropertySpo || order == Order::kPropertyPos;
    std::vector<std::pair<Row, WideRecord>> wide;
    std::vector<std::pair<Row, NarrowRecord>> narrow;
    for (int i = 0; i < 500; ++i) {
      Statement statement{RandomNode(random), {Tag::kIriBase, random() % 5}, RandomObject(random), {}};
      if (is_property) {
        statement.subject = model::AnonymousClaim(random() % 9, model::Stance::kAgainst);
        const WideRecord record = Reordered(order, PropertySpo(codes, statement));
        EXPECT_EQ(RowOf(codes, order, record), order::ToRow(order, statement));
        wide.emplace_back(RowOf(codes, order, record), record);
        continue;
      }
      if (order != Order::kCspo) {
        const NarrowRecord record = Reordered(order, NarrowSpo(codes, statement));
        EXPECT_EQ(RowOf(codes, order, record), order::ToRow(order, statement));
        narrow.emplace_back(RowOf(codes, order, record), record);
      }
      statement.claim = model::NamedClaim(RandomNode(random), model::Stance::kUnclear);
      const WideRecord record = Reordered(order, WideSpo(codes, statement));
      EXPECT_EQ(RowOf(codes, order, record), order::ToRow(order, statement));
      wide.emplace_back(RowOf(codes, order, record), record);
    }
    const auto by_record = [](const auto& a, const auto& b) { return a.second < b.second; };
    std::sort(wide.begin(), wide.end(), by_record);
    std::sort(narrow.begin(), narrow.end(), by_record);
    const auto by_row = [](const auto& a, const auto& b) { return a.first < b.first; };
    EXPECT_TRUE(std::is_sorted(wide.begin(), wide.end(), by_row)) << order::NameOf(order);
    EXPECT_TRUE(std::is_sorted(narrow.begin(), narrow.end(), by_row)) << order::NameOf(order);
  }
}

TEST(SortRecordTest, TooManyNodesAreRefused) {
  EXPECT_EQ(NodeCodes::Create(Counts(), uint64_t{1} << 32).status().code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace tern::load
