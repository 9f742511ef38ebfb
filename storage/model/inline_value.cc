#include "storage/model/inline_value.h"

#include <cassert>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

#include "storage/model/calendar.h"
#include "storage/model/datatype.h"
#include "storage/model/inline_integer.h"
#include "storage/model/inline_layout.h"
#include "storage/model/inline_number.h"
#include "storage/model/number_lexical.h"

namespace tern::model {
namespace {

// On disk: never change. All biases make unsigned order value order.
constexpr int kFractionBits = 2;
constexpr uint64_t kMaxFractionDigits = 3;
// Zones: none, Z, then −14:00 … +14:00 in quarters of an hour ("-00:00" is none of them).
constexpr uint64_t kZoneNone = 0;
constexpr uint64_t kZoneUtc = 1;
constexpr uint64_t kFirstOffset = 2;
constexpr int kOffsetStepMinutes = 15;
constexpr int kMaxOffsetSteps = 56;

std::optional<uint64_t> EncodeInteger(std::string_view lexical) {
  if (lexical.empty() || lexical.size() > 19) return std::nullopt;
  int64_t value = 0;
  const char* end = lexical.data() + lexical.size();
  const auto [stop, error] = std::from_chars(lexical.data(), end, value);
  if (error != std::errc() || stop != end || value < -kIntegerBias || value >= kIntegerBias)
    return std::nullopt;
  // Canonical: no leading zero, no "-0".
  const size_t first = lexical[0] == '-' ? 1 : 0;
  if (lexical[first] == '0' && lexical.size() > 1) return std::nullopt;
  return static_cast<uint64_t>(value + kIntegerBias);
}

std::optional<uint64_t> EncodeBoolean(std::string_view lexical) {
  if (lexical == "false") return 0;
  if (lexical == "0") return 1;
  if (lexical == "true") return 2;
  if (lexical == "1") return 3;
  return std::nullopt;
}

std::string DecodeBoolean(uint64_t payload) {
  switch (payload & 3) {
    case 0:
      return "false";
    case 1:
      return "0";
    case 2:
      return "true";
    default:
      return "1";
  }
}

std::optional<uint64_t> EncodeGYearMonth(std::string_view lexical) {
  const std::optional<GYearMonth> parsed = ParseGYearMonth(lexical);
  if (!parsed.has_value() || WriteGYearMonth(parsed->months) != lexical) return std::nullopt;
  return static_cast<uint64_t>(parsed->months + kMonthBias);
}

std::optional<uint64_t> EncodeDate(std::string_view lexical) {
  const std::optional<Date> parsed = ParseDate(lexical);
  if (!parsed.has_value() || parsed->zone.form == Zone::Form::kOffset ||
      WriteDate(parsed->days, parsed->zone) != lexical) {
    return std::nullopt;
  }
  const uint64_t style = parsed->zone.form == Zone::Form::kUtc ? 1 : 0;
  return static_cast<uint64_t>(parsed->days + kDayBias) << kDateStyleBits | style;
}

std::string DecodeDate(uint64_t payload) {
  const Zone zone = {(payload & 1) != 0 ? Zone::Form::kUtc : Zone::Form::kNone, 0};
  return WriteDate(static_cast<int64_t>(payload >> kDateStyleBits) - kDayBias, zone);
}

std::optional<uint64_t> ZoneCode(const Zone& zone) {
  if (zone.form == Zone::Form::kNone) return kZoneNone;
  if (zone.form == Zone::Form::kUtc) return kZoneUtc;
  if (zone.minutes % kOffsetStepMinutes != 0) return std::nullopt;
  return kFirstOffset + static_cast<uint64_t>(zone.minutes / kOffsetStepMinutes + kMaxOffsetSteps);
}

Zone ZoneOf(uint64_t code) {
  if (code == kZoneNone) return {};
  if (code == kZoneUtc) return {Zone::Form::kUtc, 0};
  return {Zone::Form::kOffset,
          (static_cast<int>(code - kFirstOffset) - kMaxOffsetSteps) * kOffsetStepMinutes};
}

std::optional<uint64_t> EncodeDateTime(std::string_view lexical) {
  const std::optional<DateTime> parsed = ParseDateTime(lexical);
  if (!parsed.has_value() || static_cast<uint64_t>(parsed->fraction_digits) > kMaxFractionDigits)
    return std::nullopt;
  const std::optional<uint64_t> zone = ZoneCode(parsed->zone);
  if (!zone.has_value()) return std::nullopt;
  // At most three digits: whole milliseconds, also below zero.
  const int64_t millis = parsed->micros / 1000;
  if (millis < -kMillisBias || millis >= kMillisBias || WriteDateTime(*parsed) != lexical)
    return std::nullopt;
  const uint64_t style = *zone << kFractionBits | static_cast<uint64_t>(parsed->fraction_digits);
  return static_cast<uint64_t>(millis + kMillisBias) << kDateTimeStyleBits | style;
}

std::string DecodeDateTime(uint64_t payload) {
  DateTime time;
  time.micros = (static_cast<int64_t>(payload >> kDateTimeStyleBits) - kMillisBias) * 1000;
  time.fraction_digits = static_cast<int>(payload & kMaxFractionDigits);
  time.zone = ZoneOf(payload >> kFractionBits & 0x7f);
  return WriteDateTime(time);
}

std::optional<TermId> Tagged(Tag tag, std::optional<uint64_t> payload) {
  if (!payload.has_value()) return std::nullopt;
  return TermId(tag, *payload);
}

bool IsDoubleLexical(std::string_view lexical) {
  return ScanNumber(lexical, NumberForm::kDouble).has_value() || lexical == "INF" || lexical == "-INF" ||
         lexical == "+INF" || lexical == "NaN";
}

// True where a literal that is not inline has a value of its datatype all the same.
bool HasValueOfType(const Term& term, Datatype datatype) {
  switch (datatype) {
    case Datatype::kInteger:
      return ScanNumber(term.value, NumberForm::kInteger).has_value();
    case Datatype::kDerivedInteger:
      return IsDerivedInteger(term.value, term.datatype);
    case Datatype::kDecimal:
      return ScanNumber(term.value, NumberForm::kDecimal).has_value();
    case Datatype::kDouble:
    case Datatype::kFloat:
      return IsDoubleLexical(term.value);
    case Datatype::kDate:
      return ParseDate(term.value).has_value();
    case Datatype::kDateTime:
      return ParseDateTime(term.value).has_value();
    case Datatype::kString:
      return term.language.empty();
    case Datatype::kLangString:
      return !term.language.empty();
    default:
      return false;
  }
}

// How many of the lowest payload bits say how a value was written.
int StyleBits(Tag tag) {
  switch (tag) {
    case Tag::kDecimal:
    case Tag::kDouble:
      return kNumberStyleBits;
    case Tag::kBoolean:
      return kBooleanStyleBits;
    case Tag::kDate:
      return kDateStyleBits;
    case Tag::kDateTime:
      return kDateTimeStyleBits;
    default:
      return 0;
  }
}

Term Typed(std::string lexical, std::string_view datatype) {
  return Term::Typed(std::move(lexical), std::string(datatype));
}

}  // namespace

std::optional<TermId> EncodeInline(const Term& term) {
  if (!term.is_literal()) return std::nullopt;
  switch (DatatypeOf(term.datatype)) {
    case Datatype::kInteger:
      return Tagged(Tag::kInteger, EncodeInteger(term.value));
    case Datatype::kDecimal:
      return Tagged(Tag::kDecimal, EncodeDecimal(term.value));
    case Datatype::kDouble:
      return Tagged(Tag::kDouble, EncodeDouble(term.value));
    case Datatype::kBoolean:
      return Tagged(Tag::kBoolean, EncodeBoolean(term.value));
    case Datatype::kGYearMonth:
      return Tagged(Tag::kGYearMonth, EncodeGYearMonth(term.value));
    case Datatype::kDate:
      return Tagged(Tag::kDate, EncodeDate(term.value));
    case Datatype::kDateTime:
      return Tagged(Tag::kDateTime, EncodeDateTime(term.value));
    default:
      return std::nullopt;
  }
}

Term DecodeInline(TermId id) {
  const uint64_t payload = id.payload();
  switch (id.tag()) {
    case Tag::kInteger:
      return Term::Integer(static_cast<int64_t>(payload) - kIntegerBias);
    case Tag::kDecimal:
      return Typed(DecodeDecimal(payload), iri::kXsdDecimal);
    case Tag::kDouble:
      return Typed(DecodeDouble(payload), iri::kXsdDouble);
    case Tag::kBoolean:
      return Typed(DecodeBoolean(payload), iri::kXsdBoolean);
    case Tag::kGYearMonth:
      return Typed(WriteGYearMonth(static_cast<int64_t>(payload) - kMonthBias), iri::kXsdGYearMonth);
    case Tag::kDate:
      return Typed(DecodeDate(payload), iri::kXsdDate);
    case Tag::kDateTime:
      return Typed(DecodeDateTime(payload), iri::kXsdDateTime);
    case Tag::kBlank:
      return Term::Blank("b" + std::to_string(payload));
    case Tag::kClaim:
      return Term::Claim(std::to_string(payload));
    default:
      break;
  }
  assert(false && "DecodeInline of an id that is not inline");
  return {};
}

bool IsInline(TermId id) {
  switch (id.tag()) {
    case Tag::kInteger:
    case Tag::kDecimal:
    case Tag::kDouble:
    case Tag::kBoolean:
    case Tag::kGYearMonth:
    case Tag::kDate:
    case Tag::kDateTime:
    case Tag::kBlank:
    case Tag::kClaim:
      return true;
    default:
      return false;
  }
}

DictionaryTags DictionaryTagsOf(const Term& term) {
  if (term.kind == TermKind::kIri) return {Tag::kIriBase, Tag::kIriAppended};
  const Datatype datatype = DatatypeOf(term.datatype);
  if (!HasValueOfType(term, datatype)) return {Tag::kOtherBase, Tag::kOtherAppended};
  switch (datatype) {
    case Datatype::kString:
      return {Tag::kStringBase, Tag::kStringAppended};
    case Datatype::kLangString:
      return {Tag::kLangStringBase, Tag::kLangStringAppended};
    case Datatype::kInteger:
    case Datatype::kDerivedInteger:
      return {Tag::kIntegerBase, Tag::kIntegerAppended};
    case Datatype::kDecimal:
      return {Tag::kDecimalBase, Tag::kDecimalAppended};
    case Datatype::kDouble:
    case Datatype::kFloat:
      return {Tag::kDoubleBase, Tag::kDoubleAppended};
    case Datatype::kDate:
      return {Tag::kDateBase, Tag::kDateAppended};
    case Datatype::kDateTime:
      return {Tag::kDateTimeBase, Tag::kDateTimeAppended};
    default:
      return {Tag::kOtherBase, Tag::kOtherAppended};
  }
}

std::pair<TermId, TermId> SameValueRange(TermId id) {
  const uint64_t style_mask = (uint64_t{1} << StyleBits(id.tag())) - 1;
  return {TermId::FromBits(id.bits() & ~style_mask), TermId::FromBits(id.bits() | style_mask)};
}

}  // namespace tern::model
