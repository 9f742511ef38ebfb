#include "tests/engine/syntax/random_tree.h"

#include <memory>
#include <string>
#include <utility>

#include "engine/syntax/function_names.h"

namespace tern::syntax {

namespace {

bool HasVariable(const Edge& edge) { return edge.claim || std::holds_alternative<Variable>(edge.path.value); }

bool HasVariable(const Pattern& pattern) {
  for (const Walk* walk : WalksOf(pattern)) {
    for (const Node& node : walk->nodes) {
      if (std::holds_alternative<Variable>(node.value)) return true;
    }
    for (const Edge& edge : walk->edges) {
      if (HasVariable(edge)) return true;
    }
  }
  return false;
}

}  // namespace

Term RandomTree::MakeIri() {
  static const char* const kIris[] = {"urn:test:China",
                                      "urn:test:David%20Sacks",
                                      "urn:test:match",
                                      "urn:test:by",
                                      "urn:test:中国",
                                      "http://www.w3.org/ns/prov#wasAttributedTo",
                                      "http://www.wikidata.org/entity/Q148",
                                      "https://example.org/a;b",
                                      "urn:test:any",
                                      "urn:test:not"};
  return Term::Iri(kIris[Below(std::size(kIris))]);
}

Term RandomTree::MakeTerm() {
  switch (Below(9)) {
    case 0:
      return Term::String("a \"b\" \\ ; # { `\n");
    case 1:
      return Term::LangString("Chine", "fr");
    case 2:
      return Term::Integer(static_cast<int64_t>(Below(2000)) - 1000);
    case 3:
      return Term::Typed("-1.50", "http://www.w3.org/2001/XMLSchema#decimal");
    case 4:
      return Term::Typed("2025-12-12", "http://www.w3.org/2001/XMLSchema#date");
    case 5:
      return Term::Boolean(Chance(50));
    case 6:
      return Chance(50) ? Term::Blank("b1") : Term::Claim("68");
    default:
      return MakeIri();
  }
}

decltype(Node::value) RandomTree::MakeNode(bool variables) {
  if (variables && Chance(50)) return Variable{std::string(1, static_cast<char>('u' + Below(5)))};
  if (Chance(10)) return Parameter{"p"};
  if (Chance(5)) return NameSearch{std::string("chi\"na")};
  if (Chance(3)) return NameSearch{Parameter{"q"}};
  return MakeTerm();
}

Path RandomTree::MakeSingleStep(bool variables) {
  if (variables && Chance(15)) return {Variable{"p"}, {}};
  if (Chance(5)) return {Parameter{"p"}, {}};
  if (Chance(15)) return {PathAny{}, {}};
  if (Chance(20)) return {PathAlternative{{{MakeIri(), {}}, {MakeIri(), {}}}}, {}};
  return {MakeIri(), {}};
}

Path RandomTree::MakePath(int depth) {
  if (Chance(40) || depth > 4) return MakeSingleStep(true);
  return MakeCompoundPath(depth);
}

// Never a variable or parameter: those stand alone.
Path RandomTree::MakeCompoundPath(int depth) {
  if (depth > 4) return {MakeIri(), {}};
  const auto inner = [&] { return MakeCompoundPath(depth + 1); };
  switch (Below(7)) {
    case 0:
      return {PathInverse{std::make_shared<const Path>(inner())}, {}};
    case 1: {
      PathSequence sequence;
      for (size_t i = 0; i < 2 + Below(2); ++i) sequence.steps.push_back(inner());
      return {std::move(sequence), {}};
    }
    case 2: {
      PathAlternative alternative;
      for (size_t i = 0; i < 2 + Below(2); ++i) alternative.choices.push_back(inner());
      return {std::move(alternative), {}};
    }
    case 3: {
      PathNegated negated{{MakeIri().value}, {}};
      if (Chance(50)) negated.inverse.push_back(MakeIri().value);
      return {std::move(negated), {}};
    }
    case 4: {
      PathQuantified quantified{std::make_shared<const Path>(inner()), static_cast<uint32_t>(Below(3)), {}};
      if (Chance(60)) quantified.at_most = quantified.at_least + static_cast<uint32_t>(Below(3));
      return {std::move(quantified), {}};
    }
    case 5:
      return {PathAny{}, {}};
    default:
      return {MakeIri(), {}};
  }
}

Edge RandomTree::MakeEdge(bool variables) {
  Edge edge;
  edge.direction = static_cast<Direction>(Below(3));
  if (variables && Chance(15)) edge.claim = Variable{"c"};
  if (Chance(25)) edge.stance = static_cast<StanceForm>(1 + Below(3));
  edge.has_map = Chance(25);
  for (size_t i = 0; edge.has_map && i < Below(3); ++i) {
    Expression value = Chance(10) ? Expression{NameSearch{std::string("x")}, {}} : MakeExpression(3);
    if (!variables) value = {MakeTerm(), {}};
    edge.map.push_back({MakeIri().value, {}, std::move(value)});
  }
  edge.path = edge.is_claim_form() ? MakeSingleStep(variables) : MakePath(0);
  if (!variables && std::holds_alternative<Variable>(edge.path.value)) edge.path = {MakeIri(), {}};
  return edge;
}

Walk RandomTree::MakeWalk(bool variables) {
  Walk walk;
  walk.nodes.push_back({MakeNode(variables), {}, ""});
  for (size_t i = 0; i < 1 + Below(3); ++i) {
    walk.edges.push_back(MakeEdge(variables));
    walk.nodes.push_back({MakeNode(variables), {}, ""});
  }
  return walk;
}

Pattern RandomTree::MakePattern(bool variables) {
  Pattern pattern;
  for (size_t i = 0; i < 1 + Below(3); ++i) pattern.parts.push_back({MakeWalk(variables), {}});
  if (Chance(50)) pattern.where_clause = MakeExpression(0);
  return pattern;
}

Expression RandomTree::MakeExpression(int depth) {
  if (depth < 4 && Chance(50)) return MakeOperator(depth + 1);
  if (depth < 4 && Chance(20)) return MakeCall(depth + 1);
  if (Chance(40)) return {Variable{"x"}, {}};
  if (Chance(20)) return {Parameter{"p"}, {}};
  return {MakeTerm(), {}};
}

Expression RandomTree::MakeOperator(int depth) {
  Op op = static_cast<Op>(Below(static_cast<size_t>(Op::kIsNotNull) + 1));
  if (op == Op::kInList || op == Op::kNotInList) op = Op::kIn;
  OperatorCall call{op, {}};
  size_t count = 2;
  if (op == Op::kAnd || op == Op::kOr) count = 2 + Below(2);
  if (op == Op::kIn || op == Op::kNotIn) count = 2 + Below(3);
  if (op == Op::kNot || op == Op::kIsNull || op == Op::kIsNotNull || op == Op::kNegate) count = 1;
  for (size_t i = 0; i < count; ++i) call.operands.push_back(MakeExpression(depth));
  return {std::move(call), {}};
}

Expression RandomTree::MakeCall(int depth) {
  const FunctionName& function = FunctionNames()[Below(FunctionNames().size())];
  FunctionCall call{std::string(function.name), {}};
  for (size_t i = 0; i < function.arguments_min; ++i) call.arguments.push_back(MakeExpression(depth));
  return {std::move(call), {}};
}

Order RandomTree::MakeOrder() {
  Order order;
  for (size_t i = 0; i < Below(3); ++i) order.items.push_back({MakeExpression(2), Chance(50)});
  if (Chance(30)) order.skip = uint64_t{Below(100)};
  if (Chance(30)) order.limit = Parameter{"n"};
  return order;
}

Query RandomTree::MakeQuery() {
  Query query;
  QueryPart& part = query.parts.emplace_back();
  part.matches.push_back({false, MakePattern(true)});
  Projection& projection = part.projection;
  projection.distinct = Chance(30);
  projection.all = Chance(30);
  for (size_t i = 0; !projection.all && i < 1 + Below(3); ++i) {
    ReturnItem item{MakeExpression(1), "", false};
    if (Chance(30)) item.expression = {Aggregate{"count", false, {}}, {}};
    if (Chance(20)) item.expression = {Aggregate{"count", Chance(50), {MakeExpression(3)}}, {}};
    if (Chance(40)) {
      item.has_alias = true;
      item.name = "n";
    }
    projection.items.push_back(std::move(item));
  }
  projection.order = MakeOrder();
  if (Chance(20) && HasVariable(part.matches[0].pattern)) {
    query.is_bare = true;
    projection.distinct = false;
    projection.all = true;
    projection.items.clear();
  }
  return query;
}

Insert RandomTree::MakeInsert() {
  Insert insert;
  Walk walk;
  const auto node = [&] {
    return Node{Chance(10) ? decltype(Node::value)(Parameter{"p"}) : MakeIri(), {}, ""};
  };
  walk.nodes.push_back(node());
  for (size_t i = 0; i < 1 + Below(2); ++i) {
    Edge edge;
    edge.direction = Chance(50) ? Direction::kForward : Direction::kBackward;
    edge.stance = static_cast<StanceForm>(Below(3));
    edge.path = {MakeIri(), {}};
    edge.has_map = Chance(50);
    if (edge.has_map) edge.map.push_back({MakeIri().value, {}, {MakeTerm(), {}}});
    walk.edges.push_back(std::move(edge));
    walk.nodes.push_back(node());
  }
  insert.walks.push_back(std::move(walk));
  return insert;
}

Statement RandomTree::MakeQuestion() {
  switch (Below(4)) {
    case 0:
      return {Describe{{MakeNode(false), {}, ""}}, {}, ""};
    case 1:
      return {Ask{MakePattern(true), false}, {}, ""};
    case 2:
      return {Ask{MakePattern(false), true}, {}, ""};
    default:
      return {MakeQuery(), {}, ""};
  }
}

Statement RandomTree::MakeStatement() {
  if (Chance(10)) return {Explain{std::make_shared<const Statement>(MakeQuestion())}, {}, ""};
  if (Chance(20)) return {MakeInsert(), {}, ""};
  return MakeQuestion();
}

}  // namespace tern::syntax
