#include "engine/execute/term_order.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "engine/execute/interruptible_sort.h"
#include "storage/model/order_key.h"
#include "storage/model/value.h"

namespace tern::execute {

using model::Term;
using model::TermId;

namespace {

constexpr size_t kResolveBatch = 8192;
constexpr size_t kBytesPerRank = 32;  // an entry of the table, at its usual load

// Sorts and keeps each id once, without null.
absl::Status MakeSet(std::vector<TermId>& ids, const Context& context) {
  absl::Status status = SortInterruptibly(ids, 0, ids.size(), std::less<TermId>(), context);
  if (!status.ok()) return status;
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (!ids.empty() && ids[0].is_null()) ids.erase(ids.begin());
  return absl::OkStatus();
}

// Adds the lists inside lists, and moves the terms of all of them to `ids`. On return `lists` has each list
// once, ascending, and `ids` each term.
absl::Status OpenLists(std::vector<TermId>& ids, std::vector<TermId>& lists, const Terms& terms) {
  size_t opened = 0;
  std::vector<TermId> level = std::move(lists);
  lists.clear();
  // A level less each time: lists are nested at most kMaxListDepth deep.
  while (!level.empty()) {
    if (absl::Status status = MakeSet(level, terms.context()); !status.ok()) return status;
    std::vector<TermId> inner;
    for (const TermId list : level) {
      for (const TermId item : terms.ItemsOf(list)) (IsList(item) ? inner : ids).push_back(item);
      opened += terms.ItemsOf(list).size() + 1;
      if (opened < kResolveBatch) continue;
      opened = 0;
      if (absl::Status status = terms.context().Poll(); !status.ok()) return status;
      if (absl::Status status = MakeSet(ids, terms.context()); !status.ok()) return status;
    }
    lists.insert(lists.end(), level.begin(), level.end());
    level = std::move(inner);
  }
  if (absl::Status status = MakeSet(lists, terms.context()); !status.ok()) return status;
  return MakeSet(ids, terms.context());
}

// Compares lists by the ranks of their terms.
class ListLess {
 public:
  ListLess(const Terms& terms, const Ranks& ranks) : terms_(terms), ranks_(ranks) {}

  bool operator()(TermId a, TermId b) const { return Compare(a, b) < 0; }

 private:
  std::strong_ordering Compare(TermId a, TermId b) const {
    if (a == b) return std::strong_ordering::equal;
    if (a.is_null() || b.is_null()) return a.is_null() <=> b.is_null();
    if (IsList(a) != IsList(b)) return IsList(a) <=> IsList(b);
    if (!IsList(a)) return ranks_.at(a) <=> ranks_.at(b);
    const auto x = terms_.ItemsOf(a);
    const auto y = terms_.ItemsOf(b);
    for (size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
      if (const auto order = Compare(x[i], y[i]); order != 0) return order;
    }
    return x.size() <=> y.size();
  }

  const Terms& terms_;
  const Ranks& ranks_;
};

}  // namespace

absl::StatusOr<std::strong_ordering> CompareIds(TermId a, TermId b, Terms& terms) {
  if (a == b) return std::strong_ordering::equal;
  if (a.is_null() || b.is_null()) return a.is_null() <=> b.is_null();
  if (IsList(a) != IsList(b)) return IsList(a) <=> IsList(b);
  if (IsList(a)) {
    const auto x = terms.ItemsOf(a);
    const auto y = terms.ItemsOf(b);
    for (size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
      auto order = CompareIds(x[i], y[i], terms);
      if (!order.ok() || *order != 0) return order;
    }
    return x.size() <=> y.size();
  }
  if (a.tag() == b.tag() && IsTermOrder(a.tag())) return a <=> b;
  const std::optional<model::OrderKey> key_a = model::OrderKeyOf(a);
  const std::optional<model::OrderKey> key_b = key_a ? model::OrderKeyOf(b) : std::nullopt;
  if (key_b && *key_a != *key_b) return *key_a <=> *key_b;
  auto term_a = terms.Get(a);
  if (!term_a.ok()) return term_a.status();
  auto term_b = terms.Get(b);
  if (!term_b.ok()) return term_b.status();
  return model::OrderTerms((*term_a)->term, (*term_b)->term);
}

absl::StatusOr<Ranks> RankIds(std::vector<TermId> ids, Terms& terms, MemoryUse& memory) {
  const Context& context = terms.context();
  if (absl::Status status = MakeSet(ids, context); !status.ok()) return status;
  const auto first_list =
      std::stable_partition(ids.begin(), ids.end(), [](TermId id) { return !IsList(id); });
  std::vector<TermId> lists(first_list, ids.end());
  ids.erase(first_list, ids.end());
  if (!lists.empty()) {
    if (absl::Status status = OpenLists(ids, lists, terms); !status.ok()) return status;
  }
  struct Resolved {
    model::OrderKey key;
    Term term;
    TermId id;
  };
  std::vector<Resolved> resolved;
  resolved.reserve(ids.size());
  size_t bytes = (ids.size() + lists.size()) * (sizeof(TermId) + kBytesPerRank);
  for (size_t begin = 0; begin < ids.size(); begin += kResolveBatch) {
    if (absl::Status status = context.Poll(); !status.ok()) return status;
    const auto part = absl::MakeConstSpan(ids).subspan(begin, kResolveBatch);
    auto found = terms.Resolve(part);
    if (!found.ok()) return found.status();
    for (size_t i = 0; i < part.size(); ++i) {
      bytes += (*found)[i].value.size() + (*found)[i].datatype.size() + 3 * sizeof(Resolved);
      const model::OrderKey key = model::OrderKeyOf((*found)[i]);
      resolved.push_back({key, std::move((*found)[i]), part[i]});
    }
    if (absl::Status status = memory.Set(bytes); !status.ok()) return status;
  }
  const auto less = [](const Resolved& a, const Resolved& b) {
    return a.key != b.key ? a.key < b.key : model::OrderTerms(a.term, b.term) < 0;
  };
  absl::Status status = SortInterruptibly(resolved, 0, resolved.size(), less, context);
  if (!status.ok()) return status;
  Ranks ranks;
  ranks.reserve(resolved.size() + lists.size());
  for (const Resolved& one : resolved) {
    if (ranks.size() % kResolveBatch == 0) {
      if (absl::Status go_on = context.Poll(); !go_on.ok()) return go_on;
    }
    ranks.emplace(one.id, static_cast<uint32_t>(ranks.size()));
  }
  status = SortInterruptibly(lists, 0, lists.size(), ListLess(terms, ranks), context);
  if (!status.ok()) return status;
  for (const TermId list : lists) ranks.emplace(list, static_cast<uint32_t>(ranks.size()));
  return ranks;
}

}  // namespace tern::execute
