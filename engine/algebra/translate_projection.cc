#include "engine/algebra/translate_projection.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/outer_row.h"
#include "engine/algebra/syntax_variables.h"

namespace tern::algebra {
namespace {

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

// One column.
struct Item {
  const syntax::ReturnItem* source;
  bool aggregated = false;
  Expression expression;  // over what the pattern binds and aggregates' results
  Variable from;          // what holds it before the projection
  Variable to;            // its name behind the projection, unlike all others
};

// A claim variable's stance that goes along with it.
struct HiddenColumn {
  std::string name;  // of the claim's column
  Variable from;
  Variable to;
};

// Replaces whatever equals an item's expression by the variable that holds it.
Expression ReplaceItems(const Expression& expression,
                        const std::vector<std::pair<Expression, Variable>>& held) {
  for (const auto& [known, variable] : held) {
    if (expression == known) return Expression::Var(variable);
  }
  Expression replaced = expression;
  for (Expression& argument : replaced.arguments) argument = ReplaceItems(argument, held);
  return replaced;
}

struct AggregateName {
  std::string_view name;
  Aggregate::Kind kind;
};
constexpr AggregateName kAggregates[] = {
    {"count", Aggregate::Kind::kCount}, {"sum", Aggregate::Kind::kSum},
    {"avg", Aggregate::Kind::kAvg},     {"min", Aggregate::Kind::kMin},
    {"max", Aggregate::Kind::kMax},     {"collect", Aggregate::Kind::kCollect},
};

class ProjectionTranslation {
 public:
  ProjectionTranslation(const syntax::Projection& projection, ProjectionUse use, const ClaimFilter& claims,
                        TranslationState& state, Rows& rows)
      : projection_(projection), use_(use), claims_(claims), state_(state), rows_(rows) {}

  absl::StatusOr<std::vector<std::string>> Run() {
    rows_.root = OrUnit(std::move(rows_.root));
    CollectSources();
    if (absl::Status status = TranslateItems(); !status.ok()) return status;
    if (absl::Status status = TranslateOrderKeys(); !status.ok()) return status;
    if (grouped_) {
      if (absl::Status status = AddGroup(); !status.ok()) return status;
    } else {
      for (Item& item : items_) item.from = Hold(item.expression);
    }
    // Distinct rows are ordered behind the projection, by what it keeps; others before it, by whatever is
    // bound.
    if (projection_.distinct) AddDistinct();
    if (absl::Status status = AddOrder(); !status.ok()) return status;
    if (!projection_.distinct || has_computed_keys_) AddProject();
    if (absl::Status status = AddSlice(); !status.ok()) return status;
    LeaveScope();
    if (projection_.where_clause) {
      absl::Status status = AddCondition(*projection_.where_clause, claims_, state_, rows_);
      if (!status.ok()) return status;
      rows_.scope.accesses.clear();
    }
    std::vector<std::string> columns;
    for (const Item& item : items_) columns.push_back(item.source->name);
    return columns;
  }

 private:
  void CollectSources() {
    if (!projection_.all) {
      sources_ = projection_.items;
    } else {
      for (const std::string& name : rows_.scope.names) {
        sources_.push_back({syntax::Expression{syntax::Variable{name}, projection_.where}, name, false});
      }
    }
    rows_.scope.tests.clear();
    for (const syntax::ReturnItem& item : sources_) AddInnerNames(item.expression, rows_.scope.inner);
  }

  ExpressionScope PatternScope() { return ScopeOver(claims_, state_, rows_); }

  // As PatternScope, and aggregates become columns of the group. What else such an item reads must be one of
  // the group's keys.
  ExpressionScope GroupScope() {
    ExpressionScope scope = PatternScope();
    scope.aggregate = [this](const syntax::Aggregate& aggregate, model::Location where) {
      return AggregateOf(aggregate, where);
    };
    return scope;
  }

