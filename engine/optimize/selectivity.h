// The share of rows that conditions keep. Nothing counts it, so these are the guesses of System R; what a
// range of ids can tell has become part of a scan before (push_ranges.cc).
#ifndef TERN_ENGINE_OPTIMIZE_SELECTIVITY_H_
#define TERN_ENGINE_OPTIMIZE_SELECTIVITY_H_

#include <vector>

#include "engine/algebra/expression.h"

namespace tern::optimize {

double Selectivity(const algebra::Expression& condition);
double Selectivity(const std::vector<algebra::Expression>& conditions);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_SELECTIVITY_H_
