#include "engine/ingest/claim_graph.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "engine/ingest/text_rules.h"

namespace tern::ingest {
namespace {

constexpr std::array<std::pair<model::Stance, std::string_view>, 3> kStanceWords = {
    {{model::Stance::kFor, "for"},
     {model::Stance::kAgainst, "against"},
     {model::Stance::kUnclear, "unclear"}}};

constexpr size_t kMaxClaimDigits = 20;  // of a 64-bit number
constexpr std::string_view kBlankPrefix = "_:";

std::optional<model::Stance> StanceFromWord(std::string_view word) {
  for (const auto& [stance, name] : kStanceWords) {
    if (name == word) return stance;
  }
  return std::nullopt;
}

bool IsClaimNumber(std::string_view text) {
  return !text.empty() && text.size() <= kMaxClaimDigits &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// Takes `prefix` off the front of `text`.
bool Consume(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool ReadLabelled(std::string_view iri, load::ClaimView* claim) {
  if (!Consume(iri, model::iri::kClaimGraph)) return false;
  const size_t colon = iri.find(':');
  if (colon == std::string_view::npos || !IsClaimNumber(iri.substr(0, colon))) return false;
  const std::optional<model::Stance> stance = StanceFromWord(iri.substr(colon + 1));
  if (!stance.has_value()) return false;
  claim->kind = store::ClaimSpec::Kind::kLabelled;
  claim->stance = *stance;
  claim->label = iri.substr(0, colon);
  return true;
}

bool ReadStance(std::string_view iri, load::ClaimView* claim) {
  if (!Consume(iri, model::iri::kStanceGraph)) return false;
  const size_t colon = iri.find(':');
  if (colon == std::string_view::npos) return false;
  const std::optional<model::Stance> stance = StanceFromWord(iri.substr(0, colon));
  std::string_view name = iri.substr(colon + 1);
  // `for` is what a plain graph name says: read as one here, the name would go out as that plain graph, which
  // may mean something else.
  if (!stance.has_value() || *stance == model::Stance::kFor) return false;
  const bool is_blank = Consume(name, kBlankPrefix);
  if (is_blank ? name.empty() : !IsAbsoluteIri(name)) return false;
  claim->stance = *stance;
  claim->name = {is_blank ? model::TermKind::kBlank : model::TermKind::kIri, name, {}, {}};
  return true;
}

void TakeClaim(model::Term& node) {
  if (node.kind != model::TermKind::kIri || !IsClaimIri(node.value)) return;
  node.kind = model::TermKind::kClaim;
  node.value.erase(0, model::iri::kClaimGraph.size());
}

}  // namespace

bool IsClaimIri(std::string_view iri) { return Consume(iri, model::iri::kClaimGraph) && IsClaimNumber(iri); }

void ClaimFromGraph(const load::TermView& graph, load::ClaimView* claim) {
  *claim = {};
  claim->kind = store::ClaimSpec::Kind::kNamed;
  if (graph.kind == model::TermKind::kIri &&
      (ReadLabelled(graph.value, claim) || ReadStance(graph.value, claim)))
    return;
  claim->name = graph;
}

bool FactFromTriple(const model::Term* graph, store::Fact& triple) {
  load::ClaimView claim;
  if (graph != nullptr) ClaimFromGraph({graph->kind, graph->value, {}, {}}, &claim);
  triple.claim.kind = claim.kind;
  triple.claim.stance = claim.stance;
  if (claim.kind == store::ClaimSpec::Kind::kLabelled) triple.claim.label.assign(claim.label);
  if (claim.kind == store::ClaimSpec::Kind::kNamed) {
    triple.claim.name.kind = claim.name.kind;
    triple.claim.name.value.assign(claim.name.value);
    triple.claim.name.datatype.clear();
    triple.claim.name.language.clear();
  }
  TakeClaim(triple.object);
  TakeClaim(triple.subject);
  return graph == nullptr || triple.subject.kind != model::TermKind::kClaim;
}

}  // namespace tern::ingest
