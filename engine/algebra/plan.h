// The plan of a query: a tree of algebra operators, made by translation from the syntax tree, rewritten by
// the optimiser, compiled to operators by execution. Plans are immutable values: nodes are shared, rewriting
// makes new ones, equality is deep. A plan means a bag of rows; every rewriting must keep that bag.
//
// Joins are natural: on all variables that both sides bind. A plan that no optimiser has seen runs as it is,
// with default scan orders and hash joins.
#ifndef TERN_ENGINE_ALGEBRA_PLAN_H_
#define TERN_ENGINE_ALGEBRA_PLAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/algebra/claim_filter.h"
#include "engine/algebra/expression.h"
#include "engine/algebra/path_expression.h"
#include "storage/model/location.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/order/order.h"
#include "storage/store/cursor.h"

namespace tern::algebra {

// A place in a scan: open and not wanted, a constant, or a variable.
struct Slot {
  enum class Kind : uint8_t { kAny, kConstant, kVariable };
  Kind kind = Kind::kAny;
  // kConstant: what was written; more than one: any of them. A literal stands for all terms of the same
  // value.
  std::vector<model::Term> terms;
  std::optional<std::vector<model::TermId>>
      ids;  // what `terms` are in one snapshot, ascending; set when resolved
  Variable variable;

  static Slot Any() { return {}; }
  static Slot Constant(model::Term term) { return {Kind::kConstant, {std::move(term)}, std::nullopt, ""}; }
  static Slot Var(Variable variable) { return {Kind::kVariable, {}, std::nullopt, std::move(variable)}; }
  bool is_variable() const { return kind == Kind::kVariable; }
  bool is_constant() const { return kind == Kind::kConstant; }

  friend bool operator==(const Slot&, const Slot&) = default;
};

using IdRange = std::pair<model::TermId, model::TermId>;  // both ends inclusive

// Statements that match a pattern, from one order. A variable in several slots must be equal in all of them.
struct Scan {
  Slot subject;
  Slot predicate;
  Slot object;
  Variable claim;   // bound to the claim's entity; empty: not wanted
  Variable stance;  // bound to a claim id that carries the stance (StanceId); empty: not wanted
  store::Space space = store::Space::kFacts;
  store::ClaimMode mode = store::ClaimMode::kFact;
  // Not empty: objects must lie in one of these ranges of ids, which ascend and do not overlap.
  std::vector<IdRange> object_ranges;
  std::optional<order::Order> order;  // nothing: DefaultOrder
  // Only claims that it keeps count: `according to`, `as of`. With kFact a triple matches where it is stated
  // without a claim (unless the filter drops those) or a claim for it is kept.
  ClaimFilter claims;

