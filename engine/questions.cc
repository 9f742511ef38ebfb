#include "engine/questions.h"

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
#include "engine/execute/run.h"
#include "engine/name_searches.h"
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

}  // namespace

absl::StatusOr<Outcome> RunQuery(syntax::Query query, StatementContext context) {
  const absl::StatusOr<algebra::Plan> plan = PlanOf(query, context);
  if (!plan.ok()) return plan.status();
  const absl::StatusOr<algebra::Plan> planned = Optimized(*plan, context);
  if (!planned.ok()) return planned.status();
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  auto rows = execute::Execute(*planned, context.view.snapshot, LimitsOf(context.options));
  return RowsOutcome(std::move(rows), std::move(context));
}

absl::StatusOr<Outcome> RunAsk(syntax::Ask ask, StatementContext context) {
  const absl::StatusOr<algebra::Plan> plan = PlanOf(ask, context);
  if (!plan.ok()) return plan.status();
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  const claims::Planner planner = [&](const algebra::Plan& made) { return Optimized(made, context); };
  auto rows = claims::Ask(ask, context.options.parameters, context.view.snapshot, context.names,
                          LimitsOf(context.options), planner);
  return RowsOutcome(std::move(rows), std::move(context));
}

absl::StatusOr<Outcome> RunWhy(syntax::Why why, StatementContext context) {
  NameSearches searches = SearchesOf(context);
  if (absl::Status found = searches.FindOne(why.walk); !found.ok()) return found;
  absl::StatusOr<claims::WhyAnswer> answer = claims::Why(
      why, context.options.parameters, context.view.snapshot, context.names, LimitsOf(context.options));
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
  auto rows = execute::Execute(*plan, context.view.snapshot, LimitsOf(context.options));
  return RowsOutcome(std::move(rows), std::move(context));
}

absl::StatusOr<Outcome> RunExplain(const syntax::Explain& explain, StatementContext context) {
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
  const absl::StatusOr<algebra::Plan> planned = Optimized(*plan, context);
  if (!planned.ok()) return planned.status();
  if (absl::Status warned = WarnOfUnknownNames(*plan, context); !warned.ok()) return warned;
  algebra::PrintOptions print_options;
  print_options.term = [&](const model::Term& term) { return syntax::Print(term, context.names); };
  Outcome outcome;
  outcome.kind = Outcome::Kind::kPlan;
  outcome.message = algebra::ExplainText(*planned, print_options);
  outcome.warnings = std::move(context.warnings);
  return outcome;
}

}  // namespace tern
