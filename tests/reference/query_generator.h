// Random queries over the graphs of fact_generator.h, typed and scoped well enough that translation accepts
// each and that most answers are neither empty nor huge. What the language leaves open is not written: the
// stance of a claim variable that several edges bind, unordered rows cut before the end of a query.
#ifndef TERN_TESTS_REFERENCE_QUERY_GENERATOR_H_
#define TERN_TESTS_REFERENCE_QUERY_GENERATOR_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reference/vocabulary.h"

namespace tern::reference {

// What a query may use beside walks, where, return, count, distinct, order by and limits.
enum class Construct : uint8_t {
  kOptional,
  kOr,
  kNot,
  kLet,
  kFor,
  kSubquery,
  kMatches,  // several, also `optional match`
  kWith,
  kAggregates,
  kAccess,
  kLists,
  kExists,
  kPaths,
  kAccordingTo,
  kAsOf,
  kFunctions,
  kArithmetic,
  kParameters,
};
using Constructs = std::set<Construct>;
Constructs AllConstructs();
std::optional<Construct> ConstructFromName(std::string_view name);  // "optional", "accordingTo"

class QueryGenerator {
 public:
  QueryGenerator(Dice& dice, Constructs constructs) : dice_(dice), constructs_(std::move(constructs)) {}

  // One query in TernQL text, over QueryParameters().
  std::string Query();
  // One `match … delete … insert …`, in any sequence of clauses, whose places are terms and variables.
  std::string Update();

 private:
  enum class Kind : uint8_t { kNode, kClaim, kNumber, kText, kList, kAny };
  struct Bound {
    std::string name;
    Kind kind = Kind::kNode;
    bool has_stance = false;
  };
  using Scope = std::vector<Bound>;

  bool May(Construct construct, int percent) {
    return constructs_.contains(construct) && dice_.Chance(percent);
  }
  std::string Fresh(const char* letter) { return letter + std::to_string(++fresh_count_); }
  const Bound* Find(const std::string& name) const;
  std::vector<std::string> Names(Kind kind) const;  // with "?"
  std::vector<std::string> AllNames() const;        // with "?"

  // query_generator.cc: queries, patterns, walks
  std::string MatchText(bool is_first);
  std::string TailText();
  std::string PatternText(int edges, int depth);
  std::string PartText(int depth);
  std::string GroupText(int depth);
  std::string OrText(int depth);
  std::string SubqueryText();
  std::string WalkText(int edges);
  std::string EdgeText();
  std::string ClaimEdgeText();
  std::string ClaimWalkText();
  std::string MapText();
  std::string PathText(int depth);
  std::string NodeText(bool may_be_literal);
  std::string Variable();
  std::string ClauseText();

  // projection_generator.cc: with, return, order by
  struct Items {
    std::string text;
    std::vector<std::string> sortable;
    Scope bound;
  };
  Items PlainItems();
  Items GroupedItems();
  std::string AggregateText(Kind& kind);
  std::string WithText();
  std::string ReturnText();
  std::string OrderText(const std::vector<std::string>& sortable, bool must_order);

  // expression_generator.cc
  std::string ConditionText(int depth);
  std::string ComparisonText(int depth);
  std::string AnyText(int depth, Kind* kind = nullptr);
  std::string NumberText(int depth);
  std::string TextText(int depth);
  std::string ListText(int depth);
  std::string DateText(int depth);
  std::string AccessText();
  std::string PatternTestText(const char* word);

  Dice& dice_;
  const Constructs constructs_;
  Scope scope_;
  int fresh_count_ = 0;
  int groups_left_ = 0;
  int accesses_left_ = 0;
};

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_QUERY_GENERATOR_H_
