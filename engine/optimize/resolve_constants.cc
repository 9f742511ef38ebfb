#include "engine/algebra/resolve.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {

using algebra::NodePtr;
using algebra::Scan;
using algebra::Slot;

absl::StatusOr<NodePtr> ResolveConstants(const NodePtr& root, const RuleContext& context) {
  return RewriteBottomUp(root, [&](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const Scan* source = node->As<Scan>();
    if (source == nullptr) return node;
    Scan scan = *source;
    for (Slot* slot : {&scan.subject, &scan.predicate, &scan.object}) {
      if (!slot->is_constant()) continue;
      auto ids = algebra::ResolveIds(*slot, *context.snapshot);
      if (!ids.ok()) return ids.status();
      if (ids->empty()) return algebra::EmptyNode(algebra::VariablesOf(scan));
      slot->ids = *std::move(ids);
    }
    return algebra::MakeNode(std::move(scan));
  });
}

}  // namespace tern::optimize
