// Quantified paths of the reference evaluator: relations as sets of pairs, composed one step at a time.
#ifndef TERN_TESTS_REFERENCE_PATHS_H_
#define TERN_TESTS_REFERENCE_PATHS_H_

#include <set>
#include <utility>
#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/cell.h"
#include "tests/reference/dataset.h"

namespace tern::reference {

using Pairs = std::set<std::pair<Cell, Cell>>;

// The pairs of ends that `path` connects, each once, over plain facts. `constants`: the path's constant ends,
// which a path of no steps connects to themselves even where no fact knows them.
Pairs PairsOf(const syntax::PathQuantified& path, const FactView& view, const std::vector<Cell>& constants);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_PATHS_H_
