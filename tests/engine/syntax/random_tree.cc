#include "tests/engine/syntax/random_tree.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/syntax/function_names.h"
#include "engine/syntax/names.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

constexpr std::string_view kBase = "urn:test:";
constexpr int kMaxDepth = 4;  // of groups and expressions; deeper ones show nothing new

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
                                      "urn:test:not",
                                      "urn:test:to",
                                      "urn:test:why",
                                      "urn:test:begin"};
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
  if (variables && Chance(50)) return MakeVariable();
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
    Expression value = variables ? MakeMapValue(3) : Expression{MakeTerm(), {}};
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

// --- patterns

std::shared_ptr<const Pattern> RandomTree::MakeSharedGroup(int depth) {
  return std::make_shared<const Pattern>(MakeGroup(depth));
}

Pattern RandomTree::MakeGroup(int depth) {
  Pattern group = MakePattern(true, depth + 1);
  if (Chance(30)) group.where_clause = MakeExpression(depth + 1);
  return group;
}

PatternPart RandomTree::MakePart(int depth) {
  if (depth >= kMaxDepth) return {MakeWalk(true), {}};
  switch (Below(10)) {
    case 0:
      return {OptionalGroup{MakeSharedGroup(depth)}, {}};
    case 1:
      return {NotGroup{MakeSharedGroup(depth)}, {}};
    case 2: {
      OrGroup choices;
      for (size_t i = 0; i < 1 + Below(3); ++i) choices.choices.push_back(MakeGroup(depth));
      return {std::move(choices), {}};
    }
    case 3:
      return {Let{MakeVariable(), MakeExpression(depth + 1)}, {}};
    case 4: {
      Expression list{Parameter{"xs"}, {}};
      if (Chance(30)) list = {MakeVariable(), {}};
      if (Chance(40)) {
        list = {List{}, {}};
        for (size_t i = 0; i < Below(3); ++i)
          std::get<List>(list.value).items.push_back(MakeExpression(depth + 1));
      }
      return {For{MakeVariable(), std::move(list)}, {}};
    }
    case 5:
      return {Subquery{std::make_shared<const Query>(MakeQuery(depth + 1))}, {}};
    default:
      return {MakeWalk(true), {}};
  }
}

Pattern RandomTree::MakePattern(bool variables, int depth) {
  Pattern pattern;
  for (size_t i = 0; i < 1 + Below(3); ++i) {
    pattern.parts.push_back(variables ? MakePart(depth) : PatternPart{MakeWalk(false), {}});
  }
  return pattern;
}

void RandomTree::AddTail(Pattern* pattern) {
  if (Chance(20)) {
    for (size_t i = 0; i < 1 + Below(2); ++i) pattern->according_to.push_back({MakeNode(false), {}, ""});
  }
  if (Chance(20)) {
    pattern->as_of = Node{Term::Typed("2025-12", "http://www.w3.org/2001/XMLSchema#gYearMonth"), {}, ""};
    if (Chance(50)) pattern->as_of = Node{Parameter{"day"}, {}, ""};
  }
  if (Chance(50)) pattern->where_clause = MakeExpression(1);
}

// --- expressions

Expression RandomTree::MakeExpression(int depth, bool aggregates) {
  if (depth < kMaxDepth && Chance(40)) return MakeOperator(depth + 1, aggregates);
  if (depth < kMaxDepth && Chance(25)) return MakeCall(depth + 1, aggregates);
  if (Chance(40)) return {Variable{"x"}, {}};
  if (Chance(20)) return {Parameter{"p"}, {}};
  if (Chance(20)) return MakeAccess();
  return {MakeTerm(), {}};
}

Expression RandomTree::MakeOperator(int depth, bool aggregates) {
  const Op op = static_cast<Op>(Below(static_cast<size_t>(Op::kIsNotNull) + 1));
  OperatorCall call{op, {}};
  size_t count = 2;
  if (op == Op::kAnd || op == Op::kOr) count = 2 + Below(2);
  if (op == Op::kIn || op == Op::kNotIn) count = 2 + Below(3);
  if (op == Op::kNot || op == Op::kIsNull || op == Op::kIsNotNull || op == Op::kNegate) count = 1;
  for (size_t i = 0; i < count; ++i) {
    Expression operand = MakeExpression(depth, aggregates);
    const bool compares = op == Op::kEqual || op == Op::kNotEqual;  // nothing equals null
    if (compares && std::holds_alternative<Null>(operand.value)) operand = {MakeTerm(), {}};
    call.operands.push_back(std::move(operand));
  }
  if (op == Op::kInList || op == Op::kNotInList) call.operands[1] = {MakeVariable(), {}};
  return {std::move(call), {}};
}

