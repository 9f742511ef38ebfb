// Questions with yes or no: `ask pattern`, and a walk without variables. The answer brings its evidence: a
// row per claim, of every stance, on each fact that the pattern names without a variable.
#ifndef TERN_ENGINE_CLAIMS_ASK_H_
#define TERN_ENGINE_CLAIMS_ASK_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/algebra/translate_expression.h"
#include "engine/execute/context.h"
#include "engine/execute/rows.h"
#include "engine/syntax/names.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/snapshot.h"

namespace tern::claims {

// Makes a plan good to run; the optimiser, which this folder does not know.
using Planner = std::function<absl::StatusOr<algebra::Plan>(const algebra::Plan& plan)>;

// Columns: answer ("yes" where the pattern matches, else "no"), fact, stance, claim, by, source, on, quote. A
// fact that was stated without a claim has one row with nulls behind `fact`; where no fact is known there is
// one row with the answer alone. Claims that the pattern's `according to` and `as of` leave out are not
// listed. `names` is how facts are printed, and is only used during the call.
absl::StatusOr<std::unique_ptr<execute::Rows>> Ask(const syntax::Ask& ask,
                                                   const algebra::Parameters& parameters,
                                                   std::shared_ptr<const store::Snapshot> snapshot,
                                                   const syntax::Names& names,
                                                   const execute::ContextOptions& options = {},
                                                   const Planner& planner = {});

// The plan that decides the answer, for `explain`.
absl::StatusOr<algebra::Plan> AskPlan(const syntax::Ask& ask, const algebra::Parameters& parameters);

}  // namespace tern::claims

#endif  // TERN_ENGINE_CLAIMS_ASK_H_
