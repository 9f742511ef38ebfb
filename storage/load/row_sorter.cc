#include "storage/load/row_sorter.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace tern::load {
namespace {

using model::Row;
using model::TermId;

// Columns of SPO rows.
constexpr size_t kPredicate = 1;
constexpr size_t kObject = 2;
constexpr size_t kClaim = 3;

struct OneKey {
  TermId first;
  uint32_t index;
  bool operator<(const OneKey& other) const {
    return std::tie(first, index) < std::tie(other.first, other.index);
  }
};

struct TwoKeys {
  TermId first;
  TermId second;
  uint32_t index;
  bool operator<(const TwoKeys& other) const {
    return std::tie(first, second, index) < std::tie(other.first, other.second, other.index);
  }
};

// The rows that `keys` name, in the order of the keys and as rows of `order`.
template <typename Key>
std::vector<Row> Gather(const std::vector<Row>& spo, std::vector<Key>& keys, order::Order order) {
  std::sort(keys.begin(), keys.end());
  std::vector<Row> rows;
  rows.reserve(keys.size());
  for (const Key& key : keys) {
    const Row& row = spo[key.index];
    rows.push_back(order::ToRow(order, {row[0], row[1], row[2], row[3]}));
  }
  return rows;
}

std::vector<Row> ByColumn(const std::vector<Row>& spo, size_t column, order::Order order) {
  std::vector<OneKey> keys;
  keys.reserve(spo.size());
  for (uint32_t i = 0; i < spo.size(); ++i) {
    if (column == kClaim && spo[i][kClaim].is_null()) continue;
    keys.push_back({spo[i][column], i});
  }
  return Gather(spo, keys, order);
}

std::vector<Row> ByPredicateAndObject(const std::vector<Row>& spo, order::Order order) {
  std::vector<TwoKeys> keys;
  keys.reserve(spo.size());
  for (uint32_t i = 0; i < spo.size(); ++i) keys.push_back({spo[i][kPredicate], spo[i][kObject], i});
  return Gather(spo, keys, order);
}

}  // namespace

uint64_t SortRows(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end());
  const auto end = std::unique(rows.begin(), rows.end());
  const auto dropped = static_cast<uint64_t>(rows.end() - end);
  rows.erase(end, rows.end());
  return dropped;
}

std::vector<Row> RowsInOrder(const std::vector<Row>& spo, order::Order order) {
  switch (order) {
    case order::Order::kSpo:
    case order::Order::kPropertySpo:
      return spo;
    case order::Order::kPso:
      return ByColumn(spo, kPredicate, order);
    case order::Order::kOsp:
      return ByColumn(spo, kObject, order);
    case order::Order::kCspo:
      return ByColumn(spo, kClaim, order);
    case order::Order::kPos:
    case order::Order::kPropertyPos:
      return ByPredicateAndObject(spo, order);
  }
  return {};
}

}  // namespace tern::load
