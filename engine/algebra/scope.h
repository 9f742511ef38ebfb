// What is in scope while a query is translated: the variables that its rows have so far, and what is known of
// them. Handed on from clause to clause; a group starts with a copy of the scope around it.
#ifndef TERN_ENGINE_ALGEBRA_SCOPE_H_
#define TERN_ENGINE_ALGEBRA_SCOPE_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "engine/algebra/plan.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

using NameSet = absl::flat_hash_set<std::string>;

struct Scope {
  std::vector<std::string> names;           // written variables that are bound, by first appearance
  NameSet claims;                           // variables that stand for claims, or will in this match
  std::map<std::string, Variable> stances;  // claim variables to the variables that hold their stance
  // `?x.key`, by variable and IRI, to the variable that its edge binds.
  std::map<std::pair<std::string, std::string>, Variable> accesses;
  // What `exists { }` and `count { }` said while that many names were bound.
  struct Test {
    syntax::PatternTest test;
    size_t name_count;
    Expression value;
  };
  std::vector<Test> tests;
  // Names that are no use here, for better errors.
  NameSet inner;  // bound only inside `not`, `exists` or `count`
  NameSet later;  // bound further to the right
  NameSet gone;   // that a `with` has left behind

  bool Binds(const std::string& name) const;
  void Add(const std::string& name);
  bool IsClaim(const std::string& name) const { return claims.contains(name); }
};

// TQ101 for `name`, which `scope` does not bind.
absl::Status UnboundVariable(const std::string& name, const Scope& scope, model::Location where);

// Steps of one query: edges, the steps of their paths, map entries, groups, `let` and `for`; more is TQ112.
// Bounds the depth of plans and the search for their joins.
inline constexpr int kMaxPatternSteps = 250;

// What the parts of one query's translation share.
struct TranslationState {
  explicit TranslationState(const syntax::Parameters& values) : parameters(&values) {}

  const syntax::Parameters* parameters;
  std::vector<Mention> mentions;
  NameSet stance_names;  // variables whose stance is asked for anywhere
  // Expressions in place of hidden variables as the query wrote them, for errors.
  std::map<Variable, std::string> written;
  int fresh_count = 0;
  int value_count = 0;
  int aggregate_count = 0;
  int step_count = 0;

  Variable Fresh();
  absl::Status CountStep(model::Location where);
};

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_SCOPE_H_
