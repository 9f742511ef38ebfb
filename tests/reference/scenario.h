// A random history of a store, and the store in every state in which its last commits can be found: in the
// log, folded in part, folded.
#ifndef TERN_TESTS_REFERENCE_SCENARIO_H_
#define TERN_TESTS_REFERENCE_SCENARIO_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/store/snapshot.h"
#include "storage/store/store.h"
#include "tests/reference/vocabulary.h"
#include "tests/storage/store/store_testing.h"

namespace tern::reference {

struct Scenario {
  struct Commit {
    store::Changes changes;
    bool fold_before = false;
  };
  std::vector<Commit> history;
  uint32_t rows_per_block = 8;  // small: several blocks an order
  uint64_t half_folded_batches = 1;
  bool fold_to_new_generation = false;
};
Scenario RandomScenario(Dice& dice);

// In TernQL, a line a change.
std::string Print(const Scenario& scenario);

class ScenarioStore {
 public:
  // Errors of the store.
  static absl::StatusOr<std::unique_ptr<ScenarioStore>> Open(const Scenario& scenario);

  struct State {
    std::string name;
    std::shared_ptr<const store::Snapshot> snapshot;
  };
  // The same statements in all of them.
  const std::vector<State>& states() const { return states_; }

 private:
  ScenarioStore() : store_(store::Backend::kMemory) {}
  absl::Status Fill(const Scenario& scenario);
  absl::Status Keep(const std::string& state);

  store::TestStore store_;
  std::vector<State> states_;
};

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_SCENARIO_H_
