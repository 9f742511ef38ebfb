// The columns of a table: the names that its first row gives them, made unique, and how a wrong name is
// answered.
#ifndef TERN_ENGINE_INGEST_ROWS_TABLE_HEADER_H_
#define TERN_ENGINE_INGEST_ROWS_TABLE_HEADER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

namespace tern::ingest {

class TableHeader {
 public:
  // A second "x" becomes "x_2" (or the next number that is free), an empty name "column_N", N from 1.
  explicit TableHeader(absl::Span<const std::string_view> names);

  const std::vector<std::string>& columns() const { return columns_; }
  std::optional<size_t> Find(std::string_view name) const;

  // What was renamed, a sentence each without the place.
  const std::vector<std::string>& notes() const { return notes_; }

  // "did you mean 'price'? there are country, chip and 37 more".
  std::string AdviceFor(std::string_view name) const;

 private:
  std::string Unused(std::string_view name, size_t from) const;

  std::vector<std::string> columns_;
  absl::flat_hash_map<std::string, size_t> index_;
  std::vector<std::string> notes_;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_TABLE_HEADER_H_
