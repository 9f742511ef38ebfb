// `order by ?value desc limit 10`, `max(?value)`: in an order that has the object behind the scan's
// constants, the least and the greatest values stand at the ends of the regions of their types. The scan is
// held to as much of each end as may be among the first rows; sort and aggregate then see few rows, and say
// which.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "engine/optimize/object_order.h"
#include "engine/optimize/rule.h"
#include "engine/optimize/value_ranges.h"
#include "storage/model/inline_value.h"

namespace tern::optimize {
namespace {

using algebra::Aggregate;
using algebra::IdRange;
using algebra::NodePtr;
using algebra::Scan;
using algebra::Variable;
using model::Tag;
using model::TermId;

// How the ids of a tag lie in the order of terms.
struct Region {
  Tag tag;
  bool sorted = true;   // by id, those of equal values in any sequence
  bool certain = true;  // all of its terms are of the group it stands in
};

// The groups of terms in the order of terms. Among the other literals are months with a zone, which sort as
// dates.
constexpr Region kNumbers[] = {{Tag::kInteger}, {Tag::kIntegerBase, false}, {Tag::kIntegerAppended, false},
                               {Tag::kDecimal}, {Tag::kDecimalBase, false}, {Tag::kDecimalAppended, false},
                               {Tag::kDouble},  {Tag::kDoubleBase, false},  {Tag::kDoubleAppended, false}};
constexpr Region kBooleans[] = {{Tag::kBoolean}};
constexpr Region kDates[] = {{Tag::kGYearMonth},
                             {Tag::kDate},
                             {Tag::kDateBase, false},
                             {Tag::kDateAppended, false},
                             {Tag::kDateTime},
                             {Tag::kDateTimeBase, false},
                             {Tag::kDateTimeAppended, false},
                             {Tag::kOtherBase, false, false},
                             {Tag::kOtherAppended, false, false}};
constexpr Region kTexts[] = {{Tag::kStringBase},
                             {Tag::kStringAppended, false},
                             {Tag::kLangStringBase},
                             {Tag::kLangStringAppended, false}};
constexpr Region kOthers[] = {{Tag::kOtherBase, false, false}, {Tag::kOtherAppended, false, false}};
constexpr Region kIris[] = {{Tag::kIriBase}, {Tag::kIriAppended, false}};
constexpr Region kBlanks[] = {{Tag::kBlank}};
constexpr Region kClaims[] = {{Tag::kClaim}};
constexpr absl::Span<const Region> kGroups[] = {kNumbers, kBooleans, kDates,  kTexts,
                                                kOthers,  kIris,     kBlanks, kClaims};

// A scan of which nothing but its constants and ranges say how many rows it has, and the cursors that read
// it.
std::optional<store::ScanSpec> SpecOf(const Scan& scan, const Variable& object) {
  const bool counts = scan.mode == store::ClaimMode::kFact || scan.mode == store::ClaimMode::kRaw;
  if (!counts || !scan.claims.empty() || scan.space != store::Space::kFacts) return std::nullopt;
  if (!scan.object.is_variable() || scan.object.variable != object) return std::nullopt;
  for (const algebra::Slot* slot : {&scan.subject, &scan.predicate}) {
    if (slot->is_variable() && slot->variable == object) return std::nullopt;
    if (slot->is_constant() && (!slot->ids || slot->ids->size() != 1)) return std::nullopt;
  }
  const bool same_ends = scan.subject.is_variable() && scan.predicate.is_variable() &&
                         scan.subject.variable == scan.predicate.variable;
  if (same_ends || scan.claim == object || scan.stance == object) return std::nullopt;
  const std::optional<order::Order> order = ObjectOrder(scan);
  if (!order) return std::nullopt;
  store::ScanSpec spec;
  spec.order = *order;
  spec.space = scan.space;
  spec.mode = scan.mode;
  for (const order::Part part : order::InfoOf(*order).columns) {
    if (part == order::Part::kObject) break;
    const algebra::Slot& slot = part == order::Part::kSubject ? scan.subject : scan.predicate;
    spec.prefix[static_cast<size_t>(spec.prefix_length++)] = slot.ids->front();
  }
  return spec;
}

class Ends {
 public:
  Ends(store::ScanSpec spec, IdRanges ranges, const store::Snapshot& snapshot)
      : spec_(std::move(spec)), ranges_(std::move(ranges)), snapshot_(snapshot) {}

