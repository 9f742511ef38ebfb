// Numbers of 128 bits that sort as terms do in `order by`: what makes sorting a comparison of two words. Most
// inline ids have theirs without any text being made; for the rest of the terms it is the beginning of what
// they sort by.
#ifndef TERN_STORAGE_MODEL_ORDER_KEY_H_
#define TERN_STORAGE_MODEL_ORDER_KEY_H_

#include <compare>
#include <cstdint>
#include <optional>

#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::model {

struct OrderKey {
  uint64_t high = 0;
  uint64_t low = 0;

  friend auto operator<=>(const OrderKey&, const OrderKey&) = default;
};

// Where a key is below another one, the term is before the other's in the order of OrderTerms. Terms with
// equal keys are in an order that the keys do not tell: the same value written in other ways, texts with the
// same beginning, and numbers of more than 18 digits.
OrderKey OrderKeyOf(const Term& term);

// The same key from an id. Nothing for ids of the dictionary, named claims, local ids and null.
std::optional<OrderKey> OrderKeyOf(TermId id);

// What all terms have in the highest bits, the kinds of terms in their order; kinds without terms may use the
// numbers from kOrderGroups to 15.
inline constexpr int kOrderGroupShift = 60;
inline constexpr uint64_t kTextGroup = 3;
inline constexpr uint64_t kIriGroup = 5;
inline constexpr uint64_t kOrderGroups = 8;

// The value order of two inline numbers, exactly. REQUIRES: both have one of the tags kInteger, kDecimal and
// kDouble.
std::strong_ordering CompareInlineNumbers(TermId a, TermId b);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_ORDER_KEY_H_
