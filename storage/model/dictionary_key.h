// The bytes under which the dictionary files a term inside its tag: they sort as terms do (text by byte,
// which is code point order), two terms never share a key, and the term comes back from it exactly. IRIs and
// strings are their own keys, so that a text prefix is a key prefix; the parts of every other key are told
// apart whatever bytes they hold. docs/format.md, "Dictionary keys", has the encoding.
#ifndef TERN_STORAGE_MODEL_DICTIONARY_KEY_H_
#define TERN_STORAGE_MODEL_DICTIONARY_KEY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::model {

// The key of an IRI or literal inside its tags (DictionaryTagsOf). REQUIRES: `term` has dictionary tags.
std::string DictionaryKey(const Term& term);

// The exact inverse. DataLoss unless `key` is the key of a term of `tag`. REQUIRES: `tag` is one of the
// dictionary (…Base or …Appended, not of claims).
absl::StatusOr<Term> TermFromDictionaryKey(Tag tag, std::string_view key);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_DICTIONARY_KEY_H_
