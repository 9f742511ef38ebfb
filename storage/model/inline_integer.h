// Whole numbers as inline ids, without a term in between: what counts become.
#ifndef TERN_STORAGE_MODEL_INLINE_INTEGER_H_
#define TERN_STORAGE_MODEL_INLINE_INTEGER_H_

#include <cstdint>

#include "storage/model/term_id.h"

namespace tern::model {

// On disk: never change. Makes unsigned order value order.
inline constexpr int64_t kIntegerBias = int64_t{1} << 58;

// The id of an xsd:integer. REQUIRES: −kIntegerBias <= value < kIntegerBias.
constexpr TermId IntegerId(int64_t value) {
  return TermId(Tag::kInteger, static_cast<uint64_t>(value + kIntegerBias));
}

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_INLINE_INTEGER_H_
