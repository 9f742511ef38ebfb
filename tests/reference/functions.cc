#include "tests/reference/functions.h"

#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <regex>
#include <utility>

#include "storage/model/term.h"
#include "tests/reference/dates.h"
#include "tests/reference/values.h"

namespace tern::reference {
namespace {

using Arguments = std::vector<Cell>;
using model::Term;

// --- text ------------------------------------------------------------------------------------------------

std::string Text(const Cell& cell) { return cell.term().value; }

// A text with the language of `like`.
Cell LikeText(const Cell& like, std::string text) {
  if (like.term().language.empty()) return Cell::Text(std::move(text));
  return Term::LangString(std::move(text), like.term().language);
}

std::vector<std::string> CodePoints(const std::string& text) {
  std::vector<std::string> points;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) {
      points.back() += c;
    } else {
      points.emplace_back(1, c);
    }
  }
  return points;
}

// Of ASCII and of Latin-1's letters, whose cases lie 32 apart as well: no others are generated.
Cell WithCase(const Cell& text, bool upper) {
  std::string mapped = Text(text);
  unsigned char before = 0;
  for (char& c : mapped) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_lower = before == 0xC3 ? byte >= 0xA0 && byte != 0xB7 : byte >= 'a' && byte <= 'z';
    const bool is_upper = before == 0xC3 ? byte < 0x9F && byte != 0x97 : byte >= 'A' && byte <= 'Z';
    if (upper ? is_lower : is_upper) c = static_cast<char>(byte ^ 0x20);
    before = byte;
  }
  return LikeText(text, mapped);
}

Cell Length(const Cell& cell) {
  if (cell.is_list()) return Cell::Integer(static_cast<int64_t>(cell.items().size()));
  if (!IsText(cell)) return {};
  return Cell::Integer(static_cast<int64_t>(CodePoints(Text(cell)).size()));
}

// XPath: the code points at positions p with round(start) <= p < round(start) + round(length).
Cell Substring(const Arguments& arguments) {
  if (!IsText(arguments[0])) return {};
  const std::optional<int64_t> start = WholeNumber(arguments[1]);
  std::optional<int64_t> length = 1 << 20;
  if (arguments.size() > 2) length = WholeNumber(arguments[2]);
  if (!start || !length) return {};
  std::string text;
  int64_t position = 1;
  for (const std::string& point : CodePoints(Text(arguments[0]))) {
    if (position >= *start && position < *start + *length) text += point;
    ++position;
  }
  return LikeText(arguments[0], text);
}

using TextTest = bool (*)(const std::string&, const std::string&);
Cell TestTexts(const Arguments& arguments, TextTest test) {
  if (!IsText(arguments[0]) || !IsText(arguments[1])) return {};
  return Cell::Boolean(test(Text(arguments[0]), Text(arguments[1])));
}

std::optional<std::regex> Pattern(const Cell& pattern) {
  if (!IsText(pattern)) return std::nullopt;
  try {
    return std::regex(Text(pattern));
  } catch (const std::regex_error&) {
    return std::nullopt;
  }
}

Cell Matches(const Arguments& arguments) {
  const auto pattern = Pattern(arguments[1]);
  if (!IsText(arguments[0]) || !pattern) return {};
  return Cell::Boolean(std::regex_search(Text(arguments[0]), *pattern));
}

Cell Replace(const Arguments& arguments) {
  const auto pattern = Pattern(arguments[1]);
  if (!IsText(arguments[0]) || !pattern || !IsText(arguments[2])) return {};
  const std::string with = Text(arguments[2]);
  const std::string text = Text(arguments[0]);
  std::string replaced;
  auto rest = text.begin();
  for (std::sregex_iterator match(text.begin(), text.end(), *pattern), end; match != end; ++match) {
    replaced += match->prefix();
    for (size_t i = 0; i < with.size(); ++i) {
      if (with[i] == '$' && i + 1 < with.size()) {
        replaced += (*match)[static_cast<size_t>(with[++i] - '0')].str();
        continue;
      }
      if (with[i] == '\\' && i + 1 < with.size()) ++i;
      replaced += with[i];
    }
    rest = match->suffix().first;
  }
  replaced.append(rest, text.end());
  return LikeText(arguments[0], replaced);
}

