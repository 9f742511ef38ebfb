// Names in a query that the store does not know. They are no errors, since the graph is open, but worth a
// warning with the nearest names that it does know.
#ifndef TERN_ENGINE_EXECUTE_UNKNOWN_NAMES_H_
#define TERN_ENGINE_EXECUTE_UNKNOWN_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/syntax/names.h"
#include "storage/store/snapshot.h"

namespace tern::execute {

// "no entity Chnia; did you mean China?", "no predicate rejcted; did you mean rejected?": one a name, at most
// kMaxWarnings. Looks through names only where one is unknown, and through a bounded number of them.
inline constexpr size_t kMaxWarnings = 5;
absl::StatusOr<std::vector<std::string>> UnknownNameWarnings(const algebra::Plan& plan,
                                                             const store::Snapshot& snapshot,
                                                             const syntax::Names& names);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_UNKNOWN_NAMES_H_
