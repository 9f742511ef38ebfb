#include "engine/optimize/value_ranges.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <utility>

#include "storage/model/value.h"
#include "storage/model/value_cut.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::Function;
using algebra::IdRange;
using model::Tag;
using model::Term;
using model::TermId;
using model::Value;
using model::ValueKind;

struct Comparison {
  Function function;  // of the variable on the left
  Term constant;
};

Function Mirrored(Function function) {
  switch (function) {
    case Function::kLess:
      return Function::kGreater;
    case Function::kLessEqual:
      return Function::kGreaterEqual;
    case Function::kGreater:
      return Function::kLess;
    case Function::kGreaterEqual:
      return Function::kLessEqual;
    default:
      return function;
  }
}

std::optional<Comparison> ComparisonWithConstant(const Expression& condition,
                                                 const algebra::Variable& variable) {
  switch (condition.function) {
    case Function::kEqual:
    case Function::kLess:
    case Function::kLessEqual:
    case Function::kGreater:
    case Function::kGreaterEqual:
      break;
    default:
      return std::nullopt;
  }
  const Expression& a = condition.arguments[0];
  const Expression& b = condition.arguments[1];
  if (a.is_variable() && a.variable == variable && b.is_constant())
    return Comparison{condition.function, b.constant};
  if (b.is_variable() && b.variable == variable && a.is_constant())
    return Comparison{Mirrored(condition.function), a.constant};
  return std::nullopt;
}

// The tags under which values stand that compare with one of a kind: inline ones, those of the dictionary
// that can be had in value order, and those that cannot.
struct Tags {
  std::vector<Tag> inlined;
  std::vector<Tag> odd;
  std::vector<Tag> sorted_text;
  std::vector<Tag> unsorted;
};

Tags TagsOf(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNumber:
      return {{Tag::kInteger, Tag::kDecimal, Tag::kDouble},
              {Tag::kIntegerBase, Tag::kIntegerAppended, Tag::kDecimalBase, Tag::kDecimalAppended,
               Tag::kDoubleBase, Tag::kDoubleAppended},
              {},
              {}};
    case ValueKind::kDate:
    case ValueKind::kDateTime:
      return {{Tag::kDate, Tag::kDateTime},
              {Tag::kDateBase, Tag::kDateAppended, Tag::kDateTimeBase, Tag::kDateTimeAppended},
              {},
              {}};
    case ValueKind::kBoolean:
      return {{Tag::kBoolean}, {}, {}, {}};
    case ValueKind::kGYearMonth:  // those with a zone are among the other literals
      return {{Tag::kGYearMonth}, {}, {}, {Tag::kOtherBase, Tag::kOtherAppended}};
    case ValueKind::kText:
      return {{}, {}, {Tag::kStringBase}, {Tag::kStringAppended}};
    case ValueKind::kLangText:
      return {{}, {}, {Tag::kLangStringBase}, {Tag::kLangStringAppended}};
    case ValueKind::kNone:
      break;
  }
  return {};
}

// The part of a sequence of `count` values that compares so with a value which the first `begin` of them are
// below and those from `end` on above.
std::pair<uint64_t, uint64_t> PartOf(Function function, uint64_t begin, uint64_t end, uint64_t count) {
  switch (function) {
    case Function::kEqual:
      return {begin, end};
    case Function::kLess:
      return {0, begin};
    case Function::kLessEqual:
      return {0, end};
    case Function::kGreater:
      return {end, count};
    default:
      return {begin, count};
  }
}

// Where `value` stands among `count` sorted terms: `at` gives the id of each.
template <typename At>
absl::StatusOr<model::ValueCut> CutAmong(uint64_t count, const At& at, const Value& value,
                                         const store::Snapshot& snapshot) {
  // The first term whose value is above (`behind`) or not below `value`.
  const auto bound = [&](uint64_t low, bool behind) -> absl::StatusOr<uint64_t> {
    uint64_t high = count;
    while (low < high) {
      const uint64_t middle = low + (high - low) / 2;
      auto term = snapshot.Resolve(at(middle));
      if (!term.ok()) return term.status();
      const auto order = model::CompareValues(model::ValueOf(*term), value);
      if (!order) return absl::InternalError("a value is among others that it does not compare with");
      const bool is_before = behind ? *order <= 0 : *order < 0;
      (is_before ? low : high) = is_before ? middle + 1 : middle;
    }
    return low;
  };
  auto begin = bound(0, false);
  if (!begin.ok()) return begin.status();
  auto end = bound(*begin, true);
  if (!end.ok()) return end.status();
  return model::ValueCut{*begin, *end};
}

