#include "engine/algebra/translate_path.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/outer_row.h"
#include "engine/algebra/translate_expression.h"
#include "engine/algebra/translate_repeat.h"
#include "storage/model/value.h"

namespace tern::algebra {
namespace {

using model::Term;
using model::TermKind;
using store::ClaimMode;
using store::Space;

Expression NotSame(Expression a, Expression b) {
  return Expression::Call(Function::kNot,
                          {Expression::Call(Function::kSameTerm, {std::move(a), std::move(b)})});
}

Expression ExpressionOf(const Slot& slot) {
  return slot.is_variable() ? Expression::Var(slot.variable) : Expression::Constant(slot.terms[0]);
}

bool IsLiteral(const Slot& slot) { return slot.is_constant() && slot.terms[0].is_literal(); }

ClaimMode ModeOf(const syntax::Edge& edge) {
  if (!edge.is_claim_form()) return ClaimMode::kFact;
  switch (edge.stance) {
    case syntax::StanceForm::kPlain:
      return ClaimMode::kFor;
    case syntax::StanceForm::kNot:
      return ClaimMode::kAgainst;
    case syntax::StanceForm::kUnclear:
      return ClaimMode::kUnclear;
    case syntax::StanceForm::kSaid:
      return ClaimMode::kEvery;
  }
  return ClaimMode::kFact;
}

absl::Status CheckClaimForm(const syntax::Edge& edge) {
  if (!edge.is_claim_form()) return absl::OkStatus();
  const auto is_name = [](const syntax::Path& path) {
    return std::holds_alternative<Term>(path.value) || std::holds_alternative<syntax::Parameter>(path.value);
  };
  const auto* choice = std::get_if<syntax::PathAlternative>(&edge.path.value);
  if (is_name(edge.path) || std::holds_alternative<syntax::Variable>(edge.path.value) ||
      std::holds_alternative<syntax::PathAny>(edge.path.value) ||
      (choice != nullptr && std::all_of(choice->choices.begin(), choice->choices.end(), is_name))) {
    return absl::OkStatus();
  }
  return Error(kClaimFormPath, "a claim (?c:, a stance or a map) needs a single step", edge.path.where,
               "write one name, a|b, any or ?p, and the other steps as edges of their own");
}

class PathTranslation {
 public:
  explicit PathTranslation(const EdgeContext& context) : context_(context), state_(*context.state) {}

  absl::StatusOr<NodePtr> Edge(const Slot& from, const Slot& to) {
    using syntax::Direction;
    const syntax::Edge& edge = *context_.edge;
    if (edge.direction == Direction::kForward) return Path(edge.path, {from, to});
    if (edge.direction == Direction::kBackward) return Path(edge.path, {to, from});
    if (IsRepeat(edge.path)) return RepeatBothWays(edge.path, {from, to});
    auto forward = Path(edge.path, {from, to});
    if (!forward.ok() || (from == to && !IsLiteral(from))) return forward;  // a self-loop, which comes once
    // Backward, without what is a self-loop: the two ends are one term. A literal stands for all terms of its
    // value, so that the term it has met must be bound to be compared.
    std::vector<Expression> conditions;
    const Slot start = Bound(to, conditions);
    const Slot end = Bound(from, conditions);
    auto backward = Path(edge.path, {start, end});
    if (!backward.ok()) return backward;
    if (start.is_variable() || end.is_variable()) {
      conditions.push_back(NotSame(ExpressionOf(end), ExpressionOf(start)));
    }
    NodePtr other = *std::move(backward);
    if (!conditions.empty()) {
      other = MakeNode(Filter{Conjunction(std::move(conditions))}, {std::move(other)});
    }
    return UnionOf({*std::move(forward), std::move(other)});
  }

 private:
  // The places of the edge as one of its paths is translated.
  struct Ends {
    Slot subject;
    Slot object;
  };

  // `slot`, with a fresh variable and a condition in place of a literal.
  Slot Bound(const Slot& slot, std::vector<Expression>& conditions) {
    if (!IsLiteral(slot)) return slot;
    Slot variable = Slot::Var(state_.Fresh());
    const Term& literal = slot.terms[0];
    conditions.push_back(Expression::Call(
        Function::kEqual, {Expression::Var(variable.variable), Expression::Constant(literal)}));
    const model::ValueKind kind = model::ValueOf(literal).kind;
    if (kind == model::ValueKind::kDate || kind == model::ValueKind::kDateTime) {
      // `=` compares days with instants, a literal in a walk does not.
      conditions.push_back(Expression::Call(
          Function::kSameTerm, {Expression::Call(Function::kDatatype, {Expression::Var(variable.variable)}),
                                Expression::Constant(Term::Iri(literal.datatype))}));
    }
    return variable;
  }

