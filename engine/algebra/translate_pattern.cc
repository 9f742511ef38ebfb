#include "engine/algebra/translate_pattern.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/outer_row.h"
#include "engine/algebra/syntax_variables.h"
#include "engine/algebra/translate_claims.h"
#include "engine/algebra/translate_query.h"
#include "engine/algebra/translate_walk.h"

namespace tern::algebra {
namespace {

// What a group hands to the rows around it.
struct Exported {
  std::vector<std::string> names;  // that only the group binds
  std::vector<Variable> columns;   // these, and the stances of those that are claims

  void Add(const Scope& inner, const Scope& outer) {
    for (const std::string& name : inner.names) {
      if (outer.Binds(name) || std::find(names.begin(), names.end(), name) != names.end()) continue;
      names.push_back(name);
    }
    for (const std::string& name : names) {
      AddColumn(name);
      if (const auto stance = inner.stances.find(name); stance != inner.stances.end())
        AddColumn(stance->second);
    }
  }
  void AddColumn(const Variable& variable) {
    if (std::find(columns.begin(), columns.end(), variable) == columns.end()) columns.push_back(variable);
  }
};

// Makes the names of a group those of the rows around it.
void Adopt(const Scope& inner, const std::vector<std::string>& names, Scope& outer) {
  for (const std::string& name : names) {
    if (!inner.Binds(name)) continue;
    outer.Add(name);
    if (inner.IsClaim(name)) outer.claims.insert(name);
    if (const auto stance = inner.stances.find(name); stance != inner.stances.end())
      outer.stances.emplace(name, stance->second);
  }
}

// The rows that a group under `outer` starts with. `exists`, `count` and subqueries make accesses of their
// own; other groups use those outside.
Rows RowsInside(const Rows& outer, bool keep_accesses) {
  Rows rows;
  rows.root = OuterRowOf(outer.root);
  rows.scope = outer.scope;
  rows.scope.tests.clear();
  if (!keep_accesses) rows.scope.accesses.clear();
  return rows;
}

absl::Status AlreadyBound(const std::string& name, model::Location where) {
  return Error(kAlreadyBound, absl::StrCat("variable ?", name, " is bound already"), where,
               "give the new one another name");
}

// The parts of one pattern.
class PatternTranslation {
 public:
  PatternTranslation(const ClaimFilter& claims, TranslationState& state, Rows& rows)
      : claims_(claims), state_(state), rows_(rows) {}

  absl::Status Add(const syntax::Pattern& pattern) {
    AddClaimNames(pattern, rows_.scope.claims);
    NameSet later = rows_.scope.later;
    AddBoundNames(pattern, rows_.scope.later);
    for (const syntax::PatternPart& part : pattern.parts) {
      if (absl::Status status = AddPart(part); !status.ok()) return status;
    }
    rows_.scope.later = std::move(later);
    AddInnerNames(pattern, rows_.scope.inner);
    for (const MapCondition& condition : deferred_) {
      if (absl::Status status = AddMapCondition(condition, claims_, state_, rows_); !status.ok())
        return status;
    }
    for (const syntax::PatternPart& part : pattern.parts) {
      const auto* group = std::get_if<syntax::NotGroup>(&part.value);
      if (group == nullptr) continue;
      if (absl::Status status = AddTest(JoinType::kAnti, *group->pattern, true); !status.ok()) return status;
    }
    rows_.root = OrUnit(std::move(rows_.root));
    if (!pattern.where_clause) return absl::OkStatus();
    return AddCondition(*pattern.where_clause, claims_, state_, rows_);
  }

  absl::Status AddOptional(const syntax::Pattern& pattern) {
    Rows inner = RowsInside(rows_, true);
    if (absl::Status status = AddPattern(pattern, claims_, state_, inner); !status.ok()) return status;
    Exported exported;
    exported.Add(inner.scope, rows_.scope);
    rows_.root = ApplyOf(JoinType::kLeft, std::move(rows_.root), std::move(inner.root), exported.columns);
    Adopt(inner.scope, exported.names, rows_.scope);
    return absl::OkStatus();
  }

  // Keeps the rows for which the group has rows (kSemi), or has none (kAnti).
  absl::Status AddTest(JoinType type, const syntax::Pattern& pattern, bool keep_accesses) {
    Rows inner = RowsInside(rows_, keep_accesses);
    if (absl::Status status = AddPattern(pattern, claims_, state_, inner); !status.ok()) return status;
    rows_.root = ApplyOf(type, std::move(rows_.root), std::move(inner.root), {});
    return absl::OkStatus();
  }

