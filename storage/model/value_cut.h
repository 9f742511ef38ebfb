// Where a value cuts the ids of one inline tag: those of smaller values, of the value itself however it is
// written, and of greater ones are neighbours, so that every comparison with a constant is a range of ids.
#ifndef TERN_STORAGE_MODEL_VALUE_CUT_H_
#define TERN_STORAGE_MODEL_VALUE_CUT_H_

#include <cstdint>
#include <optional>

#include "storage/model/term_id.h"
#include "storage/model/value.h"

namespace tern::model {

// Payloads below `begin` stand for smaller values, those from `end` on for greater ones, those between for
// equal ones. Either may be 2^59, one behind the last payload.
struct ValueCut {
  uint64_t begin;
  uint64_t end;
};

// Exactly as CompareValues has it, for every inline id. Nothing where values of `tag` do not compare with
// `value` (another kind, NaN), or the tag is not an inline one.
std::optional<ValueCut> CutAtValue(Tag tag, const Value& value);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_VALUE_CUT_H_
