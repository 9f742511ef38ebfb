// `where ?on >= 2025-12-01` over a scan whose order has the object behind its constants: ids of a kind are in
// value order, so the cursor can be held to the ids that may match. A value can stand under several tags
// (integer, decimal, double, and each of them in the dictionary): tags that the scan does not have are found
// by counting, and the condition goes only where the range says exactly the same.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/algebra/sortedness.h"
#include "engine/optimize/rule.h"
#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/model/value.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::Function;
using algebra::NodePtr;
using algebra::Scan;
using model::Tag;
using model::Term;
using model::TermId;
using model::ValueKind;

using Range = std::pair<TermId, TermId>;  // inclusive

struct Comparison {
  Function function;  // of the object on the left
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
  if (condition.kind != Expression::Kind::kCall) return std::nullopt;
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
  if (b.is_variable() && b.variable == variable && a.is_constant()) {
    return Comparison{Mirrored(condition.function), a.constant};
  }
  return std::nullopt;
}

// The tags under which values stand that compare with one of `kind`.
std::vector<Tag> TagsOf(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNumber:
      return {Tag::kInteger, Tag::kIntegerBase, Tag::kIntegerAppended,
              Tag::kDecimal, Tag::kDecimalBase, Tag::kDecimalAppended,
              Tag::kDouble,  Tag::kDoubleBase,  Tag::kDoubleAppended};
    case ValueKind::kDate:
    case ValueKind::kDateTime:
      return {Tag::kDate,     Tag::kDateBase,     Tag::kDateAppended,
              Tag::kDateTime, Tag::kDateTimeBase, Tag::kDateTimeAppended};
    case ValueKind::kBoolean:
      return {Tag::kBoolean, Tag::kOtherBase, Tag::kOtherAppended};
    case ValueKind::kGYearMonth:
      return {Tag::kGYearMonth, Tag::kOtherBase, Tag::kOtherAppended};
    default:
      return {};
  }
}

Range WholeTag(Tag tag) { return {TermId(tag, 0), TermId(tag, TermId::kPayloadMask)}; }

// The digits of a whole number of moderate size; empty for any other value.
std::string WholeNumber(const model::Value& value) {
  constexpr int kMaxExponent = 18;
  if (value.kind != ValueKind::kNumber || value.special != 0) return "";
  if (value.digits.empty()) return "0";
  const auto length = static_cast<int64_t>(value.digits.size());
  if (value.exponent < length - 1 || value.exponent > kMaxExponent) return "";
  return (value.negative ? "-" : "") + value.digits +
         std::string(static_cast<size_t>(value.exponent + 1 - length), '0');
}

// The ids of `tag` with the constant's value, where it has an inline form there.
std::optional<Range> SameValue(const Term& constant, Tag tag) {
  std::string_view datatype = constant.datatype;
  if (tag == Tag::kInteger) datatype = model::iri::kXsdInteger;
  if (tag == Tag::kDecimal) datatype = model::iri::kXsdDecimal;
  if (tag == Tag::kDouble) datatype = model::iri::kXsdDouble;
  const model::Value value = model::ValueOf(constant);
  const std::string whole = WholeNumber(value);
  for (const std::string& lexical :
       {constant.value, whole, model::StrCat(whole, ".0"), model::StrCat(whole, "e0")}) {
    const Term term = Term::Typed(lexical, std::string(datatype));
    const std::optional<TermId> id = model::EncodeInline(term);
    if (!id || id->tag() != tag) continue;
    if (model::CompareValues(model::ValueOf(term), value) == std::strong_ordering::equal)
      return model::SameValueRange(*id);
  }
  return std::nullopt;
}

// The ids of `same`'s tag that compare so with it; nothing where there are none.
std::optional<Range> Narrowed(const Range& same, Function function) {
  const Range whole = WholeTag(same.first.tag());
  switch (function) {
    case Function::kEqual:
      return same;
    case Function::kLessEqual:
      return Range{whole.first, same.second};
    case Function::kGreaterEqual:
      return Range{same.first, whole.second};
    case Function::kLess:
      if (same.first == whole.first) return std::nullopt;
      return Range{whole.first, TermId::FromBits(same.first.bits() - 1)};
    case Function::kGreater:
      if (same.second == whole.second) return std::nullopt;
      return Range{TermId::FromBits(same.second.bits() + 1), whole.second};
    default:
      return whole;
  }
}

