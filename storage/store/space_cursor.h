// Facts and claim properties in one stream: merges a cursor of each, since they are kept in orders of their
// own.
#ifndef TERN_STORAGE_STORE_SPACE_CURSOR_H_
#define TERN_STORAGE_STORE_SPACE_CURSOR_H_

#include <array>
#include <cstddef>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store/cursor.h"

namespace tern::store {

class SpaceCursor final : public Cursor {
 public:
  SpaceCursor(std::unique_ptr<Cursor> facts, std::unique_ptr<Cursor> properties);

  absl::StatusOr<size_t> Next(size_t max_rows, const std::array<model::TermId*, 4>& out) override;
  absl::Status Seek(const model::Row& row) override;
  const ScanCounters& counters() const override;

 private:
  static constexpr size_t kBufferRows = 256;

  struct Side {
    std::unique_ptr<Cursor> cursor;
    std::array<std::array<model::TermId, kBufferRows>, 4> rows;
    size_t next = 0;
    size_t end = 0;
    bool done = false;

    absl::Status Fill();
    bool empty() const { return next == end; }
    model::Row Head() const { return {rows[0][next], rows[1][next], rows[2][next], rows[3][next]}; }
  };

  std::array<Side, 2> sides_;
  mutable ScanCounters counters_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_SPACE_CURSOR_H_