Expression RandomTree::MakeCall(int depth, bool aggregates) {
  if (aggregates && Chance(40)) return MakeAggregate(depth);
  switch (Below(8)) {
    case 0:
      return {Null{}, {}};
    case 1: {
      List list;
      for (size_t i = 0; i < Below(3); ++i) list.items.push_back(MakeExpression(depth, aggregates));
      return {std::move(list), {}};
    }
    case 2:
    case 3:
      return {PatternTest{Chance(50) ? PatternTest::Kind::kExists : PatternTest::Kind::kCount,
                          MakeSharedGroup(depth)},
              {}};
    default: {
      const FunctionName& function = FunctionNames()[Below(FunctionNames().size())];
      FunctionCall call{std::string(function.name), {}};
      for (size_t i = 0; i < function.arguments_min; ++i) {
        call.arguments.push_back(MakeExpression(depth, aggregates));
      }
      return {std::move(call), {}};
    }
  }
}

Expression RandomTree::MakeAggregate(int depth) {
  static const char* const kNames[] = {"count", "sum", "avg", "min", "max", "collect"};
  Aggregate aggregate{kNames[Below(std::size(kNames))], Chance(40), {}};
  aggregate.arguments.push_back(MakeExpression(depth));
  if (Chance(20)) aggregate = {"count", false, {}};
  return {std::move(aggregate), {}};
}

Expression RandomTree::MakeAccess() {
  PropertyAccess access{MakeVariable(), {}};
  switch (Below(5)) {
    case 0:
      access.steps.push_back({"by", "http://www.w3.org/ns/prov#wasAttributedTo", {}});
      break;
    case 1:
      access.steps.push_back({"by", model::StrCat(kBase, "by"), {}});
      break;
    case 2:
      access.steps.push_back({"a.b c", model::StrCat(kBase, "a.b%20c"), {}});
      break;
    case 3:
      access.steps.push_back({"", MakeIri().value, {}});
      break;
    default:
      access.steps.push_back({"not", model::StrCat(kBase, "not"), {}});
  }
  return {std::move(access), {}};
}

// A name search, or anything but a list.
Expression RandomTree::MakeMapValue(int depth) {
  if (Chance(10)) return {NameSearch{std::string("x")}, {}};
  Expression value = MakeExpression(depth);
  if (std::holds_alternative<List>(value.value)) return {MakeTerm(), {}};
  return value;
}

// --- queries

Order RandomTree::MakeOrder() {
  Order order;
  for (size_t i = 0; i < Below(3); ++i) order.items.push_back({MakeExpression(2, true), Chance(50)});
  if (Chance(30)) order.skip = uint64_t{Below(100)};
  if (Chance(30)) order.limit = Parameter{"n"};
  return order;
}

void RandomTree::AddItems(bool all_named, Projection* projection) {
  projection->distinct = Chance(30);
  projection->all = Chance(30);
  projection->order = MakeOrder();
  for (size_t i = 0; !projection->all && i < 1 + Below(3); ++i) {
    ReturnItem item{MakeExpression(1, true), "", false};
    const bool is_variable = std::holds_alternative<Variable>(item.expression.value);
    if (Chance(40) || (all_named && !is_variable)) {
      item.has_alias = true;
      item.name = "n";
    }
    projection->items.push_back(std::move(item));
  }
}

// All but the last projection.
Query RandomTree::MakeReading(int depth) {
  Query query;
  for (size_t i = 0; i < 1 + Below(2) * Below(3); ++i) {
    if (i > 0) {
      Projection& with = query.parts.back().projection;
      AddItems(true, &with);
      if (Chance(30)) with.where_clause = MakeExpression(2);
    }
    QueryPart& part = query.parts.emplace_back();
    for (size_t j = 0; j < (i == 0 ? 1 : 0) + Below(2); ++j) {
      part.matches.push_back({Chance(20), MakePattern(true, depth)});
      if (depth == 0) {
        AddTail(&part.matches.back().pattern);
      } else if (Chance(30)) {
        part.matches.back().pattern.where_clause = MakeExpression(2);
      }
    }
  }
  return query;
}

Query RandomTree::MakeQuery(int depth) {
  Query query = MakeReading(depth);
  AddItems(false, &query.parts.back().projection);
  return query;
}

Query RandomTree::MakeBareQuery() {
  Query query;
  query.is_bare = true;
  QueryPart& part = query.parts.emplace_back();
  part.matches.push_back({false, MakePattern(true, 0)});
  part.matches[0].pattern.parts.push_back({Let{MakeVariable(), MakeExpression(2)}, {}});
  AddTail(&part.matches[0].pattern);
  part.projection.all = true;
  part.projection.order = MakeOrder();
  for (OrderItem& item : part.projection.order.items) item.expression = MakeExpression(2);
  return query;
}

Statement RandomTree::MakeQuestion() {
  switch (Below(6)) {
    case 0:
      return {Describe{{MakeNode(false), {}, ""}}, {}, ""};
    case 1: {
      Ask ask{MakePattern(true, 0), false};
      AddTail(&ask.pattern);
      return {std::move(ask), {}, ""};
    }
    case 2: {
      Ask ask{MakePattern(false, 0), true};
      if (Chance(40)) ask.pattern.parts.push_back({NotGroup{MakeSharedGroup(1)}, {}});
      AddTail(&ask.pattern);
      return {std::move(ask), {}, ""};
    }
    case 3:
      return {MakeBareQuery(), {}, ""};
    default:
      return {MakeQuery(0), {}, ""};
  }
}

