#include "engine/prepared_query.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/algebra/translate.h"
#include "engine/execute/run.h"
#include "engine/name_searches.h"
#include "storage/model/text.h"

namespace tern {
namespace {

using algebra::NodePtr;
using model::Term;
using syntax::Parameters;

// Values of the same kinds that no query has: in their place a translation differs wherever it looks at a
// value. Lists become terms, which no translation takes for a list.
Parameters Substitutes(const Parameters& parameters) {
  Parameters substitutes;
  for (const auto& [name, value] : parameters) {
    Term term = value.terms.empty() ? Term() : value.terms[0];
    term.value = model::StrCat("\x01tern:", name);
    substitutes.emplace(name, syntax::ParameterValue(std::move(term)));
  }
  return substitutes;
}

// Only what Substitutes keeps of them.
bool HaveSameKinds(const Parameters& a, const Parameters& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    if (x.first != y.first || x.second.is_list || y.second.is_list) return false;
    const Term& first = x.second.terms[0];
    const Term& second = y.second.terms[0];
    return first.kind == second.kind && first.datatype == second.datatype &&
           first.language == second.language;
  });
}

}  // namespace

PreparedQuery::PreparedQuery(syntax::Query query, const std::vector<std::string>& parameters)
    : query_(std::move(query)), parameters_(parameters) {}

Parameters PreparedQuery::Used(const Parameters& given) const {
  Parameters used;
  for (const std::string& name : parameters_) {
    if (const auto value = given.find(name); value != given.end()) used.insert(*value);
  }
  return used;
}

bool PreparedQuery::Holds(const StatementContext& context) const {
  return planned_ && planned_->store.lock() == context.view.store &&
         planned_->commit == context.view.snapshot->commit_number() &&
         planned_->id_generation == context.view.snapshot->id_generation() &&
         planned_->is_optimised == context.options.optimize;
}

absl::StatusOr<NodePtr> PreparedQuery::Known(const Parameters& parameters,
                                             const StatementContext& context) const {
  if (!Holds(context)) return nullptr;
  if (planned_->parameters == parameters) return planned_->root;
  if (!planned_->rebindable) return nullptr;
  auto rebound = planned_->rebindable->For(parameters, *context.view.snapshot);
  if (!rebound.ok()) return rebound.status();
  return *rebound ? **std::move(rebound) : nullptr;
}

bool PreparedQuery::AreOnlyInWalks(const algebra::Plan& translated, const Parameters& parameters) {
  if (only_in_walks_ && HaveSameKinds(only_in_walks_->first, parameters)) return only_in_walks_->second;
  const absl::StatusOr<algebra::Plan> other = algebra::Translate(query_, Substitutes(parameters));
  const bool are = other.ok() && other->columns == translated.columns &&
                   optimize::DifferOnlyInParameters(*translated.root, *other->root);
  only_in_walks_.emplace(parameters, are);
  return are;
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

  Planned planned;
  planned.store = context.view.store;
  planned.commit = context.view.snapshot->commit_number();
  planned.id_generation = context.view.snapshot->id_generation();
  planned.is_optimised = context.options.optimize;
  columns_ = std::move(optimised->columns);
  planned.root = std::move(optimised->root);
  // A warning belongs to every run.
  const bool may_keep = !*has_searches_ && context.warnings.empty();
  if (may_keep && !parameters.empty() && AreOnlyInWalks(*plan, parameters)) {
    auto rebindable =
        optimize::RebindablePlan::Create(*plan->root, planned.root, parameters, *context.view.snapshot);
    if (!rebindable.ok()) return rebindable.status();
    planned.rebindable = *std::move(rebindable);
  }
  planned.parameters = std::move(parameters);
  NodePtr root = planned.root;
  if (may_keep) planned_ = std::move(planned);
  return root;
}

absl::StatusOr<Outcome> PreparedQuery::Run(StatementContext context) {
  Parameters parameters = Used(context.options.parameters);
  absl::StatusOr<NodePtr> root = Known(parameters, context);
  if (root.ok() && *root == nullptr) root = PlanAnew(std::move(parameters), context);
  if (!root.ok()) return root.status();
  auto rows = execute::Execute(*root, columns_, context.view.snapshot, LimitsOf(context.options));
  return RowsOutcome(std::move(rows), std::move(context));
}

}  // namespace tern
