// "did you mean …?": the known word nearest to one that is not known.
#ifndef TERN_ENGINE_SYNTAX_SUGGESTION_H_
#define TERN_ENGINE_SYNTAX_SUGGESTION_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/types/span.h"

namespace tern::syntax {

// The edit distance (insert, delete, replace, swap of neighbours; letter case costs nothing) between two
// words in bytes, or `limit` + 1 where it is more than `limit`. Words beyond 64 bytes are compared by their
// first 64.
size_t EditDistance(std::string_view a, std::string_view b, size_t limit);

// The word nearest to `word` that is near enough to be meant: at most one edit for every three characters.
// The first of equals. Nothing where none is near.
std::optional<std::string_view> Nearest(std::string_view word, absl::Span<const std::string_view> known);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_SUGGESTION_H_
