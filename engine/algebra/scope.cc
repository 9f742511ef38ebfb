#include "engine/algebra/scope.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/nearest_name.h"

namespace tern::algebra {

bool Scope::Binds(const std::string& name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void Scope::Add(const std::string& name) {
  if (!Binds(name)) names.push_back(name);
}

absl::Status UnboundVariable(const std::string& name, const Scope& scope, model::Location where) {
  if (scope.inner.contains(name)) {
    return Error(kUnboundVariable,
                 absl::StrCat("variable ?", name, " is bound only inside 'not', 'exists' or 'count'"), where,
                 "bind it outside as well");
  }
  if (scope.gone.contains(name)) {
    return Error(kUnboundVariable, absl::StrCat("variable ?", name, " is not in scope behind 'with'"), where,
                 absl::StrCat("add ?", name, " to the items of 'with'"));
  }
  if (scope.later.contains(name)) {
    return Error(kUnboundVariable, absl::StrCat("variable ?", name, " is bound only further to the right"),
                 where, "move what binds it to the left");
  }
  NearestNames nearest(name, 1);
  for (const std::string& candidate : scope.names) nearest.Offer(candidate);
  return Error(kUnboundVariable, absl::StrCat("variable ?", name, " is bound nowhere in the pattern"), where,
               DidYouMean(nearest.Take(), "?"));
}

Variable TranslationState::Fresh() { return absl::StrCat("#", ++fresh_count); }

absl::Status TranslationState::CountStep(model::Location where) {
  if (++step_count <= kMaxPatternSteps) return absl::OkStatus();
  return Error(kPatternTooLarge,
               absl::StrCat("a pattern may have ", kMaxPatternSteps, " steps, this one has more"), where,
               "split the query");
}

}  // namespace tern::algebra
