#include "tests/reference/projection.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "tests/reference/dataset.h"
#include "tests/reference/expression.h"
#include "tests/reference/patterns.h"
#include "tests/reference/values.h"

namespace tern::reference {
namespace {

using Rows = std::vector<Binding>;
using Names = std::set<std::string>;

Cell CellOfNode(const syntax::Node& node, const Scope& scope) {
  if (const auto* parameter = std::get_if<syntax::Parameter>(&node.value)) {
    return ValueOfParameter(*parameter, scope);
  }
  return std::get<model::Term>(node.value);
}

// The scope of a match: what its tail lets it look at.
Scope ScopeOf(const syntax::Pattern& pattern, const Scope& all) {
  if (pattern.according_to.empty() && !pattern.as_of) return all;
  ClaimDemands demands;
  if (!pattern.according_to.empty()) demands.according_to.emplace();
  for (const syntax::Node& node : pattern.according_to) {
    const Cell source = CellOfNode(node, all);
    if (source.is_term()) demands.according_to->push_back(source);
    if (!source.is_list()) continue;
    for (const Cell& item : source.items()) demands.according_to->push_back(item);
  }
  if (pattern.as_of) demands.as_of = CellOfNode(*pattern.as_of, all);
  Scope scope = all;
  scope.view = std::make_shared<const FactView>(ViewOf(*all.context->dataset, demands));
  return scope;
}

uint64_t CountOf(const std::variant<uint64_t, syntax::Parameter>& count, const Scope& scope) {
  if (const auto* number = std::get_if<uint64_t>(&count)) return *number;
  return static_cast<uint64_t>(*WholeNumber(ValueOfParameter(std::get<syntax::Parameter>(count), scope)));
}

// One `with` or `return`.
class ProjectionEvaluation {
 public:
  // `visible`: what `*` means.
  ProjectionEvaluation(const syntax::Projection& projection, const Scope& scope,
                       const std::vector<std::string>& visible)
      : projection_(projection), scope_(scope) {
    if (!projection.all) {
      items_ = projection.items;
      return;
    }
    for (const std::string& name : visible) {
      items_.push_back({syntax::Expression{syntax::Variable{name}, {}}, name, false});
    }
  }

  Table Run(Rows rows) {
    for (const auto& item : items_) rows = MakeAccesses(item.expression, scope_, std::move(rows));
    for (const auto& item : projection_.order.items)
      rows = MakeAccesses(item.expression, scope_, std::move(rows));
    std::vector<Keyed> keyed = IsGrouped() ? Grouped(rows) : Plain(rows);
    if (projection_.distinct) {
      std::set<Row> seen;
      std::erase_if(keyed, [&](const Keyed& row) { return !seen.insert(row.cells).second; });
    }
    Table table;
    table.ordered = !projection_.order.items.empty();
    if (table.ordered) Sort(keyed);
    for (const auto& item : items_) table.columns.push_back(item.name);
    for (Keyed& row : keyed) table.rows.push_back(std::move(row.projected));
    Slice(table);
    return table;
  }

  // Those of the columns that are claim variables still.
  Names ClaimColumns() const {
    Names names;
    for (const auto& item : items_) {
      const auto* variable = std::get_if<syntax::Variable>(&item.expression.value);
      if (variable != nullptr && scope_.claim_variables.contains(variable->name)) names.insert(item.name);
    }
    return names;
  }

 private:
  struct Keyed {
    Row keys;
    Row cells;          // of the items
    Binding projected;  // the same by name, with stances
  };

  bool IsGrouped() const {
    return std::any_of(items_.begin(), items_.end(),
                       [](const syntax::ReturnItem& item) { return HasAggregate(item.expression); });
  }

  std::vector<Keyed> Plain(const Rows& rows) const {
    std::vector<Keyed> keyed;
    for (const Binding& row : rows) keyed.push_back(RowOf(row, {}));
    return keyed;
  }

  // Groups by the items that are no aggregates; without such there is one group, empty or not.
  std::vector<Keyed> Grouped(const Rows& rows) const {
    std::map<Row, Rows> groups;
    const bool has_keys = std::any_of(items_.begin(), items_.end(),
                                      [](const auto& item) { return !HasAggregate(item.expression); });
    if (!has_keys) groups[{}];
    for (const Binding& row : rows) {
      Row key;
      for (const auto& item : items_) {
        if (!HasAggregate(item.expression)) key.push_back(ValueOf(item.expression, scope_, row));
      }
      groups[key].push_back(row);
    }
    std::vector<Keyed> keyed;
    keyed.reserve(groups.size());
    for (const auto& [key, group] : groups) {
      keyed.push_back(RowOf(group.empty() ? Binding{} : group[0], group));
    }
    return keyed;
  }