  absl::StatusOr<Expression> AggregateOf(const syntax::Aggregate& call, model::Location where) {
    const auto* known = std::find_if(std::begin(kAggregates), std::end(kAggregates),
                                     [&](const AggregateName& a) { return a.name == call.name; });
    if (known == std::end(kAggregates))
      return Error(kUnknownFunction, absl::StrCat("unknown function '", call.name, "'"), where);
    const bool counts_rows = call.arguments.empty() && known->kind == Aggregate::Kind::kCount;
    if (!counts_rows && call.arguments.size() != 1) {
      return Error(kArgumentCount,
                   absl::StrCat("'", call.name, "' takes one argument, not ", call.arguments.size()), where);
    }
    Aggregate aggregate;
    if (!counts_rows) {
      auto argument = TranslateExpression(call.arguments[0], PatternScope());
      if (!argument.ok()) return argument.status();
      aggregate.kind = known->kind;
      aggregate.distinct = call.distinct;
      aggregate.argument = Hold(*std::move(argument));
    }
    return Expression::Var(ResultOf(std::move(aggregate), call.name));
  }

  // The variable of an aggregate of the group, which is added where there is none like it.
  Variable ResultOf(Aggregate aggregate, const std::string& name) {
    for (const Aggregate& known : group_.aggregates) {
      if (known.kind == aggregate.kind && known.distinct == aggregate.distinct &&
          known.argument == aggregate.argument)
        return known.result;
    }
    aggregate.result = absl::StrCat("#", name, ++state_.aggregate_count);
    group_.aggregates.push_back(aggregate);
    return aggregate.result;
  }

  // The variable that holds `expression` in the rows, which are extended where there is none yet.
  Variable Hold(Expression expression) {
    if (expression.is_variable()) return expression.variable;
    for (const auto& [known, variable] : held_) {
      if (known == expression) return variable;
    }
    const Variable variable = absl::StrCat("#value", ++state_.value_count);
    rows_.root = MakeNode(Extend{variable, expression}, {std::move(rows_.root)});
    held_.emplace_back(std::move(expression), variable);
    return variable;
  }

  absl::Status TranslateItems() {
    grouped_ = std::any_of(sources_.begin(), sources_.end(),
                           [](const syntax::ReturnItem& item) { return HasAggregate(item.expression); });
    for (const syntax::ReturnItem& source : sources_) {
      Item item;
      item.source = &source;
      item.aggregated = HasAggregate(source.expression);
      auto expression =
          TranslateExpression(source.expression, item.aggregated ? GroupScope() : PatternScope());
      if (!expression.ok()) return expression.status();
      item.expression = *std::move(expression);
      if (absl::Status status = NameItem(item); !status.ok()) return status;
      AddStance(item);
      items_.push_back(std::move(item));
    }
    return absl::OkStatus();
  }

  absl::Status NameItem(Item& item) const {
    item.to = item.source->name;
    const bool is_taken =
        std::any_of(items_.begin(), items_.end(), [&](const Item& other) { return other.to == item.to; });
    if (!is_taken) return absl::OkStatus();
    return Error(kDuplicateColumn, absl::StrCat("two columns are named '", item.to, "'"),
                 item.source->expression.where, "give one of them another name with 'as'");
  }

  // A claim variable's stance goes along where somebody behind asks for it.
  void AddStance(const Item& item) {
    if (use_ == ProjectionUse::kAnswer || !item.expression.is_variable()) return;
    const auto stance = rows_.scope.stances.find(item.expression.variable);
    if (stance == rows_.scope.stances.end() || !state_.stance_names.contains(item.to)) return;
    hidden_.push_back({item.to, stance->second, absl::StrCat("#stance(", item.to, ")")});
  }

  // Order keys come before the group and before the projection; what they read is joined to the rows now.
  // Those of distinct rows and those that aggregates make are translated where they are sorted.
  absl::Status TranslateOrderKeys() {
    order_keys_.resize(projection_.order.items.size());
    for (size_t i = 0; i < order_keys_.size(); ++i) {
      const syntax::Expression& source = projection_.order.items[i].expression;
      ExpressionScope scope = GroupScope();
      if (!grouped_ || projection_.distinct) scope.aggregate = NoColumn;
      // The columns come first, then what the pattern binds.
      const auto bound = scope.variable;
      scope.variable = [this, bound](const std::string& name, model::Location where) {
        for (const Item& item : items_) {
          if (item.source->name == name) return absl::StatusOr<Expression>(item.expression);
        }
        if (!rows_.scope.Binds(name)) return absl::StatusOr<Expression>(UnknownKey(name, where));
        return bound(name, where);
      };
      auto key = TranslateExpression(source, scope);
      if (!key.ok()) return key.status();
      order_keys_[i] = *std::move(key);
    }
    return absl::OkStatus();
  }

