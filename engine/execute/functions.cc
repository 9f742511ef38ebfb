#include "engine/execute/functions.h"

#include <utf8proc.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "engine/syntax/names.h"
#include "storage/model/calendar.h"
#include "storage/model/stance_name.h"
#include "storage/model/text.h"

namespace tern::execute {
namespace {

using algebra::Function;
using model::Term;
using model::ToAbsl;
using model::ValueKind;

std::string MapCodePoints(std::string_view text, utf8proc_int32_t (*map)(utf8proc_int32_t)) {
  std::string mapped;
  mapped.reserve(text.size());
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &point);
    if (length <= 0) {  // not UTF-8: kept as it is
      mapped.push_back(static_cast<char>(*bytes));
      ++bytes;
      --left;
      continue;
    }
    utf8proc_uint8_t encoded[4];
    const utf8proc_ssize_t written = utf8proc_encode_char(map(point), encoded);
    mapped.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(written));
    bytes += length;
    left -= length;
  }
  return mapped;
}

int64_t CountCodePoints(std::string_view text) {
  int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

Datum CallText(Function function, const Term& a, const Term* b) {
  if (!IsText(a) || (b != nullptr && !IsText(*b))) return Datum::Null();
  switch (function) {
    case Function::kLower:
      return Datum::Of(LikeText(a, MapCodePoints(a.value, utf8proc_tolower)));
    case Function::kUpper:
      return Datum::Of(LikeText(a, MapCodePoints(a.value, utf8proc_toupper)));
    case Function::kLength:
      return Datum::Of(Term::Integer(CountCodePoints(a.value)));
    case Function::kContains:
      return Datum::Of(absl::StrContains(a.value, b->value));
    case Function::kStartsWith:
      return Datum::Of(absl::StartsWith(a.value, b->value));
    case Function::kEndsWith:
      return Datum::Of(absl::EndsWith(a.value, b->value));
    default:
      return Datum::Null();
  }
}

// text → the literal of `datatype` that it is written as; null where it is none.
Datum Parsed(std::string_view text, std::string_view datatype, ValueKind kind) {
  const absl::string_view stripped = absl::StripAsciiWhitespace(ToAbsl(text));
  Term term = Term::Typed(std::string(stripped), std::string(datatype));
  if (model::ValueOf(term).kind != kind) return Datum::Null();
  return Datum::Of(term);
}

Datum ToNumber(const Datum& datum, const ResolvedTerm& resolved) {
  if (resolved.value.kind == ValueKind::kNumber) return datum;
  if (resolved.value.kind == ValueKind::kBoolean) return Datum::Of(Term::Integer(resolved.value.instant));
  if (!IsText(resolved.term)) return Datum::Null();
  for (const std::string_view datatype :
       {model::iri::kXsdInteger, model::iri::kXsdDecimal, model::iri::kXsdDouble}) {
    Datum number = Parsed(resolved.term.value, datatype, ValueKind::kNumber);
    if (!number.is_null()) return number;
  }
  return Datum::Null();
}

Datum ToDate(const Datum& datum, const ResolvedTerm& resolved) {
  if (resolved.value.kind == ValueKind::kDate) return datum;
  if (resolved.value.kind == ValueKind::kDateTime) {
    int64_t days = resolved.value.instant / model::kMicrosPerDay;
    if (resolved.value.instant % model::kMicrosPerDay < 0) --days;
    return Datum::Of(Term::Typed(model::WriteDate(days, {}), std::string(model::iri::kXsdDate)));
  }
  if (!IsText(resolved.term)) return Datum::Null();
  return Parsed(resolved.term.value, model::iri::kXsdDate, ValueKind::kDate);
}

Datum DateTimeOf(int64_t micros) {
  model::DateTime time;
  time.micros = micros;
  time.zone.form = model::Zone::Form::kUtc;
  return Datum::Of(Term::Typed(model::WriteDateTime(time), std::string(model::iri::kXsdDateTime)));
}

// A date is its midnight, UTC.
Datum ToDateTime(const Datum& datum, const ResolvedTerm& resolved) {
  if (resolved.value.kind == ValueKind::kDateTime) return datum;
  if (resolved.value.kind == ValueKind::kDate)
    return DateTimeOf(resolved.value.instant * model::kMicrosPerDay);
  if (!IsText(resolved.term)) return Datum::Null();
  return Parsed(resolved.term.value, model::iri::kXsdDateTime, ValueKind::kDateTime);
}

Datum LabelOf(const Datum& datum, const FunctionContext& context) {
  if (context.reader->ClassOf(datum) != DatumReader::Class::kEntity) return Datum::Null();
  auto label = context.labels->LabelOf(context.reader->IdOf(datum));
  if (label.ok()) return Datum::Of(*label);
  context.reader->Fail(label.status());
  return Datum::Null();
}

// The year, month or day that a date, a dateTime or a year and month is written with.
Datum PartOfDate(Function function, const ResolvedTerm& resolved) {
  const ValueKind kind = resolved.value.kind;
  if (kind != ValueKind::kDate && kind != ValueKind::kDateTime && kind != ValueKind::kGYearMonth)
    return Datum::Null();
  if (kind == ValueKind::kGYearMonth && function == Function::kDay) return Datum::Null();
  std::string_view text = resolved.term.value;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  int64_t parts[3] = {0, 0, 0};  // a lexical form that has a value is -?Y+-MM(-DD…)?
  size_t i = 0;
  for (int64_t& part : parts) {
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') part = part * 10 + (text[i++] - '0');
    ++i;
  }
  switch (function) {
    case Function::kYear:
      return Datum::Of(Term::Integer(negative ? -parts[0] : parts[0]));
    case Function::kMonth:
      return Datum::Of(Term::Integer(parts[1]));
    default:
      return Datum::Of(Term::Integer(parts[2]));
  }
}

bool HasScheme(std::string_view text) {
  size_t i = 0;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  while (i < text.size() && (letter(text[i]) || (i > 0 && std::string_view("0123456789+-.").find(text[i]) !=
                                                              std::string_view::npos))) {
    ++i;
  }
  return i > 0 && i < text.size() && text[i] == ':';
}

Datum ToIri(const Datum& datum, const Term& term, std::string_view base) {
  if (!term.is_literal()) return datum;
  if (!IsText(term) || term.value.empty()) return Datum::Null();
  if (!HasScheme(term.value)) return Datum::Of(Term::Iri(std::string(base) + syntax::EncodeName(term.value)));
  if (term.value.find_first_of(" <>\"{}|\\^`\n\t\r") != std::string::npos) return Datum::Null();
  return Datum::Of(Term::Iri(term.value));
}

Datum StanceOf(const Datum& datum) {
  if (!datum.has_id() || !datum.id.is_anonymous_claim()) return Datum::Null();
  return Datum::Text(std::string(model::StanceName(model::StanceOf(datum.id))));
}

Datum Negated(const ResolvedTerm& number) {
  if (number.value.is_double) {
    const ResolvedTerm minus_one = {Term::Typed("-1", std::string(model::iri::kXsdDouble)), {}};
    return CallArithmetic(Function::kMultiply, number, {minus_one.term, model::ValueOf(minus_one.term)});
  }
  const Term zero = Term::Integer(0);
  return number.value.kind == ValueKind::kNumber
             ? CallArithmetic(Function::kSubtract, {zero, model::ValueOf(zero)}, number)
             : Datum::Null();
}

Datum Concat(absl::Span<const Datum> arguments, const FunctionContext& context) {
  std::string text;
  for (const Datum& argument : arguments) {
    text += TextOf(context.reader->Get(argument).term, context.base_namespace);
    if (text.size() > kMaxTextBytes) return Datum::Null();
  }
  return Datum::Text(std::move(text));
}

bool IsEntity(const Datum& datum, DatumReader& reader) {
  return reader.ClassOf(datum) == DatumReader::Class::kEntity;
}

Datum Test(Function function, const Datum& datum, DatumReader& reader) {
  if (function == Function::kIsEntity) return Datum::Of(IsEntity(datum, reader));
  const DatumReader::Class kind = reader.ClassOf(datum);
  if (function == Function::kIsText) {
    return Datum::Of(kind == DatumReader::Class::kString || kind == DatumReader::Class::kLangString);
  }
  if (kind != DatumReader::Class::kOther) return Datum::Of(false);
  const ValueKind value = reader.Get(datum).value.kind;
  if (function == Function::kIsNumber) return Datum::Of(value == ValueKind::kNumber);
  return Datum::Of(value == ValueKind::kDate || value == ValueKind::kDateTime ||
                   value == ValueKind::kGYearMonth);
}

}  // namespace

