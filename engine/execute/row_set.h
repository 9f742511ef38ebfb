// A set of rows of ids, each with a number in the sequence of arrival: what distinct and group hash by.
#ifndef TERN_ENGINE_EXECUTE_ROW_SET_H_
#define TERN_ENGINE_EXECUTE_ROW_SET_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/execute/context.h"
#include "storage/model/term_id.h"

namespace tern::execute {

class RowSet {
 public:
  static constexpr size_t kMaxRows = (size_t{1} << 32) - 2;

  explicit RowSet(size_t width) : width_(width) {}

  // Makes room for `rows` more, so that adding them moves nothing: where that is much work it asks now and
  // then whether to go on. ResourceExhausted beyond kMaxRows.
  absl::Status Reserve(size_t rows, const Context& context);

  // The number of `row` (`width` ids), and whether it is new.
  std::pair<size_t, bool> Add(const model::TermId* row);
  // REQUIRES: index < size().
  const model::TermId* row(size_t index) const { return ids_.data() + index * width_; }

  size_t size() const { return size_; }
  // What it holds, with room that its vectors have in reserve, and what growing them takes for a moment.
  size_t bytes() const {
    return 2 * ids_.capacity() * sizeof(model::TermId) + slots_.capacity() * sizeof(uint32_t);
  }
  void Clear();

 private:
  size_t SlotOf(const model::TermId* row) const;
  void Grow();

  size_t width_;
  size_t size_ = 0;
  std::vector<model::TermId> ids_;
  std::vector<uint32_t> slots_;  // open addressing: row number + 1, 0 is free; at most half full
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_ROW_SET_H_
