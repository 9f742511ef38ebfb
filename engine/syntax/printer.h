// How print.h's functions work: one object that writes a tree down. Statements, queries, patterns and walks
// are in print.cc, expressions and paths in print_expression.cc.
#ifndef TERN_ENGINE_SYNTAX_PRINTER_H_
#define TERN_ENGINE_SYNTAX_PRINTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/syntax/names.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

class Printer {
 public:
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

  explicit Printer(const Names& names) : names_(names) {}

  std::string Take() { return std::move(out_); }

  void Add(const Statement& statement);
  void Add(const Pattern& pattern);
  void Add(const Walk& walk);
  void Add(const Path& path, int level);
  void Add(const Expression& expression, int level);

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

  // Statements and queries.
  void AddKind(const Query& query);
  void AddKind(const Describe& describe);
  void AddKind(const Ask& ask);
  void AddKind(const Why& why);
  void AddKind(const Insert& insert);
  void AddKind(const Delete& removal);
  void AddKind(const Update& update);
  void AddKind(const LoadRows& load);
  void AddKind(const Prefix& prefix);
  void AddKind(const Explain& explain);
  void AddReading(const Query& query);
  void AddMatches(const QueryPart& part);
  void Add(const Projection& projection, std::string_view word);
  void Add(const Order& order);
  void AddCount(std::string_view word, const std::optional<std::variant<uint64_t, Parameter>>& count);
  // Puts a space between what is there and what follows.
  void Space();

  // Patterns and walks.
  void AddPart(const Walk& walk) { Add(walk); }
  void AddPart(const OptionalGroup& group);
  void AddPart(const OrGroup& group);
  void AddPart(const NotGroup& group);
  void AddPart(const Let& let);
  void AddPart(const For& loop);
  void AddPart(const Subquery& subquery);
  void AddGroup(const Pattern& pattern);
  void AddWalks(const std::vector<Walk>& walks);
  void Add(const Edge& edge);
  void AddMap(const std::vector<MapEntry>& map);

  // Expressions and paths.
  void AddValue(const OperatorCall& call, int level);
  void AddValue(const FunctionCall& call, int level);
  void AddValue(const Aggregate& aggregate, int level);
  void AddValue(const PropertyAccess& access, int level);
  void AddValue(const List& list, int level);
  void AddValue(const PatternTest& test, int level);
  void AddValue(const Null&, int /*level*/) { out_ += "null"; }
  template <typename OneTerm>
  void AddValue(const OneTerm& term, int /*level*/) {
    AddTerm(term);
  }
  void AddOperator(const OperatorCall& call);
  void AddNegate(const Expression& operand);
  void AddMembership(const OperatorCall& call, std::string_view sign);
  void AddNegated(const PathNegated& negated);
  void AddQuantifier(const PathQuantified& quantified);

  // Terms.
  void AddTerm(const Term& term);
  void AddTerm(const Variable& variable);
  void AddTerm(const Parameter& parameter);
  void AddTerm(const NameSearch& search);
  void AddTerm(const Computed& computed);
  void Add(const decltype(Node::value)& value) {
    std::visit([this](const auto& term) { AddTerm(term); }, value);
  }

  const Names& names_;
  std::string out_;
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PRINTER_H_
