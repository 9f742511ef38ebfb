#include "storage/block/block_builder.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "storage/block/block.h"

namespace tern::block {
namespace {

using model::AnonymousClaim;
using model::Row;
using model::Stance;
using model::Tag;
using model::TermId;

// Rows of facts 0, 1, … with so many rows each.
std::vector<Row> FactsOfSizes(const std::vector<size_t>& sizes, Stance stance = Stance::kFor) {
  std::vector<Row> rows;
  uint64_t claim = 0;
  for (size_t fact = 0; fact < sizes.size(); ++fact) {
    for (size_t i = 0; i < sizes[fact]; ++i) {
      rows.push_back({TermId(Tag::kIriBase, 1), TermId(Tag::kIriBase, 2), TermId(Tag::kIriBase, fact),
                      AnonymousClaim(claim++, stance)});
    }
  }
  return rows;
}

std::vector<EncodedBlock> Cut(const std::vector<Row>& rows, const BlockCutter::Options& options) {
  std::vector<EncodedBlock> blocks;
  BlockCutter cutter(options, [&](EncodedBlock block) {
    blocks.push_back(std::move(block));
    return absl::OkStatus();
  });
  for (const Row& row : rows) EXPECT_TRUE(cutter.Add(row).ok());
  EXPECT_TRUE(cutter.Finish().ok());
  return blocks;
}

std::vector<uint32_t> RowsOf(const std::vector<EncodedBlock>& blocks) {
  std::vector<uint32_t> counts;
  for (const EncodedBlock& block : blocks) counts.push_back(block.header.rows);
  return counts;
}

void ExpectSameRows(const std::vector<EncodedBlock>& blocks, const std::vector<Row>& rows) {
  size_t next = 0;
  for (const EncodedBlock& encoded : blocks) {
    const auto block = Block::Parse(encoded.bytes, Verify::kContent);
    ASSERT_TRUE(block.ok()) << block.status();
    for (uint32_t i = 0; i < block->rows(); ++i) ASSERT_EQ(block->RowAt(i), rows[next++]);
  }
  ASSERT_EQ(next, rows.size());
}

TEST(BlockCutterTest, NoRowsNoBlock) { EXPECT_TRUE(Cut({}, {}).empty()); }

TEST(BlockCutterTest, CutsAtFullBlocksWhereFactsHaveOneRow) {
  const std::vector<Row> rows = FactsOfSizes(std::vector<size_t>(25, 1));
  const auto blocks = Cut(rows, {.rows_per_block = 10});
  EXPECT_EQ(RowsOf(blocks), (std::vector<uint32_t>{10, 10, 5}));
  ExpectSameRows(blocks, rows);
  EXPECT_EQ(RowsOf(Cut(FactsOfSizes(std::vector<size_t>(20, 1)), {.rows_per_block = 10})),
            (std::vector<uint32_t>{10, 10}));
}

TEST(BlockCutterTest, FactsStayInOneBlock) {
  const auto cut = [](const std::vector<size_t>& sizes) {
    return RowsOf(Cut(FactsOfSizes(sizes), {.rows_per_block = 10}));
  };
  EXPECT_EQ(cut({4, 4, 4}), (std::vector<uint32_t>{8, 4}));
  EXPECT_EQ(cut({5, 5, 5}), (std::vector<uint32_t>{10, 5}));
  EXPECT_EQ(cut({3, 15, 3}), (std::vector<uint32_t>{3, 15, 3}));
  EXPECT_EQ(cut({15}), (std::vector<uint32_t>{15}));
  EXPECT_EQ(cut({9, 2}), (std::vector<uint32_t>{9, 2}));
  EXPECT_EQ(cut({1, 10, 1}), (std::vector<uint32_t>{1, 10, 1}));
}

TEST(BlockCutterTest, OnlyAFactOfTooManyRowsIsSpreadAndCountedOnce) {
  const size_t many = 2 * kMaxRowsPerBlock + 5;
  const std::vector<Row> rows = FactsOfSizes({3, many, 2});
  const auto blocks = Cut(rows, {.rows_per_block = 100});
  EXPECT_EQ(RowsOf(blocks), (std::vector<uint32_t>{3, kMaxRowsPerBlock, kMaxRowsPerBlock, 7}));
  uint32_t facts = 0;
  for (const EncodedBlock& block : blocks) facts += block.header.facts;
  EXPECT_EQ(facts, 3u);
  EXPECT_FALSE(blocks[1].header.first_fact_counted);
  EXPECT_TRUE(blocks[2].header.first_fact_counted);
  EXPECT_TRUE(blocks[3].header.first_fact_counted);
  ExpectSameRows(blocks, rows);
}

TEST(BlockCutterTest, SpreadFactThatIsOnlyDeniedIsNeverCounted) {
  const auto blocks = Cut(FactsOfSizes({kMaxRowsPerBlock + 5}, Stance::kAgainst), {});
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].header.facts + blocks[1].header.facts, 0u);
  EXPECT_FALSE(blocks[1].header.first_fact_counted);
}

TEST(BlockCutterTest, ExactlyTheLargestFactIsOneBlock) {
  EXPECT_EQ(RowsOf(Cut(FactsOfSizes({kMaxRowsPerBlock}), {})), (std::vector<uint32_t>{kMaxRowsPerBlock}));
  EXPECT_EQ(RowsOf(Cut(FactsOfSizes({kMaxRowsPerBlock, 1}), {})),
            (std::vector<uint32_t>{kMaxRowsPerBlock, 1}));
}

TEST(BlockCutterTest, RefusesRowsOutOfOrder) {
  std::vector<Row> rows = FactsOfSizes({1, 1});
  std::swap(rows[0], rows[1]);
  BlockCutter cutter({}, [](const EncodedBlock&) { return absl::OkStatus(); });
  EXPECT_TRUE(cutter.Add(rows[0]).ok());
  EXPECT_TRUE(cutter.Add(rows[1]).ok());
  EXPECT_EQ(cutter.Finish().code(), absl::StatusCode::kInvalidArgument);
}

TEST(BlockCutterTest, ErrorOfTheSinkComesBack) {
  BlockCutter cutter({.rows_per_block = 1},
                     [](const EncodedBlock&) { return absl::ResourceExhaustedError("full"); });
  absl::Status status;
  for (const Row& row : FactsOfSizes({1, 1, 1})) status.Update(cutter.Add(row));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace tern::block
