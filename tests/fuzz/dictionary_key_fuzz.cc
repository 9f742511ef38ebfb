// Fuzzes the keys of dictionary terms both ways. Any bytes are refused as the key of a tag or give a term;
// where that term belongs to the tag they are its one key, and else its own key is another tag's. Any term
// comes back from its key under both of its tags, and no other term has the same key. The input is a tag (its
// first byte) with a key, and also, at zero bytes, two terms.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Require;
using tern::model::DictionaryTags;
using tern::model::Tag;
using tern::model::Term;

constexpr std::array<Tag, 18> kTags = {
    Tag::kIntegerBase,    Tag::kIntegerAppended,    Tag::kDecimalBase, Tag::kDecimalAppended,
    Tag::kDoubleBase,     Tag::kDoubleAppended,     Tag::kDateBase,    Tag::kDateAppended,
    Tag::kDateTimeBase,   Tag::kDateTimeAppended,   Tag::kStringBase,  Tag::kStringAppended,
    Tag::kLangStringBase, Tag::kLangStringAppended, Tag::kOtherBase,   Tag::kOtherAppended,
    Tag::kIriBase,        Tag::kIriAppended};

constexpr std::array<std::string_view, 12> kTypes = {
    "integer", "decimal", "double",     "float",    "date", "dateTime", "byte", "nonNegativeInteger",
    "string",  "boolean", "gYearMonth", "hexBinary"};

DictionaryTags CheckTerm(const Term& term, std::string* key) {
  const DictionaryTags tags = tern::model::DictionaryTagsOf(term);
  *key = tern::model::DictionaryKey(term);
  for (const Tag tag : {tags.base, tags.appended}) {
    const auto again = tern::model::TermFromDictionaryKey(tag, *key);
    Require(again.ok() && *again == term);
  }
  return tags;
}

void CheckKey(Tag tag, std::string_view bytes) {
  const auto term = tern::model::TermFromDictionaryKey(tag, bytes);
  if (!term.ok()) {
    Require(absl::IsDataLoss(term.status()));
    return;
  }
  std::string key;
  const DictionaryTags tags = CheckTerm(*term, &key);
  if (tags.base == tag || tags.appended == tag) Require(key == bytes);
}

// A term of the first byte's kind: an IRI, a language string ("text\xfftag"), a typed literal of a known
// type, or one of any datatype ("lexical\xffIRI").
Term TermOf(std::string_view bytes) {
  const size_t choice = tern::fuzz::TakeByte(bytes) % (kTypes.size() + 3);
  if (choice < kTypes.size()) {
    return Term::Typed(std::string(bytes), tern::model::StrCat(tern::model::iri::kXsd, kTypes[choice]));
  }
  if (choice == kTypes.size()) return Term::Iri(std::string(bytes));
  const std::string text(tern::fuzz::TakeUntil(bytes, '\xff'));
  std::string rest(bytes.empty() ? "x" : bytes);
  // rdf:langString needs a language tag, and no other datatype has one: readers see to it.
  if (choice == kTypes.size() + 1 || rest == tern::model::iri::kRdfLangString)
    return Term::LangString(text, rest);
  return Term::Typed(text, rest);
}

void CheckTerms(std::string_view bytes) {
  const size_t half = bytes.size() / 2;
  const Term a = TermOf(bytes.substr(0, half));
  const Term b = TermOf(bytes.substr(half));
  std::string key_a;
  std::string key_b;
  const Tag tag_a = CheckTerm(a, &key_a).base;
  const Tag tag_b = CheckTerm(b, &key_b).base;
  if (tag_a != tag_b) return;
  Require((a == b) == (key_a == key_b));
  if (tag_a == Tag::kOtherBase) return;  // these sort by datatype first
  if (a.value != b.value) Require((a.value < b.value) == (key_a < key_b));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes = tern::fuzz::TextOf(data, size);
  CheckTerms(bytes);
  const Tag tag = kTags[tern::fuzz::TakeByte(bytes) % kTags.size()];
  CheckKey(tag, bytes);
  return 0;
}
