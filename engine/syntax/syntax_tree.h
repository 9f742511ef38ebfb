// The syntax tree of TernQL: what the parser hands to translation, and fact files to ingestion. Plain values;
// every node knows its place, so that later stages can point at it. Names are resolved here already: bare
// names, prefixed names and IRIs are all absolute IRIs in the tree.
//
// Two trees are equal when they mean the same: places, the text as written, and names of columns that no
// alias gave do not count. No tree is deeper than kMaxNesting (parser.h), so recursion over one is safe.
#ifndef TERN_ENGINE_SYNTAX_SYNTAX_TREE_H_
#define TERN_ENGINE_SYNTAX_SYNTAX_TREE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "storage/model/location.h"
#include "storage/model/statement.h"
#include "storage/model/term.h"

namespace tern::syntax {

using model::Location;
using model::Term;

// --- terms
// ----------------------------------------------------------------------------------------------------

struct Variable {
  std::string name;  // without "?"
  friend bool operator==(const Variable&, const Variable&) = default;
};
struct Parameter {
  std::string name;  // without "$"
  friend bool operator==(const Parameter&, const Parameter&) = default;
};
// ~"text": every entity whose label, alias or bare name equals the text.
struct NameSearch {
  std::variant<std::string, Parameter> text;
  std::optional<std::vector<Term>> found =
      std::nullopt;  // what it finds in one store; whoever has the store sets it
  friend bool operator==(const NameSearch&, const NameSearch&) = default;
};

// A node of a walk, or any place where a term may stand outside an expression. A blank node is a Term of kind
// kBlank whose value is its label as written ("b1").
struct Node {
  std::variant<Term, Variable, Parameter, NameSearch> value;
  Location where;
  std::string written;  // the bare name as typed ("China"), empty where it was no bare or backticked name
  friend bool operator==(const Node& a, const Node& b) { return a.value == b.value; }
};

// --- expressions
// ----------------------------------------------------------------------------------------------

enum class Op : uint8_t {
  kOr,
  kAnd,  // two or more operands: `a and b and c` is one call
  kNot,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kNegate,
  kIn,
  kNotIn,  // left in [items]: operands[0] is left, the rest are the items (or one Parameter that is a list)
  kIsNull,
  kIsNotNull,
};

struct Expression;

struct OperatorCall {
  Op op;
  std::vector<Expression> operands;
  friend bool operator==(const OperatorCall&, const OperatorCall&);
};
struct FunctionCall {
  std::string
      name;  // as in language.md ("startsWith"), resolved without regard to case; unknown names are TQ012
  std::vector<Expression> arguments;
  friend bool operator==(const FunctionCall&, const FunctionCall&);
};
// count(*), count(x), count(distinct x)
struct Aggregate {
  std::string name;  // "count"
  bool distinct = false;
  std::vector<Expression> arguments;  // empty: count(*)
  friend bool operator==(const Aggregate&, const Aggregate&);
};

// A NameSearch is only ever the whole value of a map entry (`{by: ~"sacks"}`). An Aggregate stands in return
// items and order keys only, and never inside another one.
struct Expression {
  std::variant<Term, Variable, Parameter, OperatorCall, FunctionCall, Aggregate, NameSearch> value;
  Location where;
  friend bool operator==(const Expression& a, const Expression& b) { return a.value == b.value; }
};

// --- walks
// ----------------------------------------------------------------------------------------------------

enum class StanceForm : uint8_t {
  kPlain,  // no word: for
  kNot,    // against
  kUnclear,
  kSaid,  // every stance
};

struct Path;
struct PathAny {  // `any`
  friend bool operator==(const PathAny&, const PathAny&) = default;
};
struct PathNegated {                 // !name, !(a|^b)
  std::vector<std::string> forward;  // IRIs
  std::vector<std::string> inverse;
  friend bool operator==(const PathNegated&, const PathNegated&) = default;
};
struct PathInverse {
  std::shared_ptr<const Path> inner;  // never null
  friend bool operator==(const PathInverse&, const PathInverse&);
};
struct PathSequence {  // a / b / c
  std::vector<Path> steps;
  friend bool operator==(const PathSequence&, const PathSequence&);
};
struct PathAlternative {  // a | b
  std::vector<Path> choices;
  friend bool operator==(const PathAlternative&, const PathAlternative&);
};
struct PathQuantified {               // * + ? {n} {m,n} {m,}
  std::shared_ptr<const Path> inner;  // never null
  uint32_t at_least = 0;
  std::optional<uint32_t> at_most;
  friend bool operator==(const PathQuantified&, const PathQuantified&);
};

// A predicate IRI is the Term alternative, `-[?p]->` the Variable; Variable and Parameter stand alone.
struct Path {
  std::variant<Term, Variable, Parameter, PathAny, PathNegated, PathInverse, PathSequence, PathAlternative,
               PathQuantified>
      value;
  Location where;
  friend bool operator==(const Path& a, const Path& b) { return a.value == b.value; }
};

struct MapEntry {
  std::string key;  // predicate IRI
  Location key_where;
  Expression value;
  friend bool operator==(const MapEntry& a, const MapEntry& b) {
    return a.key == b.key && a.value == b.value;
  }
};

enum class Direction : uint8_t { kForward, kBackward, kEither };

struct Edge {
  Direction direction = Direction::kForward;
  std::optional<Variable> claim;  // ?c:
  StanceForm stance = StanceForm::kPlain;
  Path path;
  bool has_map = false;
  std::vector<MapEntry> map;
  Location where;

