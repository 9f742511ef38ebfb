// Statements that write: `insert`, `delete`, and both behind a match. Each is one commit, whole or not at
// all.
#ifndef TERN_ENGINE_WRITES_H_
#define TERN_ENGINE_WRITES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/database.h"
#include "engine/statement_context.h"
#include "engine/store_access.h"
#include "engine/syntax/names.h"
#include "engine/syntax/syntax_tree.h"

namespace tern {

// `view`: the newest state; nothing where there is no store yet. Outcomes are messages: "3 facts inserted, 1
// unchanged", "2 facts deleted", both joined by "; ". A fact that several claim counts once for each.
absl::StatusOr<Outcome> RunInsert(const syntax::Insert& insert, StoreAccess& access,
                                  const std::optional<StoreAccess::View>& view, const syntax::Names& names,
                                  const RunOptions& options);
absl::StatusOr<Outcome> RunDelete(const syntax::Delete& deletion, StoreAccess& access,
                                  const StoreAccess::View& view, const syntax::Names& names,
                                  const RunOptions& options);

// The rows are read from one snapshot, which nothing that is committed meanwhile can differ from; then the
// clauses are applied one after the other, each for all rows.
absl::StatusOr<Outcome> RunUpdate(const syntax::Update& update, StoreAccess& access,
                                  const StoreAccess::View& view, const syntax::Names& names,
                                  const RunOptions& options);

// The plan of an update's match, with a column for each value that its clauses need.
absl::StatusOr<algebra::Plan> UpdatePlan(const syntax::Update& update, StatementContext& context);

}  // namespace tern

#endif  // TERN_ENGINE_WRITES_H_
