#include "storage/model/checksum.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tern::model {
namespace {

// Reference values of XXH64.
TEST(ChecksumTest, IsXxh64) {
  EXPECT_EQ(Checksum(""), 0xEF46DB3751D8E999u);
  EXPECT_EQ(Checksum("a"), 0xD24EC4F1A98C6E5Bu);
  EXPECT_EQ(Checksum("abc"), 0x44BC2CF5AD770999u);
  EXPECT_EQ(Checksum("Nobody inspects the spammish repetition"), 0xFBCEA83C8A378BF1u);
}

TEST(ChecksumTest, DiffersByLengthSeedAndEveryBit) {
  std::set<uint64_t> seen;
  std::string bytes;
  for (int size = 0; size < 100; ++size) {
    EXPECT_TRUE(seen.insert(Checksum(bytes)).second);
    EXPECT_TRUE(seen.insert(Checksum(bytes, 1)).second);
    bytes += '\0';
  }
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    EXPECT_TRUE(seen.insert(Checksum(flipped)).second);
  }
}

}  // namespace
}  // namespace tern::model
