#include "storage/block/block_header.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "storage/model/checksum.h"
#include "tests/storage/block/random_rows.h"

namespace tern::block {
namespace {

using model::Row;
using model::Tag;
using model::TermId;

std::vector<BlockHeader> RandomHeaders(uint64_t seed, size_t rows_per_block) {
  RandomRows random(seed);
  const auto shape = static_cast<RowShape>(seed % 3);
  const std::vector<Row> rows = random.Make(2000, shape);
  std::vector<BlockHeader> headers;
  for (size_t begin = 0; begin < rows.size(); begin += rows_per_block) {
    headers.push_back(DescribeRows(absl::MakeConstSpan(rows).subspan(begin, rows_per_block), shape, false));
  }
  return headers;
}

TEST(BlockHeaderTest, GroupsComeBack) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const std::vector<BlockHeader> headers = RandomHeaders(seed, 1 + seed * 7);
    if (headers.size() > kMaxHeadersPerGroup) continue;
    const auto decoded = DecodeHeaders(EncodeHeaders(headers));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    ASSERT_EQ(*decoded, headers);
  }
}

TEST(BlockHeaderTest, GroupOfTheLargestSizeComesBack) {
  std::vector<BlockHeader> headers = RandomHeaders(1, 1);
  ASSERT_GE(headers.size(), kMaxHeadersPerGroup);
  headers.resize(kMaxHeadersPerGroup);
  EXPECT_EQ(DecodeHeaders(EncodeHeaders(headers)).value(), headers);
}

TEST(BlockHeaderTest, EveryTruncationAndEveryFlippedBitIsDataLoss) {
  const std::string bytes = EncodeHeaders(RandomHeaders(3, 300));
  for (size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_EQ(DecodeHeaders(std::string(bytes, 0, size)).status().code(), absl::StatusCode::kDataLoss)
        << size;
  }
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    ASSERT_EQ(DecodeHeaders(damaged).status().code(), absl::StatusCode::kDataLoss) << bit;
  }
}

TEST(BlockHeaderTest, NonsenseWithARightChecksumIsDataLossOrConsistent) {
  const std::string bytes = EncodeHeaders(RandomHeaders(4, 500));
  for (size_t byte = 0; byte + 8 < bytes.size(); ++byte) {
    for (int value = 0; value < 256; ++value) {
      std::string damaged(bytes, 0, bytes.size() - 8);
      damaged[byte] = static_cast<char>(value);
      const uint64_t checksum = model::Checksum(damaged);
      damaged.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
      const auto decoded = DecodeHeaders(damaged);
      if (!decoded.ok()) continue;
      for (const BlockHeader& header : *decoded) {
        ASSERT_LE(header.first, header.last);
        ASSERT_LE(header.facts, header.rows);
        ASSERT_GE(header.rows, 1u);
      }
    }
  }
}

TEST(BlockHeaderTest, FirstFactThatWasCountedIsNotCountedAgain) {
  const TermId s(Tag::kIriBase, 1);
  const std::vector<Row> rows = {{s, s, s, model::AnonymousClaim(1, model::Stance::kFor)},
                                 {s, s, s, model::AnonymousClaim(2, model::Stance::kFor)},
                                 {s, s, TermId(Tag::kIriBase, 2), TermId::Null()}};
  EXPECT_EQ(DescribeRows(rows, RowShape::kFacts, false).facts, 2u);
  EXPECT_EQ(DescribeRows(rows, RowShape::kFacts, true).facts, 1u);
}

}  // namespace
}  // namespace tern::block
