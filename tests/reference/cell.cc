#include "tests/reference/cell.h"

#include <algorithm>
#include <utility>

#include "storage/model/value.h"

namespace tern::reference {
namespace {

int RankOf(const Cell& cell) { return cell.is_term() ? 0 : cell.is_list() ? 1 : 2; }

}  // namespace

Cell Cell::List(std::vector<Cell> items) {
  Cell cell;
  cell.items_ = std::make_shared<const std::vector<Cell>>(std::move(items));
  return cell;
}

bool operator==(const Cell& a, const Cell& b) {
  if (RankOf(a) != RankOf(b)) return false;
  if (a.is_term()) return a.term_ == b.term_ || *a.term_ == *b.term_;
  return a.is_null() || *a.items_ == *b.items_;
}

bool operator<(const Cell& a, const Cell& b) {
  if (RankOf(a) != RankOf(b)) return RankOf(a) < RankOf(b);
  if (a.is_term()) return *a.term_ < *b.term_;
  return a.is_list() && *a.items_ < *b.items_;
}

int CompareInOrder(const Cell& a, const Cell& b) {
  if (RankOf(a) != RankOf(b)) return RankOf(a) < RankOf(b) ? -1 : 1;
  if (a.is_null()) return 0;
  if (a.is_term()) {
    const auto order = model::OrderTerms(a.term(), b.term());
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  const size_t shared = std::min(a.items().size(), b.items().size());
  for (size_t i = 0; i < shared; ++i) {
    if (const int order = CompareInOrder(a.items()[i], b.items()[i]); order != 0) return order;
  }
  return a.items().size() < b.items().size() ? -1 : a.items().size() > b.items().size() ? 1 : 0;
}

std::string Print(const Cell& cell) {
  if (cell.is_null()) return "null";
  if (cell.is_term()) return model::ToNTriples(cell.term());
  std::string text = "[";
  for (const Cell& item : cell.items()) text += (text.size() == 1 ? "" : ", ") + Print(item);
  return text + "]";
}

std::string Print(const Row& row) {
  std::string text;
  for (size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : " | ") + Print(row[i]);
  return text;
}

}  // namespace tern::reference
