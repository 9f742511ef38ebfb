// A query's answer as it is pulled: named columns, batches of values. Ids became terms just before this
// point.
#ifndef TERN_ENGINE_EXECUTE_ROWS_H_
#define TERN_ENGINE_EXECUTE_ROWS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/model/term.h"

namespace tern::execute {

// What one column of one row holds: null, a term, or a list of such. A term is used as it would be in an
// optional: `if (cell) Print(*cell)`. Copies of a list share its items.
class Cell {
 public:
  // NOLINTBEGIN(google-explicit-constructor): made as an optional is.
  Cell() = default;  // null
  Cell(std::nullopt_t) {}
  Cell(model::Term term) : value_(std::move(term)) {}
  Cell(std::optional<model::Term> term) {
    if (term) value_ = *std::move(term);
  }
  // NOLINTEND(google-explicit-constructor)
  static Cell List(std::vector<Cell> items);

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_list() const { return std::holds_alternative<Items>(value_); }

  // True for a term. REQUIRES for * and ->: it is one.
  bool has_value() const { return std::holds_alternative<model::Term>(value_); }
  explicit operator bool() const { return has_value(); }
  const model::Term& operator*() const& { return *std::get_if<model::Term>(&value_); }
  model::Term&& operator*() && { return std::move(*std::get_if<model::Term>(&value_)); }
  const model::Term* operator->() const { return std::get_if<model::Term>(&value_); }

  // REQUIRES: is_list().
  absl::Span<const Cell> items() const;

  friend bool operator==(const Cell& a, const Cell& b);

 private:
  using Items = std::shared_ptr<const std::vector<Cell>>;
  std::variant<std::monostate, model::Term, Items> value_;
};

inline Cell Cell::List(std::vector<Cell> items) {
  Cell cell;
  cell.value_ = std::make_shared<const std::vector<Cell>>(std::move(items));
  return cell;
}

inline absl::Span<const Cell> Cell::items() const { return **std::get_if<Items>(&value_); }

inline bool operator==(const Cell& a, const Cell& b) {
  if (a.is_list() && b.is_list()) return a.items() == b.items();
  return a.value_ == b.value_;
}

// Row-major: cells.size() == row_count * column count.
struct RowBatch {
  size_t row_count = 0;
  std::vector<Cell> cells;
};

// Not thread-safe. Holds its snapshot for as long as it lives.
class Rows {
 public:
  virtual ~Rows() = default;
  virtual const std::vector<std::string>& columns() const = 0;  // names without "?"
  // Replaces `batch` by the next rows; false (and no rows) at the end. After an error the rows are over.
  virtual absl::StatusOr<bool> Next(RowBatch& batch) = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_ROWS_H_
