#include "engine/algebra/translate.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/algebra/syntax_variables.h"
#include "engine/algebra/translate_projection.h"
#include "engine/algebra/translate_query.h"

namespace tern::algebra {
namespace {

// All parts but the projection of the last.
absl::Status AddParts(const syntax::Query& query, const ClaimFilter& claims, TranslationState& state,
                      Rows& rows) {
  for (size_t i = 0; i < query.parts.size(); ++i) {
    const syntax::QueryPart& part = query.parts[i];
    for (const syntax::MatchClause& match : part.matches) {
      if (absl::Status status = AddMatch(match, claims, state, rows); !status.ok()) return status;
    }
    if (i + 1 == query.parts.size()) break;
    if (absl::Status status = state.CountStep(part.projection.where); !status.ok()) return status;
    auto columns = AddProjection(part.projection, ProjectionUse::kContinue, claims, state, rows);
    if (!columns.ok()) return columns.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TranslateSubquery(const syntax::Query& query, const ClaimFilter& claims, TranslationState& state,
                               Rows& rows) {
  if (absl::Status status = AddParts(query, claims, state, rows); !status.ok()) return status;
  return AddProjection(query.parts.back().projection, ProjectionUse::kContinue, claims, state, rows).status();
}

absl::StatusOr<Plan> Translate(const syntax::Query& query, const Parameters& parameters) {
  TranslationState state(parameters);
  state.stance_names = StanceNames(query);
  Rows rows;
  const ClaimFilter all_claims;
  if (absl::Status status = AddParts(query, all_claims, state, rows); !status.ok()) return status;
  auto columns =
      AddProjection(query.parts.back().projection, ProjectionUse::kAnswer, all_claims, state, rows);
  if (!columns.ok()) return columns.status();
  Plan plan;
  plan.root = std::move(rows.root);
  plan.columns = *std::move(columns);
  plan.mentions = std::move(state.mentions);
  return plan;
}

absl::StatusOr<Plan> TranslateValues(const syntax::Query& source,
                                     const std::vector<syntax::Expression>& values,
                                     const Parameters& parameters) {
  syntax::Query query = source;
  syntax::Projection& projection = query.parts.back().projection;
  projection.all = false;
  projection.items.clear();
  for (const syntax::Expression& value : values) {
    projection.items.push_back({value, absl::StrCat("#", projection.items.size()), true});
  }
  return Translate(query, parameters);
}

}  // namespace tern::algebra