  absl::StatusOr<NodePtr> Path(const syntax::Path& path, const Ends& ends) {
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
      return Path(*inverse->inner, {ends.object, ends.subject});
    }
    if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value)) {
      std::vector<NodePtr> choices;
      for (const syntax::Path& choice : alternative->choices) {
        auto node = Path(choice, ends);
        if (!node.ok()) return node;
        choices.push_back(*std::move(node));
      }
      return UnionOf(std::move(choices));
    }
    if (const auto* sequence = std::get_if<syntax::PathSequence>(&path.value))
      return Sequence(*sequence, ends);
    if (std::holds_alternative<syntax::PathQuantified>(path.value)) {
      auto expression = TranslateRepeat(path, state_);
      if (!expression.ok()) return expression.status();
      return MakeNode(PathScan{ends.subject, ends.object, *std::move(expression), *context_.claims});
    }
    if (absl::Status status = state_.CountStep(path.where); !status.ok()) return status;
    if (const auto* negated = std::get_if<syntax::PathNegated>(&path.value)) return Negated(*negated, ends);
    auto predicate = Predicate(path);
    if (!predicate.ok()) return predicate.status();
    return MakeNode(Step(ends, *std::move(predicate)));
  }

  absl::StatusOr<NodePtr> Sequence(const syntax::PathSequence& sequence, const Ends& ends) {
    NodePtr joined;
    Slot from = ends.subject;
    for (size_t i = 0; i < sequence.steps.size(); ++i) {
      Slot to = i + 1 == sequence.steps.size() ? ends.object : Slot::Var(state_.Fresh());
      auto step = Path(sequence.steps[i], {from, to});
      if (!step.ok()) return step;
      joined = JoinOf(std::move(joined), *std::move(step));
      from = std::move(to);
    }
    return joined;
  }

  // Either direction of a path that repeats as a whole: each pair of ends once.
  absl::StatusOr<NodePtr> RepeatBothWays(const syntax::Path& path, const Ends& ends) {
    auto forward = TranslateRepeat(path, state_);
    if (!forward.ok()) return forward.status();
    PathExpression backward;
    backward.kind = PathExpression::Kind::kInverse;
    backward.children = {*forward};
    PathExpression both;
    both.kind = PathExpression::Kind::kAlternative;
    both.children = {*std::move(forward), std::move(backward)};
    return MakeNode(PathScan{ends.subject, ends.object, std::move(both), *context_.claims});
  }

  // `!a`: forward edges but a; `!^a`: backward edges but a; `!(a|^b)`: both (SPARQL 1.1 §9.3).
  absl::StatusOr<NodePtr> Negated(const syntax::PathNegated& negated, const Ends& ends) {
    std::vector<NodePtr> choices;
    if (!negated.forward.empty() || negated.inverse.empty()) {
      choices.push_back(AllBut(negated.forward, ends.subject, ends.object));
    }
    if (!negated.inverse.empty()) choices.push_back(AllBut(negated.inverse, ends.object, ends.subject));
    return choices.size() == 1 ? choices[0] : UnionOf(std::move(choices));
  }

  NodePtr AllBut(const std::vector<std::string>& names, const Slot& subject, const Slot& object) {
    const Variable predicate = state_.Fresh();
    Scan scan = FactScan(context_, subject, Slot::Var(predicate), object);
    if (names.empty()) return MakeNode(std::move(scan));
    std::vector<Expression> arguments = {Expression::Var(predicate)};
    for (const std::string& name : names) arguments.push_back(Expression::Constant(Term::Iri(name)));
    return MakeNode(Filter{Expression::Call(Function::kNotIn, std::move(arguments))},
                    {MakeNode(std::move(scan))});
  }

  absl::StatusOr<Slot> Predicate(const syntax::Path& path) {
    if (const auto* term = std::get_if<Term>(&path.value))
      return ConstantSlot(*term, "", path.where, true, state_);
    if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) return Slot::Var(variable->name);
    if (const auto* parameter = std::get_if<syntax::Parameter>(&path.value)) {
      auto term = PredicateParameter(*parameter, path.where, state_);
      if (!term.ok()) return term.status();
      return ConstantSlot(*term, "", path.where, true, state_);
    }
    return Slot::Any();
  }

  Scan Step(const Ends& ends, Slot predicate) {
    if (!context_.edge->is_claim_form()) {
      return FactScan(context_, ends.subject, std::move(predicate), ends.object);
    }
    Scan scan;
    scan.subject = ends.subject;
    scan.predicate = std::move(predicate);
    scan.object = ends.object;
    scan.mode = ModeOf(*context_.edge);
    scan.claim = context_.claim;
    scan.stance = context_.stance;
    scan.claims = *context_.claims;
    return scan;
  }

  const EdgeContext& context_;
  TranslationState& state_;
};

}  // namespace

absl::StatusOr<NodePtr> TranslateEdge(const EdgeContext& context, const Slot& from, const Slot& to) {
  if (absl::Status status = CheckClaimForm(*context.edge); !status.ok()) return status;
  return PathTranslation(context).Edge(from, to);
}

Scan FactScan(const EdgeContext& context, const Slot& subject, Slot predicate, const Slot& object) {
  Scan scan;
  scan.subject = subject;
  scan.predicate = std::move(predicate);
  scan.object = object;
  if (subject.is_variable() && context.scope->IsClaim(subject.variable)) scan.space = Space::kBoth;
  if (subject.is_constant() && subject.terms[0].kind == TermKind::kClaim) scan.space = Space::kProperties;
  if (scan.space == Space::kFacts) scan.claims = *context.claims;
  return scan;
}

Slot ConstantSlot(const Term& term, const std::string& written, model::Location where, bool is_predicate,
                  TranslationState& state) {
  if (term.kind == TermKind::kIri) state.mentions.push_back({term, written, where, is_predicate});
  return Slot::Constant(term);
}

NodePtr UnionOf(std::vector<NodePtr> choices) {
  std::vector<Variable> variables = VariablesOf(*choices[0]);
  for (const NodePtr& choice : choices) {
    const std::vector<Variable> others = VariablesOf(*choice);
    std::erase_if(variables, [&](const Variable& v) {
      return std::find(others.begin(), others.end(), v) == others.end();
    });
  }
  return MakeNode(Union{std::move(variables)}, std::move(choices));
}

}  // namespace tern::algebra
