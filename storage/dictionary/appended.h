// Reads the terms that commits added since the base was written: numbers to keys and back, two keys a term.
#ifndef TERN_STORAGE_DICTIONARY_APPENDED_H_
#define TERN_STORAGE_DICTIONARY_APPENDED_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/dictionary/dictionary.h"
#include "storage/kv/key_value.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

// Cheap to make; thread-safe. What it is made from outlives it. A view may hold more terms than `counts`
// tells, of commits that are not durable yet: they are not seen.
class Appended {
 public:
  Appended(const kv::ReadView& view, const DictionaryCounts& counts) : view_(view), counts_(counts) {}

  // The number of `key` among the appended terms of `tag`, if it is there.
  absl::StatusOr<std::optional<uint64_t>> Find(model::Tag tag, std::string_view key) const;

  // Calls visit(i, key of ids[i]) for every i in turn; DataLoss where an id has no term.
  // REQUIRES: ids have appended tags.
  using VisitIndex = absl::FunctionRef<absl::Status(size_t index, std::string_view key)>;
  absl::Status KeysOf(absl::Span<const model::TermId> ids, VisitIndex visit) const;

  // Calls `visit` for all terms of a tag, in the sequence of their numbers.
  using VisitNumber = absl::FunctionRef<absl::Status(uint64_t number, std::string_view key)>;
  absl::Status ForEach(model::Tag tag, VisitNumber visit) const;

 private:
  absl::StatusOr<std::optional<uint64_t>> FindShort(model::Tag tag, std::string_view key) const;
  absl::StatusOr<std::optional<uint64_t>> FindLong(model::Tag tag, std::string_view key) const;

  const kv::ReadView& view_;
  const DictionaryCounts& counts_;
};

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_APPENDED_H_