  static absl::StatusOr<Expression> NoColumn(const syntax::Aggregate& aggregate, model::Location where) {
    return Error(kMisplacedAggregate, absl::StrCat("'", aggregate.name, "' orders rows that do not have it"),
                 where,
                 absl::StrCat("make it one of the items, ", aggregate.name, "(…) as ?n, and order by ?n"));
  }

  absl::Status UnknownKey(const std::string& name, model::Location where) const {
    Scope known = rows_.scope;
    for (const Item& item : items_) known.names.push_back(item.source->name);
    return UnboundVariable(name, known, where);
  }

  absl::Status AddGroup() {
    std::vector<std::pair<Expression, Variable>> keys;
    for (Item& item : items_) {
      if (item.aggregated) continue;
      item.from = Hold(item.expression);
      keys.emplace_back(item.expression, item.from);
      if (!Contains(group_.keys, item.from)) group_.keys.push_back(item.from);
    }
    CarryStances();
    rows_.root = MakeNode(group_, {std::move(rows_.root)});
    held_ = std::move(keys);
    for (Item& item : items_) {
      if (!item.aggregated) continue;
      const Expression expression = ReplaceItems(item.expression, held_);
      absl::Status status = CheckGrouped(expression, item.source->expression.where);
      if (!status.ok()) return status;
      item.from = Hold(expression);
    }
    return absl::OkStatus();
  }

  // The stance of a claim that is grouped by: a claim of several stances is one group still, so that any of
  // them has to do.
  void CarryStances() {
    for (HiddenColumn& hidden : hidden_) {
      Aggregate stance;
      stance.kind = Aggregate::Kind::kMin;
      stance.argument = hidden.from;
      hidden.from = ResultOf(std::move(stance), "stance");
    }
  }

  absl::Status CheckGrouped(const Expression& expression, model::Location where) const {
    VariableSet used;
    CollectVariables(expression, used);
    std::vector<Variable> names(used.begin(), used.end());
    std::sort(names.begin(), names.end());
    for (const Variable& name : names) {
      const bool is_result =
          std::any_of(group_.aggregates.begin(), group_.aggregates.end(),
                      [&](const Aggregate& aggregate) { return aggregate.result == name; });
      const bool is_column =
          std::any_of(items_.begin(), items_.end(), [&](const Item& item) { return item.from == name; });
      if (is_result || is_column || Contains(group_.keys, name)) continue;
      const std::string shown = WrittenOf(name);
      return Error(kNotGrouped, absl::StrCat(shown, " is neither counted nor returned by itself"), where,
                   absl::StrCat("return ", shown, " as a column of its own to group by it"));
    }
    return absl::OkStatus();
  }

  std::string WrittenOf(const Variable& variable) const {
    const auto written = state_.written.find(variable);
    return written != state_.written.end() ? written->second : absl::StrCat("?", variable);
  }

  void AddProject() {
    Project project;
    for (Item& item : items_) {
      project.columns.push_back({item.from, item.to});
      item.from = item.to;
    }
    for (HiddenColumn& hidden : hidden_) {
      project.columns.push_back({hidden.from, hidden.to});
      hidden.from = hidden.to;
    }
    rows_.root = MakeNode(std::move(project), {std::move(rows_.root)});
  }

  void AddDistinct() {
    if (!hidden_.empty() && !grouped_) {  // the same as a group by all columns
      group_ = {};
      for (const Item& item : items_) {
        if (!Contains(group_.keys, item.from)) group_.keys.push_back(item.from);
      }
      CarryStances();
      rows_.root = MakeNode(group_, {std::move(rows_.root)});
      AddProject();
      return;
    }
    AddProject();
    rows_.root = MakeNode(Distinct{}, {std::move(rows_.root)});
  }

  absl::Status CheckOrder(const Expression& expression, model::Location where) const {
    if (!projection_.distinct) return grouped_ ? CheckGrouped(expression, where) : absl::OkStatus();
    VariableSet used;
    CollectVariables(expression, used);
    for (const Variable& name : used) {
      if (std::any_of(items_.begin(), items_.end(), [&](const Item& item) { return item.to == name; }))
        continue;
      const std::string shown = WrittenOf(name);
      return Error(kNotGrouped, absl::StrCat(shown, " cannot order distinct rows, which do not have it"),
                   where, absl::StrCat("return ", shown, " too"));
    }
    return absl::OkStatus();
  }

