// Literals as inline ids: those whose lexical form comes back exactly from 59 bits. Everything else goes to
// the dictionary. Unsigned order of inline ids of one tag is value order; the lowest bits keep how the value
// was written ("1.5", "1.50", "15e-1"), so equal values are neighbours.
#ifndef TERN_STORAGE_MODEL_INLINE_VALUE_H_
#define TERN_STORAGE_MODEL_INLINE_VALUE_H_

#include <optional>
#include <utility>

#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::model {

// The inline id of `term`, or nothing where it has none (then DictionaryTags says where it belongs). Blank
// nodes and claims are not values: they have none.
std::optional<TermId> EncodeInline(const Term& term);

// The exact term of an inline id (tags kInteger, kDecimal, kDouble, kBoolean, kGYearMonth, kDate, kDateTime),
// of a blank node ("b<number>") and of an anonymous claim. REQUIRES: id has one of these tags.
Term DecodeInline(TermId id);

// True for the tags that DecodeInline takes.
bool IsInline(TermId id);

struct DictionaryTags {
  Tag base;
  Tag appended;
};
// The dictionary tags of an IRI or of a literal that has no inline id.
DictionaryTags DictionaryTagsOf(const Term& term);

// The style-free range [first, last] of inline ids that have the same value as `id`.
std::pair<TermId, TermId> SameValueRange(TermId id);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_INLINE_VALUE_H_