  // Ranges with all rows that may be among the first `wanted`, or more rows.
  absl::StatusOr<IdRanges> First(uint64_t wanted, bool descending) const {
    IdRanges read;
    uint64_t found = 0;
    const size_t groups = std::size(kGroups);
    for (size_t i = 0; i < groups && found < wanted; ++i) {
      const uint64_t missing = wanted - found;
      for (const Region& region : kGroups[descending ? groups - 1 - i : i]) {
        auto rows = AddRegion(region, missing, descending, read);
        if (!rows.ok()) return rows.status();
        if (region.certain) found += *rows;
      }
    }
    return Normalized(std::move(read));
  }

  absl::StatusOr<uint64_t> Rows(const IdRanges& ranges) const {
    uint64_t rows = 0;
    for (const IdRange& range : ranges) {
      auto count = Count(range);
      if (!count.ok()) return count;
      rows += *count;
    }
    return rows;
  }

 private:
  absl::StatusOr<uint64_t> Count(const IdRange& range) const {
    store::ScanSpec spec = spec_;
    spec.range = range;
    return snapshot_.Count(spec);
  }

  // Adds what of a region may be among its first `wanted` rows. Returns how many rows it has.
  absl::StatusOr<uint64_t> AddRegion(const Region& region, uint64_t wanted, bool descending,
                                     IdRanges& read) const {
    const IdRange whole = {TermId(region.tag, 0), TermId(region.tag, TermId::kPayloadMask)};
    const IdRanges pieces = Intersection(ranges_, {whole});
    auto rows = Rows(pieces);
    if (!rows.ok() || *rows == 0) return rows;
    IdRanges wanted_pieces = pieces;
    if (region.sorted && *rows > wanted) {
      auto bound = Bound(pieces, wanted, descending);
      if (!bound.ok()) return bound.status();
      // The rows of the last value that is read are all read, however it is written.
      const IdRange same = model::SameValueRange(*bound);
      wanted_pieces = Intersection(
          pieces, {descending ? IdRange{same.first, whole.second} : IdRange{whole.first, same.second}});
    }
    read.insert(read.end(), wanted_pieces.begin(), wanted_pieces.end());
    return rows;
  }

  // An id with at least `wanted` rows between itself and the end. REQUIRES: the pieces have more rows.
  absl::StatusOr<TermId> Bound(const IdRanges& pieces, uint64_t wanted, bool descending) const {
    for (size_t i = 0; i < pieces.size(); ++i) {
      const IdRange& piece = pieces[descending ? pieces.size() - 1 - i : i];
      auto rows = Count(piece);
      if (!rows.ok()) return rows.status();
      if (*rows >= wanted) return BoundIn(piece, *rows, wanted, descending);
      wanted -= *rows;
    }
    return descending ? pieces.front().first : pieces.back().second;
  }

  absl::StatusOr<TermId> BoundIn(const IdRange& piece, uint64_t rows, uint64_t wanted,
                                 bool descending) const {
    store::ScanSpec spec = spec_;
    spec.range = piece;
    // The blocks alone say where a rank is: where the log shifts it, the next try reaches further.
    for (uint64_t reach = wanted; reach < rows; reach = 2 * reach + 16) {
      auto id = snapshot_.IdNear(spec, descending ? rows - reach : reach - 1);
      if (!id.ok()) return id;
      auto reached = Count(descending ? IdRange{*id, piece.second} : IdRange{piece.first, *id});
      if (!reached.ok()) return reached.status();
      if (*reached >= wanted) return id;
    }
    return descending ? piece.first : piece.second;
  }

