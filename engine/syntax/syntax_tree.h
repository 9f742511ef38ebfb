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
struct Expression;

// ~"text": every entity whose label, alias or bare name equals the text.
struct NameSearch {
  std::variant<std::string, Parameter> text;
  std::optional<std::vector<Term>> found =
      std::nullopt;  // what it finds in one store; whoever has the store sets it
  friend bool operator==(const NameSearch&, const NameSearch&) = default;
};

// What a statement that writes computes for each row: a field or a call, `?row.country`, `text(?row.x)`. Only
// in the walks of Insert, Update and LoadRows.
struct Computed {
  std::shared_ptr<const Expression> expression;  // never null
  friend bool operator==(const Computed&, const Computed&);
};

// A node of a walk, or any place where a term may stand outside an expression. A blank node is a Term of kind
// kBlank whose value is its label as written ("b1").
struct Node {
  std::variant<Term, Variable, Parameter, NameSearch, Computed> value;
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
  kInList,
  kNotInList,  // left in list: operands[1] is whatever else gives a list (`?x in ?names`)
  kIsNull,
  kIsNotNull,
};

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
// count(*), and count sum avg min max collect of one argument, also of its distinct values.
struct Aggregate {
  std::string name;  // in lower case
  bool distinct = false;
  std::vector<Expression> arguments;  // empty: count(*)
  friend bool operator==(const Aggregate&, const Aggregate&);
};

// `?x.key`: an optional edge to a fresh variable, in the scope of the clause it stands in; the same access
// twice in one clause is one edge. In LoadRows a field of the row, `?row.a.b` one inside another.
struct PropertyAccess {
  struct Step {
    // As written, without backticks: the field of a row. Empty where an IRI or a prefixed name was written.
    std::string name;
    std::string iri;  // the predicate it stands for
    Location where;
    friend bool operator==(const Step& a, const Step& b) { return a.name == b.name && a.iri == b.iri; }
  };
  Variable variable;
  std::vector<Step> steps;  // at least one
  friend bool operator==(const PropertyAccess&, const PropertyAccess&) = default;
};
struct List {  // [a, b], also empty
  std::vector<Expression> items;
  friend bool operator==(const List&, const List&);
};
struct Pattern;
struct PatternTest {  // exists { pattern }, count { pattern }
  enum class Kind : uint8_t { kExists, kCount } kind = Kind::kExists;
  std::shared_ptr<const Pattern> pattern;  // never null
  friend bool operator==(const PatternTest&, const PatternTest&);
};
struct Null {
  friend bool operator==(const Null&, const Null&) = default;
};