  absl::Status AddOrder() {
    if (order_keys_.empty()) return absl::OkStatus();
    std::vector<std::pair<Expression, Variable>> columns;
    for (const Item& item : items_) columns.emplace_back(item.expression, item.from);
    if (projection_.distinct) held_.clear();  // what was computed before the projection is gone
    Sort sort;
    for (size_t i = 0; i < order_keys_.size(); ++i) {
      const syntax::OrderItem& source = projection_.order.items[i];
      const Expression key = ReplaceItems(order_keys_[i], columns);
      if (absl::Status status = CheckOrder(key, source.expression.where); !status.ok()) return status;
      if (!key.is_variable()) has_computed_keys_ = true;
      sort.keys.push_back({Hold(key), source.descending});
    }
    for (const Item& item : items_) {
      const bool is_key = std::any_of(sort.keys.begin(), sort.keys.end(),
                                      [&](const SortKey& key) { return key.variable == item.from; });
      if (!is_key) sort.keys.push_back({item.from, false});
    }
    rows_.root = MakeNode(std::move(sort), {std::move(rows_.root)});
    return absl::OkStatus();
  }

  absl::StatusOr<uint64_t> CountOf(const std::variant<uint64_t, syntax::Parameter>& count) const {
    if (const auto* number = std::get_if<uint64_t>(&count)) return *number;
    const auto& parameter = std::get<syntax::Parameter>(count);
    auto term = ParameterValue(*state_.parameters, parameter, projection_.where);
    if (!term.ok()) return term.status();
    uint64_t number = 0;
    if (!term->is_literal() || !absl::SimpleAtoi(term->value, &number)) {
      return Error(kWrongParameter,
                   absl::StrCat("parameter $", parameter.name, " must be a number of rows, not ",
                                term->is_literal() ? absl::StrCat("'", term->value, "'") : "an entity"),
                   projection_.where);
    }
    return number;
  }

  absl::Status AddSlice() {
    if (!projection_.order.skip && !projection_.order.limit) return absl::OkStatus();
    Slice slice;
    if (projection_.order.skip) {
      auto skip = CountOf(*projection_.order.skip);
      if (!skip.ok()) return skip.status();
      slice.skip = *skip;
    }
    if (projection_.order.limit) {
      auto limit = CountOf(*projection_.order.limit);
      if (!limit.ok()) return limit.status();
      slice.limit = *limit;
    }
    rows_.root = MakeNode(slice, {std::move(rows_.root)});
    return absl::OkStatus();
  }

  // Behind the projection its columns are all that there is. A column without a name that could be written
  // is none of the variables.
  void LeaveScope() {
    Scope behind;
    behind.gone = std::move(rows_.scope.gone);
    behind.gone.insert(rows_.scope.names.begin(), rows_.scope.names.end());
    for (const Item& item : items_) {
      const auto* variable = std::get_if<syntax::Variable>(&item.source->expression.value);
      if (variable == nullptr && !item.source->has_alias) continue;
      behind.Add(item.to);
      if (variable != nullptr && rows_.scope.IsClaim(variable->name)) behind.claims.insert(item.to);
    }
    for (const HiddenColumn& hidden : hidden_) behind.stances[hidden.name] = hidden.to;
    rows_.scope = std::move(behind);
  }

  const syntax::Projection& projection_;
  ProjectionUse use_;
  const ClaimFilter& claims_;
  TranslationState& state_;
  Rows& rows_;
  std::vector<syntax::ReturnItem> sources_;
  std::vector<Item> items_;
  std::vector<HiddenColumn> hidden_;
  std::vector<Expression> order_keys_;
  bool grouped_ = false;
  Group group_;
  bool has_computed_keys_ = false;
  std::vector<std::pair<Expression, Variable>> held_;  // computed values and the variables that hold them
};

}  // namespace

absl::StatusOr<std::vector<std::string>> AddProjection(const syntax::Projection& projection,
                                                       ProjectionUse use, const ClaimFilter& claims,
                                                       TranslationState& state, Rows& rows) {
  return ProjectionTranslation(projection, use, claims, state, rows).Run();
}

}  // namespace tern::algebra
