// Random small graphs: facts with claims of every stance, anonymous and named, that contradict each other,
// and the history by which they come.
#ifndef TERN_TESTS_REFERENCE_FACT_GENERATOR_H_
#define TERN_TESTS_REFERENCE_FACT_GENERATOR_H_

#include <vector>

#include "storage/store/fact.h"
#include "storage/store/store.h"
#include "tests/reference/vocabulary.h"

namespace tern::reference {

class FactGenerator {
 public:
  explicit FactGenerator(Dice& dice) : dice_(dice) {}

  // Commits of insertions and, behind the first, deletions: of whole facts, of single claims, of nothing.
  std::vector<store::Changes> History();

 private:
  store::Fact Fact();
  store::ClaimSpec Claim();

  Dice& dice_;
};

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_FACT_GENERATOR_H_
