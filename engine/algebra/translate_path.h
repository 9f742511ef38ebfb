// The path of an edge to a plan: single steps become scans, sequences joins, alternatives unions. What
// repeats (`p*`, `(p/q)+`) becomes a PathScan, and only that: the parts around it keep their duplicates.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_PATH_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_PATH_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/claim_filter.h"
#include "engine/algebra/plan.h"
#include "engine/algebra/scope.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

// An edge that is being translated, and what it may look at.
struct EdgeContext {
  const syntax::Edge* edge;
  Variable claim;   // that each of its steps binds; empty: none
  Variable stance;  // likewise
  const ClaimFilter* claims;
  const Scope* scope;
  TranslationState* state;
};

// The rows of the edge between its two nodes, in the direction that it has.
absl::StatusOr<NodePtr> TranslateEdge(const EdgeContext& context, const Slot& from, const Slot& to);

// A scan of facts; one that starts at a claim reads the claim's properties too, and all of them.
Scan FactScan(const EdgeContext& context, const Slot& subject, Slot predicate, const Slot& object);

// A slot for a term as the query wrote it, which becomes a mention.
Slot ConstantSlot(const model::Term& term, const std::string& written, model::Location where,
                  bool is_predicate, TranslationState& state);

// The union over what the first choice shares with all others: the fresh variables inside a choice are its
// own.
NodePtr UnionOf(std::vector<NodePtr> choices);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_PATH_H_
