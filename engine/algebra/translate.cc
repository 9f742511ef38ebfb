#include "engine/algebra/translate.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/translate_pattern.h"

namespace tern::algebra {
namespace {

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

// One column of the answer.
struct Item {
  const syntax::ReturnItem* source;
  bool aggregated = false;
  Expression expression;  // over the pattern's variables and aggregates' results
  Variable from;          // what holds it before the projection
  Variable to;            // its name behind the projection, unlike all others
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

class QueryTranslation {
 public:
  QueryTranslation(const syntax::Query& query, const Parameters& parameters)
      : match_(query.parts[0].matches[0].pattern),
        projection_(query.parts[0].projection),
        parameters_(parameters) {}

  absl::StatusOr<Plan> Run() {
    if (const absl::Status status = TranslateSource(); !status.ok()) return status;
    if (const absl::Status status = TranslateItems(); !status.ok()) return status;
    if (grouped_) {
      if (const absl::Status status = AddGroup(); !status.ok()) return status;
    } else {
      ExtendItems();
    }
    // Distinct rows are ordered behind the projection, by what it keeps; others before it, by whatever is
    // bound.
    if (projection_.distinct) {
      AddProjection();
      node_ = MakeNode(Distinct{}, {std::move(node_)});
    }
    if (const absl::Status status = AddOrder(); !status.ok()) return status;
    if (!projection_.distinct || hidden_order_keys_) AddProjection();
    if (const absl::Status status = AddSlice(); !status.ok()) return status;

    Plan plan;
    plan.root = std::move(node_);
    for (const Item& item : items_) plan.columns.push_back(item.source->name);
    plan.mentions = std::move(pattern_.mentions);
    return plan;
  }

 private:
  absl::Status TranslateSource() {
    absl::flat_hash_set<std::string> stance_wanted;
    for (const syntax::ReturnItem& item : projection_.items)
      CollectStanceArguments(item.expression, stance_wanted);
    for (const syntax::OrderItem& item : projection_.order.items)
      CollectStanceArguments(item.expression, stance_wanted);
    auto pattern = TranslatePattern(match_, parameters_, std::move(stance_wanted));
    if (!pattern.ok()) return pattern.status();
    pattern_ = *std::move(pattern);
    node_ = std::move(pattern_.root);
    if (!projection_.all) {
      for (const syntax::ReturnItem& item : projection_.items) sources_.push_back(item);
    } else {
      for (const std::string& name : pattern_.variables) {
        sources_.push_back({syntax::Expression{syntax::Variable{name}, match_.where}, name, false});
      }
    }
    return absl::OkStatus();
  }

  bool IsBound(const std::string& name) const {
    return name.starts_with('#') || Contains(pattern_.variables, name);
  }

  ExpressionScope PatternScope() {
    ExpressionScope scope;
    scope.parameters = &parameters_;
    scope.stances = &pattern_.stances;
    scope.mentions = &pattern_.mentions;
    scope.variable = [this](const std::string& name, model::Location where) -> absl::StatusOr<Expression> {
      if (!IsBound(name)) return UnboundVariable(name, pattern_.variables, where);
      return Expression::Var(name);
    };
    return scope;
  }

  // As PatternScope, and aggregates become columns of the group.
  ExpressionScope GroupScope() {
    ExpressionScope scope = PatternScope();
    scope.aggregate = [this](const syntax::Aggregate& aggregate, model::Location where) {
      return AggregateOf(aggregate, where);
    };
    return scope;
  }

  absl::StatusOr<Expression> AggregateOf(const syntax::Aggregate& call, model::Location where) {
    if (call.name != "count") {
      return Error(kUnknownFunction, absl::StrCat("aggregate '", call.name, "' is not part of this version"),
                   where);
    }
    if (call.arguments.size() > 1) {
      return Error(kArgumentCount, absl::StrCat("'count' takes one argument, not ", call.arguments.size()),
                   where);
    }
    Aggregate aggregate;
    if (!call.arguments.empty()) {
      auto argument = TranslateExpression(call.arguments[0], PatternScope());
      if (!argument.ok()) return argument.status();
      aggregate.kind = Aggregate::Kind::kCount;
      aggregate.distinct = call.distinct;
      aggregate.argument = Hold(*std::move(argument));
    }
    for (const Aggregate& known : group_.aggregates) {
      if (known.kind == aggregate.kind && known.distinct == aggregate.distinct &&
          known.argument == aggregate.argument)
        return Expression::Var(known.result);
    }
    aggregate.result = absl::StrCat("#count", group_.aggregates.size() + 1);
    group_.aggregates.push_back(aggregate);
    return Expression::Var(aggregate.result);
  }

  // The variable that holds `expression` in `node_`, which is extended where there is none yet.
  Variable Hold(Expression expression) {
    if (expression.is_variable()) return expression.variable;
    for (const auto& [known, variable] : held_) {
      if (known == expression) return variable;
    }
    const Variable variable = absl::StrCat("#value", held_.size() + 1);
    node_ = MakeNode(Extend{variable, expression}, {std::move(node_)});
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
      if (const absl::Status status = NameItem(item); !status.ok()) return status;
      items_.push_back(std::move(item));
    }
    return absl::OkStatus();
  }

  absl::Status NameItem(Item& item) const {
    const auto taken = [this](const Variable& name) {
      return std::any_of(items_.begin(), items_.end(), [&](const Item& other) { return other.to == name; });
    };
    item.to = item.source->name;
    if (taken(item.to)) {
      return Error(kDuplicateColumn, absl::StrCat("two columns are named '", item.to, "'"),
                   item.source->expression.where, "give one of them another name with 'as'");
    }
    return absl::OkStatus();
  }

