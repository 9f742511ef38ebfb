// The syntax tree of TernQL: what the parser hands to translation, and fact files to ingestion. Plain values that
// compare equal when they mean the same text; every node knows its place, so that later stages can point at it.
// Names are resolved here already: bare names, prefixed names and IRIs are all absolute IRIs in the tree.
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

// --- terms ----------------------------------------------------------------------------------------------------

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
  friend bool operator==(const NameSearch&, const NameSearch&) = default;
};

// A node of a walk, or any place where a term may stand outside an expression. A blank node is a Term of kind
// kBlank whose value is its label as written ("b1").
struct Node {
  std::variant<Term, Variable, Parameter, NameSearch> value;
  Location where;
  std::string written;  // the bare name as typed ("China"), empty where it was no bare or backticked name
};

// --- expressions ----------------------------------------------------------------------------------------------

enum class Op : uint8_t {
  kOr, kAnd, kNot,
  kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual,
  kAdd, kSubtract, kMultiply, kDivide, kNegate,
  kIn, kNotIn,          // left in [items]: operands[0] is left, the rest are the items (or one Parameter that is a list)
  kIsNull, kIsNotNull,
};

struct Expression;

struct OperatorCall {
  Op op;
  std::vector<Expression> operands;
};
struct FunctionCall {
  std::string name;  // as in language.md ("startsWith"), resolved without regard to case; unknown names are TQ012
  std::vector<Expression> arguments;
};
// count(*), count(x), count(distinct x)
struct Aggregate {
  std::string name;  // "count"
  bool distinct = false;
  std::vector<Expression> arguments;  // empty: count(*)
};

struct Expression {
  std::variant<Term, Variable, Parameter, OperatorCall, FunctionCall, Aggregate> value;
  Location where;
};

// --- walks ----------------------------------------------------------------------------------------------------

enum class StanceForm : uint8_t {
  kPlain,    // no word: for
  kNot,      // against
  kUnclear,
  kSaid,     // every stance
};

struct Path;
struct PathAny {};                      // `any`
struct PathNegated {                    // !name, !(a|^b)
  std::vector<std::string> forward;     // IRIs
  std::vector<std::string> inverse;
};
struct PathInverse { std::shared_ptr<const Path> inner; };
struct PathSequence { std::vector<Path> steps; };       // a / b / c
struct PathAlternative { std::vector<Path> choices; };  // a | b
struct PathQuantified {                 // * + ? {n} {m,n} {m,}
  std::shared_ptr<const Path> inner;
  uint32_t at_least = 0;
  std::optional<uint32_t> at_most;
};

// A predicate IRI is the Term alternative, `-[?p]->` the Variable.
struct Path {
  std::variant<Term, Variable, Parameter, PathAny, PathNegated, PathInverse, PathSequence, PathAlternative, PathQuantified>
      value;
  Location where;
};

struct MapEntry {
  std::string key;  // predicate IRI
  Location key_where;
  Expression value;
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
};

struct Walk {
  std::vector<Node> nodes;  // edges.size() + 1
  std::vector<Edge> edges;
  Location where;
};

// Comma-separated walks, with the filter behind them.
struct Pattern {
  std::vector<Walk> walks;
  std::optional<Expression> where_clause;
  Location where;
};

// --- statements -----------------------------------------------------------------------------------------------

struct ReturnItem {
  Expression expression;
  std::string name;  // the column's name: the alias, the variable's name, or the expression as written
  bool has_alias = false;
};
struct OrderItem {
  Expression expression;
  bool descending = false;
};
struct Order {
  std::vector<OrderItem> items;
  std::optional<std::variant<uint64_t, Parameter>> skip;
  std::optional<std::variant<uint64_t, Parameter>> limit;
};

// `match … return …`; a bare pattern is the same with return_all and is_bare.
struct Query {
  Pattern pattern;
  bool distinct = false;
  bool return_all = false;  // return *, and bare patterns
  bool is_bare = false;
  std::vector<ReturnItem> items;
  Order order;
};
struct Describe {  // a lone node
  Node node;
};
struct Ask {  // `ask pattern`, and a bare walk without variables
  Pattern pattern;
  bool is_bare = false;
};
struct Insert {
  std::vector<Walk> walks;
};
struct Prefix {
  std::string name;
  std::string iri;
};
struct Statement;
struct Explain {
  std::shared_ptr<const Statement> inner;  // a Query, Ask or Describe
};

struct Statement {
  std::variant<Query, Describe, Ask, Insert, Prefix, Explain> value;
  Location where;
  std::string text;  // the statement as written, without its semicolon
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_SYNTAX_TREE_H_
