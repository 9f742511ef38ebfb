// A lone node: what is known about it. A plan like any other, so that it is sorted, limited and cancelled as
// queries are.
#ifndef TERN_ENGINE_CLAIMS_DESCRIBE_H_
#define TERN_ENGINE_CLAIMS_DESCRIBE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/algebra/translate_expression.h"
#include "engine/execute/context.h"
#include "engine/execute/rows.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/snapshot.h"

namespace tern::claims {

// Columns: subject, predicate, object, stance, claims (how many claims of that stance; 0 for a fact that was
// only stated without one). First the facts with the node as subject, then as object, then how many claims
// have it as their `by` and their `source` (subject and stance null); of a claim then its properties (stance
// and claims null) and the facts that it claims. Each part in the order of terms. A value stands for all
// terms of the snapshot that equal it.
absl::StatusOr<algebra::Plan> DescribePlan(const syntax::Describe& describe,
                                           const algebra::Parameters& parameters,
                                           const store::Snapshot& snapshot);

absl::StatusOr<std::unique_ptr<execute::Rows>> Describe(const syntax::Describe& describe,
                                                        const algebra::Parameters& parameters,
                                                        std::shared_ptr<const store::Snapshot> snapshot,
                                                        const execute::ContextOptions& options = {});

}  // namespace tern::claims

#endif  // TERN_ENGINE_CLAIMS_DESCRIBE_H_
