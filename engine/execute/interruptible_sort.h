// A stable merge sort that asks now and then whether to go on: a query must end soon after it is cancelled,
// and sorting ten million rows takes seconds.
#ifndef TERN_ENGINE_EXECUTE_INTERRUPTIBLE_SORT_H_
#define TERN_ENGINE_EXECUTE_INTERRUPTIBLE_SORT_H_

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/execute/context.h"

namespace tern::execute {

// Sorts items[begin, end). Holds another end - begin items meanwhile. On an error of Context::Poll the items
// are all there, in no particular order.
template <typename T, typename Less>
absl::Status SortInterruptibly(std::vector<T>& items, size_t begin, size_t end, const Less& less,
                               const Context& context) {
  constexpr size_t kRun = 4096;
  constexpr size_t kWorkPerPoll = 65536;
  const auto at = [&](size_t i) { return items.begin() + static_cast<ptrdiff_t>(i); };
  size_t work = 0;
  const auto poll = [&](size_t done) {
    work += done;
    if (work < kWorkPerPoll) return absl::OkStatus();
    work = 0;
    return context.Poll();
  };
  for (size_t run = begin; run < end; run += kRun) {
    const size_t run_end = std::min(end, run + kRun);
    std::stable_sort(at(run), at(run_end), less);
    if (absl::Status status = poll(run_end - run); !status.ok()) return status;
  }
  std::vector<T> merged;
  for (size_t width = kRun; width < end - begin; width *= 2) {
    for (size_t left = begin; left + width < end; left += 2 * width) {
      const size_t middle = left + width;
      const size_t right_end = std::min(end, middle + width);
      // The left run moves out of the way; the result is written over both.
      merged.assign(std::make_move_iterator(at(left)), std::make_move_iterator(at(middle)));
      size_t a = 0;
      size_t b = middle;
      size_t out = left;
      absl::Status status;
      while (a < merged.size()) {
        const bool take_right = status.ok() && b < right_end && less(items[b], merged[a]);
        items[out++] = take_right ? std::move(items[b++]) : std::move(merged[a++]);
        if (status.ok()) status = poll(1);  // after an error the left run only moves back
      }
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_INTERRUPTIBLE_SORT_H_