class Allowing {
 public:
  Allowing(const algebra::Variable& variable, const store::Snapshot& snapshot,
           const std::function<absl::StatusOr<bool>(const IdRange&)>& has_rows)
      : variable_(variable), snapshot_(snapshot), has_rows_(has_rows) {}

  absl::StatusOr<std::optional<AllowedIds>> By(const Expression& condition) const {
    if (condition.kind != Expression::Kind::kCall) return std::nullopt;
    switch (condition.function) {
      case Function::kAnd:
      case Function::kOr:
        return ByAll(condition);
      case Function::kIn:
        return ByMembership(condition);
      default:
        break;
    }
    const std::optional<Comparison> comparison = ComparisonWithConstant(condition, variable_);
    if (!comparison) return std::nullopt;
    return ByComparison(comparison->function, comparison->constant);
  }

 private:
  // Null in place of false changes nothing: a row goes out where the whole is true.
  absl::StatusOr<std::optional<AllowedIds>> ByAll(const Expression& condition) const {
    std::optional<AllowedIds> all;
    for (const Expression& argument : condition.arguments) {
      auto part = By(argument);
      if (!part.ok() || !*part) return part;
      all = all ? Combined(*all, **part, condition.function) : **part;
    }
    return all;
  }

  static AllowedIds Combined(const AllowedIds& a, const AllowedIds& b, Function function) {
    const bool exact = a.exact && b.exact;
    if (function == Function::kAnd) return {Intersection(a.ranges, b.ranges), exact};
    IdRanges ranges = a.ranges;
    ranges.insert(ranges.end(), b.ranges.begin(), b.ranges.end());
    return {Normalized(std::move(ranges)), exact};
  }

  absl::StatusOr<std::optional<AllowedIds>> ByMembership(const Expression& condition) const {
    const Expression& left = condition.arguments[0];
    if (!left.is_variable() || left.variable != variable_) return std::nullopt;
    AllowedIds all;
    for (size_t i = 1; i < condition.arguments.size(); ++i) {
      if (!condition.arguments[i].is_constant()) return std::nullopt;
      auto item = ByComparison(Function::kEqual, condition.arguments[i].constant);
      if (!item.ok()) return item.status();
      all = Combined(all, *item, Function::kOr);
    }
    return all;
  }

  absl::StatusOr<AllowedIds> ByComparison(Function function, const Term& constant) const {
    const Value value = model::ValueOf(constant);
    // What compares with nothing is equal to itself; texts are equal as terms are.
    const bool is_term = !model::CompareValues(value, value).has_value() || value.kind == ValueKind::kText ||
                         value.kind == ValueKind::kLangText;
    if (function == Function::kEqual && is_term) return ByTerm(constant);
    AllowedIds allowed;
    if (!model::CompareValues(value, value).has_value()) return allowed;  // neither below nor above anything
    const Tags tags = TagsOf(value.kind);
    for (const Tag tag : tags.inlined) {
      const std::optional<model::ValueCut> cut = model::CutAtValue(tag, value);
      if (!cut) return absl::InternalError("a value does not compare with others of its kind");
      AddPart(tag, PartOf(function, cut->begin, cut->end, TermId::kPayloadMask + 1), allowed);
    }
    for (const Tag tag : tags.odd) {
      if (absl::Status status = AddOdd(tag, function, value, allowed); !status.ok()) return status;
    }
    for (const Tag tag : tags.sorted_text) {
      const uint64_t count = snapshot_.SortedTextCount(tag);
      const auto cut = CutAmong(
          count, [&](uint64_t i) { return TermId(tag, i); }, value, snapshot_);
      if (!cut.ok()) return cut.status();
      AddPart(tag, PartOf(function, cut->begin, cut->end, count), allowed);
    }
    for (const Tag tag : tags.unsorted) {
      if (absl::Status status = AddInexact(WholeTag(tag), allowed); !status.ok()) return status;
    }
    allowed.ranges = Normalized(std::move(allowed.ranges));
    return allowed;
  }

  absl::StatusOr<AllowedIds> ByTerm(const Term& constant) const {
    auto id = snapshot_.Find(constant);
    if (!id.ok()) return id.status();
    AllowedIds allowed;
    if (!id->is_null()) allowed.ranges.emplace_back(*id, *id);
    return allowed;
  }

