#include "engine/walk_mentions.h"

#include <cstddef>
#include <string>
#include <variant>

#include "storage/model/term.h"

namespace tern {
namespace {

using algebra::Mention;
using model::Term;

template <typename Value>
void AddTerm(const Value& value, const std::string& written, const model::Location& where, bool is_predicate,
             std::vector<Mention>& mentions) {
  const auto* term = std::get_if<Term>(&value);
  if (term != nullptr && term->kind == model::TermKind::kIri)
    mentions.push_back({*term, written, where, is_predicate});
}

}  // namespace

void AddMentions(const syntax::Walk& walk, std::vector<Mention>& mentions) {
  for (size_t i = 0; i < walk.nodes.size(); ++i) {
    const syntax::Node& node = walk.nodes[i];
    AddTerm(node.value, node.written, node.where, false, mentions);
    if (i == walk.edges.size()) break;
    const syntax::Edge& edge = walk.edges[i];
    AddTerm(edge.path.value, "", edge.path.where, true, mentions);
    for (const syntax::MapEntry& entry : edge.map) {
      mentions.push_back({Term::Iri(entry.key), "", entry.key_where, true});
      AddTerm(entry.value.value, "", entry.value.where, false, mentions);
    }
  }
}

}  // namespace tern