// A NameSearch is only ever the whole value of a map entry (`{by: ~"sacks"}`). An Aggregate stands in the
// items and order keys of a projection only, and never inside another one.
struct Expression {
  std::variant<Term, Variable, Parameter, OperatorCall, FunctionCall, Aggregate, NameSearch, PropertyAccess,
               List, PatternTest, Null>
      value;
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

// A predicate IRI is the Term alternative, `-[?p]->` the Variable; Variable, Parameter and Computed stand
// alone.
struct Path {
  std::variant<Term, Variable, Parameter, PathAny, PathNegated, PathInverse, PathSequence, PathAlternative,
               PathQuantified, Computed>
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

// --- patterns
// -------------------------------------------------------------------------------------------------

struct Query;

struct OptionalGroup {                     // optional { … }
  std::shared_ptr<const Pattern> pattern;  // never null
  friend bool operator==(const OptionalGroup&, const OptionalGroup&);
};
struct OrGroup {                 // { … } or { … }
  std::vector<Pattern> choices;  // at least one
  friend bool operator==(const OrGroup&, const OrGroup&);
};
struct NotGroup {                          // not { … }: absence
  std::shared_ptr<const Pattern> pattern;  // never null
  friend bool operator==(const NotGroup&, const NotGroup&);
};
struct Let {  // let ?v = expression
  Variable variable;
  Expression expression;
  friend bool operator==(const Let&, const Let&) = default;
};
struct For {  // for ?v in list; the list is a List, a Parameter or whatever gives a list
  Variable variable;
  Expression list;
  friend bool operator==(const For&, const For&) = default;
};
struct Subquery {                      // { match … return … }: runs once a row to its left
  std::shared_ptr<const Query> query;  // never null
  friend bool operator==(const Subquery&, const Subquery&);
};

// A Walk here has at least one edge.
struct PatternPart {
  std::variant<Walk, OptionalGroup, OrGroup, NotGroup, Let, For, Subquery> value;
  Location where;
  friend bool operator==(const PatternPart& a, const PatternPart& b) { return a.value == b.value; }
};

// A comma-separated list of parts with the tail behind it. Walks, `for`, `optional`, `or`, `let` and
// subqueries apply from left to right, `not` and the filter last. A group's pattern has no according_to and
// as_of of its own: those of the match that it stands in cover it.
struct Pattern {
  std::vector<PatternPart> parts;
  std::vector<Node> according_to;  // terms, parameters (lists too) and name searches
  std::optional<Node> as_of;       // a date, dateTime or gYearMonth, or a parameter
  std::optional<Expression> where_clause;
  Location where;
  friend bool operator==(const Pattern& a, const Pattern& b) {
    return a.parts == b.parts && a.according_to == b.according_to && a.as_of == b.as_of &&
           a.where_clause == b.where_clause;
  }
};

// The walks among a pattern's own parts, in their order; those inside groups are not among them.
std::vector<const Walk*> WalksOf(const Pattern& pattern);
std::vector<Walk*> WalksOf(Pattern& pattern);

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

struct MatchClause {  // [optional] match pattern tail
  bool optional = false;
  Pattern pattern;
  friend bool operator==(const MatchClause&, const MatchClause&) = default;
};
// What `with` and `return` keep: only these items are in scope behind a `with`.
struct Projection {
  bool distinct = false;
  bool all = false;  // *, and bare patterns
  std::vector<ReturnItem> items;
  Order order;
  std::optional<Expression> where_clause;  // of `with` only; sees the items
  Location where;
  friend bool operator==(const Projection& a, const Projection& b) {
    return a.distinct == b.distinct && a.all == b.all && a.items == b.items && a.order == b.order &&
           a.where_clause == b.where_clause;
  }
};
// Matches and the `with`, or in the last part the `return`, behind them. Parts behind the first may have no
// match.
struct QueryPart {
  std::vector<MatchClause> matches;
  Projection projection;
  friend bool operator==(const QueryPart&, const QueryPart&) = default;
};
// A bare pattern is `match pattern return * order` with is_bare.
struct Query {
  std::vector<QueryPart> parts;  // at least one
  bool is_bare = false;
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
struct Why {  // `why A -[p]-> B`: every claim on each fact of the walk. No variables, single names as paths.
  Walk walk;
  friend bool operator==(const Why&, const Why&) = default;
};
// No variables, no path operators, no `said`, no edge of either direction, and no literal where a subject
// stands.
struct Insert {
  std::vector<Walk> walks;
  friend bool operator==(const Insert&, const Insert&) = default;
};
// As Insert, and `said` stands for every stance. An edge without claim form: the fact and all its claims;
// with a map: the claims that have these properties; with a stance word: those of that stance; `?c: p`, in an
// Update whose source binds ?c: that claim.
struct Delete {
  std::vector<Walk> walks;
  friend bool operator==(const Delete&, const Delete&) = default;
};
// match … delete … insert …: read from one snapshot, written as one commit.
struct Update {
  struct Clause {
    bool insert = true;
    std::vector<Walk> walks;  // as Insert and Delete, with variables that the source binds
    friend bool operator==(const Clause&, const Clause&) = default;
  };
  Query source;  // its last projection is `*`
  std::vector<Clause> clauses;
  friend bool operator==(const Update&, const Update&) = default;
};
// load "file" as ?row insert …: facts from the rows of a table or of JSON values.
struct LoadRows {
  std::string file;  // as written; relative to the working directory
  Location file_where;
  Variable row;
  std::vector<Walk> walks;  // as Insert, with Computed nodes, paths and map values over ?row
  friend bool operator==(const LoadRows& a, const LoadRows& b) {
    return a.file == b.file && a.row == b.row && a.walks == b.walks;
  }
};
struct Prefix {
  std::string name;
  std::string iri;
  friend bool operator==(const Prefix&, const Prefix&) = default;
};
struct Statement;
struct Explain {
  std::shared_ptr<const Statement> inner;  // a Query, Ask, Describe or Update
  bool analyze = false;                    // runs it, and tells what that took
  friend bool operator==(const Explain&, const Explain&);
};

struct Statement {
  std::variant<Query, Describe, Ask, Why, Insert, Delete, Update, LoadRows, Prefix, Explain> value;
  Location where;
  std::string text;  // the statement as written, without its semicolon
  friend bool operator==(const Statement& a, const Statement& b) { return a.value == b.value; }
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_SYNTAX_TREE_H_