  static IdRange WholeTag(Tag tag) { return {TermId(tag, 0), TermId(tag, TermId::kPayloadMask)}; }

  static void AddPart(Tag tag, std::pair<uint64_t, uint64_t> payloads, AllowedIds& allowed) {
    const auto& [begin, end] = payloads;
    if (begin < end) allowed.ranges.emplace_back(TermId(tag, begin), TermId(tag, end - 1));
  }

  // Ids that the condition has to be asked about, where there are any.
  absl::Status AddInexact(const IdRange& range, AllowedIds& allowed) const {
    auto has_rows = has_rows_(range);
    if (!has_rows.ok()) return has_rows.status();
    if (!*has_rows) return absl::OkStatus();
    allowed.ranges.push_back(range);
    allowed.exact = false;
    return absl::OkStatus();
  }

  absl::Status AddOdd(Tag tag, Function function, const Value& value, AllowedIds& allowed) const {
    auto has_rows = has_rows_(WholeTag(tag));
    if (!has_rows.ok()) return has_rows.status();
    if (!*has_rows) return absl::OkStatus();
    auto values = snapshot_.ValueOrder(tag);
    if (!values.ok()) return values.status();
    if (*values == nullptr) return AddInexact(WholeTag(tag), allowed);
    const std::vector<TermId>& ids = **values;
    const auto cut = CutAmong(
        ids.size(), [&](uint64_t i) { return ids[i]; }, value, snapshot_);
    if (!cut.ok()) return cut.status();
    const auto [begin, end] = PartOf(function, cut->begin, cut->end, ids.size());
    IdRanges found;
    for (uint64_t i = begin; i < end; ++i) found.emplace_back(ids[i], ids[i]);
    found = Normalized(std::move(found));
    if (found.size() > kMaxPieces) return AddInexact({found.front().first, found.back().second}, allowed);
    allowed.ranges.insert(allowed.ranges.end(), found.begin(), found.end());
    return absl::OkStatus();
  }

  const algebra::Variable& variable_;
  const store::Snapshot& snapshot_;
  const std::function<absl::StatusOr<bool>(const IdRange&)>& has_rows_;
};

}  // namespace

IdRanges Normalized(IdRanges ranges) {
  std::sort(ranges.begin(), ranges.end());
  IdRanges merged;
  for (const IdRange& range : ranges) {
    // Next to each other inside a tag, too: the last id of a tag may well be followed by the first of the
    // next.
    const bool joins = !merged.empty() && (range.first <= merged.back().second ||
                                           (range.first.bits() == merged.back().second.bits() + 1 &&
                                            range.first.tag() == merged.back().second.tag()));
    if (joins) {
      merged.back().second = std::max(merged.back().second, range.second);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

IdRanges Intersection(const IdRanges& a, const IdRanges& b) {
  IdRanges both;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const TermId first = std::max(a[i].first, b[j].first);
    const TermId last = std::min(a[i].second, b[j].second);
    if (first <= last) both.emplace_back(first, last);
    if (a[i].second < b[j].second) {
      ++i;
    } else {
      ++j;
    }
  }
  return both;
}

absl::StatusOr<std::optional<AllowedIds>> IdsAllowedBy(
    const Expression& condition, const algebra::Variable& variable, const store::Snapshot& snapshot,
    const std::function<absl::StatusOr<bool>(const IdRange&)>& has_rows) {
  return Allowing(variable, snapshot, has_rows).By(condition);
}

IdRanges Widened(const IdRanges& ranges) {
  if (ranges.size() <= kMaxRanges) return ranges;
  // Where a tag is in many pieces, from its first to its last: other tags stay as they are.
  IdRanges wide;
  for (size_t begin = 0, end = 0; begin < ranges.size(); begin = end) {
    const Tag tag = ranges[begin].first.tag();
    while (end < ranges.size() && ranges[end].first.tag() == tag) ++end;
    if (end - begin > kMaxRangesOfATag) {
      wide.emplace_back(ranges[begin].first, ranges[end - 1].second);
    } else {
      wide.insert(wide.end(), ranges.begin() + static_cast<ptrdiff_t>(begin),
                  ranges.begin() + static_cast<ptrdiff_t>(end));
    }
  }
  return wide;
}

}  // namespace tern::optimize