 private:
  absl::Status AddPart(const syntax::PatternPart& part) {
    if (const auto* walk = std::get_if<syntax::Walk>(&part.value))
      return AddWalk(*walk, claims_, state_, rows_, deferred_);
    if (absl::Status status = state_.CountStep(part.where); !status.ok()) return status;
    if (const auto* group = std::get_if<syntax::OptionalGroup>(&part.value))
      return AddOptional(*group->pattern);
    if (const auto* group = std::get_if<syntax::OrGroup>(&part.value)) return AddChoices(*group);
    if (const auto* let = std::get_if<syntax::Let>(&part.value)) return AddLet(*let, part.where);
    if (const auto* each = std::get_if<syntax::For>(&part.value)) return AddFor(*each, part.where);
    if (const auto* subquery = std::get_if<syntax::Subquery>(&part.value)) return AddSubquery(*subquery);
    return absl::OkStatus();  // the turn of a `not` comes later
  }

  absl::Status AddChoices(const syntax::OrGroup& group) {
    std::vector<Rows> choices;
    Exported exported;
    for (const syntax::Pattern& pattern : group.choices) {
      Rows& choice = choices.emplace_back(RowsInside(rows_, true));
      if (absl::Status status = AddPattern(pattern, claims_, state_, choice); !status.ok()) return status;
      exported.Add(choice.scope, rows_.scope);
    }
    std::vector<NodePtr> nodes;
    for (Rows& choice : choices) {
      NodePtr node = std::move(choice.root);
      const std::vector<Variable> bound = VariablesOf(*node);
      for (const Variable& column : exported.columns) {
        if (std::find(bound.begin(), bound.end(), column) == bound.end())
          node = MakeNode(Extend{column, Expression()}, {std::move(node)});
      }
      nodes.push_back(std::move(node));
    }
    NodePtr right = nodes.size() == 1 ? nodes[0] : MakeNode(Union{exported.columns}, std::move(nodes));
    rows_.root = ApplyOf(JoinType::kInner, std::move(rows_.root), std::move(right), exported.columns);
    for (const Rows& choice : choices) Adopt(choice.scope, exported.names, rows_.scope);
    return absl::OkStatus();
  }

  absl::Status AddLet(const syntax::Let& let, model::Location where) {
    const std::string& name = let.variable.name;
    if (rows_.scope.Binds(name)) return AlreadyBound(name, where);
    auto value = TranslateExpression(let.expression, ScopeOver(claims_, state_, rows_));
    if (!value.ok()) return value.status();
    rows_.root = MakeNode(Extend{name, *std::move(value)}, {OrUnit(std::move(rows_.root))});
    rows_.scope.Add(name);
    return absl::OkStatus();
  }

  absl::Status AddFor(const syntax::For& each, model::Location where) {
    const std::string& name = each.variable.name;
    if (rows_.scope.Binds(name)) return AlreadyBound(name, where);
    auto list = TranslateList(each.list, ScopeOver(claims_, state_, rows_));
    if (!list.ok()) return list.status();
    rows_.root = MakeNode(Unnest{name, *std::move(list)}, {OrUnit(std::move(rows_.root))});
    rows_.scope.Add(name);
    return absl::OkStatus();
  }

  // Its columns join, those too that the rows outside have under the same name.
  absl::Status AddSubquery(const syntax::Subquery& subquery) {
    Rows inner = RowsInside(rows_, false);
    inner.scope.inner.clear();
    if (absl::Status status = TranslateSubquery(*subquery.query, claims_, state_, inner); !status.ok())
      return status;
    Exported exported;
    exported.names = inner.scope.names;
    for (const std::string& name : exported.names) {
      exported.AddColumn(name);
      if (rows_.scope.Binds(name)) {  // null joins nothing
        inner.root = MakeNode(Filter{Expression::Call(Function::kIsNotNull, {Expression::Var(name)})},
                              {std::move(inner.root)});
      }
      const auto stance = inner.scope.stances.find(name);
      if (stance != inner.scope.stances.end() && !rows_.scope.stances.contains(name))
        exported.AddColumn(stance->second);
    }
    rows_.root = ApplyOf(JoinType::kInner, std::move(rows_.root), std::move(inner.root), exported.columns);
    Adopt(inner.scope, exported.names, rows_.scope);
    return absl::OkStatus();
  }