Cell Join(const Arguments& arguments, const std::string& base) {
  if (!arguments[0].is_list() || !IsText(arguments[1])) return {};
  std::string text;
  bool first = true;
  for (const Cell& item : arguments[0].items()) {
    if (item.is_null()) continue;
    if (item.is_list()) return {};
    if (!std::exchange(first, false)) text += Text(arguments[1]);
    text += TextOf(item, base);
  }
  return Cell::Text(text);
}

Cell Concat(const Arguments& arguments, const std::string& base) {
  std::string text;
  for (const Cell& argument : arguments) {
    if (argument.is_list()) return {};
    text += TextOf(argument, base);
  }
  return Cell::Text(text);
}

// --- conversions -----------------------------------------------------------------------------------------

bool IsWrittenAs(const std::string& text, const char* form) {
  return std::regex_match(text, std::regex(form));
}

Cell ToNumber(const Cell& cell) {
  if (IsNumber(cell)) return cell;
  if (const auto truth = TruthOf(cell)) return Cell::Integer(*truth ? 1 : 0);
  if (!IsText(cell)) return {};
  const std::string text = Text(cell);
  if (IsWrittenAs(text, "[+-]?[0-9]+")) return Term::Typed(text, std::string(model::iri::kXsdInteger));
  if (IsWrittenAs(text, "[+-]?[0-9]*\\.[0-9]+"))
    return Term::Typed(text, std::string(model::iri::kXsdDecimal));
  if (IsWrittenAs(text, "[+-]?[0-9]+(\\.[0-9]+)?[eE][+-]?[0-9]+|NaN|INF")) {
    return Term::Typed(text, std::string(model::iri::kXsdDouble));
  }
  return {};
}

Cell ToDate(const Cell& cell) {
  const auto moment = MomentOf(cell);
  if (moment && moment->kind == Moment::Kind::kDate) return cell;
  if (moment && moment->kind == Moment::Kind::kDateTime) {
    return Term::Typed(DateText(moment->day), std::string(model::iri::kXsdDate));
  }
  if (!IsText(cell) || !IsWrittenAs(Text(cell), "[0-9]{4}-[0-9]{2}-[0-9]{2}")) return {};
  return Term::Typed(Text(cell), std::string(model::iri::kXsdDate));
}

Cell ToDateTime(const Cell& cell) {
  const auto moment = MomentOf(cell);
  if (moment && moment->kind == Moment::Kind::kDateTime) return cell;
  if (moment && moment->kind == Moment::Kind::kDate) {
    return Term::Typed(Text(cell) + "T00:00:00Z", std::string(model::iri::kXsdDateTime));
  }
  if (!IsText(cell) || !IsWrittenAs(Text(cell), "[0-9]{4}-[0-9]{2}-[0-9]{2}T.*")) return {};
  return Term::Typed(Text(cell), std::string(model::iri::kXsdDateTime));
}

Cell PartOfDate(const Cell& cell, char part) {
  const auto moment = MomentOf(cell);
  if (!moment || (part == 'd' && moment->kind == Moment::Kind::kMonth)) return {};
  return Cell::Integer(part == 'y' ? moment->year : part == 'm' ? moment->month : moment->day_of_month);
}

Cell ToIri(const Cell& cell, const std::string& base) {
  if (!cell.is_term()) return {};
  if (!cell.term().is_literal()) return cell;
  if (!IsText(cell) || Text(cell).empty()) return {};
  const bool has_scheme = IsWrittenAs(Text(cell), "[A-Za-z][A-Za-z0-9+.-]*:.*");
  return Term::Iri(has_scheme ? Text(cell) : base + Text(cell));  // the generated names need no encoding
}

bool IsEntity(const Cell& cell) { return cell.is_term() && !cell.term().is_literal(); }

Cell Language(const Cell& cell) {
  return cell.is_term() && cell.term().is_literal() ? Cell::Text(cell.term().language) : Cell();
}
Cell DatatypeOf(const Cell& cell) {
  return cell.is_term() && cell.term().is_literal() ? Cell(Term::Iri(cell.term().datatype)) : Cell();
}

Cell Str(const Cell& cell, const std::string& base) {
  return cell.is_term() ? Cell::Text(TextOf(cell, base)) : Cell();
}