// What a comparison allows: ids in `range` only (nothing: none at all), and whether each of them matches.
struct Allowed {
  std::optional<Range> range;
  bool exact = false;
};

absl::StatusOr<std::optional<Allowed>> AllowedByTerm(const Term& constant, const RuleContext& context) {
  auto id = context.snapshot->Find(constant);
  if (!id.ok()) return id.status();
  if (id->is_null()) return Allowed{std::nullopt, true};
  return Allowed{Range{*id, *id}, true};
}

absl::StatusOr<std::optional<Allowed>> AllowedBy(const Comparison& comparison, const Scan& scan,
                                                 const RuleContext& context) {
  const model::Value value = model::ValueOf(comparison.constant);
  const bool is_term = !comparison.constant.is_literal() || value.kind == ValueKind::kText;
  if (comparison.function == Function::kEqual && is_term) return AllowedByTerm(comparison.constant, context);
  const std::vector<Tag> tags = TagsOf(value.kind);
  if (tags.empty() || value.special != 0) return std::nullopt;
  Allowed allowed;
  size_t ranges = 0;
  bool all_narrowed = true;
  for (const Tag tag : tags) {
    const Range whole = WholeTag(tag);
    auto rows = context.cardinality->RowsInRange(scan, whole.first, whole.second);
    if (!rows.ok()) return rows.status();
    if (*rows == 0) continue;
    const std::optional<Range> same = SameValue(comparison.constant, tag);
    const std::optional<Range> range = same ? Narrowed(*same, comparison.function) : whole;
    if (!range) continue;
    all_narrowed = all_narrowed && same.has_value();
    ++ranges;
    allowed.range = allowed.range ? Range{allowed.range->first, range->second} : *range;  // tags ascend
  }
  allowed.exact = ranges == 0 || (ranges == 1 && all_narrowed);
  return allowed;
}

// True where an order of the scan has the object right behind its constants.
bool CanCutObjects(const Scan& scan) {
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    for (const order::Part part : order::InfoOf(order).columns) {
      const algebra::Slot* slot = algebra::SlotOf(scan, part);
      if (slot != nullptr && slot->is_constant()) continue;
      if (part == order::Part::kObject) {
        // All other constants have come before.
        size_t constants = 0;
        for (const algebra::Slot* other : {&scan.subject, &scan.predicate})
          constants += other->is_constant() ? 1 : 0;
        return static_cast<size_t>(order::ColumnOf(order, part)) == constants;
      }
      break;
    }
  }
  return false;
}

absl::StatusOr<NodePtr> PushInto(const NodePtr& node, const algebra::Filter& filter,
                                 const RuleContext& context) {
  const Scan* source = node->child()->As<Scan>();
  if (source == nullptr || !source->object.is_variable() || !CanCutObjects(*source)) return node;
  Scan scan = *source;
  std::vector<Expression> kept;
  for (Expression& condition : algebra::Conjuncts(filter.condition)) {
    const std::optional<Comparison> comparison = ComparisonWithConstant(condition, scan.object.variable);
    std::optional<Allowed> allowed;
    if (comparison) {
      auto found = AllowedBy(*comparison, *source, context);
      if (!found.ok()) return found.status();
      allowed = *std::move(found);
    }
    if (!allowed || !allowed->exact) kept.push_back(std::move(condition));
    if (!allowed) continue;
    if (!allowed->range) return algebra::EmptyNode(algebra::VariablesOf(*node));
    if (!scan.object_range) scan.object_range = allowed->range;
    scan.object_range->first = std::max(scan.object_range->first, allowed->range->first);
    scan.object_range->second = std::min(scan.object_range->second, allowed->range->second);
    if (scan.object_range->first > scan.object_range->second)
      return algebra::EmptyNode(algebra::VariablesOf(*node));
  }
  if (scan == *source) return node;
  NodePtr narrowed = algebra::MakeNode(std::move(scan));
  if (kept.empty()) return narrowed;
  return algebra::MakeNode(algebra::Filter{algebra::Conjunction(std::move(kept))}, {std::move(narrowed)});
}

}  // namespace

absl::StatusOr<NodePtr> PushRanges(const NodePtr& root, const RuleContext& context) {
  auto pushed = RewriteBottomUp(root, [&](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* filter = node->As<algebra::Filter>();
    return filter == nullptr ? node : PushInto(node, *filter, context);
  });
  if (!pushed.ok()) return pushed;
  return PruneEmpty(*pushed, context);
}

}  // namespace tern::optimize
