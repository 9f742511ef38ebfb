// One row of a file, as a small tree: the fields that a mapping asks for, of a table or of a JSON object
// alike. What the mapping asks for is a FieldTree, made once; a Row has a value for each of its nodes, and
// arrays in between where the file has them. A row's text is a view of its reader's buffers: nothing is
// copied unless it is escaped.
#ifndef TERN_ENGINE_INGEST_ROWS_ROW_H_
#define TERN_ENGINE_INGEST_ROWS_ROW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/model/location.h"

namespace tern::ingest {

// The fields that are asked for; `?row.a.b` is the node "b" below the node "a" below the root. Node 0 is the
// root, the row itself.
class FieldTree {
 public:
  static constexpr size_t kRoot = 0;

  struct Node {
    std::string name;
    size_t parent = kRoot;
    size_t place = 0;  // among the children of its parent
    std::vector<size_t> children;
    model::Location where;  // in the statement, where it was first asked for
  };

  FieldTree() : nodes_(1) {}

  // The child of `parent` with this name; made where it is missing.
  size_t Add(size_t parent, std::string_view name, const model::Location& where);

  const Node& node(size_t index) const { return nodes_[index]; }
  size_t size() const { return nodes_.size(); }

  // "a.b", for messages.
  std::string PathOf(size_t index) const;

 private:
  std::vector<Node> nodes_;
};

struct RowValue {
  enum class Kind : uint8_t {
    kNull,  // also a field that is empty or not there
    kText,
    kInteger,  // a JSON number; `text` is as written
    kDecimal,
    kDouble,
    kBoolean,
    kArray,   // its items are row.values[first, first + count)
    kObject,  // a value for each child of its tree node: row.values[first, first + count)
  };
  Kind kind = Kind::kNull;
  std::string_view text;
  size_t first = 0;
  size_t count = 0;
};

struct Row {
  uint64_t line = 0;      // where it starts in the file
  std::string_view text;  // as it is in the file, for FILE.rejected
  std::string error;      // not empty: it cannot be used; says why
  std::vector<RowValue> values;
  size_t root = 0;  // the value of the tree's root: an object

  void Clear() {
    error.clear();
    values.clear();
    root = 0;
  }
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_ROW_H_