  void ExtendItems() {
    for (Item& item : items_) item.from = Hold(item.expression);
  }

  absl::Status AddGroup() {
    std::vector<std::pair<Expression, Variable>> keys;
    for (Item& item : items_) {
      if (item.aggregated) continue;
      item.from = Hold(item.expression);
      keys.emplace_back(item.expression, item.from);
      if (!Contains(group_.keys, item.from)) group_.keys.push_back(item.from);
    }
    // The order's aggregates are columns of the group too; they must be known before it is made.
    if (!projection_.distinct) {
      for (const syntax::OrderItem& item : projection_.order.items) {
        if (!HasAggregate(item.expression)) continue;
        auto expression = TranslateExpression(item.expression, OrderScope());
        if (!expression.ok()) return expression.status();
      }
    }
    node_ = MakeNode(group_, {std::move(node_)});
    held_ = std::move(keys);
    for (Item& item : items_) {
      if (!item.aggregated) continue;
      item.expression = ReplaceItems(item.expression, held_);
      if (const absl::Status status = CheckGrouped(item.expression, item.source->expression.where);
          !status.ok()) {
        return status;
      }
      item.from = Hold(item.expression);
    }
    return absl::OkStatus();
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
      if (is_result || Contains(group_.keys, name)) continue;
      return Error(kNotGrouped, absl::StrCat("?", name, " is neither counted nor returned by itself"), where,
                   absl::StrCat("return ?", name, " as a column of its own to group by it"));
    }
    return absl::OkStatus();
  }

  void AddProjection() {
    Project project;
    for (Item& item : items_) {
      project.columns.push_back({item.from, item.to});
      item.from = item.to;
    }
    node_ = MakeNode(std::move(project), {std::move(node_)});
  }

  // Names in `order by`: those of the columns first, then what the pattern binds.
  ExpressionScope OrderScope() {
    ExpressionScope scope = grouped_ && !projection_.distinct ? GroupScope() : PatternScope();
    scope.variable = [this](const std::string& name, model::Location where) -> absl::StatusOr<Expression> {
      for (const Item& item : items_) {
        if (item.source->name == name && !item.from.empty()) return Expression::Var(item.from);
      }
      if (IsBound(name)) return Expression::Var(name);
      std::vector<std::string> known = pattern_.variables;
      for (const Item& item : items_) known.push_back(item.source->name);
      return UnboundVariable(name, known, where);
    };
    return scope;
  }

  absl::Status CheckOrder(const Expression& expression, model::Location where) const {
    if (!projection_.distinct) return grouped_ ? CheckGrouped(expression, where) : absl::OkStatus();
    VariableSet used;
    CollectVariables(expression, used);
    for (const Variable& name : used) {
      if (std::any_of(items_.begin(), items_.end(), [&](const Item& item) { return item.to == name; }))
        continue;
      return Error(kNotGrouped, absl::StrCat("?", name, " cannot order distinct rows, which do not have it"),
                   where, absl::StrCat("return ?", name, " too"));
    }
    return absl::OkStatus();
  }

  absl::Status AddOrder() {
    if (projection_.order.items.empty()) return absl::OkStatus();
    std::vector<std::pair<Expression, Variable>> columns;
    for (const Item& item : items_) columns.emplace_back(item.expression, item.from);
    if (projection_.distinct) held_.clear();  // what was computed before the projection is gone
    Sort sort;
    for (const syntax::OrderItem& item : projection_.order.items) {
      auto expression = TranslateExpression(item.expression, OrderScope());
      if (!expression.ok()) return expression.status();
      const Expression key = ReplaceItems(*expression, columns);
      if (const absl::Status status = CheckOrder(key, item.expression.where); !status.ok()) return status;
      if (!key.is_variable()) hidden_order_keys_ = true;
      sort.keys.push_back({Hold(key), item.descending});
    }
    for (const Item& item : items_) {
      const bool is_key = std::any_of(sort.keys.begin(), sort.keys.end(),
                                      [&](const SortKey& key) { return key.variable == item.from; });
      if (!is_key) sort.keys.push_back({item.from, false});
    }
    node_ = MakeNode(std::move(sort), {std::move(node_)});
    return absl::OkStatus();
  }

  absl::StatusOr<uint64_t> CountOf(const std::variant<uint64_t, syntax::Parameter>& count) const {
    if (const auto* number = std::get_if<uint64_t>(&count)) return *number;
    const auto& parameter = std::get<syntax::Parameter>(count);
    auto term = ParameterValue(parameters_, parameter, match_.where);
    if (!term.ok()) return term.status();
    uint64_t number = 0;
    if (!term->is_literal() || !absl::SimpleAtoi(term->value, &number)) {
      return Error(
          kWrongParameter,
          absl::StrCat("parameter $", parameter.name, " must be a number of rows, not '", term->value, "'"),
          match_.where);
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
    node_ = MakeNode(slice, {std::move(node_)});
    return absl::OkStatus();
  }

  const syntax::Pattern& match_;
  const syntax::Projection& projection_;
  const Parameters& parameters_;
  PatternPlan pattern_;
  std::vector<syntax::ReturnItem> sources_;
  std::vector<Item> items_;
  bool grouped_ = false;
  Group group_;
  bool hidden_order_keys_ = false;
  std::vector<std::pair<Expression, Variable>> held_;  // computed values and the variables that hold them
  NodePtr node_;
};

}  // namespace

absl::StatusOr<Plan> Translate(const syntax::Query& query, const Parameters& parameters) {
  return QueryTranslation(query, parameters).Run();
}

}  // namespace tern::algebra
