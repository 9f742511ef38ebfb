#include "storage/order/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace tern::order {
namespace {

using model::Row;
using model::TermId;

TEST(KeysTest, KeyIsGenerationOrderAndRowBigEndian) {
  const Row row = {TermId::FromBits(1), TermId::FromBits(2), TermId::FromBits(3),
                   TermId::FromBits(0x0102030405060708)};
  const std::string key = EncodeBlockKey(0x01020304, Order::kPos, row);
  EXPECT_EQ(key, std::string("\x01\x02\x03\x04\x03"
                             "\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02"
                             "\x00\x00\x00\x00\x00\x00\x00\x03\x01\x02\x03\x04\x05\x06\x07\x08",
                             kBlockKeyBytes));
}

std::vector<BlockKey> RandomKeys(size_t count) {
  std::mt19937_64 random(7);
  std::vector<BlockKey> keys(count);
  for (BlockKey& key : keys) {
    key.generation = static_cast<uint32_t>(random() % 3 == 0 ? random() : random() % 3);
    key.order = kAllOrders[random() % kOrderCount];
    for (TermId& id : key.first) id = TermId::FromBits(random() % 2 == 0 ? random() : random() % 300);
  }
  return keys;
}

TEST(KeysTest, KeysComeBackAndSortAsRowsDo) {
  const std::vector<BlockKey> keys = RandomKeys(300);
  const auto encode = [](const BlockKey& key) {
    return EncodeBlockKey(key.generation, key.order, key.first);
  };
  const auto tuple = [](const BlockKey& key) { return std::tuple(key.generation, key.order, key.first); };
  for (const BlockKey& a : keys) {
    ASSERT_EQ(ParseBlockKey(encode(a)).value(), a);
    for (const BlockKey& b : keys) ASSERT_EQ(encode(a) < encode(b), tuple(a) < tuple(b));
  }
}

TEST(KeysTest, OtherLengthsAndOrdersAreDataLoss) {
  const std::string key = EncodeBlockKey(1, Order::kPropertyPos, {});
  for (size_t size = 0; size < key.size(); ++size) {
    EXPECT_EQ(ParseBlockKey(key.substr(0, size)).status().code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_FALSE(ParseBlockKey(key + '\0').ok());
  for (const char order : {'\x00', '\x08', '\xff'}) {
    std::string other = key;
    other[4] = order;
    EXPECT_EQ(ParseBlockKey(other).status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(KeysTest, RangesHoldTheirKeysAndNoOthers) {
  const auto holds = [](const KeyRange& range, const std::string& key) {
    return range.begin <= key && key < range.end;
  };
  Row highest;
  highest.fill(TermId::Max());
  for (const Order order : kAllOrders) {
    const KeyRange range = OrderRange(5, order);
    EXPECT_EQ(range.begin.size(), kOrderPrefixBytes);
    for (const Order other : kAllOrders) {
      EXPECT_EQ(holds(range, EncodeBlockKey(5, other, {})), other == order);
      EXPECT_EQ(holds(range, EncodeBlockKey(5, other, highest)), other == order);
      EXPECT_FALSE(holds(range, EncodeBlockKey(6, other, {})));
      EXPECT_TRUE(holds(GenerationRange(5), EncodeBlockKey(5, other, highest)));
      EXPECT_FALSE(holds(GenerationRange(5), EncodeBlockKey(6, other, {})));
      EXPECT_FALSE(holds(GenerationRange(5), EncodeBlockKey(4, other, highest)));
    }
  }
}

}  // namespace
}  // namespace tern::order
