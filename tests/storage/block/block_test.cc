#include "storage/block/block.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/block/block_builder.h"
#include "tests/storage/block/random_rows.h"

namespace tern::block {
namespace {

using model::AnonymousClaim;
using model::Row;
using model::Stance;
using model::Tag;
using model::TermId;
using ::testing::HasSubstr;

TermId Iri(uint64_t rank) { return {Tag::kIriBase, rank}; }

EncodedBlock Encode(const std::vector<Row>& rows, RowShape shape = RowShape::kFacts) {
  auto block = EncodeBlock(rows, shape);
  EXPECT_TRUE(block.ok()) << block.status();
  return *std::move(block);
}

Block Parse(const std::string& bytes) {
  auto block = Block::Parse(bytes, Verify::kContent);
  EXPECT_TRUE(block.ok()) << block.status();
  return *std::move(block);
}

// The runs of a column must be its ids, each run as long as can be.
void CheckRuns(const Block& block, int column, uint32_t begin, uint32_t end, const std::vector<TermId>& ids) {
  std::vector<TermId> values(end - begin);
  std::vector<uint32_t> ends(end - begin);
  const uint32_t runs = block.DecodeRuns(column, begin, end, values.data(), ends.data());
  ASSERT_LE(runs, end - begin);
  uint32_t row = 0;
  for (uint32_t run = 0; run < runs; ++run) {
    if (run > 0) {
      ASSERT_NE(values[run], values[run - 1]);
    }
    ASSERT_LT(row, ends[run]);
    ASSERT_LE(ends[run], end - begin);
    for (; row < ends[run]; ++row) ASSERT_EQ(ids[row], values[run]) << "column " << column << " row " << row;
  }
  ASSERT_EQ(row, end - begin);
}

std::vector<Row> DecodeRows(const Block& block, uint32_t begin, uint32_t end) {
  std::vector<Row> rows(end - begin);
  std::vector<TermId> ids(end - begin);
  for (int c = 0; c < kColumnCount; ++c) {
    block.DecodeColumn(c, begin, end, ids.data());
    CheckRuns(block, c, begin, end, ids);
    for (size_t i = 0; i < ids.size(); ++i) rows[i][static_cast<size_t>(c)] = ids[i];
  }
  return rows;
}

// Compares only the columns of the prefix.
bool IsBelow(const Row& row, absl::Span<const TermId> prefix) {
  return std::lexicographical_compare(row.begin(), row.begin() + static_cast<ptrdiff_t>(prefix.size()),
                                      prefix.begin(), prefix.end());
}
bool IsAbove(const Row& row, absl::Span<const TermId> prefix) {
  return std::lexicographical_compare(prefix.begin(), prefix.end(), row.begin(),
                                      row.begin() + static_cast<ptrdiff_t>(prefix.size()));
}

// Of the rows between `row` and one that agrees with it in `common` columns.
void ExpectRangeAgrees(const Block& block, const std::vector<Row>& rows, const Row& row, size_t common,
                       RandomRows& random) {
  Row first = row;
  Row last = row;
  const Row other = rows[random.Below(rows.size())];
  const bool unbound = random.Below(2) == 0;
  for (size_t c = common; c < 4; ++c) {
    first[c] = unbound ? TermId::Min() : first[c];
    last[c] = unbound ? TermId::Max() : other[c];
  }
  if (last < first) std::swap(first, last);
  const IndexRange found = block.RowsBetween(first, last);
  ASSERT_EQ(found.begin,
            static_cast<uint32_t>(std::lower_bound(rows.begin(), rows.end(), first) - rows.begin()));
  ASSERT_EQ(found.end,
            static_cast<uint32_t>(std::upper_bound(rows.begin(), rows.end(), last) - rows.begin()));
}

void ExpectSearchAgrees(const Block& block, const std::vector<Row>& rows, RandomRows& random) {
  for (int round = 0; round < 60; ++round) {
    Row target = rows[random.Below(rows.size())];
    const size_t size = random.Below(5);
    if (size > 0 && random.Below(2) == 0) {
      TermId& id = target[random.Below(size)];
      id = TermId::FromBits(id.bits() + random.Below(3) - 1);
    }
    const auto prefix = absl::MakeConstSpan(target).first(size);
    const auto from = static_cast<uint32_t>(random.Below(rows.size() + 1));
    const auto lower = std::partition_point(rows.begin() + from, rows.end(),
                                            [&](const Row& row) { return IsBelow(row, prefix); });
    const auto upper = std::partition_point(rows.begin() + from, rows.end(),
                                            [&](const Row& row) { return !IsAbove(row, prefix); });
    ASSERT_EQ(block.LowerBound(prefix, from), static_cast<uint32_t>(lower - rows.begin()));
    ASSERT_EQ(block.UpperBound(prefix, from), static_cast<uint32_t>(upper - rows.begin()));
    ExpectRangeAgrees(block, rows, target, size, random);
  }
}

TEST(BlockTest, RandomRowsComeBackInEveryWay) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    RandomRows random(seed);
    const auto shape = static_cast<RowShape>(seed % 3);
    const std::vector<Row> rows = random.Make(1 + random.Below(seed % 10 == 0 ? 9000 : 700), shape);
    const EncodedBlock encoded = Encode(rows, shape);
    const Block block = Parse(encoded.bytes);
    ASSERT_EQ(block.header(), encoded.header);
    ASSERT_EQ(DecodeRows(block, 0, block.rows()), rows) << seed;
    for (uint32_t i = 0; i < rows.size(); i += 1 + static_cast<uint32_t>(random.Below(7))) {
      ASSERT_EQ(block.RowAt(i), rows[i]) << seed;
    }
    const auto begin = static_cast<uint32_t>(random.Below(rows.size()));
    const auto end = static_cast<uint32_t>(begin + random.Below(rows.size() - begin + 1));
    ASSERT_EQ(DecodeRows(block, begin, end), std::vector<Row>(rows.begin() + begin, rows.begin() + end));
    ExpectSearchAgrees(block, rows, random);
  }
}

