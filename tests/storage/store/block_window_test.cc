#include "storage/store/block_window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "storage/block/block_builder.h"

namespace tern::store {
namespace {

using model::Row;
using model::Tag;
using model::TermId;

std::vector<Row> SomeRows(size_t count) {
  std::mt19937_64 random(7);
  std::vector<Row> rows(count);
  for (Row& row : rows) {
    row = {TermId(Tag::kIriBase, random() % 20), TermId(Tag::kIriBase, random() % 3),
           TermId(random() % 2 == 0 ? Tag::kIriBase : Tag::kInteger, random() % 100), TermId::Null()};
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

block::Block BlockOf(const std::vector<Row>& rows) {
  return *block::Block::Parse(block::EncodeBlock(rows, block::RowShape::kFacts)->bytes,
                              block::Verify::kContent);
}

TEST(BlockWindowTest, ShowsAtMostItsSizeAndStaysInTheRange) {
  const std::vector<Row> rows = SomeRows(4000);
  const block::Block block = BlockOf(rows);
  BlockWindow window;
  EXPECT_FALSE(window.Has(0));
  for (const auto& [begin, end] : std::vector<std::pair<uint32_t, uint32_t>>{
           {0, block.rows()}, {1000, 1001}, {1000, 1000}, {block.rows() - 3, block.rows()}}) {
    window.Move(block, begin, end);
    EXPECT_EQ(window.begin(), begin);
    EXPECT_EQ(window.end(), std::min(end, begin + BlockWindow::kRows));
    for (uint32_t row = window.begin(); row < window.end(); ++row) {
      ASSERT_TRUE(window.Has(row));
      for (size_t c = 0; c < 4; ++c) ASSERT_EQ(window.Column(c)[row - begin], rows[row][c]);
    }
    EXPECT_FALSE(window.Has(window.end()));
  }
  window.Close();
  EXPECT_FALSE(window.Has(block.rows() - 3));
}

TEST(BlockWindowTest, LowerBoundAgreesWithTheRows) {
  const std::vector<Row> rows = SomeRows(4000);
  const block::Block block = BlockOf(rows);
  std::mt19937_64 random(8);
  BlockWindow window;
  for (int round = 0; round < 2000; ++round) {
    const auto begin = static_cast<uint32_t>(random() % rows.size());
    window.Move(block, begin, block.rows());
    Row target = rows[random() % 2 == 0 ? random() % rows.size()
                                        : std::min<size_t>(rows.size() - 1, begin + random() % 30)];
    TermId& id = target[random() % 4];
    id = TermId::FromBits(id.bits() + random() % 3 - 1);
    const auto from = static_cast<uint32_t>(begin + random() % (window.end() - begin + 1));
    const auto found = std::lower_bound(rows.begin() + from, rows.begin() + window.end(), target);
    // Rows before `from` count as below.
    ASSERT_EQ(window.LowerBound(target, from), static_cast<uint32_t>(found - rows.begin()));
  }
}

}  // namespace
}  // namespace tern::store
