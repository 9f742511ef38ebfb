// "Did you mean": the known names that are close to a misspelt one.
#ifndef TERN_ENGINE_ALGEBRA_NEAREST_NAME_H_
#define TERN_ENGINE_ALGEBRA_NEAREST_NAME_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tern::algebra {

// The number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, by bytes;
// more than `bound` is `bound` + 1. Takes O(bound * length).
size_t EditDistance(std::string_view a, std::string_view b, size_t bound);

// Collects the nearest of the names it is offered: ASCII case ignored, at most a third of the name's length
// away.
class NearestNames {
 public:
  static constexpr size_t kMaxNameBytes = 256;  // longer names are neither offered nor looked for

  explicit NearestNames(std::string_view name, size_t max_names = 3);

  void Offer(std::string_view candidate);
  // Nearest first; equal distances in alphabetical order.
  std::vector<std::string> Take() const;

 private:
  std::string name_;  // lower case
  size_t max_names_;
  size_t bound_;
  std::vector<std::pair<size_t, std::string>> best_;  // distance, name; sorted
};

// "did you mean 'a' or 'b'?" with `sign` before each name; empty where there are none.
std::string DidYouMean(const std::vector<std::string>& names, std::string_view sign);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_NEAREST_NAME_H_
