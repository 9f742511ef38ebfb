// `why A -[p]-> B`: every claim on each fact of a walk, whatever its stance, with its evidence.
#ifndef TERN_ENGINE_CLAIMS_WHY_H_
#define TERN_ENGINE_CLAIMS_WHY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/translate_expression.h"
#include "engine/execute/context.h"
#include "engine/execute/rows.h"
#include "engine/syntax/names.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/snapshot.h"

namespace tern::claims {

struct WhyAnswer {
  std::unique_ptr<execute::Rows> rows;  // as EvidenceRows, edge by edge
  std::vector<std::string> warnings;    // of edges whose fact is not known
};

// REQUIRES: the walk has no name search any more. `names` is only used during the call.
absl::StatusOr<WhyAnswer> Why(const syntax::Why& why, const algebra::Parameters& parameters,
                              std::shared_ptr<const store::Snapshot> snapshot, const syntax::Names& names,
                              const execute::ContextOptions& options = {});

}  // namespace tern::claims

#endif  // TERN_ENGINE_CLAIMS_WHY_H_
