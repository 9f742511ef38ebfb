// How the patterns of `matches` and `replace` are read: as RE2 has them, UTF-8, within a limit of memory.
// Translation checks the constant ones by it, so that what is wrong is told with its place; the evaluator
// compiles by it.
#ifndef TERN_ENGINE_ALGEBRA_PATTERN_OPTIONS_H_
#define TERN_ENGINE_ALGEBRA_PATTERN_OPTIONS_H_

#include <cstdint>

#include "re2/re2.h"

namespace tern::algebra {

inline constexpr int64_t kMaxPatternBytes = int64_t{1} << 20;  // of a compiled pattern and its automata

inline RE2::Options PatternOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxPatternBytes);
  return options;
}

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_PATTERN_OPTIONS_H_
