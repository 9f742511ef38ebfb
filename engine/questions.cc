#include "engine/questions.h"

#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/algebra/print.h"
#include "engine/algebra/translate.h"
#include "engine/claims/ask.h"
#include "engine/claims/describe.h"
#include "engine/claims/why.h"
#include "engine/execute/profile.h"
#include "engine/execute/run.h"
#include "engine/name_searches.h"
#include "engine/plan_report.h"
#include "engine/walk_mentions.h"
#include "engine/writes.h"

namespace tern {
namespace {

NameSearches SearchesOf(const StatementContext& context) {
  return NameSearches(*context.view.snapshot, context.names, context.options.parameters);
}

void AddWarnings(const NameSearches& searches, StatementContext& context) {
  context.warnings.insert(context.warnings.end(), searches.warnings().begin(), searches.warnings().end());
}

// The plan of a question, whose searches by name become what they find.
absl::StatusOr<algebra::Plan> PlanOf(syntax::Query& query, StatementContext& context) {
  NameSearches searches = SearchesOf(context);
  if (absl::Status found = searches.FindAll(query); !found.ok()) return found;
  AddWarnings(searches, context);
  return algebra::Translate(query, context.options.parameters);
}

absl::StatusOr<algebra::Plan> PlanOf(syntax::Ask& ask, StatementContext& context) {
  NameSearches searches = SearchesOf(context);
  if (absl::Status found = searches.FindAll(ask.pattern); !found.ok()) return found;
  AddWarnings(searches, context);
  return claims::AskPlan(ask, context.options.parameters);
}

absl::StatusOr<algebra::Plan> PlanOf(syntax::Describe& describe, StatementContext& context) {
  NameSearches searches = SearchesOf(context);
  if (absl::Status found = searches.FindOne(describe.node); !found.ok()) return found;
  return claims::DescribePlan(describe, context.options.parameters, *context.view.snapshot);
}

absl::StatusOr<algebra::Plan> PlanOf(syntax::Update& update, StatementContext& context) {
  return UpdatePlan(update, context);
}

using Clock = std::chrono::steady_clock;

// Runs the plan to its end, and keeps what that took instead of its rows.
absl::Status RunProfiled(const algebra::Plan& plan, const StatementContext& context,
                         execute::PlanProfile& profile, RunTotals& totals) {
  const std::shared_ptr<store::ReadMonitor> monitor = context.view.snapshot->monitor();
  if (monitor != nullptr) totals.planning_work = monitor->counts();
  execute::ContextOptions limits = LimitsOf(context);
  limits.profile = &profile;
  const auto begin = Clock::now();
  const auto rows = execute::Execute(plan, context.view.snapshot, limits);
  if (!rows.ok()) return rows.status();
  execute::RowBatch batch;
  for (;;) {
    const absl::StatusOr<bool> more = (*rows)->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) break;
    totals.rows += batch.row_count;
  }
  totals.running = Clock::now() - begin;
  totals.peak_memory_bytes = profile.peak_memory_bytes();
  if (monitor == nullptr) return absl::OkStatus();
  totals.work = monitor->counts();
  totals.work -= totals.planning_work;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Outcome> RunQuery(syntax::Query query, StatementContext context) {
  const absl::StatusOr<algebra::Plan> plan = PlanOf(query, context);
  if (!plan.ok()) return plan.status();
  const absl::StatusOr<algebra::Plan> planned = Optimized(*plan, context);
  if (!planned.ok()) return planned.status();
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  auto rows = execute::Execute(*planned, context.view.snapshot, LimitsOf(context));
  return RowsOutcome(std::move(rows), std::move(context));
}

absl::StatusOr<Outcome> RunAsk(syntax::Ask ask, StatementContext context) {
  const absl::StatusOr<algebra::Plan> plan = PlanOf(ask, context);
  if (!plan.ok()) return plan.status();
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  const claims::Planner planner = [&](const algebra::Plan& made) { return Optimized(made, context); };
  auto rows = claims::Ask(ask, context.options.parameters, context.view.snapshot, context.names,
                          LimitsOf(context), planner);
  return RowsOutcome(std::move(rows), std::move(context));
}

absl::StatusOr<Outcome> RunWhy(syntax::Why why, StatementContext context) {
  NameSearches searches = SearchesOf(context);
  if (absl::Status found = searches.FindOne(why.walk); !found.ok()) return found;
  absl::StatusOr<claims::WhyAnswer> answer =
      claims::Why(why, context.options.parameters, context.view.snapshot, context.names, LimitsOf(context));
  if (!answer.ok()) return answer.status();
  context.warnings.insert(context.warnings.end(), answer->warnings.begin(), answer->warnings.end());
  algebra::Plan names_only;
  AddMentions(why.walk, names_only.mentions);
  if (absl::Status warned = WarnOfUnknownNames(names_only, context); !warned.ok()) return warned;
  return RowsOutcome(std::move(answer->rows), std::move(context));
}

absl::StatusOr<Outcome> RunDescribe(syntax::Describe describe, StatementContext context) {
  const absl::StatusOr<algebra::Plan> plan = PlanOf(describe, context);
  if (!plan.ok()) return plan.status();
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  auto rows = execute::Execute(*plan, context.view.snapshot, LimitsOf(context));
  return RowsOutcome(std::move(rows), std::move(context));
}

absl::StatusOr<Outcome> RunExplain(const syntax::Explain& explain, StatementContext context) {
  RunTotals totals;
  totals.parsing = context.parse_time;
  const auto begin = Clock::now();
  const absl::StatusOr<algebra::Plan> plan = std::visit(
      [&](auto statement) -> absl::StatusOr<algebra::Plan> {
        using T = decltype(statement);
        if constexpr (std::is_same_v<T, syntax::Query> || std::is_same_v<T, syntax::Ask> ||
                      std::is_same_v<T, syntax::Describe> || std::is_same_v<T, syntax::Update>) {
          return PlanOf(statement, context);
        } else {
          return absl::InternalError("the parser let a statement through that has no plan");
        }
      },
      explain.inner->value);
  if (!plan.ok()) return plan.status();
  absl::StatusOr<algebra::Plan> planned = Optimized(*plan, context);
  if (!planned.ok()) return planned.status();
  totals.planning = Clock::now() - begin;
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  algebra::PrintOptions print_options;
  print_options.term = [&](const model::Term& term) { return syntax::Print(term, context.names); };
  Outcome outcome;
  outcome.kind = Outcome::Kind::kPlan;
  if (explain.analyze) {
    planned->root = execute::WithoutSharing(planned->root);
    execute::PlanProfile profile(*planned->root);
    if (absl::Status run = RunProfiled(*planned, context, profile, totals); !run.ok()) return run;
    outcome.message = RunText(*planned->root, profile, totals, print_options);
    outcome.json = RunJson(*planned->root, profile, totals, print_options);
  } else {
    outcome.message = PlanText(*planned->root, print_options);
    outcome.json = PlanJson(*planned->root, print_options);
  }
  outcome.warnings = std::move(context.warnings);
  return outcome;
}

}  // namespace tern
