// Fuzzes literals as values: whatever a lexical form holds, an inline id gives exactly it back; any payload
// on disk gives some term; comparisons of values are total where they should be, agree with the order of
// inline ids of one tag, and `order by` is a total order on terms. The input is three lines, each a literal:
// a byte for the datatype, then the lexical form.
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/model/value.h"
#include "tests/fuzz/require.h"

namespace {

using std::strong_ordering;
using tern::fuzz::Require;
using tern::model::Tag;
using tern::model::Term;
using tern::model::TermId;
using tern::model::Value;
using tern::model::ValueKind;

// In corpus files the letters 'a' … 'm' choose them.
constexpr std::array<std::string_view, 13> kTypes = {
    "integer", "decimal", "double",       "float",  "boolean",           "date", "gYearMonth", "dateTime",
    "byte",    "string",  "unsignedLong", "anyURI", "nonPositiveInteger"};

constexpr std::array<Tag, 7> kInlineTags = {Tag::kInteger,    Tag::kDecimal, Tag::kDouble,  Tag::kBoolean,
                                            Tag::kGYearMonth, Tag::kDate,    Tag::kDateTime};

strong_ordering Reverse(strong_ordering order) { return 0 <=> order; }

// The ids whose order is that of their values: without how they were written.
TermId WithoutStyle(TermId id) { return tern::model::SameValueRange(id).first; }

Term TakeLiteral(std::string_view& bytes) {
  std::string_view line = tern::fuzz::TakeUntil(bytes, '\n');
  const size_t type = (tern::fuzz::TakeByte(line) + kTypes.size() * 8 - 'a') % kTypes.size();
  return Term::Typed(std::string(line), tern::model::StrCat(tern::model::iri::kXsd, kTypes[type]));
}

void CheckOne(const Term& term) {
  const Value value = tern::model::ValueOf(term);
  if (value.kind == ValueKind::kNumber) (void)tern::model::ToDouble(value);
  const auto self = tern::model::CompareValues(value, value);
  const bool is_nan = value.special == 2;
  Require(self.has_value() == (value.kind != ValueKind::kNone && !is_nan));
  if (self.has_value()) Require(*self == strong_ordering::equal);
  Require(tern::model::OrderTerms(term, term) == strong_ordering::equal);
  const std::optional<TermId> id = tern::model::EncodeInline(term);
  if (!id.has_value()) return;
  Require(tern::model::IsInline(*id) && tern::model::DecodeInline(*id) == term);
  Require(value.kind != ValueKind::kNone);
  const auto [first, last] = tern::model::SameValueRange(*id);
  Require(first <= *id && *id <= last && first.tag() == last.tag());
}

void CheckPair(const Term& a, const Term& b) {
  const Value value_a = tern::model::ValueOf(a);
  const Value value_b = tern::model::ValueOf(b);
  const std::optional<strong_ordering> compared = tern::model::CompareValues(value_a, value_b);
  const std::optional<strong_ordering> back = tern::model::CompareValues(value_b, value_a);
  Require(compared.has_value() == back.has_value());
  if (compared.has_value()) Require(*compared == Reverse(*back));
  const strong_ordering ordered = tern::model::OrderTerms(a, b);
  Require(ordered == Reverse(tern::model::OrderTerms(b, a)));
  Require((ordered == strong_ordering::equal) == (a == b));
  if (compared.has_value() && *compared != strong_ordering::equal) Require(ordered == *compared);
  const std::optional<TermId> id_a = tern::model::EncodeInline(a);
  const std::optional<TermId> id_b = tern::model::EncodeInline(b);
  if (!id_a.has_value() || !id_b.has_value()) return;
  Require((*id_a == *id_b) == (a == b));
  if (id_a->tag() != id_b->tag()) return;
  Require(compared.has_value() && *compared == (WithoutStyle(*id_a) <=> WithoutStyle(*id_b)));
}

void CheckOrder(const Term& a, const Term& b, const Term& c) {
  if (tern::model::OrderTerms(a, b) < 0 && tern::model::OrderTerms(b, c) < 0)
    Require(tern::model::OrderTerms(a, c) < 0);
}

// The payload is whatever a damaged store holds.
void CheckPayload(std::string_view bytes) {
  const Tag tag = kInlineTags[tern::fuzz::TakeByte(bytes) % kInlineTags.size()];
  uint64_t payload = 0;
  std::memcpy(&payload, bytes.data(), bytes.size() < sizeof payload ? bytes.size() : sizeof payload);
  const Term term = tern::model::DecodeInline(TermId(tag, payload));
  Require(term.is_literal());
  CheckOne(term);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes = tern::fuzz::TextOf(data, size);
  if (!bytes.empty()) CheckPayload(bytes);
  const std::array<Term, 3> terms = {TakeLiteral(bytes), TakeLiteral(bytes), TakeLiteral(bytes)};
  for (const Term& a : terms) {
    CheckOne(a);
    for (const Term& b : terms) {
      CheckPair(a, b);
      for (const Term& c : terms) CheckOrder(a, b, c);
    }
  }
  return 0;
}
