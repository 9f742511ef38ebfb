#include "engine/syntax/suggestion.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"

namespace tern::syntax {

namespace {

constexpr size_t kMaxCompared = 64;

char Lower(char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); }

}  // namespace

// Optimal string alignment, three rows.
size_t EditDistance(std::string_view a, std::string_view b, size_t limit) {
  a = a.substr(0, kMaxCompared);
  b = b.substr(0, kMaxCompared);
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) return limit + 1;
  std::array<std::array<size_t, kMaxCompared + 1>, 3> rows;
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = above[j - 1] + (Lower(a[i - 1]) == Lower(b[j - 1]) ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) && Lower(a[i - 2]) == Lower(b[j - 1])) {
        row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
      }
    }
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

std::optional<std::string_view> Nearest(std::string_view word, absl::Span<const std::string_view> known) {
  const size_t limit = std::max<size_t>(1, std::min(word.size(), kMaxCompared) / 3);
  std::optional<std::string_view> nearest;
  size_t best = limit + 1;
  for (const std::string_view candidate : known) {
    const size_t distance = EditDistance(word, candidate, limit);
    // A distance as long as the word would offer anything for anything.
    if (distance < best && distance < std::max<size_t>(1, word.size())) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace tern::syntax
