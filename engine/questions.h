// Statements that only read: queries, `ask`, `why`, a lone node, and the plans of them all for `explain`.
#ifndef TERN_ENGINE_QUESTIONS_H_
#define TERN_ENGINE_QUESTIONS_H_

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/database.h"
#include "engine/statement_context.h"
#include "engine/syntax/syntax_tree.h"

namespace tern {

// Each answers with rows that keep alive what they read from, and takes the statement since its searches by
// name become what they find. What only the answer shows is not read yet.
absl::StatusOr<Outcome> RunQuery(syntax::Query query, StatementContext context);
absl::StatusOr<Outcome> RunAsk(syntax::Ask ask, StatementContext context);
absl::StatusOr<Outcome> RunWhy(syntax::Why why, StatementContext context);
absl::StatusOr<Outcome> RunDescribe(syntax::Describe describe, StatementContext context);

// The plan of a query, of what decides an `ask`, of a lone node, or of an update's match, as text; with
// `analyze` it runs, and what it took is told instead of its rows. An update writes nothing.
absl::StatusOr<Outcome> RunExplain(const syntax::Explain& explain, StatementContext context);

}  // namespace tern

#endif  // TERN_ENGINE_QUESTIONS_H_
