// What a variable holds in the reference evaluator: null, a term, or a list of such. Copies share what they
// hold.
#ifndef TERN_TESTS_REFERENCE_CELL_H_
#define TERN_TESTS_REFERENCE_CELL_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/model/term.h"

namespace tern::reference {

class Cell {
 public:
  Cell() = default;       // null
  Cell(model::Term term)  // NOLINT: a term is a cell
      : term_(std::make_shared<const model::Term>(std::move(term))) {}
  static Cell List(std::vector<Cell> items);
  static Cell Integer(int64_t value) { return model::Term::Integer(value); }
  static Cell Boolean(bool value) { return model::Term::Boolean(value); }
  static Cell Text(std::string text) { return model::Term::String(std::move(text)); }

  bool is_null() const { return term_ == nullptr && items_ == nullptr; }
  bool is_term() const { return term_ != nullptr; }
  bool is_list() const { return items_ != nullptr; }
  const model::Term& term() const { return *term_; }          // REQUIRES: is_term()
  const std::vector<Cell>& items() const { return *items_; }  // REQUIRES: is_list()

  // The same term, or lists of the same terms. Null equals null: for grouping, not for `=`.
  friend bool operator==(const Cell& a, const Cell& b);
  // Some order, for maps and sets.
  friend bool operator<(const Cell& a, const Cell& b);

 private:
  std::shared_ptr<const model::Term> term_;
  std::shared_ptr<const std::vector<Cell>> items_;
};

using Row = std::vector<Cell>;

// The total order of `order by`: terms, lists item by item (the shorter one first), null. −1, 0, 1.
int CompareInOrder(const Cell& a, const Cell& b);

// "null", a term as N-Triples has it, or "[a, b]".
std::string Print(const Cell& cell);
std::string Print(const Row& row);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_CELL_H_
