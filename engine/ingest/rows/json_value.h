// One JSON object into a Row: the fields of a FieldTree are kept, everything else is checked and skipped.
// Numbers keep their digits as they are written: nothing goes through a double. The only file that knows
// simdjson.
#ifndef TERN_ENGINE_INGEST_ROWS_JSON_VALUE_H_
#define TERN_ENGINE_INGEST_ROWS_JSON_VALUE_H_

#include <memory>
#include <string_view>
#include <vector>

#include "engine/ingest/rows/row.h"

namespace tern::ingest {

inline constexpr size_t kMaxJsonDepth = 256;              // objects and arrays inside each other
inline constexpr size_t kMaxRowValues = size_t{1} << 22;  // that the mapping asks for

// Not thread-safe.
class JsonParser {
 public:
  JsonParser();
  ~JsonParser();

  // Fills row.values, or row.error where `json` is no object. The views are good until the next call. A field
  // that is there twice has its last value. REQUIRES: RecordBuffer::kPadding readable bytes behind `json`.
  void Parse(std::string_view json, const FieldTree& tree, Row& row);

  // By node of the tree: whether any object had it.
  const std::vector<bool>& seen() const { return seen_; }
  // Names of fields that were there and not asked for, of the first objects: what a wrong name may have
  // meant.
  const std::vector<std::string>& other_names() const;

 private:
  class Reader;
  struct Parts;

  std::vector<bool> seen_;
  const std::unique_ptr<Parts> parts_;
};

// What RFC 8259 (§6) calls a number, and which kind it is as a term; kNull where it is none.
RowValue::Kind KindOfJsonNumber(std::string_view text);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_JSON_VALUE_H_
