#include "engine/claims/ask.h"

#include <cstdint>
#include <utility>

#include "engine/algebra/scope.h"
#include "engine/algebra/translate.h"
#include "engine/algebra/translate_claims.h"
#include "engine/claims/asked_facts.h"
#include "engine/claims/evidence_rows.h"
#include "engine/execute/run.h"

namespace tern::claims {

absl::StatusOr<algebra::Plan> AskPlan(const syntax::Ask& ask, const algebra::Parameters& parameters) {
  syntax::Query query;
  syntax::QueryPart& part = query.parts.emplace_back();
  part.matches.push_back({false, ask.pattern});
  part.projection.all = true;
  part.projection.order.limit = uint64_t{1};
  return algebra::Translate(query, parameters);
}

absl::StatusOr<std::unique_ptr<execute::Rows>> Ask(const syntax::Ask& ask,
                                                   const algebra::Parameters& parameters,
                                                   std::shared_ptr<const store::Snapshot> snapshot,
                                                   const syntax::Names& names,
                                                   const execute::ContextOptions& options,
                                                   const Planner& planner) {
  auto plan = AskPlan(ask, parameters);
  if (plan.ok() && planner) plan = planner(*plan);
  if (!plan.ok()) return plan.status();
  auto matches = execute::Execute(*plan, snapshot, options);
  if (!matches.ok()) return matches.status();
  execute::RowBatch batch;
  auto answer = (*matches)->Next(batch);
  if (!answer.ok()) return answer.status();
  FactFinder finder(parameters, *snapshot, names);
  for (const syntax::Walk* walk : syntax::WalksOf(ask.pattern)) {
    for (size_t i = 0; i < walk->edges.size(); ++i) {
      if (absl::Status status = finder.AddEdge(walk->nodes[i], walk->edges[i], walk->nodes[i + 1]);
          !status.ok()) {
        return status;
      }
    }
  }
  algebra::TranslationState state(parameters);
  auto filter = algebra::TranslateClaimFilter(ask.pattern, state);
  if (!filter.ok()) return filter.status();
  return EvidenceRows(model::Term::String(*answer ? "yes" : "no"), finder.Take(), *filter,
                      std::move(snapshot), options);
}

}  // namespace tern::claims