TEST(BlockTest, TakesFrom1To65536Rows) {
  std::vector<Row> rows;
  for (uint64_t i = 0; i <= kMaxRowsPerBlock; ++i)
    rows.push_back({Iri(i / 3), Iri(i % 3), Iri(i), TermId::Null()});
  EXPECT_EQ(EncodeBlock(rows, RowShape::kFacts).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(EncodeBlock({}, RowShape::kFacts).status().code(), absl::StatusCode::kInvalidArgument);
  rows.pop_back();
  EXPECT_EQ(DecodeRows(Parse(Encode(rows).bytes), 0, kMaxRowsPerBlock), rows);
  rows.resize(1);
  EXPECT_EQ(DecodeRows(Parse(Encode(rows).bytes), 0, 1), rows);
}

// Every width of codes, every rest of an interval.
TEST(BlockTest, TagsThatAlternateComeBack) {
  for (const size_t tags : {2, 3, 4, 5, 7, 16, 17, 31}) {
    RandomRows random(tags);
    std::vector<Row> rows;
    for (uint64_t i = 0; i < 1000 + 37 * tags; ++i) {
      // Half of the rows in order of their tag, so that some intervals lack most of them.
      const uint64_t tag = i % 512 < 256 ? random.Below(tags) : i * tags / (1000 + 37 * tags);
      rows.push_back({Iri(i), Iri(1), {static_cast<Tag>(tag), random.Below(1000)}, TermId::Null()});
    }
    const Block block = Parse(Encode(rows).bytes);
    for (int round = 0; round < 300; ++round) {
      const auto begin = static_cast<uint32_t>(random.Below(rows.size() + 1));
      const auto limit = std::min<uint64_t>(rows.size() - begin, round % 2 == 0 ? 40 : rows.size());
      const auto end = static_cast<uint32_t>(begin + random.Below(limit + 1));
      ASSERT_EQ(DecodeRows(block, begin, end), std::vector<Row>(rows.begin() + begin, rows.begin() + end))
          << tags << " tags, rows " << begin << " to " << end;
    }
    for (uint32_t i = 0; i < rows.size(); ++i) ASSERT_EQ(block.RowAt(i), rows[i]) << tags;
  }
}

TEST(BlockTest, RefusesRowsThatDoNotAscend) {
  const Row a = {Iri(1), Iri(1), Iri(1), TermId::Null()};
  const Row b = {Iri(1), Iri(1), Iri(2), TermId::Null()};
  EXPECT_TRUE(EncodeBlock({a, b}, RowShape::kFacts).ok());
  EXPECT_FALSE(EncodeBlock({a, a}, RowShape::kFacts).ok());
  EXPECT_FALSE(EncodeBlock({b, a}, RowShape::kFacts).ok());
}

TEST(BlockTest, ExtremeIdsComeBackAndAreFound) {
  const std::vector<Row> rows = {{TermId::Min(), TermId::Min(), TermId::Min(), TermId::Min()},
                                 {TermId::Max(), TermId::Min(), TermId::Max(), TermId::Max()},
                                 {TermId::Max(), TermId::Max(), TermId::Max(), TermId::Max()}};
  const Block block = Parse(Encode(rows).bytes);
  EXPECT_EQ(DecodeRows(block, 0, 3), rows);
  EXPECT_EQ(block.LowerBound({TermId::Max()}), 1u);
  EXPECT_EQ(block.UpperBound({TermId::Max()}), 3u);
  EXPECT_EQ(block.LowerBound({TermId::Max(), TermId::Max()}), 2u);
  EXPECT_EQ(block.UpperBound({TermId::Min(), TermId::Max()}), 1u);
  EXPECT_EQ(block.UpperBound({TermId::Max(), TermId::Min()}), 2u);
  EXPECT_EQ(block.LowerBound({}), 0u);
  EXPECT_EQ(block.UpperBound({}), 3u);
}

TEST(BlockTest, FactsCountsFactsWithAForRow) {
  const TermId p = Iri(7);
  const std::vector<Row> rows = {
      {Iri(1), p, Iri(1), TermId::Null()},                        // plain: counts
      {Iri(1), p, Iri(2), AnonymousClaim(1, Stance::kAgainst)},   // only denied: does not
      {Iri(1), p, Iri(3), AnonymousClaim(2, Stance::kAgainst)},   // denied and stated: counts once
      {Iri(1), p, Iri(3), AnonymousClaim(3, Stance::kFor)},       //
      {Iri(1), p, Iri(3), AnonymousClaim(4, Stance::kFor)},       //
      {Iri(1), p, Iri(4), AnonymousClaim(5, Stance::kUnclear)}};  // only unclear: does not
  const BlockHeader header = Parse(Encode(rows).bytes).header();
  EXPECT_EQ(header.facts, 2u);
  EXPECT_FALSE(header.all_distinct_for);
}

TEST(BlockTest, FlagIsSetOnlyWhereEveryRowIsADistinctFactFor) {
  const Row plain = {Iri(1), Iri(1), Iri(1), TermId::Null()};
  const Row claimed = {Iri(1), Iri(1), Iri(2), AnonymousClaim(1, Stance::kFor)};
  const Row again = {Iri(1), Iri(1), Iri(2), AnonymousClaim(2, Stance::kFor)};
  const Row denied = {Iri(1), Iri(1), Iri(3), AnonymousClaim(3, Stance::kAgainst)};
  EXPECT_TRUE(Encode({plain, claimed}).header.all_distinct_for);
  EXPECT_FALSE(Encode({plain, claimed, again}).header.all_distinct_for);
  EXPECT_FALSE(Encode({plain, claimed, denied}).header.all_distinct_for);
}

TEST(BlockTest, ClaimFirstAndPropertyBlocksCountRows) {
  const std::vector<Row> claims = {{AnonymousClaim(1, Stance::kFor), Iri(1), Iri(1), Iri(1)},
                                   {AnonymousClaim(2, Stance::kAgainst), Iri(1), Iri(1), Iri(1)}};
  EXPECT_EQ(Encode(claims, RowShape::kClaimFirst).header.facts, 2u);
  EXPECT_FALSE(Encode(claims, RowShape::kClaimFirst).header.all_distinct_for);
  EXPECT_TRUE(Encode({claims[0]}, RowShape::kClaimFirst).header.all_distinct_for);
  const Row property = {AnonymousClaim(2, Stance::kAgainst), Iri(1), Iri(1), TermId::Null()};
  EXPECT_EQ(Encode({property}, RowShape::kProperties).header.facts, 1u);
  EXPECT_FALSE(EncodeBlock({claims[0]}, RowShape::kProperties).ok());
}

TEST(BlockTest, HeaderHasTheRangeOfEveryColumn) {
  RandomRows random(11);
  const std::vector<Row> rows = random.Make(500, RowShape::kFacts);
  const BlockHeader header = Encode(rows).header;
  EXPECT_EQ(header.first, rows.front());
  EXPECT_EQ(header.last, rows.back());
  for (size_t c = 0; c < 4; ++c) {
    const auto less = [c](const Row& a, const Row& b) { return a[c] < b[c]; };
    EXPECT_EQ(header.min[c], (*std::min_element(rows.begin(), rows.end(), less))[c]);
    EXPECT_EQ(header.max[c], (*std::max_element(rows.begin(), rows.end(), less))[c]);
  }
}

TEST(BlockTest, ReadsPinnedBytesInPlaceAndKeepsThemAlive) {
  const std::vector<Row> rows = {{Iri(1), Iri(2), Iri(3), TermId::Null()}};
  auto bytes = std::make_shared<const std::string>(Encode(rows).bytes);
  const std::weak_ptr<const std::string> watch = bytes;
  auto block = std::make_unique<Block>(*Block::Parse(std::string_view(*bytes), bytes, Verify::kStructure));
  bytes.reset();
  auto copy = std::make_unique<Block>(*block);
  block.reset();
  ASSERT_FALSE(watch.expired());
  EXPECT_EQ(copy->RowAt(0), rows[0]);
  copy.reset();
  EXPECT_TRUE(watch.expired());
}

TEST(BlockTest, BlocksFromTheFirstDayAreStillRead) {
  for (const char* name :
       {"facts-0", "facts-3", "facts-6", "claims-1", "claims-4", "claims-7", "properties-2", "properties-5",
        "properties-8", "deltas-and-codes", "runs-and-patches"}) {
    std::ifstream file(std::string(TERN_SOURCE_DIR "/tests/fuzz/corpus/block/") + name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto block = Block::Parse(bytes, Verify::kContent);
    EXPECT_TRUE(block.ok()) << name << ": " << block.status();
  }
}

// --- damage -------------------------------------------------------------------------------------------

// Reads all of a block that may hold nonsense; it must only stay inside its bytes.
void Exercise(const Block& block) {
  std::vector<TermId> ids(block.rows());
  std::vector<uint32_t> ends(block.rows());
  for (int c = 0; c < kColumnCount; ++c) {
    block.DecodeColumn(c, 0, block.rows(), ids.data());
    EXPECT_LE(block.DecodeRuns(c, 0, block.rows(), ids.data(), ends.data()), block.rows());
  }
  for (uint32_t i = 0; i < block.rows(); i += 1 + block.rows() / 50) {
    const Row row = block.RowAt(i);
    EXPECT_LE(block.LowerBound(row), block.rows());
    EXPECT_LE(block.UpperBound(absl::MakeConstSpan(row).first(2)), block.rows());
    Row last = row;
    last[2] = last[3] = TermId::Max();
    const IndexRange between = block.RowsBetween(row, last);
    EXPECT_LE(between.begin, between.end);
    EXPECT_LE(between.end, block.rows());
  }
}

// Small blocks that together have every encoding of tags and payloads.
std::vector<EncodedBlock> SmallBlocks() {
  std::vector<EncodedBlock> blocks;
  for (uint64_t seed = 0; seed < 9; ++seed) {
    RandomRows random(1000 + seed);
    const auto shape = static_cast<RowShape>(seed % 3);
    blocks.push_back(Encode(random.Make(1 + 25 * seed, shape), shape));
  }
  std::vector<Row> rows;
  for (uint64_t i = 0; i < 300; ++i) {
    rows.push_back({Iri(i * 3 + (i > 200 ? 100000 : 0)), Iri(i % 3 << 40), Iri(i / 50), TermId::Null()});
  }
  blocks.push_back(Encode(rows));
  return blocks;
}

TEST(BlockTest, EveryTruncationIsDataLoss) {
  for (const EncodedBlock& encoded : SmallBlocks()) {
    for (size_t size = 0; size < encoded.bytes.size(); ++size) {
      // A copy of its own size, so that a sanitizer sees a read behind it.
      const std::string cut(encoded.bytes, 0, size);
      ASSERT_EQ(Block::Parse(cut, Verify::kStructure).status().code(), absl::StatusCode::kDataLoss) << size;
    }
    ASSERT_EQ(Block::Parse(encoded.bytes + '\0', Verify::kStructure).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(BlockTest, EveryFlippedBitIsFoundOrHarmless) {
  for (const EncodedBlock& encoded : SmallBlocks()) {
    const Block original = Parse(encoded.bytes);
    const std::vector<Row> rows = DecodeRows(original, 0, original.rows());
    for (size_t bit = 0; bit < encoded.bytes.size() * 8; ++bit) {
      std::string damaged = encoded.bytes;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
      auto unverified = Block::Parse(damaged, Verify::kStructure);
      if (unverified.ok()) Exercise(*unverified);
      auto block = Block::Parse(std::move(damaged), Verify::kContent);
      if (!block.ok()) {
        ASSERT_EQ(block.status().code(), absl::StatusCode::kDataLoss);
        continue;
      }
      ASSERT_EQ(block->header(), encoded.header) << bit;
      ASSERT_EQ(DecodeRows(*block, 0, block->rows()), rows) << bit;
    }
  }
}

TEST(BlockTest, SaysWhatIsWrong) {
  const std::string bytes = Encode({{Iri(1), Iri(2), Iri(3), TermId::Null()}}).bytes;
  std::string newer = bytes;
  newer[3] = 2;
  EXPECT_THAT(std::string(Block::Parse(newer, Verify::kStructure).status().message()), HasSubstr("version"));
  std::string checksum = bytes;
  checksum.back() = static_cast<char>(checksum.back() ^ 1);
  EXPECT_THAT(std::string(Block::Parse(checksum, Verify::kContent).status().message()),
              HasSubstr("checksum"));
  EXPECT_TRUE(Block::Parse(checksum, Verify::kStructure).ok());
}

}  // namespace
}  // namespace tern::block
