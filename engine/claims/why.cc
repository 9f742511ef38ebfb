#include "engine/claims/why.h"

#include <utility>
#include <variant>

#include "engine/claims/asked_facts.h"
#include "engine/claims/evidence_rows.h"
#include "engine/syntax/print.h"
#include "storage/model/text.h"

namespace tern::claims {
namespace {

using model::Term;

void AddMention(const syntax::Node& node, std::vector<algebra::Mention>& mentions) {
  const auto* term = std::get_if<Term>(&node.value);
  if (term != nullptr && term->kind == model::TermKind::kIri)
    mentions.push_back({*term, node.written, node.where, false});
}

void AddMention(const syntax::Path& path, std::vector<algebra::Mention>& mentions) {
  if (const auto* term = std::get_if<Term>(&path.value)) mentions.push_back({*term, "", path.where, true});
}

}  // namespace

absl::StatusOr<WhyAnswer> Why(const syntax::Why& why, const algebra::Parameters& parameters,
                              std::shared_ptr<const store::Snapshot> snapshot, const syntax::Names& names,
                              const execute::ContextOptions& options) {
  const syntax::Walk& walk = why.walk;
  WhyAnswer answer;
  FactFinder finder(parameters, *snapshot, names);
  AddMention(walk.nodes[0], answer.mentions);
  for (size_t i = 0; i < walk.edges.size(); ++i) {
    const size_t before = finder.facts().size();
    const absl::Status added = finder.AddEdge(walk.nodes[i], walk.edges[i], walk.nodes[i + 1]);
    if (!added.ok()) return added;
    AddMention(walk.edges[i].path, answer.mentions);
    AddMention(walk.nodes[i + 1], answer.mentions);
    if (finder.facts().size() > before) continue;
    const syntax::Walk edge = {{walk.nodes[i], walk.nodes[i + 1]}, {walk.edges[i]}, walk.where};
    answer.warnings.push_back(model::StrCat("nothing is known of ", syntax::Print(edge, names)));
  }
  answer.rows = EvidenceRows(std::nullopt, finder.Take(), {}, std::move(snapshot), options);
  return answer;
}

}  // namespace tern::claims
