// Functions that take texts apart and put them together; see functions.h.
#include <re2/re2.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "engine/execute/functions.h"
#include "storage/model/value.h"

namespace tern::execute {
namespace {

using algebra::Function;
using model::Term;
using model::TermId;
using model::ValueKind;

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

// The bytes of the character at `at`; 1 for a byte that is no UTF-8.
size_t CharacterSize(std::string_view text, size_t at) {
  size_t size = 1;
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) ++size;
  return size;
}

// XPath's fn:round.
double Rounded(const ResolvedTerm& number) { return std::floor(model::ToDouble(number.value) + 0.5); }

// XPath's fn:substring: the characters whose place p, counted from 1, is round(start) <= p < round(start) +
// round(length). What lies outside the text is not there, and no place compares with NaN.
Datum Substr(absl::Span<const Datum> arguments, DatumReader& reader) {
  const Term& text = reader.Get(arguments[0]).term;
  const ResolvedTerm& start = reader.Get(arguments[1]);
  if (!IsText(text) || start.value.kind != ValueKind::kNumber) return Datum::Null();
  const double begin = Rounded(start);
  double end = HUGE_VAL;
  if (arguments.size() > 2) {
    const ResolvedTerm& length = reader.Get(arguments[2]);
    if (length.value.kind != ValueKind::kNumber) return Datum::Null();
    end = begin + Rounded(length);
  }
  size_t first = text.value.size();
  size_t last = first;
  double place = 1;
  for (size_t at = 0; at < text.value.size(); at += CharacterSize(text.value, at), ++place) {
    if (first == text.value.size() && place >= begin && place < end) first = at;
    if (first < text.value.size() && !(place < end)) {
      last = at;
      break;
    }
  }
  return Datum::Of(LikeText(text, text.value.substr(first, last - first)));
}

Datum Matches(const Term& text, const Term& pattern, PatternCache& patterns) {
  if (!IsText(text) || !IsText(pattern)) return Datum::Null();
  const RE2* const compiled = patterns.Find(pattern.value);
  if (compiled == nullptr) return Datum::Null();
  return Datum::Of(RE2::PartialMatch(Piece(text.value), *compiled));
}

// Appends what a match is replaced by: $0 to $9 are its groups, \$ and \\ the signs themselves.
void AppendReplacement(std::string_view with, absl::Span<const re2::StringPiece> groups, std::string& out) {
  for (size_t i = 0; i < with.size(); ++i) {
    const char next = i + 1 < with.size() ? with[i + 1] : '\0';
    if (with[i] == '$' && next >= '0' && next <= '9') {
      const auto group = static_cast<size_t>(next - '0');
      if (group < groups.size()) out.append(groups[group].data(), groups[group].size());
      ++i;
    } else if (with[i] == '\\' && (next == '$' || next == '\\')) {
      out += next;
      ++i;
    } else {
      out += with[i];
    }
  }
}

Datum Replace(const Term& text, const Term& pattern, const Term& with, PatternCache& patterns) {
  if (!IsText(text) || !IsText(pattern) || !IsText(with)) return Datum::Null();
  const RE2* const compiled = patterns.Find(pattern.value);
  if (compiled == nullptr) return Datum::Null();
  std::array<re2::StringPiece, 10> groups;
  const int group_count = std::min(compiled->NumberOfCapturingGroups() + 1, static_cast<int>(groups.size()));
  const std::string_view value = text.value;
  std::string out;
  size_t at = 0;
  size_t last_end = std::string_view::npos;
  while (at <= value.size() &&
         compiled->Match(Piece(value), at, value.size(), RE2::UNANCHORED, groups.data(), group_count)) {
    const auto begin = static_cast<size_t>(groups[0].data() - value.data());
    out.append(value.substr(at, begin - at));
    at = begin;
    if (groups[0].empty() && begin == last_end) {  // no match of nothing right behind a match, as in RE2
      if (at == value.size()) break;
      const size_t size = CharacterSize(value, at);
      out.append(value.substr(at, size));
      at += size;
      continue;
    }
    AppendReplacement(with.value, absl::MakeConstSpan(groups).subspan(0, static_cast<size_t>(group_count)),
                      out);
    if (out.size() > kMaxTextBytes) return Datum::Null();
    at += groups[0].size();
    last_end = at;
  }
  if (at < value.size()) out.append(value.substr(at));
  if (out.size() > kMaxTextBytes) return Datum::Null();
  return Datum::Of(LikeText(text, std::move(out)));
}

// The texts of a list's items, null ones left out. A list in the list has no text.
Datum Join(const Datum& list, const Term& separator, const FunctionContext& context) {
  if (!list.is_list() || !IsText(separator)) return Datum::Null();
  std::string text;
  bool first = true;
  for (const TermId item : context.reader->ItemsOf(list)) {
    if (item.is_null()) continue;
    if (IsList(item)) return Datum::Null();
    if (!std::exchange(first, false)) text += separator.value;
    text += TextOf(context.reader->Get(Datum::Of(item)).term, context.base_namespace);
    if (text.size() > kMaxTextBytes) return Datum::Null();
  }
  return Datum::Text(std::move(text));
}

}  // namespace

Datum CallTextFunction(Function function, absl::Span<const Datum> arguments, const FunctionContext& context) {
  DatumReader& reader = *context.reader;
  switch (function) {
    case Function::kSubstr:
      return Substr(arguments, reader);
    case Function::kMatches:
      return Matches(reader.Get(arguments[0]).term, reader.Get(arguments[1]).term, *context.patterns);
    case Function::kReplace:
      return Replace(reader.Get(arguments[0]).term, reader.Get(arguments[1]).term,
                     reader.Get(arguments[2]).term, *context.patterns);
    case Function::kJoin:
      return Join(arguments[0], reader.Get(arguments[1]).term, context);
    default:
      return Datum::Null();
  }
}

}  // namespace tern::execute