  store::ScanSpec spec_;
  IdRanges ranges_;
  const store::Snapshot& snapshot_;
};

struct Wanted {
  uint64_t least = 0;     // rows from the lower end
  uint64_t greatest = 0;  // and from the upper one
};

// `scan` held to the ends; nothing where that is no gain.
absl::StatusOr<std::optional<Scan>> HeldToEnds(const Scan& scan, const Variable& object, const Wanted& wanted,
                                               const RuleContext& context) {
  const std::optional<store::ScanSpec> spec = SpecOf(scan, object);
  if (!spec) return std::nullopt;
  const IdRanges all =
      scan.object_ranges.empty() ? IdRanges{{TermId::Min(), TermId::Max()}} : scan.object_ranges;
  const Ends ends(*spec, all, *context.snapshot);
  auto rows = ends.Rows(all);
  if (!rows.ok()) return rows.status();
  // Twice as much, since rows that are not sorted by id are all read.
  if (*rows < 2 || wanted.least > *rows / 4 || wanted.greatest > *rows / 4) return std::nullopt;
  IdRanges read;
  for (const bool descending : {false, true}) {
    const uint64_t count = descending ? wanted.greatest : wanted.least;
    if (count == 0) continue;
    auto first = ends.First(count, descending);
    if (!first.ok()) return first.status();
    read.insert(read.end(), first->begin(), first->end());
  }
  Scan held = scan;
  held.object_ranges = Normalized(std::move(read));
  auto held_rows = ends.Rows(held.object_ranges);
  if (!held_rows.ok()) return held_rows.status();
  if (*held_rows >= *rows) return std::nullopt;
  held.order = spec->order;
  return held;
}

// Replaces the scan below operators that give a row for each of its rows.
absl::StatusOr<NodePtr> HoldBelow(const NodePtr& node, Variable object, const Wanted& wanted,
                                  const RuleContext& context) {
  if (const auto* scan = node->As<Scan>()) {
    auto held = HeldToEnds(*scan, object, wanted, context);
    if (!held.ok()) return held.status();
    return *held ? algebra::MakeNode(**std::move(held)) : node;
  }
  if (const auto* project = node->As<algebra::Project>()) {
    const auto column = std::find_if(project->columns.begin(), project->columns.end(),
                                     [&](const algebra::ProjectColumn& c) { return c.to == object; });
    if (column == project->columns.end()) return node;
    object = column->from;
  } else if (const auto* extend = node->As<algebra::Extend>()) {
    if (extend->variable == object) return node;
  } else {
    return node;
  }
  auto child = HoldBelow(node->child(), std::move(object), wanted, context);
  if (!child.ok()) return child;
  return algebra::WithChildren(node, {*std::move(child)});
}

absl::StatusOr<NodePtr> OfSort(const NodePtr& node, const algebra::Sort& sort, const RuleContext& context) {
  if (!sort.limit || *sort.limit == 0 || sort.keys.empty()) return node;
  const algebra::SortKey& key = sort.keys[0];
  const Wanted wanted = key.descending ? Wanted{0, *sort.limit} : Wanted{*sort.limit, 0};
  auto child = HoldBelow(node->child(), key.variable, wanted, context);
  if (!child.ok()) return child;
  return algebra::WithChildren(node, {*std::move(child)});
}

// A group of everything that asks for nothing but the ends of one variable.
absl::StatusOr<NodePtr> OfGroup(const NodePtr& node, const algebra::Group& group,
                                const RuleContext& context) {
  if (!group.keys.empty() || group.aggregates.empty()) return node;
  const Variable& argument = group.aggregates[0].argument;
  Wanted wanted;
  for (const Aggregate& aggregate : group.aggregates) {
    if (aggregate.argument != argument) return node;
    if (aggregate.kind == Aggregate::Kind::kMin) {
      wanted.least = 1;
    } else if (aggregate.kind == Aggregate::Kind::kMax) {
      wanted.greatest = 1;
    } else {
      return node;
    }
  }
  auto child = HoldBelow(node->child(), argument, wanted, context);
  if (!child.ok()) return child;
  return algebra::WithChildren(node, {*std::move(child)});
}

}  // namespace

absl::StatusOr<NodePtr> ReadEnds(const NodePtr& root, const RuleContext& context) {
  return RewriteBottomUp(root, [&](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    if (const auto* sort = node->As<algebra::Sort>()) return OfSort(node, *sort, context);
    if (const auto* group = node->As<algebra::Group>()) return OfGroup(node, *group, context);
    return node;
  });
}

}  // namespace tern::optimize
