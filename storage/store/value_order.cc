#include "storage/store/value_order.h"

#include <algorithm>
#include <compare>
#include <utility>

#include "storage/model/value.h"

namespace tern::store {
namespace {

struct Entry {
  model::Value value;
  model::TermId id;
};

bool Less(const Entry& a, const Entry& b) {
  const auto order = model::CompareValues(a.value, b.value).value_or(std::strong_ordering::equal);
  return order != 0 ? order < 0 : a.id < b.id;
}

}  // namespace

absl::StatusOr<OrderedValues> SortByValue(const std::function<absl::Status(const VisitTerm&)>& for_each) {
  std::vector<Entry> entries;
  bool too_many = false;
  absl::Status status = for_each([&](model::TermId id, const model::Term& term) {
    if (entries.size() == kMaxOrderedValues) {
      too_many = true;
      return absl::CancelledError("more values than are sorted");
    }
    Entry entry{model::ValueOf(term), id};
    const bool compares = model::CompareValues(entry.value, entry.value).has_value();
    if (compares) entries.push_back(std::move(entry));
    return absl::OkStatus();
  });
  if (too_many) return nullptr;
  if (!status.ok()) return status;
  std::sort(entries.begin(), entries.end(), Less);
  auto ids = std::make_shared<std::vector<model::TermId>>();
  ids->reserve(entries.size());
  for (const Entry& entry : entries) ids->push_back(entry.id);
  return ids;
}

absl::StatusOr<OrderedValues> ValueOrders::Find(
    model::Tag tag, uint32_t generation, uint64_t terms,
    const std::function<absl::Status(const VisitTerm&)>& for_each) {
  if (terms > kMaxOrderedValues) return nullptr;
  const std::lock_guard<std::mutex> lock(mutex_);
  Known& known = known_[static_cast<size_t>(tag)];
  if (known.values != nullptr && known.generation == generation && known.terms == terms) return known.values;
  absl::StatusOr<OrderedValues> values =
      terms == 0 ? OrderedValues(std::make_shared<std::vector<model::TermId>>()) : SortByValue(for_each);
  if (!values.ok()) return values;
  // An older snapshot does not push out what newer ones ask for.
  const bool is_newer = known.values == nullptr || generation > known.generation ||
                        (generation == known.generation && terms > known.terms);
  if (is_newer) known = {generation, terms, *values};
  return values;
}

}  // namespace tern::store
