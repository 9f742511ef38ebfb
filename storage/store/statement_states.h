// The statements that one transaction has looked at: as they were before it and as they are now. Facts are
// read whole, with all their claims, so that presence, claims that are stated again, and the number of facts
// are all exact. Not thread-safe.
#ifndef TERN_STORAGE_STORE_STATEMENT_STATES_H_
#define TERN_STORAGE_STORE_STATEMENT_STATES_H_

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/log/log_entry.h"
#include "storage/model/term_id.h"
#include "storage/store/snapshot_impl.h"

namespace tern::store {

struct Presence {
  bool before = false;
  bool now = false;
};

using FactKey = std::array<model::TermId, 3>;              // subject, predicate, object
using Property = std::pair<model::TermId, model::TermId>;  // predicate, object
using PropertyList = std::vector<Property>;                // sorted, each once

struct FactState {
  absl::flat_hash_map<model::TermId, Presence> claims;  // by claim-column id, null too
  // The anonymous claims that are there now, by what they say; built when first needed.
  bool anonymous_known = false;
  absl::flat_hash_map<std::pair<model::Stance, PropertyList>, model::TermId> anonymous;
};

using PropertyState = absl::flat_hash_map<Property, Presence>;

class StatementStates {
 public:
  // `base` must outlive this.
  explicit StatementStates(const SnapshotImpl& base) : base_(base) {}

  // Reads many facts in one pass over the base, before they are asked for one by one.
  absl::Status ReadFacts(std::vector<FactKey> keys);

  // References stay good until the object goes.
  absl::StatusOr<FactState*> Fact(const FactKey& key);
  absl::StatusOr<PropertyState*> Properties(model::TermId claim);

  // The anonymous claim of the fact with this stance and exactly these properties; null where there is none.
  absl::StatusOr<model::TermId> FindAnonymous(const FactKey& key, model::Stance stance,
                                              const PropertyList& properties);

  // The fact that an anonymous claim is on. NotFound where no such claim is there now.
  absl::StatusOr<FactKey> FactOf(model::TermId claim);

  absl::Status AddAnonymous(const FactKey& key, model::TermId claim, const PropertyList& properties);
  // Takes a claim (or null: the statement without one) off a fact, with its properties where it is anonymous.
  absl::Status Remove(const FactKey& key, model::TermId claim);

  // What differs from before, sorted, and `totals` brought up to it.
  std::vector<log::Change> NetChanges(Totals& totals) const;

 private:
  absl::Status LoadAnonymous(const FactKey& key, FactState& fact);
  static void AppendFact(const FactKey& key, const FactState& fact, std::vector<log::Change>& changes,
                         Totals& totals);

  const SnapshotImpl& base_;
  absl::node_hash_map<FactKey, FactState> facts_;
  absl::node_hash_map<model::TermId, PropertyState> properties_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_STATEMENT_STATES_H_
