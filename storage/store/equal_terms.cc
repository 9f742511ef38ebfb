#include "storage/store/equal_terms.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/model/value.h"

namespace tern::store {
namespace {

using model::Tag;
using model::Term;
using model::TermId;
using model::Value;
using model::ValueKind;

// Numbers with more digits before or behind the point have no inline id.
constexpr int32_t kMaxPlainExponent = 40;

// Appends the ids that have the value of `term`'s inline id, if it has one, in whatever way they are written.
void AppendInline(const Term& term, const Value& value, std::vector<TermId>& ids) {
  const std::optional<TermId> id = model::EncodeInline(term);
  if (!id.has_value()) return;
  const auto [first, last] = model::SameValueRange(*id);
  for (uint64_t bits = first.bits();; ++bits) {
    const TermId candidate = TermId::FromBits(bits);
    // Not every pattern of style bits is a way to write the value.
    const Term decoded = model::DecodeInline(candidate);
    const bool is_written = model::EncodeInline(decoded) == std::optional(candidate);
    if (is_written && model::CompareValues(model::ValueOf(decoded), value) == std::strong_ordering::equal) {
      ids.push_back(candidate);
    }
    if (bits == last.bits()) return;
  }
}

// A finite number without exponent: "-0.05", "50", with ".0" behind whole ones where `point`.
std::string PlainLexical(const Value& value, bool point) {
  const std::string digits = value.digits.empty() ? "0" : value.digits;
  const int32_t exponent = value.digits.empty() ? 0 : value.exponent;
  std::string text = value.negative ? "-" : "";
  if (exponent < 0) return text + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  const size_t whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() > whole) return text + digits.substr(0, whole) + "." + digits.substr(whole);
  text += digits + std::string(whole - digits.size(), '0');
  return point ? text + ".0" : text;
}

std::string ScientificLexical(const Value& value) {
  const std::string digits = value.digits.empty() ? "0" : value.digits;
  const std::string rest = digits.size() > 1 ? digits.substr(1) : "0";
  const int32_t exponent = value.digits.empty() ? 0 : value.exponent;
  return model::StrCat(value.negative ? "-" : "", digits.substr(0, 1), ".", rest, "E", exponent);
}

void AppendInlineNumbers(const Value& value, std::vector<TermId>& ids) {
  const auto append = [&](const std::string& lexical, std::string_view datatype) {
    AppendInline(Term::Typed(lexical, std::string(datatype)), value, ids);
  };
  append(ScientificLexical(value), model::iri::kXsdDouble);
  if (value.exponent > kMaxPlainExponent || value.exponent < -kMaxPlainExponent) return;
  append(PlainLexical(value, false), model::iri::kXsdInteger);
  for (const bool point : {false, true}) {
    append(PlainLexical(value, point), model::iri::kXsdDecimal);
    append(PlainLexical(value, point), model::iri::kXsdDouble);
  }
}

std::vector<Tag> OddTags(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNumber:
      return {Tag::kIntegerBase,     Tag::kIntegerAppended, Tag::kDecimalBase,
              Tag::kDecimalAppended, Tag::kDoubleBase,      Tag::kDoubleAppended};
    case ValueKind::kDate:
      return {Tag::kDateBase, Tag::kDateAppended};
    case ValueKind::kDateTime:
      return {Tag::kDateTimeBase, Tag::kDateTimeAppended};
    default:
      return {};
  }
}

}  // namespace

absl::StatusOr<std::vector<TermId>> FindEqualLiterals(const Term& literal,
                                                      const dictionary::Dictionary& dictionary,
                                                      OddValues& odd_values, const ReadMonitor* monitor) {
  std::vector<TermId> ids;
  const absl::StatusOr<TermId> same = dictionary.Find(literal);
  if (!same.ok()) return same.status();
  if (!same->is_null()) ids.push_back(*same);

  const Value value = model::ValueOf(literal);
  AppendInline(literal, value, ids);
  if (value.kind == ValueKind::kNumber && value.special == 0) {
    AppendInlineNumbers(value, ids);
    if (value.digits.empty()) {  // zero is also written with a minus sign
      Value opposite = value;
      opposite.negative = !value.negative;
      AppendInlineNumbers(opposite, ids);
    }
  }
  for (const Tag tag : OddTags(value.kind)) {
    if (absl::Status status = odd_values.Find(dictionary, tag, value, ids, monitor); !status.ok())
      return status;
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace tern::store
