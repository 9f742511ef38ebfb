#include "storage/order/keys.h"

#include <cassert>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"

namespace tern::order {
namespace {

using model::Row;
using model::TermId;

template <typename Unsigned>
void AppendBigEndian(Unsigned value, std::string& out) {
  for (size_t shift = 8 * sizeof value; shift > 0; shift -= 8)
    out.push_back(static_cast<char>(value >> (shift - 8)));
}

template <typename Unsigned>
Unsigned ReadBigEndian(std::string_view& bytes) {
  Unsigned value = 0;
  for (size_t i = 0; i < sizeof value; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  bytes.remove_prefix(sizeof value);
  return value;
}

std::string OrderPrefix(uint32_t generation, uint8_t order) {
  std::string prefix;
  AppendBigEndian(generation, prefix);
  prefix.push_back(static_cast<char>(order));
  return prefix;
}

}  // namespace

std::string EncodeBlockKey(uint32_t generation, Order order, const Row& first) {
  std::string key = OrderPrefix(generation, static_cast<uint8_t>(order));
  for (const TermId id : first) AppendBigEndian(id.bits(), key);
  assert(key.size() == kBlockKeyBytes);
  return key;
}

absl::StatusOr<BlockKey> ParseBlockKey(std::string_view key) {
  if (key.size() != kBlockKeyBytes) {
    return absl::DataLossError(absl::StrCat("block key has ", key.size(), " bytes, not ", kBlockKeyBytes));
  }
  BlockKey parsed;
  parsed.generation = ReadBigEndian<uint32_t>(key);
  const auto number = static_cast<uint8_t>(key.front());
  key.remove_prefix(1);
  const std::optional<Order> order = OrderFromNumber(number);
  if (!order.has_value()) return absl::DataLossError(absl::StrCat("block key has unknown order ", number));
  parsed.order = *order;
  for (TermId& id : parsed.first) id = TermId::FromBits(ReadBigEndian<uint64_t>(key));
  return parsed;
}

KeyRange OrderRange(uint32_t generation, Order order) {
  const auto number = static_cast<uint8_t>(order);
  return {OrderPrefix(generation, number), OrderPrefix(generation, static_cast<uint8_t>(number + 1))};
}

KeyRange GenerationRange(uint32_t generation) {
  assert(generation < std::numeric_limits<uint32_t>::max());
  KeyRange range;
  AppendBigEndian(generation, range.begin);
  AppendBigEndian(generation + 1, range.end);
  return range;
}

}  // namespace tern::order
