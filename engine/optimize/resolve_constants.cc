#include <algorithm>
#include <utility>

#include "engine/algebra/resolve.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;
using algebra::PathExpression;
using algebra::Scan;
using algebra::Slot;

absl::StatusOr<NodePtr> ResolveScan(const Scan& source, const RuleContext& context) {
  Scan scan = source;
  for (Slot* slot : {&scan.subject, &scan.predicate, &scan.object}) {
    if (!slot->is_constant()) continue;
    auto ids = algebra::ResolveIds(*slot, *context.snapshot);
    if (!ids.ok()) return ids.status();
    if (ids->empty()) return algebra::EmptyNode(algebra::VariablesOf(scan));
    slot->ids = *std::move(ids);
  }
  return algebra::MakeNode(std::move(scan));
}

absl::Status ResolvePath(PathExpression& path, const RuleContext& context) {
  if (!path.predicates.empty()) {
    Slot names = Slot::Constant(path.predicates[0]);
    names.terms = path.predicates;
    auto ids = algebra::ResolveIds(names, *context.snapshot);
    if (!ids.ok()) return ids.status();
    path.ids = *std::move(ids);
  } else if (path.kind == PathExpression::Kind::kAnyStep) {
    path.ids.emplace();
  }
  for (PathExpression& child : path.children) {
    if (absl::Status status = ResolvePath(child, context); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// True where the path may have no steps at all.
bool MayBeEmpty(const PathExpression& path) {
  using Kind = PathExpression::Kind;
  switch (path.kind) {
    case Kind::kStep:
    case Kind::kAnyStep:
      return false;
    case Kind::kInverse:
      return MayBeEmpty(path.children[0]);
    case Kind::kSequence:
      return std::all_of(path.children.begin(), path.children.end(), MayBeEmpty);
    case Kind::kAlternative:
      return std::any_of(path.children.begin(), path.children.end(), MayBeEmpty);
    case Kind::kRepeat:
      return path.at_least == 0 || MayBeEmpty(path.children[0]);
  }
  return true;
}

// An end that the store does not know still connects to itself by a path of no steps.
absl::StatusOr<NodePtr> ResolvePathScan(const algebra::PathScan& source, const RuleContext& context) {
  algebra::PathScan scan = source;
  if (absl::Status status = ResolvePath(scan.path, context); !status.ok()) return status;
  for (Slot* slot : {&scan.subject, &scan.object}) {
    if (!slot->is_constant()) continue;
    auto ids = algebra::ResolveIds(*slot, *context.snapshot);
    if (!ids.ok()) return ids.status();
    if (ids->empty() && !MayBeEmpty(scan.path))
      return algebra::EmptyNode(algebra::VariablesOf(*algebra::MakeNode(scan)));
    slot->ids = *std::move(ids);
  }
  return algebra::MakeNode(std::move(scan));
}

}  // namespace

absl::StatusOr<NodePtr> ResolveConstants(const NodePtr& root, const RuleContext& context) {
  return RewriteBottomUp(root, [&](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    if (const auto* scan = node->As<Scan>()) return ResolveScan(*scan, context);
    if (const auto* path = node->As<algebra::PathScan>()) return ResolvePathScan(*path, context);
    return node;
  });
}

}  // namespace tern::optimize