using Function = std::function<Cell(const Arguments&, const std::string& base)>;

const std::map<std::string, Function>& TextFunctions() {
  static const auto& functions = *new std::map<std::string, Function>{
      {"str", [](const Arguments& a, const std::string& base) { return Str(a[0], base); }},
      {"text", [](const Arguments& a, const std::string& base) { return Str(a[0], base); }},
      {"lower",
       [](const Arguments& a, const auto&) { return IsText(a[0]) ? WithCase(a[0], false) : Cell(); }},
      {"upper", [](const Arguments& a, const auto&) { return IsText(a[0]) ? WithCase(a[0], true) : Cell(); }},
      {"length", [](const Arguments& a, const auto&) { return Length(a[0]); }},
      {"substr", [](const Arguments& a, const auto&) { return Substring(a); }},
      {"contains",
       [](const Arguments& a, const auto&) {
         return TestTexts(a, [](const std::string& text, const std::string& part) {
           return text.find(part) != std::string::npos;
         });
       }},
      {"startsWith",
       [](const Arguments& a, const auto&) {
         return TestTexts(
             a, [](const std::string& text, const std::string& part) { return text.starts_with(part); });
       }},
      {"endsWith",
       [](const Arguments& a, const auto&) {
         return TestTexts(
             a, [](const std::string& text, const std::string& part) { return text.ends_with(part); });
       }},
      {"matches", [](const Arguments& a, const auto&) { return Matches(a); }},
      {"replace", [](const Arguments& a, const auto&) { return Replace(a); }},
      {"concat", Concat},
      {"join", Join},
  };
  return functions;
}

const std::map<std::string, Function>& OtherFunctions() {
  static const auto& functions = *new std::map<std::string, Function>{
      {"abs", [](const Arguments& a, const auto&) { return RoundTo(Rounding::kAbs, a[0]); }},
      {"round", [](const Arguments& a, const auto&) { return RoundTo(Rounding::kRound, a[0]); }},
      {"floor", [](const Arguments& a, const auto&) { return RoundTo(Rounding::kFloor, a[0]); }},
      {"ceil", [](const Arguments& a, const auto&) { return RoundTo(Rounding::kCeil, a[0]); }},
      {"year", [](const Arguments& a, const auto&) { return PartOfDate(a[0], 'y'); }},
      {"month", [](const Arguments& a, const auto&) { return PartOfDate(a[0], 'm'); }},
      {"day", [](const Arguments& a, const auto&) { return PartOfDate(a[0], 'd'); }},
      {"date", [](const Arguments& a, const auto&) { return ToDate(a[0]); }},
      {"dateTime", [](const Arguments& a, const auto&) { return ToDateTime(a[0]); }},
      {"number", [](const Arguments& a, const auto&) { return ToNumber(a[0]); }},
      {"iri", [](const Arguments& a, const std::string& base) { return ToIri(a[0], base); }},
      {"lang", [](const Arguments& a, const auto&) { return Language(a[0]); }},
      {"datatype", [](const Arguments& a, const auto&) { return DatatypeOf(a[0]); }},
      {"isEntity", [](const Arguments& a, const auto&) { return Cell::Boolean(IsEntity(a[0])); }},
      {"isText", [](const Arguments& a, const auto&) { return Cell::Boolean(IsText(a[0])); }},
      {"isNumber", [](const Arguments& a, const auto&) { return Cell::Boolean(IsNumber(a[0])); }},
      {"isDate", [](const Arguments& a, const auto&) { return Cell::Boolean(MomentOf(a[0]).has_value()); }},
  };
  return functions;
}

}  // namespace

std::string TextOf(const Cell& term, const std::string& base) {
  const std::string& value = term.term().value;
  return term.term().kind == model::TermKind::kIri && value.starts_with(base) ? value.substr(base.size())
                                                                              : value;
}

Cell CallFunction(const std::string& name, const std::vector<Cell>& arguments, const std::string& base) {
  for (const Cell& argument : arguments) {
    if (argument.is_null()) return {};
  }
  const auto text = TextFunctions().find(name);
  if (text != TextFunctions().end()) return text->second(arguments, base);
  const auto other = OtherFunctions().find(name);
  if (other == OtherFunctions().end()) std::abort();
  return other->second(arguments, base);
}

}  // namespace tern::reference
