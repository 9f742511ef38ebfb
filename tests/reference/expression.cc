#include "tests/reference/expression.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/reference/aggregates.h"
#include "tests/reference/functions.h"
#include "tests/reference/patterns.h"
#include "tests/reference/values.h"

namespace tern::reference {
namespace {

using model::Term;
using syntax::Op;

constexpr const char* kLabel = "http://www.w3.org/2000/01/rdf-schema#label";

std::string AccessName(const syntax::PropertyAccess& access) {
  return "?" + access.variable.name + " <" + access.steps.at(0).iri + ">";
}

class Evaluation {
 public:
  Evaluation(const Scope& scope, const Binding& binding, const std::vector<Binding>* group)
      : scope_(scope), binding_(binding), group_(group) {}

  Cell Of(const syntax::Expression& expression) const {
    return std::visit([this](const auto& value) { return OfValue(value); }, expression.value);
  }

 private:
  Cell OfValue(const Term& term) const { return term; }
  Cell OfValue(const syntax::Null&) const { return {}; }
  Cell OfValue(const syntax::Parameter& parameter) const { return ValueOfParameter(parameter, scope_); }
  Cell OfValue(const syntax::NameSearch&) const { std::abort(); }
  Cell OfValue(const syntax::Variable& variable) const { return CellOf(variable.name); }
  Cell OfValue(const syntax::PropertyAccess& access) const { return CellOf(AccessName(access)); }

  Cell CellOf(const std::string& name) const {
    const auto found = binding_.cells.find(name);
    return found == binding_.cells.end() ? Cell() : found->second;
  }

  Cell OfValue(const syntax::List& list) const {
    std::vector<Cell> items;
    for (const auto& item : list.items) items.push_back(Of(item));
    return Cell::List(std::move(items));
  }

  Cell OfValue(const syntax::PatternTest& test) const {
    Binding outer = binding_;
    std::erase_if(outer.cells, [](const auto& cell) { return IsAccess(cell.first); });
    const auto rows = static_cast<int64_t>(MatchGroup(*test.pattern, scope_, outer).size());
    return test.kind == syntax::PatternTest::Kind::kExists ? Cell::Boolean(rows > 0) : Cell::Integer(rows);
  }

  Cell OfValue(const syntax::Aggregate& aggregate) const {
    if (group_ == nullptr) std::abort();
    if (aggregate.arguments.empty()) return Cell::Integer(static_cast<int64_t>(group_->size()));
    std::vector<Cell> values;
    std::set<Cell> seen;
    for (const Binding& row : *group_) {
      Cell value = ValueOf(aggregate.arguments[0], scope_, row);
      if (value.is_null() || (aggregate.distinct && !seen.insert(value).second)) continue;
      values.push_back(std::move(value));
    }
    return AggregateOf(aggregate.name, std::move(values));
  }

  Cell OfValue(const syntax::FunctionCall& call) const {
    if (call.name == "stance") return StanceOf(call.arguments.at(0));
    if (call.name == "now") return scope_.context->now;
    if (call.name == "if") return Of(call.arguments[IsTrue(Of(call.arguments[0])) ? 1 : 2]);
    if (call.name == "label") return LabelOf(Of(call.arguments[0]));
    if (call.name == "coalesce") {
      for (const auto& argument : call.arguments) {
        if (Cell value = Of(argument); !value.is_null()) return value;
      }
      return {};
    }
    std::vector<Cell> arguments;
    for (const auto& argument : call.arguments) arguments.push_back(Of(argument));
    return CallFunction(call.name, arguments, scope_.context->base);
  }

  Cell StanceOf(const syntax::Expression& argument) const {
    const auto found = binding_.stances.find(std::get<syntax::Variable>(argument.value).name);
    if (found == binding_.stances.end()) return {};
    constexpr const char* kNames[] = {"for", "against", "unclear"};
    return Cell::Text(kNames[static_cast<int>(found->second)]);
  }

  // Without a language, then English, then whatever comes first in the order of terms.
  Cell LabelOf(const Cell& entity) const {
    const auto rank = [](const Cell& label) {
      return label.term().language.empty() ? 0 : label.term().language == "en" ? 1 : 2;
    };
    Cell best;
    for (const Statement* fact : ViewOfAll(*scope_.context->dataset).facts) {
      if (!(fact->subject == entity) || fact->predicate.term().value != kLabel) continue;
      const Cell& label = fact->object;
      const bool better = best.is_null() || rank(label) < rank(best) ||
                          (rank(label) == rank(best) && CompareInOrder(label, best) < 0);
      if (better) best = label;
    }
    return best;
  }

  // --- operators

  Cell OfValue(const syntax::OperatorCall& call) const {
    switch (call.op) {
      case Op::kOr:
      case Op::kAnd:
        return Logic(call);
      case Op::kNot: {
        const auto truth = TruthOf(Of(call.operands[0]));
        return truth ? Cell::Boolean(!*truth) : Cell();
      }
      case Op::kIn:
      case Op::kNotIn:
      case Op::kInList:
      case Op::kNotInList:
        return Membership(call);
      case Op::kIsNull:
        return Cell::Boolean(Of(call.operands[0]).is_null());
      case Op::kIsNotNull:
        return Cell::Boolean(!Of(call.operands[0]).is_null());
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
        return Calculate(call.op, Of(call.operands[0]), Of(call.operands[1]));
      case Op::kNegate:
        return Negate(Of(call.operands[0]));
      default:
        return Comparison(call.op, Of(call.operands[0]), Of(call.operands[1]));
    }
  }

