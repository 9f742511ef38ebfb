// `with`, `return` and `order by` of random queries; see query_generator.h.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/reference/query_generator.h"

namespace tern::reference {

QueryGenerator::Items QueryGenerator::PlainItems() {
  Items items;
  std::vector<std::string> texts;
  const int count = 1 + dice_.Below(3);
  for (int i = 0; i < count; ++i) {
    if (dice_.Chance(20)) {
      Bound bound{Fresh("e"), Kind::kAny};
      texts.push_back(absl::StrCat(AnyText(1, &bound.kind), " as ?", bound.name));
      items.bound.push_back(bound);
      continue;
    }
    const Bound& bound = dice_.Pick(scope_);
    const bool known = std::any_of(items.bound.begin(), items.bound.end(),
                                   [&](const Bound& other) { return other.name == bound.name; });
    if (known) continue;
    texts.push_back("?" + bound.name);
    items.bound.push_back(bound);
  }
  items.text = absl::StrJoin(texts, ", ");
  for (const Bound& bound : items.bound) items.sortable.push_back("?" + bound.name);
  return items;
}

std::string QueryGenerator::AggregateText(Kind& kind) {
  kind = Kind::kNumber;
  const int which = dice_.Below(constructs_.contains(Construct::kAggregates) ? 9 : 3);
  if (which == 0) return "count(*)";
  const std::string distinct = dice_.Chance(25) ? "distinct " : "";
  const auto argument = [&] { return dice_.Chance(70) ? dice_.Pick(AllNames()) : AnyText(1); };
  const auto number = [&] { return dice_.Chance(50) ? dice_.Pick(AllNames()) : NumberText(1); };
  switch (which) {
    case 3:
      kind = Kind::kAny;
      return absl::StrCat("sum(", distinct, number(), ")");
    case 4:
      kind = Kind::kAny;
      return absl::StrCat("avg(", distinct, number(), ")");
    case 5:
      kind = Kind::kAny;
      return absl::StrCat("min(", argument(), ")");
    case 6:
      kind = Kind::kAny;
      return absl::StrCat("max(", argument(), ")");
    case 7:
      kind = Kind::kList;
      return absl::StrCat("collect(", distinct, argument(), ")");
    case 8:
      return absl::StrCat("sum(", number(), ") / count(*)");
    default:
      return absl::StrCat("count(", distinct, argument(), ")");
  }
}

// Groups by plain variables and, now and then, by an expression.
QueryGenerator::Items QueryGenerator::GroupedItems() {
  Items items;
  if (dice_.Chance(70)) items = PlainItems();
  for (Bound& bound : items.bound) bound.has_stance = false;
  const int count = dice_.Chance(75) ? 1 : 2;
  for (int i = 0; i < count; ++i) {
    Bound bound{Fresh("n"), Kind::kNumber};
    const std::string text = AggregateText(bound.kind);
    absl::StrAppend(&items.text, items.text.empty() ? "" : ", ", text, " as ?", bound.name);
    items.sortable.push_back("?" + bound.name);
    items.bound.push_back(bound);
  }
  return items;
}

std::string QueryGenerator::OrderText(const std::vector<std::string>& sortable, bool must_order) {
  std::string text;
  if (must_order || dice_.Chance(50)) {
    std::vector<std::string> keys;
    const int count = 1 + dice_.Below(2);
    keys.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) keys.push_back(dice_.Pick(sortable) + (dice_.Chance(40) ? " desc" : ""));
    absl::StrAppend(&text, " order by ", absl::StrJoin(keys, ", "));
  }
  if (dice_.Chance(15)) absl::StrAppend(&text, " skip ", dice_.Below(4));
  if (dice_.Chance(25)) {
    absl::StrAppend(&text, " limit ",
                    May(Construct::kParameters, 20) ? "$few" : std::to_string(dice_.Below(8)));
  }
  return text;
}

std::string QueryGenerator::WithText() {
  if (dice_.Chance(10)) return "with *";
  const bool distinct = dice_.Chance(25);
  Items items = dice_.Chance(50) ? GroupedItems() : PlainItems();
  std::string text = absl::StrCat("with ", distinct ? "distinct " : "", items.text);
  const bool cut = dice_.Chance(30);
  if (cut) absl::StrAppend(&text, OrderText(items.sortable, /*must_order=*/true));
  scope_ = std::move(items.bound);
  // Rows that only the stance tells apart may be cut or merged.
  if (cut || distinct) {
    for (Bound& bound : scope_) bound.has_stance = false;
  }
  if (dice_.Chance(25)) {
    const int accesses = std::exchange(accesses_left_, 0);
    absl::StrAppend(&text, " where ", ConditionText(1));
    accesses_left_ = accesses;
  }
  return text;
}

std::string QueryGenerator::ReturnText() {
  if (dice_.Chance(20)) return "return *" + OrderText(AllNames(), false);
  if (dice_.Chance(35)) {
    Items items = GroupedItems();
    return absl::StrCat("return ", items.text, OrderText(items.sortable, false));
  }
  const bool distinct = dice_.Chance(35);
  const Items items = PlainItems();
  std::vector<std::string> sortable = items.sortable;
  if (!distinct) {
    sortable = AllNames();
    if (dice_.Chance(20)) sortable.push_back(AnyText(1));
  }
  return absl::StrCat("return ", distinct ? "distinct " : "", items.text, OrderText(sortable, false));
}

}  // namespace tern::reference
