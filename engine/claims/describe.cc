#include "engine/claims/describe.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/algebra/diagnostics.h"
#include "engine/algebra/expression.h"
#include "engine/execute/run.h"
#include "engine/syntax/names.h"

namespace tern::claims {
namespace {

using algebra::Aggregate;
using algebra::Expression;
using algebra::Function;
using algebra::MakeNode;
using algebra::NodePtr;
using algebra::Scan;
using algebra::Slot;
using model::Term;

const std::vector<std::string>& Columns() {
  static const auto* const kColumns =
      new std::vector<std::string>{"subject", "predicate", "object", "stance", "claims"};
  return *kColumns;
}

NodePtr Named(const std::string& variable, Expression expression, NodePtr node) {
  return MakeNode(algebra::Extend{variable, std::move(expression)}, {std::move(node)});
}

// Projects to the columns and sorts by all of them.
NodePtr Part(NodePtr node) {
  algebra::Project project;
  algebra::Sort sort;
  for (const std::string& column : Columns()) {
    project.columns.push_back({column, column});
    sort.keys.push_back({column, false});
  }
  return MakeNode(std::move(sort), {MakeNode(std::move(project), {std::move(node)})});
}

// Statements grouped to facts and stances.
NodePtr Grouped(NodePtr statements, std::vector<algebra::Variable> keys) {
  algebra::Group group;
  group.keys = std::move(keys);
  group.keys.emplace_back("#stance");
  group.aggregates = {{Aggregate::Kind::kCount, false, "#claim", "claims"}};
  return Named("stance", Expression::Call(Function::kStance, {Expression::Var("#stance")}),
               MakeNode(std::move(group), {std::move(statements)}));
}

NodePtr EveryStatement(Scan scan) {
  scan.mode = store::ClaimMode::kRaw;
  scan.claim = "#claim";
  scan.stance = "#stance";
  return MakeNode(std::move(scan));
}

NodePtr AsSubject(const Term& term) {
  Scan scan;
  scan.subject = Slot::Constant(term);
  scan.predicate = Slot::Var("predicate");
  scan.object = Slot::Var("object");
  return Part(Named("subject", Expression::Constant(term),
                    Grouped(EveryStatement(std::move(scan)), {"predicate", "object"})));
}

// Without facts about itself, which AsSubject has.
NodePtr AsObject(const Term& term) {
  Scan scan;
  scan.subject = Slot::Var("subject");
  scan.predicate = Slot::Var("predicate");
  scan.object = Slot::Constant(term);
  NodePtr facts = Named("object", Expression::Constant(term),
                        Grouped(EveryStatement(std::move(scan)), {"subject", "predicate"}));
  Expression same =
      Expression::Call(Function::kSameTerm, {Expression::Var("subject"), Expression::Constant(term)});
  return Part(
      MakeNode(algebra::Filter{Expression::Call(Function::kNot, {std::move(same)})}, {std::move(facts)}));
}

// The terms of the store that have the value (80 and 80.0), each with its own facts.
absl::StatusOr<NodePtr> AsValue(const Term& literal, const store::Snapshot& snapshot) {
  auto ids = snapshot.FindEqual(literal);
  if (!ids.ok()) return ids.status();
  auto terms = snapshot.ResolveMany(*ids);
  if (!terms.ok()) return terms.status();
  algebra::Values values{{"object"}, {}};
  for (Term& term : *terms) values.rows.push_back({std::move(term)});
  Scan scan;
  scan.subject = Slot::Var("subject");
  scan.predicate = Slot::Var("predicate");
  scan.object = Slot::Var("object");
  NodePtr statements = MakeNode(algebra::Join{algebra::JoinKind::kLookup, {}},
                                {MakeNode(std::move(values)), EveryStatement(std::move(scan))});
  return Part(Grouped(std::move(statements), {"subject", "predicate", "object"}));
}

NodePtr Properties(const Term& claim) {
  Scan scan;
  scan.subject = Slot::Constant(claim);
  scan.predicate = Slot::Var("predicate");
  scan.object = Slot::Var("object");
  scan.space = store::Space::kProperties;
  return Part(Named("subject", Expression::Constant(claim),
                    Named("stance", Expression(), Named("claims", Expression(), MakeNode(std::move(scan))))));
}

NodePtr ClaimedBy(const Term& claim) {
  Scan scan;
  scan.subject = Slot::Var("subject");
  scan.predicate = Slot::Var("predicate");
  scan.object = Slot::Var("object");
  scan.mode = store::ClaimMode::kEvery;
  scan.claim = "#claim";
  scan.stance = "#stance";
  scan.order = order::Order::kCspo;
  NodePtr claims = MakeNode(algebra::Values{{"#claim"}, {{claim}}});
  NodePtr facts =
      MakeNode(algebra::Join{algebra::JoinKind::kLookup, {}}, {std::move(claims), MakeNode(std::move(scan))});
  return Part(Named("stance", Expression::Call(Function::kStance, {Expression::Var("#stance")}),
                    Named("claims", Expression::Constant(Term::Integer(1)), std::move(facts))));
}

// How many anonymous claims have the node as this property: what a person claims, what a source is cited for.
// No row where it is none. Their facts are no facts about the node, so that they are counted, not listed.
NodePtr CitedAs(const Term& term, std::string_view word) {
  const Term predicate = Term::Iri(std::string(*syntax::FieldName(word)));
  Scan scan;
  scan.subject = Slot::Var("#claim");
  scan.predicate = Slot::Constant(predicate);
  scan.object = Slot::Constant(term);
  scan.space = store::Space::kProperties;
  algebra::Group group;
  group.aggregates = {{Aggregate::Kind::kCountRows, false, "", "claims"}};
  NodePtr count = MakeNode(std::move(group), {MakeNode(std::move(scan))});
  Expression some = Expression::Call(Function::kGreater,
                                     {Expression::Var("claims"), Expression::Constant(Term::Integer(0))});
  NodePtr row = MakeNode(algebra::Filter{std::move(some)}, {std::move(count)});
  row = Named("predicate", Expression::Constant(predicate), std::move(row));
  row = Named("object", Expression::Constant(term), std::move(row));
  return Part(Named("subject", Expression(), Named("stance", Expression(), std::move(row))));
}

absl::StatusOr<Term> TermOf(const syntax::Node& node, const algebra::Parameters& parameters) {
  if (const auto* term = std::get_if<Term>(&node.value)) return *term;
  if (const auto* parameter = std::get_if<syntax::Parameter>(&node.value)) {
    return algebra::ParameterValue(parameters, *parameter, node.where);
  }
  return algebra::Error(algebra::kLoneNode, "only a name or a value can be described", node.where,
                        "add an edge, as in ?x -[any]-> ?y");
}

}  // namespace

absl::StatusOr<algebra::Plan> DescribePlan(const syntax::Describe& describe,
                                           const algebra::Parameters& parameters,
                                           const store::Snapshot& snapshot) {
  auto term = TermOf(describe.node, parameters);
  if (!term.ok()) return term.status();
  algebra::Plan plan;
  plan.columns = Columns();
  std::vector<NodePtr> parts;
  if (term->kind == model::TermKind::kClaim) {
    parts = {AsObject(*term), Properties(*term), ClaimedBy(*term)};
  } else if (term->is_literal()) {
    auto facts = AsValue(*term, snapshot);
    if (!facts.ok()) return facts.status();
    parts = {*std::move(facts)};
  } else {
    parts = {AsSubject(*term), AsObject(*term), CitedAs(*term, "by"), CitedAs(*term, "source"),
             ClaimedBy(*term)};
    if (term->kind == model::TermKind::kIri) {
      plan.mentions.push_back({*term, describe.node.written, describe.node.where, false});
    }
  }
  plan.root = MakeNode(algebra::Union{Columns()}, std::move(parts));
  return plan;
}

absl::StatusOr<std::unique_ptr<execute::Rows>> Describe(const syntax::Describe& describe,
                                                        const algebra::Parameters& parameters,
                                                        std::shared_ptr<const store::Snapshot> snapshot,
                                                        const execute::ContextOptions& options) {
  auto plan = DescribePlan(describe, parameters, *snapshot);
  if (!plan.ok()) return plan.status();
  return execute::Execute(*plan, std::move(snapshot), options);
}

}  // namespace tern::claims
