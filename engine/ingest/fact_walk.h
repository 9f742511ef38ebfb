// Walks that state facts, as facts: `China -[rejected {by: X}]-> H200 <-[makes]- Nvidia` is two. What
// `insert` and fact files have in common. Pure work: no store, no input; what does not state a fact gets a
// syntax::Diagnostic (TQ200 to TQ219, all in docs/errors.md) that points at the place.
//
//   -[p]->             stated without a claim; so does an empty map
//   -[p {k: v, …}]->   an anonymous claim for, with these properties
//   -[not p …]->       an anonymous claim against (`unclear` likewise), with or without a map
#ifndef TERN_ENGINE_INGEST_FACT_WALK_H_
#define TERN_ENGINE_INGEST_FACT_WALK_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/fact.h"

namespace tern::ingest {

struct FactWalkOptions {
  const syntax::Parameters* parameters = nullptr;  // null: there are none
  // The one entity that ~"text" stands for, or a status that says why there is not exactly one. Empty: `~` is
  // refused.
  std::function<absl::StatusOr<model::Term>(const std::string& text)> find_entity;
  // The value of a map entry that is no term (a sum, a function); empty: refused.
  std::function<absl::StatusOr<model::Term>(const syntax::Expression& expression)> evaluate;
  // claim:N as a node. Fact files refuse it: the number means nothing outside the store that printed it.
  bool allow_claim_terms = true;
};

// The facts in reading order, one an edge. InvalidArgument with a Diagnostic.
absl::StatusOr<std::vector<store::Fact>> FactsOfWalk(const syntax::Walk& walk,
                                                     const FactWalkOptions& options);

// The parts of a walk that are terms, on their own: for who makes facts of one walk many times and looks at
// what is constant in it once. InvalidArgument with a Diagnostic.
absl::StatusOr<model::Term> TermOfNode(const syntax::Node& node, const FactWalkOptions& options);
absl::StatusOr<model::Term> TermOfPredicate(const syntax::Path& path, const FactWalkOptions& options);
absl::StatusOr<model::Term> TermOfProperty(const syntax::Expression& value, const FactWalkOptions& options);
// The stance of the claim that an edge makes. InvalidArgument for an edge that cannot write: one without a
// direction, one that names its claim, `said`.
absl::StatusOr<model::Stance> StanceOfEdge(const syntax::Edge& edge);

// Of all walks of an insert.
absl::StatusOr<std::vector<store::Fact>> FactsOfInsert(const syntax::Insert& insert,
                                                       const FactWalkOptions& options);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_FACT_WALK_H_
