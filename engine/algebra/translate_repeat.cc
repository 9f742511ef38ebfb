#include "engine/algebra/translate_repeat.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/translate_expression.h"

namespace tern::algebra {
namespace {

using Kind = PathExpression::Kind;
using model::Term;

PathExpression Compound(Kind kind, std::vector<PathExpression> children) {
  PathExpression expression;
  expression.kind = kind;
  expression.children = std::move(children);
  return expression;
}

PathExpression AllBut(const std::vector<std::string>& names) {
  PathExpression expression;
  expression.kind = Kind::kAnyStep;
  for (const std::string& name : names) expression.predicates.push_back(Term::Iri(name));
  return expression;
}

PathExpression OfNegated(const syntax::PathNegated& negated) {
  std::vector<PathExpression> choices;
  if (!negated.forward.empty() || negated.inverse.empty()) choices.push_back(AllBut(negated.forward));
  if (!negated.inverse.empty()) choices.push_back(Compound(Kind::kInverse, {AllBut(negated.inverse)}));
  return choices.size() == 1 ? std::move(choices[0]) : Compound(Kind::kAlternative, std::move(choices));
}

absl::StatusOr<PathExpression> OfMany(Kind kind, const std::vector<syntax::Path>& paths,
                                      TranslationState& state) {
  std::vector<PathExpression> children;
  for (const syntax::Path& path : paths) {
    auto child = TranslateRepeat(path, state);
    if (!child.ok()) return child;
    children.push_back(*std::move(child));
  }
  return Compound(kind, std::move(children));
}

absl::StatusOr<PathExpression> OfStep(const syntax::Path& path, TranslationState& state) {
  PathExpression step;
  if (const auto* term = std::get_if<Term>(&path.value)) {
    state.mentions.push_back({*term, "", path.where, true});
    step.predicates = {*term};
    return step;
  }
  if (const auto* parameter = std::get_if<syntax::Parameter>(&path.value)) {
    auto term = PredicateParameter(*parameter, path.where, state);
    if (!term.ok()) return term.status();
    step.predicates = {*std::move(term)};
    return step;
  }
  if (!std::holds_alternative<syntax::PathAny>(path.value)) {
    return Error(kClaimFormPath, "a variable cannot be part of a path that repeats", path.where,
                 "write 'any', or bind the predicate by an edge of its own");
  }
  step.kind = Kind::kAnyStep;
  return step;
}

}  // namespace

bool IsRepeat(const syntax::Path& path) {
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) return IsRepeat(*inverse->inner);
  return std::holds_alternative<syntax::PathQuantified>(path.value);
}

absl::StatusOr<PathExpression> TranslateRepeat(const syntax::Path& path, TranslationState& state) {
  if (absl::Status status = state.CountStep(path.where); !status.ok()) return status;
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
    auto inner = TranslateRepeat(*inverse->inner, state);
    if (!inner.ok()) return inner;
    return Compound(Kind::kInverse, {*std::move(inner)});
  }
  if (const auto* sequence = std::get_if<syntax::PathSequence>(&path.value))
    return OfMany(Kind::kSequence, sequence->steps, state);
  if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value))
    return OfMany(Kind::kAlternative, alternative->choices, state);
  if (const auto* negated = std::get_if<syntax::PathNegated>(&path.value)) return OfNegated(*negated);
  if (const auto* quantified = std::get_if<syntax::PathQuantified>(&path.value)) {
    auto inner = TranslateRepeat(*quantified->inner, state);
    if (!inner.ok()) return inner;
    PathExpression repeat = Compound(Kind::kRepeat, {*std::move(inner)});
    repeat.at_least = quantified->at_least;
    repeat.at_most = quantified->at_most;
    return repeat;
  }
  return OfStep(path, state);
}

absl::StatusOr<Term> PredicateParameter(const syntax::Parameter& parameter, model::Location where,
                                        const TranslationState& state) {
  auto term = ParameterValue(*state.parameters, parameter, where);
  if (!term.ok() || term->kind == model::TermKind::kIri) return term;
  return Error(kWrongParameter,
               absl::StrCat("parameter $", parameter.name, " is no name and cannot be a predicate"), where);
}

}  // namespace tern::algebra
