#include "engine/algebra/resolve.h"

#include <algorithm>

namespace tern::algebra {

absl::StatusOr<std::vector<model::TermId>> ResolveIds(const Slot& slot, const store::Snapshot& snapshot) {
  if (slot.ids) return *slot.ids;
  std::vector<model::TermId> ids;
  for (const model::Term& term : slot.terms) {
    auto found = snapshot.FindEqual(term);
    if (!found.ok()) return found.status();
    for (const model::TermId id : *found) {
      if (!id.is_null()) ids.push_back(id);
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace tern::algebra