  Cell Logic(const syntax::OperatorCall& call) const {
    const bool deciding = call.op == Op::kOr;  // what decides alone
    bool unknown = false;
    for (const auto& operand : call.operands) {
      const auto truth = TruthOf(Of(operand));
      if (!truth) {
        unknown = true;
      } else if (*truth == deciding) {
        return Cell::Boolean(deciding);
      }
    }
    return unknown ? Cell() : Cell::Boolean(!deciding);
  }

  // `x in [a, b]` has the items as operands; `x in $list` and `x in ?list` what gives a list.
  Cell Membership(const syntax::OperatorCall& call) const {
    const bool among = call.op == Op::kIn || call.op == Op::kInList;
    const Cell left = Of(call.operands[0]);
    if (left.is_null()) return {};
    std::vector<Cell> items;
    for (size_t i = 1; i < call.operands.size(); ++i) items.push_back(Of(call.operands[i]));
    const bool is_parameter = std::holds_alternative<syntax::Parameter>(call.operands[1].value);
    if (call.op == Op::kInList || call.op == Op::kNotInList || (items.size() == 1 && is_parameter)) {
      const Cell list = items[0];
      if (list.is_list()) items = list.items();
      if (!list.is_list() && !is_parameter) return {};
    }
    bool unknown = false;
    for (const Cell& item : items) {
      if (item.is_null()) {
        unknown = true;
      } else if (SameValue(left, item)) {
        return Cell::Boolean(among);
      }
    }
    return unknown ? Cell() : Cell::Boolean(!among);
  }

  static Cell Comparison(Op op, const Cell& a, const Cell& b) {
    if (a.is_null() || b.is_null()) return {};
    if (op == Op::kEqual) return Cell::Boolean(SameValue(a, b));
    if (op == Op::kNotEqual) return Cell::Boolean(!SameValue(a, b));
    const auto order = Compare(a, b);
    if (!order) return {};
    switch (op) {
      case Op::kLess:
        return Cell::Boolean(*order < 0);
      case Op::kLessEqual:
        return Cell::Boolean(*order <= 0);
      case Op::kGreater:
        return Cell::Boolean(*order > 0);
      default:
        return Cell::Boolean(*order >= 0);
    }
  }

  const Scope& scope_;
  const Binding& binding_;
  const std::vector<Binding>* group_;  // null: no aggregates here
};

// --- accesses ---------------------------------------------------------------------------------------------

void AddAccesses(const std::vector<syntax::Expression>& expressions,
                 std::vector<const syntax::PropertyAccess*>& accesses);

void AddAccesses(const syntax::Expression& expression, std::vector<const syntax::PropertyAccess*>& accesses) {
  if (const auto* access = std::get_if<syntax::PropertyAccess>(&expression.value)) accesses.push_back(access);
  if (const auto* call = std::get_if<syntax::OperatorCall>(&expression.value))
    AddAccesses(call->operands, accesses);
  if (const auto* call = std::get_if<syntax::FunctionCall>(&expression.value))
    AddAccesses(call->arguments, accesses);
  if (const auto* call = std::get_if<syntax::Aggregate>(&expression.value))
    AddAccesses(call->arguments, accesses);
  if (const auto* list = std::get_if<syntax::List>(&expression.value)) AddAccesses(list->items, accesses);
}

void AddAccesses(const std::vector<syntax::Expression>& expressions,
                 std::vector<const syntax::PropertyAccess*>& accesses) {
  for (const auto& expression : expressions) AddAccesses(expression, accesses);
}

std::vector<Cell> ValuesOfAccess(const syntax::PropertyAccess& access, const Scope& scope,
                                 const Binding& row) {
  const auto found = row.cells.find(access.variable.name);
  if (found == row.cells.end() || !found->second.is_term()) return {};
  const std::string& key = access.steps[0].iri;
  // A claim's properties are read whatever the match looks at.
  if (scope.claim_variables.contains(access.variable.name)) {
    return PropertiesOf(*scope.context->dataset, found->second, key);
  }
  std::vector<Cell> values;
  for (const Statement* fact : scope.view->facts) {
    if (fact->subject == found->second && fact->predicate.term().value == key) values.push_back(fact->object);
  }
  return values;
}

std::vector<Binding> MakeAccess(const syntax::PropertyAccess& access, const Scope& scope,
                                std::vector<Binding> rows) {
  const std::string name = AccessName(access);
  std::vector<Binding> made;
  for (Binding& row : rows) {
    if (row.cells.contains(name)) {
      made.push_back(std::move(row));
      continue;
    }
    std::vector<Cell> values = ValuesOfAccess(access, scope, row);
    if (values.empty()) values.emplace_back();
    for (const Cell& value : values) {
      made.push_back(row);
      made.back().cells[name] = value;
    }
  }
  return made;
}

}  // namespace

Cell ValueOf(const syntax::Expression& expression, const Scope& scope, const Binding& binding) {
  return Evaluation(scope, binding, nullptr).Of(expression);
}

Cell ValueOfGrouped(const syntax::Expression& expression, const Scope& scope, const Binding& binding,
                    const std::vector<Binding>& group) {
  return Evaluation(scope, binding, &group).Of(expression);
}

std::vector<Binding> MakeAccesses(const syntax::Expression& expression, const Scope& scope,
                                  std::vector<Binding> rows) {
  std::vector<const syntax::PropertyAccess*> accesses;
  AddAccesses(expression, accesses);
  for (const syntax::PropertyAccess* access : accesses) rows = MakeAccess(*access, scope, std::move(rows));
  return rows;
}

bool IsAccess(const std::string& name) { return name.starts_with('?'); }

Cell ValueOfParameter(const syntax::Parameter& parameter, const Scope& scope) {
  return scope.context->parameters->at(parameter.name);
}

}  // namespace tern::reference
