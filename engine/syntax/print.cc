#include "engine/syntax/print.h"

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/syntax/parser.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrAppend;
using model::StrCat;

// How tightly an expression or a path holds together; what is looser than its place stands in parentheses.
enum Level : int {
  kOrLevel = 1,
  kAndLevel,
  kNotLevel,
  kCompareLevel,
  kSumLevel,
  kProductLevel,
  kNegateLevel,
  kValueLevel
};
enum PathLevel : int { kAlternativeLevel = 1, kSequenceLevel, kStepLevel, kPrimaryLevel };

struct Sign {
  std::string_view text;
  int level;
};
Sign SignOf(Op op) {
  switch (op) {
    case Op::kOr:
      return {" or ", kOrLevel};
    case Op::kAnd:
      return {" and ", kAndLevel};
    case Op::kNot:
      return {"not ", kNotLevel};
    case Op::kEqual:
      return {" = ", kCompareLevel};
    case Op::kNotEqual:
      return {" != ", kCompareLevel};
    case Op::kLess:
      return {" < ", kCompareLevel};
    case Op::kLessEqual:
      return {" <= ", kCompareLevel};
    case Op::kGreater:
      return {" > ", kCompareLevel};
    case Op::kGreaterEqual:
      return {" >= ", kCompareLevel};
    case Op::kAdd:
      return {" + ", kSumLevel};
    case Op::kSubtract:
      return {" - ", kSumLevel};
    case Op::kMultiply:
      return {" * ", kProductLevel};
    case Op::kDivide:
      return {" / ", kProductLevel};
    case Op::kNegate:
      return {"-", kNegateLevel};
    case Op::kIn:
      return {" in ", kCompareLevel};
    case Op::kNotIn:
      return {" not in ", kCompareLevel};
    case Op::kInList:
      return {" in ", kCompareLevel};
    case Op::kNotInList:
      return {" not in ", kCompareLevel};
    case Op::kIsNull:
      return {" is null", kCompareLevel};
    case Op::kIsNotNull:
      return {" is not null", kCompareLevel};
  }
  return {"", kValueLevel};
}

class Printer {
 public:
  explicit Printer(const Names& names) : names_(names) {}

  std::string Take() { return std::move(out_); }

  void Add(const Statement& statement) {
    std::visit([this](const auto& value) { AddKind(value); }, statement.value);
  }

  void Add(const Pattern& pattern) {
    bool first = true;
    for (const Walk* walk : WalksOf(pattern)) {
      if (!first) out_ += ", ";
      first = false;
      Add(*walk);
    }
    if (pattern.where_clause) {
      out_ += " where ";
      Add(*pattern.where_clause, kOrLevel);
    }
  }

  void Add(const Walk& walk) {
    for (size_t i = 0; i < walk.nodes.size(); ++i) {
      Add(walk.nodes[i].value);
      if (i < walk.edges.size()) Add(walk.edges[i]);
    }
  }

  void Add(const Path& path, int level) {
    if (const auto* term = std::get_if<Term>(&path.value)) return AddTerm(*term);
    if (const auto* variable = std::get_if<Variable>(&path.value)) return AddTerm(*variable);
    if (const auto* parameter = std::get_if<Parameter>(&path.value)) return AddTerm(*parameter);
    if (std::holds_alternative<PathAny>(path.value)) {
      out_ += "any";
    } else if (const auto* negated = std::get_if<PathNegated>(&path.value)) {
      AddNegated(*negated);
    } else if (const auto* inverse = std::get_if<PathInverse>(&path.value)) {
      Parenthesized(kStepLevel, level, [&] {
        out_ += "^";
        Add(*inverse->inner, kStepLevel);
      });
    } else if (const auto* quantified = std::get_if<PathQuantified>(&path.value)) {
      Parenthesized(kStepLevel, level, [&] {
        Add(*quantified->inner, kPrimaryLevel);
        AddQuantifier(*quantified);
      });
    } else if (const auto* sequence = std::get_if<PathSequence>(&path.value)) {
      Parenthesized(kSequenceLevel, level, [&] { AddJoined(sequence->steps, "/", kStepLevel); });
    } else {
      const auto& choices = std::get<PathAlternative>(path.value).choices;
      Parenthesized(kAlternativeLevel, level, [&] { AddJoined(choices, "|", kSequenceLevel); });
    }
  }