  // A claim form matches per claim; a plain edge once per fact.
  bool is_claim_form() const { return claim.has_value() || has_map || stance != StanceForm::kPlain; }
  friend bool operator==(const Edge&, const Edge&);
};

struct Walk {
  std::vector<Node> nodes;  // edges.size() + 1
  std::vector<Edge> edges;
  Location where;
  friend bool operator==(const Walk& a, const Walk& b) { return a.nodes == b.nodes && a.edges == b.edges; }
};

// Comma-separated walks, each of at least one edge, with the filter behind them.
struct Pattern {
  std::vector<Walk> walks;
  std::optional<Expression> where_clause;
  Location where;
  friend bool operator==(const Pattern& a, const Pattern& b) {
    return a.walks == b.walks && a.where_clause == b.where_clause;
  }
};

// --- statements
// -----------------------------------------------------------------------------------------------

struct ReturnItem {
  Expression expression;
  std::string name;  // the column's name: the alias, the variable's name, or the expression as written
  bool has_alias = false;
  friend bool operator==(const ReturnItem& a, const ReturnItem& b) {
    return a.expression == b.expression && a.has_alias == b.has_alias && (!a.has_alias || a.name == b.name);
  }
};
struct OrderItem {
  Expression expression;
  bool descending = false;
  friend bool operator==(const OrderItem&, const OrderItem&) = default;
};
struct Order {
  std::vector<OrderItem> items;
  std::optional<std::variant<uint64_t, Parameter>> skip;
  std::optional<std::variant<uint64_t, Parameter>> limit;
  friend bool operator==(const Order&, const Order&) = default;
};

// `match … return …`; a bare pattern is the same with return_all and is_bare.
struct Query {
  Pattern pattern;
  bool distinct = false;
  bool return_all = false;  // return *, and bare patterns
  bool is_bare = false;
  std::vector<ReturnItem> items;
  Order order;
  friend bool operator==(const Query&, const Query&) = default;
};
struct Describe {  // a lone node, never a variable
  Node node;
  friend bool operator==(const Describe&, const Describe&) = default;
};
struct Ask {  // `ask pattern`, and a bare walk without variables
  Pattern pattern;
  bool is_bare = false;
  friend bool operator==(const Ask&, const Ask&) = default;
};
// No variables, no path operators, no `said`, no edge of either direction, and no literal where a subject
// stands.
struct Insert {
  std::vector<Walk> walks;
  friend bool operator==(const Insert&, const Insert&) = default;
};
struct Prefix {
  std::string name;
  std::string iri;
  friend bool operator==(const Prefix&, const Prefix&) = default;
};
struct Statement;
struct Explain {
  std::shared_ptr<const Statement> inner;  // a Query, Ask or Describe
  friend bool operator==(const Explain&, const Explain&);
};

struct Statement {
  std::variant<Query, Describe, Ask, Insert, Prefix, Explain> value;
  Location where;
  std::string text;  // the statement as written, without its semicolon
  friend bool operator==(const Statement& a, const Statement& b) { return a.value == b.value; }
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_SYNTAX_TREE_H_