  const ClaimFilter& claims_;
  TranslationState& state_;
  Rows& rows_;
  std::vector<MapCondition> deferred_;
};

// `exists { }` or `not exists { }`, which joins can test.
const syntax::PatternTest* ExistsOf(const syntax::Expression& condition, bool& negated) {
  const syntax::Expression* inner = &condition;
  negated = false;
  while (const auto* call = std::get_if<syntax::OperatorCall>(&inner->value)) {
    if (call->op != syntax::Op::kNot) return nullptr;
    negated = !negated;
    inner = &call->operands[0];
  }
  const auto* test = std::get_if<syntax::PatternTest>(&inner->value);
  return test != nullptr && test->kind == syntax::PatternTest::Kind::kExists ? test : nullptr;
}

void AddConjuncts(const syntax::Expression& condition, std::vector<const syntax::Expression*>& conjuncts) {
  const auto* call = std::get_if<syntax::OperatorCall>(&condition.value);
  if (call == nullptr || call->op != syntax::Op::kAnd) return conjuncts.push_back(&condition);
  for (const syntax::Expression& operand : call->operands) AddConjuncts(operand, conjuncts);
}

// A column with the number of the group's rows, or, for `exists`, whether there are any.
absl::StatusOr<Expression> AddTestColumn(const syntax::PatternTest& test, model::Location where,
                                         const ClaimFilter& claims, TranslationState& state, Rows& rows) {
  for (const Scope::Test& known : rows.scope.tests) {
    if (known.name_count == rows.scope.names.size() && known.test == test) return known.value;
  }
  if (absl::Status status = state.CountStep(where); !status.ok()) return status;
  const bool counts = test.kind == syntax::PatternTest::Kind::kCount;
  Rows inner = RowsInside(rows, false);
  if (absl::Status status = AddPattern(*test.pattern, claims, state, inner); !status.ok()) return status;
  NodePtr found = std::move(inner.root);
  if (!counts) found = MakeNode(Slice{0, uint64_t{1}}, {std::move(found)});
  Aggregate count;
  count.result = state.Fresh();
  state.written[count.result] = counts ? "count { }" : "exists { }";
  found = MakeNode(Group{{}, {count}}, {std::move(found)});
  rows.root = ApplyOf(JoinType::kInner, std::move(rows.root), std::move(found), {count.result});
  Expression value = Expression::Var(count.result);
  if (!counts) {
    value = Expression::Call(Function::kGreater,
                             {std::move(value), Expression::Constant(model::Term::Integer(0))});
  }
  rows.scope.tests.push_back({test, rows.scope.names.size(), value});
  return value;
}

}  // namespace

absl::Status AddMatch(const syntax::MatchClause& match, const ClaimFilter& claims, TranslationState& state,
                      Rows& rows) {
  auto own = TranslateClaimFilter(match.pattern, state);
  if (!own.ok()) return own.status();
  rows.scope.tests.clear();
  PatternTranslation translation(own->empty() ? claims : *own, state, rows);
  if (match.optional) return translation.AddOptional(match.pattern);
  return translation.Add(match.pattern);
}

absl::Status AddPattern(const syntax::Pattern& pattern, const ClaimFilter& claims, TranslationState& state,
                        Rows& rows) {
  return PatternTranslation(claims, state, rows).Add(pattern);
}

absl::Status AddCondition(const syntax::Expression& condition, const ClaimFilter& claims,
                          TranslationState& state, Rows& rows) {
  std::vector<const syntax::Expression*> conjuncts;
  AddConjuncts(condition, conjuncts);
  const ExpressionScope scope = ScopeOver(claims, state, rows);
  std::vector<Expression> conditions;
  std::vector<std::pair<JoinType, const syntax::PatternTest*>> tests;
  for (const syntax::Expression* conjunct : conjuncts) {
    bool negated = false;
    if (const syntax::PatternTest* test = ExistsOf(*conjunct, negated)) {
      tests.emplace_back(negated ? JoinType::kAnti : JoinType::kSemi, test);
      continue;
    }
    auto translated = TranslateExpression(*conjunct, scope);
    if (!translated.ok()) return translated.status();
    conditions.push_back(*std::move(translated));
  }
  rows.root = OrUnit(std::move(rows.root));
  if (!conditions.empty())
    rows.root = MakeNode(Filter{Conjunction(std::move(conditions))}, {std::move(rows.root)});
  for (const auto& [type, test] : tests) {
    absl::Status status = PatternTranslation(claims, state, rows).AddTest(type, *test->pattern, false);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

ExpressionScope ScopeOver(const ClaimFilter& claims, TranslationState& state, Rows& rows) {
  ExpressionScope scope;
  scope.parameters = state.parameters;
  scope.stances = &rows.scope.stances;
  scope.mentions = &state.mentions;
  scope.variable = [&rows](const std::string& name, model::Location where) -> absl::StatusOr<Expression> {
    if (!rows.scope.Binds(name)) return UnboundVariable(name, rows.scope, where);
    return Expression::Var(name);
  };
  scope.access = [&](const syntax::PropertyAccess& access,
                     model::Location where) -> absl::StatusOr<Expression> {
    auto variable = AddAccess(access, where, claims, state, rows);
    if (!variable.ok()) return variable.status();
    return Expression::Var(*std::move(variable));
  };
  scope.test = [&](const syntax::PatternTest& test, model::Location where) {
    return AddTestColumn(test, where, claims, state, rows);
  };
  return scope;
}

}  // namespace tern::algebra