  friend bool operator==(const Scan&, const Scan&) = default;
};

// What a stance variable is bound to: an id of which function `stance` reads the stance.
constexpr model::TermId StanceId(model::Stance stance) { return model::AnonymousClaim(0, stance); }

// Pairs of ends that a regular expression over predicates connects, each pair once (SPARQL 1.1 §9.3, ALP).
// A path of no steps connects every node to itself: a constant end, or, where neither end is bound, every
// subject and object of a fact. Walks facts only, never the properties of anonymous claims.
struct PathScan {
  Slot subject;  // kConstant or kVariable; the same variable twice: cycles
  Slot object;
  PathExpression path;
  ClaimFilter claims;
  friend bool operator==(const PathScan&, const PathScan&) = default;
};

// Rows written out. No variables and one row: the unit of joins; no rows: the empty answer.
struct Values {
  std::vector<Variable> variables;
  std::vector<std::vector<std::optional<model::Term>>> rows;
  friend bool operator==(const Values&, const Values&) = default;
};

enum class JoinKind : uint8_t {
  kHash,    // the right side is the built one, the left streams
  kMerge,   // both sides are sorted by `keys`
  kLookup,  // the right side is looked up with the left's values; children[1] is a Scan or a PathScan
};
// What becomes of a left row. Null joins nothing: a row with a null in a shared variable has no partner.
enum class JoinType : uint8_t {
  kInner,  // a row for every partner
  kLeft,   // the same, and one with nulls where it has none
  kSemi,   // itself, once, where it has a partner
  kAnti,   // itself where it has none
};
// children[0] is left. Binds the variables of both sides, those of the left side alone for kSemi and kAnti.
struct Join {
  JoinKind kind = JoinKind::kHash;
  // kMerge: the common sort sequence; further shared variables are compared by row.
  std::vector<Variable> keys = {};
  JoinType type = JoinType::kInner;
  std::optional<Expression> condition =
      std::nullopt;  // a further demand on partners, over the variables of both sides
  friend bool operator==(const Join&, const Join&) = default;
};

// The natural join of two or more scans, its children, found variable by variable in `sequence`, which has
// all of theirs: for patterns with cycles. Each scan binds one or two variables, and its order sorts it by
// them in that sequence. The rows are sorted by `sequence`.
struct Leapfrog {
  std::vector<Variable> sequence;
  double estimated_cost = 0;  // ns, by the optimiser; no part of equality
  friend bool operator==(const Leapfrog& a, const Leapfrog& b) { return a.sequence == b.sequence; }
};

// Runs children[1] once for each row of children[0], which its OuterRow leaves stand for, and joins the two
// as a Join of that type would. For what depends on the row in more than equal values: subqueries with limits
// and groups, conditions inside. The innermost Apply around an OuterRow is the one it belongs to.
struct Apply {
  JoinType type = JoinType::kInner;
  friend bool operator==(const Apply&, const Apply&) = default;
};
// One row: these variables of the left row of the Apply.
struct OuterRow {
  std::vector<Variable> variables;
  friend bool operator==(const OuterRow&, const OuterRow&) = default;
};

// A row for each item of a list, in its order, duplicates too; none for null or what is no list.
struct Unnest {
  Variable variable;  // that the child does not bind
  Expression list;
  friend bool operator==(const Unnest&, const Unnest&) = default;
};

// All rows of all children, which bind at least `variables`.
struct Union {
  std::vector<Variable> variables;
  // Not empty: every child is sorted by these, among `variables`, and so are the rows of all.
  std::vector<Variable> merged_by = {};
  friend bool operator==(const Union&, const Union&) = default;
};

struct Filter {  // keeps rows whose condition is true
  Expression condition;
  friend bool operator==(const Filter&, const Filter&) = default;
};

struct Extend {  // adds a variable that the child does not bind
  Variable variable;
  Expression expression;
  friend bool operator==(const Extend&, const Extend&) = default;
};

struct ProjectColumn {
  Variable from;
  Variable to;
  friend bool operator==(const ProjectColumn&, const ProjectColumn&) = default;
};
struct Project {
  std::vector<ProjectColumn> columns;  // `to` are distinct
  friend bool operator==(const Project&, const Project&) = default;
};

struct SortKey {
  Variable variable;
  bool descending = false;
  friend bool operator==(const SortKey&, const SortKey&) = default;
};
struct Sort {  // by the order of terms (model::OrderTerms), null last; stable
  std::vector<SortKey> keys;
  std::optional<uint64_t> limit;  // only the first `limit` rows are wanted
  friend bool operator==(const Sort&, const Sort&) = default;
};

struct Distinct {
  friend bool operator==(const Distinct&, const Distinct&) = default;
};

struct Aggregate {
  // Nulls are left out. Over no values: counts are 0, the sum is 0, a collected list is empty, the others are
  // null. A value that is no number makes kSum and kAvg null. kMin and kMax go by the order of `order by`.
  enum class Kind : uint8_t { kCountRows, kCount, kSum, kAvg, kMin, kMax, kCollect };
  Kind kind = Kind::kCountRows;
  bool distinct = false;  // each term once
  Variable argument;      // empty for kCountRows
  Variable result;
  friend bool operator==(const Aggregate&, const Aggregate&) = default;
};
struct Group {  // without keys: one row, also over no rows
  std::vector<Variable> keys;
  std::vector<Aggregate> aggregates;
  friend bool operator==(const Group&, const Group&) = default;
};

struct Slice {
  uint64_t skip = 0;
  std::optional<uint64_t> limit;
  friend bool operator==(const Slice&, const Slice&) = default;
};

// One row: how many rows `scan` has, read from block headers.
struct CountScan {
  Scan scan;
  Variable result;
  friend bool operator==(const CountScan&, const CountScan&) = default;
};

// A row for each value of `key` in the rows of `scan`, ascending: the value, and how many rows have it. Read
// from runs of equal ids and from block headers. `scan` has its order, in which `key` stands right behind the
// constants, each of one id.
struct CountRuns {
  Scan scan;
  Variable key;
  Variable count;  // empty: not wanted
  // Only values with one of the `top` largest counts are wanted, and those that tie with the last of them.
  std::optional<uint64_t> top = std::nullopt;
  friend bool operator==(const CountRuns&, const CountRuns&) = default;
};

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
  std::variant<Scan, PathScan, Values, OuterRow, Join, Leapfrog, Apply, Unnest, Union, Filter, Extend,
               Project, Sort, Distinct, Group, Slice, CountScan, CountRuns>
      op;
  std::vector<NodePtr> children;
  std::optional<double> estimated_rows;  // by the optimiser; no part of equality

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&op);
  }
  const NodePtr& child() const { return children[0]; }
};
bool operator==(const Node& a, const Node& b);

template <typename Op>
NodePtr MakeNode(Op op, std::vector<NodePtr> children = {},
                 std::optional<double> estimated_rows = std::nullopt) {
  return std::make_shared<const Node>(Node{std::move(op), std::move(children), estimated_rows});
}
// `node` with other children, or the same node where they are the same.
NodePtr WithChildren(const NodePtr& node, std::vector<NodePtr> children);
NodePtr WithEstimate(const NodePtr& node, double rows);

// The same rows, counted by grouping the scan's. Without `top`.
NodePtr AsGroup(const CountRuns& runs);

// The empty answer over `variables`.
NodePtr EmptyNode(std::vector<Variable> variables);
bool IsEmptyNode(const Node& node);

// What a node binds: each variable once, in a fixed sequence.
std::vector<Variable> VariablesOf(const Node& node);
std::vector<Variable> VariablesOf(const Scan& scan);

// A constant as the query wrote it, for warnings about names that the store does not know.
struct Mention {
  model::Term term;
  std::string written;
  model::Location where;
  bool is_predicate = false;
  friend bool operator==(const Mention&, const Mention&) = default;
};

// A query's plan with what the caller of the result needs to know.
struct Plan {
  NodePtr root;
  std::vector<std::string> columns;  // names of the answer's columns; as many as VariablesOf(*root)
  std::vector<Mention> mentions;     // IRIs in the pattern, in order of appearance
};
bool operator==(const Plan& a, const Plan& b);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_PLAN_H_
