#include "storage/store/space_cursor.h"

#include <utility>

namespace tern::store {

SpaceCursor::SpaceCursor(std::unique_ptr<Cursor> facts, std::unique_ptr<Cursor> properties) {
  sides_[0].cursor = std::move(facts);
  sides_[1].cursor = std::move(properties);
}

absl::Status SpaceCursor::Side::Fill() {
  if (!empty() || done) return absl::OkStatus();
  const absl::StatusOr<size_t> count =
      cursor->Next(kBufferRows, {rows[0].data(), rows[1].data(), rows[2].data(), rows[3].data()});
  if (!count.ok()) return count.status();
  next = 0;
  end = *count;
  done = *count == 0;
  return absl::OkStatus();
}

absl::StatusOr<size_t> SpaceCursor::Next(size_t max_rows, const std::array<model::TermId*, 4>& out) {
  size_t count = 0;
  for (; count < max_rows; ++count) {
    for (Side& side : sides_) {
      if (absl::Status status = side.Fill(); !status.ok()) return status;
    }
    if (sides_[0].empty() && sides_[1].empty()) break;
    const bool second = sides_[0].empty() || (!sides_[1].empty() && sides_[1].Head() < sides_[0].Head());
    Side& side = sides_[second ? 1 : 0];
    for (size_t column = 0; column < 4; ++column) {
      if (out[column] != nullptr) out[column][count] = side.rows[column][side.next];
    }
    ++side.next;
  }
  return count;
}

absl::Status SpaceCursor::Seek(const model::Row& row) {
  for (Side& side : sides_) {
    while (!side.empty() && side.Head() < row) ++side.next;
    if (!side.empty()) continue;
    if (absl::Status status = side.cursor->Seek(row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

const ScanCounters& SpaceCursor::counters() const {
  counters_ = {};
  for (const Side& side : sides_) {
    const ScanCounters& part = side.cursor->counters();
    counters_.rows += part.rows;
    counters_.blocks_read += part.blocks_read;
    counters_.blocks_skipped += part.blocks_skipped;
  }
  return counters_;
}

}  // namespace tern::store