  void Add(const Expression& expression, int level) {
    if (const auto* call = std::get_if<OperatorCall>(&expression.value)) {
      Parenthesized(SignOf(call->op).level, level, [&] { AddOperator(*call); });
    } else if (const auto* function = std::get_if<FunctionCall>(&expression.value)) {
      StrAppend(&out_, function->name, "(");
      AddJoined(function->arguments, ", ", kOrLevel);
      out_ += ")";
    } else if (const auto* aggregate = std::get_if<Aggregate>(&expression.value)) {
      StrAppend(&out_, aggregate->name, "(", aggregate->distinct ? "distinct " : "");
      if (aggregate->arguments.empty()) out_ += "*";
      AddJoined(aggregate->arguments, ", ", kOrLevel);
      out_ += ")";
    } else if (const auto* term = std::get_if<Term>(&expression.value)) {
      AddTerm(*term);
    } else if (const auto* variable = std::get_if<Variable>(&expression.value)) {
      AddTerm(*variable);
    } else if (const auto* parameter = std::get_if<Parameter>(&expression.value)) {
      AddTerm(*parameter);
    } else {
      AddTerm(std::get<NameSearch>(expression.value));
    }
  }

 private:
  template <typename Body>
  void Parenthesized(int own_level, int level, Body body) {
    if (own_level < level) out_ += "(";
    body();
    if (own_level < level) out_ += ")";
  }

  template <typename List>
  void AddJoined(const List& list, std::string_view between, int level) {
    for (size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += between;
      Add(list[i], level);
    }
  }

  void AddTerm(const Term& term) { out_ += Print(term, names_); }
  void AddTerm(const Variable& variable) { StrAppend(&out_, "?", variable.name); }
  void AddTerm(const Parameter& parameter) { StrAppend(&out_, "$", parameter.name); }
  void AddTerm(const Computed& computed) { Add(*computed.expression, kOrLevel); }
  void AddTerm(const NameSearch& search) {
    out_ += "~";
    if (const auto* text = std::get_if<std::string>(&search.text)) {
      AddTerm(Term::String(*text));
    } else {
      AddTerm(std::get<Parameter>(search.text));
    }
  }
  void Add(const decltype(Node::value)& value) {
    std::visit([this](const auto& term) { AddTerm(term); }, value);
  }

  void AddOperator(const OperatorCall& call) {
    const Sign sign = SignOf(call.op);
    switch (call.op) {
      case Op::kNegate:
        return AddNegate(call.operands[0]);
      case Op::kNot:
        out_ += sign.text;
        return Add(call.operands[0], kNotLevel);
      case Op::kIsNull:
      case Op::kIsNotNull:
        Add(call.operands[0], kSumLevel);
        out_ += sign.text;
        return;
      case Op::kIn:
      case Op::kNotIn:
        return AddMembership(call, sign.text);
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:  // they associate to the left
        Add(call.operands[0], sign.level);
        out_ += sign.text;
        return Add(call.operands[1], sign.level + 1);
      default:
        return AddJoined(call.operands, sign.text, sign.level + 1);
    }
  }

  // `-5` is a number, so the negation of 5 is `-(5)`.
  void AddNegate(const Expression& operand) {
    const Term* term = std::get_if<Term>(&operand.value);
    const bool is_literal = term != nullptr && term->is_literal();
    out_ += is_literal ? "-(" : "-";
    Add(operand, kNegateLevel);
    if (is_literal) out_ += ")";
  }

  void AddMembership(const OperatorCall& call, std::string_view sign) {
    Add(call.operands[0], kSumLevel);
    out_ += sign;
    if (call.operands.size() == 2 && std::holds_alternative<Parameter>(call.operands[1].value)) {
      return Add(call.operands[1], kOrLevel);
    }
    out_ += "[";
    for (size_t i = 1; i < call.operands.size(); ++i) {
      if (i > 1) out_ += ", ";
      Add(call.operands[i], kOrLevel);
    }
    out_ += "]";
  }

  void AddNegated(const PathNegated& negated) {
    const bool single = negated.forward.size() + negated.inverse.size() == 1;
    out_ += single ? "!" : "!(";
    std::string_view between;
    for (const std::string& iri : negated.forward) {
      StrAppend(&out_, between, Print(Term::Iri(iri), names_));
      between = "|";
    }
    for (const std::string& iri : negated.inverse) {
      // `!^x` alone reads like `!(^x)`.
      StrAppend(&out_, between, "^", Print(Term::Iri(iri), names_));
      between = "|";
    }
    if (!single) out_ += ")";
  }