bool IsText(const Term& term) {
  return term.is_literal() && (!term.language.empty() || term.datatype == model::iri::kXsdString);
}

std::string TextOf(const Term& term, std::string_view base_namespace) {
  if (term.kind != model::TermKind::kIri || !std::string_view(term.value).starts_with(base_namespace))
    return term.value;
  return syntax::DecodeName(std::string_view(term.value).substr(base_namespace.size())).value_or(term.value);
}

Term LikeText(const Term& like, std::string text) {
  return like.language.empty() ? Term::String(std::move(text))
                               : Term::LangString(std::move(text), like.language);
}

bool TakesLists(Function function) {
  switch (function) {
    case Function::kSameTerm:
    case Function::kLength:
    case Function::kJoin:
    case Function::kIsEntity:
    case Function::kIsText:
    case Function::kIsNumber:
    case Function::kIsDate:
      return true;
    default:
      return false;
  }
}

Datum CallFunction(Function function, absl::Span<const Datum> arguments, const FunctionContext& context) {
  DatumReader& reader = *context.reader;
  constexpr int64_t kMicrosPerSecond = 1'000'000;
  if (function == Function::kNow) return DateTimeOf(context.now * kMicrosPerSecond);
  const Datum& first = arguments[0];
  switch (function) {
    case Function::kSubstr:
    case Function::kMatches:
    case Function::kReplace:
    case Function::kJoin:
      return CallTextFunction(function, arguments, context);
    case Function::kLabel:
      return LabelOf(first, context);
    case Function::kSameTerm:
      return Datum::Of(reader.SameTerm(first, arguments[1]));
    case Function::kStance:
      return StanceOf(first);
    case Function::kConcat:
      return Concat(arguments, context);
    case Function::kIsEntity:
    case Function::kIsText:
    case Function::kIsNumber:
    case Function::kIsDate:
      return Test(function, first, reader);
    default:
      break;
  }
  if (first.is_list()) {  // of the others only length takes one
    return function == Function::kLength
               ? Datum::Of(Term::Integer(static_cast<int64_t>(reader.ItemsOf(first).size())))
               : Datum::Null();
  }
  const ResolvedTerm& a = reader.Get(first);
  const Term& term = a.term;
  switch (function) {
    case Function::kAdd:
    case Function::kSubtract:
    case Function::kMultiply:
    case Function::kDivide:
      return CallArithmetic(function, a, reader.Get(arguments[1]));
    case Function::kNegate:
      return Negated(a);
    case Function::kStr:
    case Function::kText:
      return Datum::Text(TextOf(term, context.base_namespace));
    case Function::kLower:
    case Function::kUpper:
    case Function::kLength:
      return CallText(function, term, nullptr);
    case Function::kContains:
    case Function::kStartsWith:
    case Function::kEndsWith:
      return CallText(function, term, &reader.Get(arguments[1]).term);
    case Function::kAbs:
    case Function::kRound:
    case Function::kFloor:
    case Function::kCeil:
      return CallRounding(function, a);
    case Function::kNumber:
      return ToNumber(first, a);
    case Function::kYear:
    case Function::kMonth:
    case Function::kDay:
      return PartOfDate(function, a);
    case Function::kDate:
      return ToDate(first, a);
    case Function::kDateTime:
      return ToDateTime(first, a);
    case Function::kIri:
      return ToIri(first, term, context.base_namespace);
    case Function::kLang:
      return term.is_literal() ? Datum::Text(term.language) : Datum::Null();
    case Function::kDatatype:
      return term.is_literal() ? Datum::Of(Term::Iri(term.datatype)) : Datum::Null();
    default:
      return Datum::Null();
  }
}

}  // namespace tern::execute
