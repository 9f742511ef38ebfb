#include "engine/algebra/translate_claims.h"

#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/translate_expression.h"
#include "storage/model/value.h"

namespace tern::algebra {
namespace {

using model::Term;

absl::StatusOr<std::vector<Term>> SourcesOf(const syntax::Node& node, const TranslationState& state) {
  if (const auto* term = std::get_if<Term>(&node.value)) return std::vector<Term>{*term};
  if (const auto* parameter = std::get_if<syntax::Parameter>(&node.value))
    return ParameterTerms(*state.parameters, *parameter, node.where);
  const auto* search = std::get_if<syntax::NameSearch>(&node.value);
  if (search == nullptr) return absl::InternalError("'according to' has neither a term nor a parameter");
  if (search->found) return *search->found;
  return Error(kNameSearch, "a search by name (~\"…\") cannot be answered without a store", node.where,
               "write the name itself");
}

absl::StatusOr<Term> DateOf(const syntax::Node& node, const TranslationState& state) {
  Term date;
  if (const auto* term = std::get_if<Term>(&node.value)) {
    date = *term;
  } else if (const auto* parameter = std::get_if<syntax::Parameter>(&node.value)) {
    auto value = ParameterValue(*state.parameters, *parameter, node.where);
    if (!value.ok()) return value;
    date = *std::move(value);
  }
  switch (model::ValueOf(date).kind) {
    case model::ValueKind::kDate:
    case model::ValueKind::kDateTime:
    case model::ValueKind::kGYearMonth:
      return date;
    default:
      return Error(kNoDate, absl::StrCat("'as of' needs a date, not ", model::ToNTriples(date)), node.where,
                   "write a day, as in 2025-12-31");
  }
}

}  // namespace

absl::StatusOr<ClaimFilter> TranslateClaimFilter(const syntax::Pattern& pattern, TranslationState& state) {
  ClaimFilter filter;
  if (!pattern.according_to.empty()) filter.according_to.emplace();
  for (const syntax::Node& node : pattern.according_to) {
    auto sources = SourcesOf(node, state);
    if (!sources.ok()) return sources.status();
    for (Term& source : *sources) {
      if (source.kind == model::TermKind::kIri)
        state.mentions.push_back({source, node.written, node.where, false});
      filter.according_to->push_back(std::move(source));
    }
  }
  if (pattern.as_of) {
    auto date = DateOf(*pattern.as_of, state);
    if (!date.ok()) return date.status();
    filter.as_of = *std::move(date);
  }
  return filter;
}

}  // namespace tern::algebra
