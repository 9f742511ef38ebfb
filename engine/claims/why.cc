#include "engine/claims/why.h"

#include <utility>

#include "engine/claims/asked_facts.h"
#include "engine/claims/evidence_rows.h"
#include "engine/syntax/print.h"
#include "storage/model/text.h"

namespace tern::claims {
absl::StatusOr<WhyAnswer> Why(const syntax::Why& why, const algebra::Parameters& parameters,
                              std::shared_ptr<const store::Snapshot> snapshot, const syntax::Names& names,
                              const execute::ContextOptions& options) {
  const syntax::Walk& walk = why.walk;
  WhyAnswer answer;
  FactFinder finder(parameters, *snapshot, names);
  for (size_t i = 0; i < walk.edges.size(); ++i) {
    const size_t before = finder.facts().size();
    const absl::Status added = finder.AddEdge(walk.nodes[i], walk.edges[i], walk.nodes[i + 1]);
    if (!added.ok()) return added;
    if (finder.facts().size() > before) continue;
    const syntax::Walk edge = {{walk.nodes[i], walk.nodes[i + 1]}, {walk.edges[i]}, walk.where};
    answer.warnings.push_back(model::StrCat("nothing is known of ", syntax::Print(edge, names)));
  }
  answer.rows = EvidenceRows(std::nullopt, finder.Take(), {}, std::move(snapshot), options);
  return answer;
}

}  // namespace tern::claims
