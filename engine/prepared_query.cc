#include "engine/prepared_query.h"

#include <utility>

#include "engine/algebra/translate.h"
#include "engine/execute/run.h"
#include "engine/name_searches.h"

namespace tern {

using algebra::NodePtr;
using syntax::Parameters;

namespace {

// What the plan is made for: the snapshot that the store gave, not the one that watches this run.
const std::shared_ptr<const store::Snapshot>& StateOf(const StatementContext& context) {
  return context.view.unwatched != nullptr ? context.view.unwatched : context.view.snapshot;
}

}  // namespace

PreparedQuery::PreparedQuery(syntax::Query query, std::vector<std::string> parameters)
    : query_(std::move(query)), parameters_(std::move(parameters)) {}

Parameters PreparedQuery::Used(const Parameters& given) const {
  Parameters used;
  for (const std::string& name : parameters_) {
    if (const auto value = given.find(name); value != given.end()) used.insert(*value);
  }
  return used;
}

absl::StatusOr<NodePtr> PreparedQuery::Known(const Parameters& parameters,
                                             const StatementContext& context) const {
  const bool holds = planned_ && planned_->snapshot.lock() == StateOf(context) &&
                     planned_->is_optimised == context.options.optimize;
  if (!holds) return nullptr;
  return planned_->parameters == parameters ? planned_->root : nullptr;
}

absl::StatusOr<NodePtr> PreparedQuery::PlanAnew(Parameters parameters, StatementContext& context) {
  planned_.reset();
  absl::StatusOr<algebra::Plan> plan = absl::InternalError("");
  if (has_searches_ == false) {
    plan = algebra::Translate(query_, context.options.parameters);
  } else {
    // What is found depends on the store and on parameters: such a query is planned each time.
    syntax::Query query = query_;
    NameSearches searches(*context.view.snapshot, context.names, context.options.parameters);
    if (absl::Status found = searches.FindAll(query); !found.ok()) return found;
    has_searches_ = searches.has_searched();
    context.warnings.insert(context.warnings.end(), searches.warnings().begin(), searches.warnings().end());
    plan = algebra::Translate(query, context.options.parameters);
  }
  if (!plan.ok()) return plan.status();
  absl::StatusOr<algebra::Plan> optimised = Optimized(*plan, context);
  if (!optimised.ok()) return optimised.status();
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  columns_ = std::move(optimised->columns);
  // A warning belongs to every run.
  if (!*has_searches_ && context.warnings.empty()) {
    planned_ = Planned{StateOf(context), context.options.optimize, std::move(parameters), optimised->root};
  }
  return std::move(optimised->root);
}

absl::StatusOr<Outcome> PreparedQuery::Run(StatementContext context) {
  Parameters parameters = Used(context.options.parameters);
  absl::StatusOr<NodePtr> root = Known(parameters, context);
  if (root.ok() && *root == nullptr) root = PlanAnew(std::move(parameters), context);
  if (!root.ok()) return root.status();
  auto rows = execute::Execute(*root, columns_, context.view.snapshot, LimitsOf(context));
  return RowsOutcome(std::move(rows), std::move(context));
}

}  // namespace tern
