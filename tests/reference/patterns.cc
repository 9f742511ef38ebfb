#include "tests/reference/patterns.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "tests/reference/expression.h"
#include "tests/reference/projection.h"
#include "tests/reference/values.h"
#include "tests/reference/walks.h"

namespace tern::reference {
namespace {

using Rows = std::vector<Binding>;

constexpr size_t kMaxRows = 5000;

void Append(Rows more, Rows& rows) {
  for (Binding& row : more) rows.push_back(std::move(row));
}

// Nulls for what a group binds, where a row has nothing.
Binding WithNulls(Binding row, const std::vector<std::string>& names) {
  for (const std::string& name : names) row.cells.try_emplace(name);
  return row;
}

class PartMatch {
 public:
  PartMatch(const Scope& scope, const Binding& left) : scope_(scope), left_(left) {}

  Rows Of(const syntax::PatternPart& part) const {
    return std::visit([this](const auto& value) { return OfValue(value); }, part.value);
  }

 private:
  Rows OfValue(const syntax::Walk& walk) const { return MatchWalk(walk, scope_, left_); }
  Rows OfValue(const syntax::OptionalGroup& group) const {
    return MatchOptional(*group.pattern, scope_, left_);
  }
  Rows OfValue(const syntax::NotGroup&) const { return {left_}; }  // its turn comes behind all parts

  Rows OfValue(const syntax::OrGroup& group) const {
    std::vector<std::string> names;
    for (const syntax::Pattern& choice : group.choices) AddVariables(choice, names);
    Rows rows;
    for (const syntax::Pattern& choice : group.choices) {
      for (Binding& row : MatchGroup(choice, scope_, left_)) rows.push_back(WithNulls(std::move(row), names));
    }
    return rows;
  }

  Rows OfValue(const syntax::Let& let) const {
    Rows rows = MakeAccesses(let.expression, scope_, {left_});
    for (Binding& row : rows) row.cells[let.variable.name] = ValueOf(let.expression, scope_, row);
    return rows;
  }

  Rows OfValue(const syntax::For& each) const {
    Rows rows;
    for (const Binding& row : MakeAccesses(each.list, scope_, {left_})) {
      const Cell list = ListOf(each.list, row);
      if (!list.is_list()) continue;
      for (const Cell& item : list.items()) {
        rows.push_back(row);
        rows.back().cells[each.variable.name] = item;
      }
    }
    return rows;
  }

  // A parameter that is a single term is a list of one here.
  Cell ListOf(const syntax::Expression& list, const Binding& row) const {
    Cell value = ValueOf(list, scope_, row);
    const bool is_parameter = std::holds_alternative<syntax::Parameter>(list.value);
    return is_parameter && value.is_term() ? Cell::List({value}) : value;
  }

  // The returned columns join; null joins nothing.
  Rows OfValue(const syntax::Subquery& subquery) const {
    Rows rows;
    for (const Binding& found : TableOf(*subquery.query, scope_, left_).rows) {
      Binding joined = left_;
      bool joins = true;
      for (const auto& [name, cell] : found.cells) {
        const auto outer = left_.cells.find(name);
        if (outer != left_.cells.end() && (cell.is_null() || !(outer->second == cell))) joins = false;
        joined.cells[name] = cell;
      }
      for (const auto& [name, stance] : found.stances) joined.stances[name] = stance;
      if (joins) rows.push_back(std::move(joined));
    }
    return rows;
  }

  const Scope& scope_;
  const Binding& left_;
};

}  // namespace

Rows MatchPattern(const syntax::Pattern& pattern, const Scope& scope, const Binding& outer) {
  Rows rows = {outer};
  for (const syntax::PatternPart& part : pattern.parts) {
    Rows next;
    for (const Binding& row : rows) {
      Append(PartMatch(scope, row).Of(part), next);
      if (next.size() <= kMaxRows) continue;
      *scope.context->too_large = true;
      return {};
    }
    rows = std::move(next);
  }
  for (const syntax::PatternPart& part : pattern.parts) {
    const auto* walk = std::get_if<syntax::Walk>(&part.value);
    if (walk != nullptr)
      std::erase_if(rows, [&](const Binding& row) { return !HoldsMaps(*walk, scope, row); });
  }
  for (const syntax::PatternPart& part : pattern.parts) {
    const auto* absent = std::get_if<syntax::NotGroup>(&part.value);
    if (absent == nullptr) continue;
    std::erase_if(rows,
                  [&](const Binding& row) { return !MatchGroup(*absent->pattern, scope, row).empty(); });
  }
  if (!pattern.where_clause) return rows;
  rows = MakeAccesses(*pattern.where_clause, scope, std::move(rows));
  std::erase_if(rows,
                [&](const Binding& row) { return !IsTrue(ValueOf(*pattern.where_clause, scope, row)); });
  return rows;
}

Rows MatchGroup(const syntax::Pattern& group, const Scope& scope, const Binding& outer) {
  Scope inner = scope;
  AddClaimVariables(group, inner.claim_variables);
  std::vector<std::string> names;
  AddVariables(group, names);
  Rows rows = MatchPattern(group, inner, outer);
  for (Binding& row : rows) {
    std::erase_if(row.cells, [&](const auto& cell) {
      return !outer.cells.contains(cell.first) &&
             std::find(names.begin(), names.end(), cell.first) == names.end();
    });
  }
  return rows;
}

Rows MatchOptional(const syntax::Pattern& group, const Scope& scope, const Binding& outer) {
  Rows rows = MatchGroup(group, scope, outer);
  if (!rows.empty()) return rows;
  std::vector<std::string> names;
  AddVariables(group, names);
  return {WithNulls(outer, names)};
}

}  // namespace tern::reference
