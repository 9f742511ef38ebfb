// Fuzzes the keys of blocks and of block-index groups: any bytes are refused or are the one key of what they
// parse to; keys sort as generation, order and row do, and lie in the ranges that scans read. The input is
// two keys behind one another.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

#include "absl/status/status.h"
#include "storage/order/keys.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Require;
using tern::order::BlockKey;
using tern::order::KeyRange;

bool Holds(const KeyRange& range, std::string_view key) { return range.begin <= key && key < range.end; }

absl::StatusOr<BlockKey> Check(std::string_view bytes) {
  const auto key = tern::order::ParseBlockKey(bytes);
  if (!key.ok()) {
    Require(absl::IsDataLoss(key.status()));
    return key;
  }
  Require(tern::order::EncodeBlockKey(key->generation, key->order, key->first) == bytes);
  for (const tern::order::Order order : tern::order::kAllOrders) {
    Require(Holds(tern::order::OrderRange(key->generation, order), bytes) == (order == key->order));
  }
  if (key->generation < std::numeric_limits<uint32_t>::max()) {
    Require(Holds(tern::order::GenerationRange(key->generation), bytes));
  }
  if (key->generation > 0) Require(!Holds(tern::order::GenerationRange(key->generation - 1), bytes));
  return key;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = tern::fuzz::TextOf(data, size);
  const std::string_view front = bytes.substr(0, tern::order::kBlockKeyBytes);
  const std::string_view back = bytes.substr(front.size());
  const auto a = Check(front);
  const auto b = Check(back);
  if (!a.ok() || !b.ok()) return 0;
  const auto parts = [](const BlockKey& key) { return std::tie(key.generation, key.order, key.first); };
  Require((parts(*a) < parts(*b)) == (front < back) && (*a == *b) == (front == back));
  return 0;
}