  // What the row gives, or the group whose first row it is.
  Keyed RowOf(const Binding& row, const Rows& group) const {
    Keyed keyed;
    Binding scope = row;  // `order by` knows the columns, and what was bound before
    for (const auto& item : items_) {
      const Cell cell = ValueOfGrouped(item.expression, scope_, row, group);
      keyed.cells.push_back(cell);
      keyed.projected.cells[item.name] = cell;
      scope.cells[item.name] = cell;
      const auto* variable = std::get_if<syntax::Variable>(&item.expression.value);
      if (variable == nullptr) continue;
      const auto stance = row.stances.find(variable->name);
      if (stance != row.stances.end()) keyed.projected.stances[item.name] = stance->second;
    }
    for (const auto& item : projection_.order.items) {
      keyed.keys.push_back(ValueOfGrouped(item.expression, scope_, scope, group));
    }
    return keyed;
  }

  void Sort(std::vector<Keyed>& rows) const {
    const auto& order = projection_.order.items;
    std::stable_sort(rows.begin(), rows.end(), [&](const Keyed& a, const Keyed& b) {
      for (size_t i = 0; i < order.size(); ++i) {
        const int compared = CompareInOrder(a.keys[i], b.keys[i]);
        if (compared != 0) return order[i].descending ? compared > 0 : compared < 0;
      }
      for (size_t i = 0; i < a.cells.size(); ++i) {
        const int compared = CompareInOrder(a.cells[i], b.cells[i]);
        if (compared != 0) return compared < 0;
      }
      return false;
    });
  }

  void Slice(Table& table) const {
    const auto& order = projection_.order;
    const size_t skip = order.skip ? CountOf(*order.skip, scope_) : 0;
    const size_t available = table.rows.size() > skip ? table.rows.size() - skip : 0;
    const size_t kept = order.limit ? std::min<size_t>(available, CountOf(*order.limit, scope_)) : available;
    if (kept == table.rows.size()) return;
    if (!table.ordered) {
      table.cut_count = kept;
      return;
    }
    const auto first = table.rows.begin() + static_cast<ptrdiff_t>(std::min(skip, table.rows.size()));
    table.rows = Rows(first, first + static_cast<ptrdiff_t>(kept));
  }

  const syntax::Projection& projection_;
  const Scope& scope_;
  std::vector<syntax::ReturnItem> items_;
};

// What stands between two projections.
Rows MatchAll(const syntax::QueryPart& part, const Scope& scope, Rows rows) {
  for (const syntax::MatchClause& match : part.matches) {
    const Scope inside = ScopeOf(match.pattern, scope);
    Rows next;
    for (const Binding& row : rows) {
      for (Binding& found : match.optional ? MatchOptional(match.pattern, inside, row)
                                           : MatchPattern(match.pattern, inside, row)) {
        next.push_back(std::move(found));
      }
    }
    rows = std::move(next);
  }
  return rows;
}

Binding WithoutAccesses(Binding row) {
  std::erase_if(row.cells, [](const auto& cell) { return IsAccess(cell.first); });
  return row;
}

}  // namespace

Table TableOf(const syntax::Query& query, Scope scope, const Binding& outer) {
  std::vector<std::string> visible;
  Table table;
  table.rows = {WithoutAccesses(outer)};
  for (const syntax::QueryPart& part : query.parts) {
    for (const syntax::MatchClause& match : part.matches) {
      AddVariables(match.pattern, visible);
      AddClaimVariables(match.pattern, scope.claim_variables);
    }
    ProjectionEvaluation projection(part.projection, scope, visible);
    table = projection.Run(MatchAll(part, scope, std::move(table.rows)));
    scope.claim_variables = projection.ClaimColumns();
    visible = table.columns;
    if (!part.projection.where_clause) continue;
    const syntax::Expression& condition = *part.projection.where_clause;
    table.rows = MakeAccesses(condition, scope, std::move(table.rows));
    std::erase_if(table.rows, [&](const Binding& row) { return !IsTrue(ValueOf(condition, scope, row)); });
    for (Binding& row : table.rows) row = WithoutAccesses(std::move(row));
  }
  return table;
}

}  // namespace tern::reference
