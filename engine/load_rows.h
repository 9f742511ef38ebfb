// `load "file" as ?row insert …`: a file's rows as facts, in one transaction. The part of a session that
// ties engine/ingest/rows to the store.
#ifndef TERN_ENGINE_LOAD_ROWS_H_
#define TERN_ENGINE_LOAD_ROWS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "engine/database.h"
#include "engine/store_access.h"
#include "engine/syntax/names.h"
#include "engine/syntax/syntax_tree.h"

namespace tern {

// Nothing is loaded where this fails: the statement is looked at and the file opened before the store is
// written or made, and what fails later leaves the store as it was. `view` is the state that ~"text" is
// looked up in; none where there is no store yet.
absl::StatusOr<Outcome> LoadRows(const syntax::LoadRows& load, StoreAccess& access,
                                 const std::optional<StoreAccess::View>& view, const syntax::Names& names,
                                 const RunOptions& options);

}  // namespace tern

#endif  // TERN_ENGINE_LOAD_ROWS_H_
