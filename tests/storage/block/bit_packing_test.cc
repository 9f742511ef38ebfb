#include "storage/block/bit_packing.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tern::block {
namespace {

using model::TermId;

std::vector<uint64_t> RandomValues(size_t count, int width, std::mt19937_64& random) {
  std::vector<uint64_t> values(count);
  for (uint64_t& value : values) value = random() & ((uint64_t{1} << width) - 1);
  return values;
}

const uint8_t* Bytes(const std::string& packed) { return reinterpret_cast<const uint8_t*>(packed.data()); }

TEST(BitPackingTest, EveryWidthComesBackAsSingleValuesAndAsRanges) {
  std::mt19937_64 random(1);
  for (int width = 0; width <= kMaxPackedWidth; ++width) {
    const std::vector<uint64_t> values = RandomValues(333, width, random);
    std::string packed;
    AppendPacked(values, width, packed);
    ASSERT_EQ(packed.size(), PackedBytes(values.size(), width));
    packed.append(kPackedSlackBytes, '\xff');
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(UnpackOne(Bytes(packed), i, width), values[i]) << width;
    for (size_t begin = 0; begin < values.size(); begin += 1 + random() % 9) {
      const size_t count = random() % (values.size() - begin + 1);
      std::vector<TermId> out(count);
      UnpackRange(Bytes(packed), begin, count, width, 7, out.data());
      for (size_t i = 0; i < count; ++i) ASSERT_EQ(out[i].bits(), values[begin + i] + 7) << width;
    }
  }
}

TEST(BitPackingTest, LargestValuesOfEveryWidthDoNotSpill) {
  for (int width = 1; width <= kMaxPackedWidth; ++width) {
    const uint64_t largest = (uint64_t{1} << width) - 1;
    std::string packed;
    AppendPacked({largest, 0, largest, largest, 0}, width, packed);
    packed.append(kPackedSlackBytes, '\xff');
    EXPECT_EQ(UnpackOne(Bytes(packed), 1, width), 0u);
    EXPECT_EQ(UnpackOne(Bytes(packed), 3, width), largest);
    EXPECT_EQ(UnpackOne(Bytes(packed), 4, width), 0u);
  }
}

TEST(BitPackingTest, LowestBitOfTheFirstByteComesFirst) {
  std::string packed;
  AppendPacked({1, 2, 3}, 3, packed);
  EXPECT_EQ(packed, std::string("\xd1\x00", 2));
}

}  // namespace
}  // namespace tern::block
