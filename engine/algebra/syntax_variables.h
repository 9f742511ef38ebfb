// What a syntax tree says about its variables before it is translated: which names a pattern binds, which of
// them stand for claims, and of which the stance is asked.
#ifndef TERN_ENGINE_ALGEBRA_SYNTAX_VARIABLES_H_
#define TERN_ENGINE_ALGEBRA_SYNTAX_VARIABLES_H_

#include "engine/algebra/scope.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

// The names that `pattern` binds for what stands outside it;
// AddInnerNames: those that its `not`, `exists` and `count` groups bind.
void AddBoundNames(const syntax::Pattern& pattern, NameSet& names);
void AddInnerNames(const syntax::Pattern& pattern, NameSet& names);
void AddInnerNames(const syntax::Expression& expression, NameSet& names);

// The names that a walk binds.
void AddBoundNames(const syntax::Walk& walk, NameSet& names);

// Claim variables of the pattern and of its groups, not those only inside `not`, `exists` and `count`.
void AddClaimNames(const syntax::Pattern& pattern, NameSet& names);

// All variables of which `query` asks the stance, those of its groups and subqueries too; and those that a
// projection hands on to such a one.
NameSet StanceNames(const syntax::Query& query);

// The variables that stand anywhere in `expression`, also in its groups.
void AddUsedNames(const syntax::Expression& expression, NameSet& names);

// True where an aggregate stands anywhere in `expression`.
bool HasAggregate(const syntax::Expression& expression);

// The operands, arguments or items of `expression`; null where it has none.
const std::vector<syntax::Expression>* OperandsOf(const syntax::Expression& expression);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_SYNTAX_VARIABLES_H_
