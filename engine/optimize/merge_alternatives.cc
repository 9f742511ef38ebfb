#include <algorithm>
#include <iterator>

#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;
using algebra::Scan;

// Adds the predicates of `other` to `merged`, if the two scans differ in nothing else and share no predicate
// (rows of a shared one would have to come twice).
bool Absorb(const Scan& other, Scan& merged) {
  if (!merged.predicate.is_constant() || !other.predicate.is_constant()) return false;
  if (!merged.predicate.ids || !other.predicate.ids) return false;
  Scan same = other;
  same.predicate = merged.predicate;
  if (same != merged) return false;
  std::vector<model::TermId> ids;
  std::set_union(merged.predicate.ids->begin(), merged.predicate.ids->end(), other.predicate.ids->begin(),
                 other.predicate.ids->end(), std::back_inserter(ids));
  if (ids.size() < merged.predicate.ids->size() + other.predicate.ids->size()) return false;
  merged.predicate.ids = std::move(ids);
  merged.predicate.terms.insert(merged.predicate.terms.end(), other.predicate.terms.begin(),
                                other.predicate.terms.end());
  return true;
}

}  // namespace

absl::StatusOr<NodePtr> MergeAlternatives(const NodePtr& root, const RuleContext& /*context*/) {
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* op = node->As<algebra::Union>();
    if (op == nullptr) return node;
    std::vector<NodePtr> children;
    std::vector<Scan> scans;
    for (const NodePtr& child : node->children) {
      const Scan* scan = child->As<Scan>();
      if (scan == nullptr) {
        if (!algebra::IsEmptyNode(*child)) children.push_back(child);
        continue;
      }
      if (std::none_of(scans.begin(), scans.end(), [&](Scan& merged) { return Absorb(*scan, merged); })) {
        scans.push_back(*scan);
      }
    }
    if (children.empty() && scans.size() == 1 && algebra::VariablesOf(scans[0]) == op->variables) {
      return algebra::MakeNode(std::move(scans[0]));
    }
    for (Scan& scan : scans) children.push_back(algebra::MakeNode(std::move(scan)));
    if (children.empty()) return algebra::EmptyNode(op->variables);
    return children.size() == node->children.size() ? node : algebra::MakeNode(*op, std::move(children));
  });
}

}  // namespace tern::optimize