  void AddQuantifier(const PathQuantified& quantified) {
    if (quantified.at_most == quantified.at_least) {
      StrAppend(&out_, "{", quantified.at_least, "}");
    } else if (quantified.at_most) {
      if (quantified.at_least == 0 && *quantified.at_most == 1) {
        out_ += "?";
      } else {
        StrAppend(&out_, "{", quantified.at_least, ",", *quantified.at_most, "}");
      }
    } else if (quantified.at_least <= 1) {
      out_ += quantified.at_least == 0 ? "*" : "+";
    } else {
      StrAppend(&out_, "{", quantified.at_least, ",}");
    }
  }

  void Add(const Edge& edge) {
    out_ += edge.direction == Direction::kBackward ? " <-[" : " -[";
    if (edge.claim) StrAppend(&out_, "?", edge.claim->name, ": ");
    switch (edge.stance) {
      case StanceForm::kPlain:
        break;
      case StanceForm::kNot:
        out_ += "not ";
        break;
      case StanceForm::kUnclear:
        out_ += "unclear ";
        break;
      case StanceForm::kSaid:
        out_ += "said ";
        break;
    }
    Add(edge.path, kAlternativeLevel);
    if (edge.has_map) AddMap(edge.map);
    out_ += edge.direction == Direction::kForward ? "]-> " : "]- ";
  }

  void AddMap(const std::vector<MapEntry>& map) {
    out_ += " {";
    for (size_t i = 0; i < map.size(); ++i) {
      if (i > 0) out_ += ", ";
      StrAppend(&out_, Print(Term::Iri(map[i].key), names_), ": ");
      Add(map[i].value, kOrLevel);
    }
    out_ += "}";
  }

  void AddWalks(const std::vector<Walk>& walks) {
    for (size_t i = 0; i < walks.size(); ++i) {
      if (i > 0) out_ += ", ";
      Add(walks[i]);
    }
  }

  void AddKind(const Query& query) {
    if (!query.is_bare) out_ += "match ";
    const Projection& projection = query.parts[0].projection;
    Add(query.parts[0].matches[0].pattern);
    if (!query.is_bare) {
      StrAppend(&out_, " return ", projection.distinct ? "distinct " : "", projection.all ? "*" : "");
      for (size_t i = 0; i < projection.items.size(); ++i) {
        if (i > 0) out_ += ", ";
        Add(projection.items[i].expression, kOrLevel);
        if (projection.items[i].has_alias) StrAppend(&out_, " as ?", projection.items[i].name);
      }
    }
    Add(projection.order);
  }
  void AddKind(const Why& why) {
    out_ += "why ";
    Add(why.walk);
  }
  void AddKind(const Describe& describe) { Add(describe.node.value); }
  void AddKind(const Ask& ask) {
    if (!ask.is_bare) out_ += "ask ";
    Add(ask.pattern);
  }
  void AddKind(const Insert& insert) {
    out_ += "insert ";
    AddWalks(insert.walks);
  }
  void AddKind(const Delete& removal) {
    out_ += "delete ";
    AddWalks(removal.walks);
  }
  void AddKind(const Update&) {}
  void AddKind(const LoadRows&) {}
  void AddKind(const Prefix& prefix) {
    StrAppend(&out_, "prefix ", prefix.name, ": ", Print(Term::Iri(prefix.iri), Names{}));
  }
  void AddKind(const Explain& explain) {
    out_ += "explain ";
    Add(*explain.inner);
  }

  void Add(const Order& order) {
    for (size_t i = 0; i < order.items.size(); ++i) {
      out_ += i == 0 ? " order by " : ", ";
      Add(order.items[i].expression, kOrLevel);
      if (order.items[i].descending) out_ += " desc";
    }
    AddCount(" skip ", order.skip);
    AddCount(" limit ", order.limit);
  }

  void AddCount(std::string_view word, const std::optional<std::variant<uint64_t, Parameter>>& count) {
    if (!count) return;
    out_ += word;
    if (const auto* number = std::get_if<uint64_t>(&*count)) {
      StrAppend(&out_, *number);
    } else {
      AddTerm(std::get<Parameter>(*count));
    }
  }

  const Names& names_;
  std::string out_;
};

template <typename... What>
std::string PrintAny(const Names& names, const What&... what) {
  Printer printer(names);
  printer.Add(what...);
  return printer.Take();
}

}  // namespace

std::string Print(const Statement& statement, const Names& names) { return PrintAny(names, statement); }
std::string Print(const Pattern& pattern, const Names& names) { return PrintAny(names, pattern); }
std::string Print(const Walk& walk, const Names& names) { return PrintAny(names, walk); }
std::string Print(const Path& path, const Names& names) {
  return PrintAny(names, path, int{kAlternativeLevel});
}
std::string Print(const Expression& expression, const Names& names) {
  return PrintAny(names, expression, int{kOrLevel});
}

}  // namespace tern::syntax