// --- what writes

Expression RandomTree::MakeField() {
  PropertyAccess access{{"row"}, {}};
  static const char* const kFields[] = {"country", "a b", "by", "x.y", "wd:P1", "match"};
  for (size_t i = 0; i < 1 + Below(2); ++i) {
    const std::string name = kFields[Below(std::size(kFields))];
    access.steps.push_back({name, model::StrCat(kBase, EncodeName(name)), {}});
  }
  return {std::move(access), {}};
}

Expression RandomTree::MakeWrittenValue(Walks kind) {
  if (kind == Walks::kWrittenWithVariables) return MakeMapValue(3);
  Expression value = kind == Walks::kRows && Chance(60) ? MakeField() : Expression{MakeTerm(), {}};
  if (Chance(30)) value = {FunctionCall{"lower", {value}}, {}};
  return Chance(5) ? Expression{Null{}, {}} : value;
}

Computed RandomTree::MakeComputed(Walks kind) {
  if (kind == Walks::kRows && Chance(60)) return {std::make_shared<const Expression>(MakeField())};
  if (kind == Walks::kWrittenWithVariables && Chance(30)) {
    return {std::make_shared<const Expression>(MakeAccess())};
  }
  const bool variables = kind == Walks::kWrittenWithVariables;
  Expression argument = variables ? MakeExpression(3) : MakeWrittenValue(kind);
  return {std::make_shared<const Expression>(Expression{FunctionCall{"iri", {std::move(argument)}}, {}})};
}

decltype(Node::value) RandomTree::MakeWrittenNode(Walks kind, bool subject) {
  if (kind == Walks::kWrittenWithVariables && Chance(40)) return MakeVariable();
  if (Chance(kind == Walks::kRows ? 60 : 10)) return MakeComputed(kind);
  if (Chance(10)) return Parameter{"p"};
  return subject ? MakeIri() : MakeTerm();
}

Walk RandomTree::MakeWritten(Walks kind) {
  Walk walk;
  walk.nodes.push_back({MakeWrittenNode(kind, true), {}, ""});
  Edge edge;
  edge.direction = Direction::kForward;
  edge.stance = static_cast<StanceForm>(Below(3));
  edge.path = {MakeIri(), {}};
  if (Chance(20)) edge.path = {MakeComputed(kind), {}};
  if (kind == Walks::kWrittenWithVariables && Chance(20)) edge.path = {Variable{"p"}, {}};
  edge.has_map = Chance(50);
  if (edge.has_map) edge.map.push_back({MakeIri().value, {}, MakeWrittenValue(kind)});
  walk.edges.push_back(edge);
  walk.nodes.push_back({MakeWrittenNode(kind, false), {}, ""});
  if (Chance(30)) {
    edge.direction = Direction::kBackward;
    walk.edges.push_back(std::move(edge));
    walk.nodes.push_back({MakeWrittenNode(kind, true), {}, ""});
  }
  return walk;
}

std::vector<Walk> RandomTree::MakeWrittenWalks(Walks kind) {
  std::vector<Walk> walks;
  for (size_t i = 0; i < 1 + Below(2); ++i) walks.push_back(MakeWritten(kind));
  return walks;
}

Update RandomTree::MakeUpdate() {
  Update update{MakeReading(0), {}};
  update.source.parts.back().projection.all = true;
  for (size_t i = 0; i < 1 + Below(3); ++i) {
    update.clauses.push_back({Chance(50), MakeWrittenWalks(Walks::kWrittenWithVariables)});
  }
  return update;
}

LoadRows RandomTree::MakeLoadRows() {
  return {"data/a \"b\".csv", {}, {"row"}, MakeWrittenWalks(Walks::kRows)};
}

Why RandomTree::MakeWhy() {
  Why why;
  why.walk.nodes.push_back({MakeNode(false), {}, ""});
  for (size_t i = 0; i < 1 + Below(2); ++i) {
    Edge edge;
    edge.direction = static_cast<Direction>(Below(3));
    edge.path = {MakeIri(), {}};
    why.walk.edges.push_back(std::move(edge));
    why.walk.nodes.push_back({MakeNode(false), {}, ""});
  }
  return why;
}

Statement RandomTree::MakeWriting() {
  switch (Below(4)) {
    case 0:
      return {Insert{MakeWrittenWalks(Walks::kWritten)}, {}, ""};
    case 1:
      return {Delete{MakeWrittenWalks(Walks::kWritten)}, {}, ""};
    case 2:
      return {MakeUpdate(), {}, ""};
    default:
      return {MakeLoadRows(), {}, ""};
  }
}

Statement RandomTree::MakeStatement() {
  if (Chance(10)) return {Explain{std::make_shared<const Statement>(MakeQuestion())}, {}, ""};
  if (Chance(5)) return {Explain{std::make_shared<const Statement>(Statement{MakeUpdate(), {}, ""})}, {}, ""};
  if (Chance(5)) return {MakeWhy(), {}, ""};
  if (Chance(25)) return MakeWriting();
  return MakeQuestion();
}

}  // namespace tern::syntax
