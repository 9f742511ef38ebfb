#include "engine/syntax/term_builder.h"

#include <utility>

#include "TernQLParser.h"
#include "absl/strings/match.h"
#include "engine/syntax/statement_scanner.h"
#include "engine/syntax/term_text.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using tern_grammar::TernQLParser;
namespace iri = model::iri;
using model::StrCat;

Term Typed(std::string_view lexical, std::string_view datatype) {
  return Term::Typed(std::string(lexical), std::string(datatype));
}

bool Is(std::string_view text, std::string_view word) {
  return absl::EqualsIgnoreCase(model::ToAbsl(text), model::ToAbsl(word));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool LooksLikeDate(std::string_view text) {
  return text.find_first_not_of("0123456789") == 4 && text.size() > 5 && text[4] == '-' && IsDigit(text[5]);
}

}  // namespace

std::string WrittenName(const Lexeme& token) {
  switch (token.type) {
    case TernQLParser::BACKTICK:
      return NameInBackticks(token.text);
    case TernQLParser::NAME:
      return std::string(token.text);
    // Keywords that are names where they stand; true and false are literals.
    case TernQLParser::K_TRUE:
    case TernQLParser::K_FALSE:
      return "";
    default:
      return token.type <= TernQLParser::K_WITH ? std::string(token.text) : "";
  }
}

AnyTerm TermBuilder::Build(size_t first, size_t last) {
  const Lexeme& token = source_.tokens()[first];
  switch (token.type) {
    case TernQLParser::VARIABLE:
      return Variable{std::string(token.text.substr(1))};
    case TernQLParser::PARAMETER:
      return Parameter{std::string(token.text.substr(1))};
    case TernQLParser::BLANK:
      return Term::Blank(std::string(token.text.substr(2)));
    case TernQLParser::BACKTICK:
      return Term::Iri(IriOfBackticked(token.text, names_));
    case TernQLParser::IRI:
      return Term::Iri(Iri(token));
    case TernQLParser::PREFIXED: {
      constexpr std::string_view kClaim = "claim:";
      if (token.text.substr(0, kClaim.size()) != kClaim) return Term::Iri(Iri(token));
      const std::string_view number = token.text.substr(kClaim.size());
      if (NumberType(number) != iri::kXsdInteger || (number.size() > 1 && number[0] == '0') ||
          number.size() > 18) {
        source_.Complain(
            {"TQ008", StrCat("'", token.text, "' is no claim"), "a claim is printed as claim:68"},
            token.where);
      }
      return Term::Claim(std::string(number));
    }
    case TernQLParser::TILDE: {
      const Lexeme& text = source_.tokens()[first + 1];
      if (text.type == TernQLParser::PARAMETER)
        return NameSearch{Parameter{std::string(text.text.substr(1))}};
      return NameSearch{Content(text)};
    }
    case TernQLParser::MINUS:
    case TernQLParser::STRING:
    case TernQLParser::LONG_STRING:
    case TernQLParser::INTEGER:
    case TernQLParser::DECIMAL:
    case TernQLParser::DOUBLE:
    case TernQLParser::DATE_LIKE:
    case TernQLParser::MONTH_LIKE:
    case TernQLParser::K_TRUE:
    case TernQLParser::K_FALSE:
      return Literal(first, last);
    default:
      return Term::Iri(IriOfBareName(token.text, names_));
  }
}

Term TermBuilder::Literal(size_t first, size_t last) {
  const Lexeme& token = source_.tokens()[first];
  const Lexeme& end = source_.tokens()[last];
  switch (token.type) {
    case TernQLParser::MINUS: {
      Term number = Literal(last, last);
      number.value.insert(0, 1, '-');
      return number;
    }
    case TernQLParser::INTEGER:
      return Typed(token.text, iri::kXsdInteger);
    case TernQLParser::DECIMAL:
      return Typed(token.text, iri::kXsdDecimal);
    case TernQLParser::DOUBLE:
      return Typed(token.text, iri::kXsdDouble);
    case TernQLParser::K_TRUE:
      return Term::Boolean(true);
    case TernQLParser::K_FALSE:
      return Term::Boolean(false);
    case TernQLParser::DATE_LIKE:
    case TernQLParser::MONTH_LIKE:
      return Or(TermOfDate(token.text), token.text, token.where);
    default:
      break;
  }
  std::string content = Content(token);
  if (first == last) return Term::String(std::move(content));
  if (end.type == TernQLParser::LANGUAGE) {
    return Term::LangString(std::move(content), std::string(end.text.substr(1)));
  }
  std::string datatype = Iri(end);
  if (datatype == iri::kRdfLangString) {
    source_.Complain({"TQ039", "text of a language is written with its tag", "write \"text\"@en"}, end.where);
  }
  return Term::Typed(std::move(content), std::move(datatype));
}

std::string TermBuilder::Content(const Lexeme& token) {
  return Or(StringContent(token.text), token.text, token.where);
}

std::string TermBuilder::Iri(const Lexeme& token) {
  return token.type == TernQLParser::IRI ? Or(IriOfToken(token.text), token.text, token.where)
                                         : Or(IriOfPrefixed(token.text, names_), token.text, token.where);
}

std::string TermBuilder::Predicate(size_t index) {
  const Lexeme& token = source_.tokens()[index];
  switch (token.type) {
    case TernQLParser::BACKTICK:
      return IriOfBackticked(token.text, names_);
    case TernQLParser::IRI:
    case TernQLParser::PREFIXED:
      return Iri(token);
    default:
      return IriOfBareName(token.text, names_);
  }
}

void TermBuilder::AddSteps(size_t index, bool of_row, std::vector<PropertyAccess::Step>* steps) {
  const Lexeme& token = source_.tokens()[index];
  const auto name_of_base = [&](std::string name) {
    std::string base_iri = StrCat(names_.base, EncodeName(name));
    steps->push_back({std::move(name), std::move(base_iri), token.where});
  };
  switch (token.type) {
    case TernQLParser::BACKTICK:
      return name_of_base(NameInBackticks(token.text));
    case TernQLParser::PREFIXED:
      if (of_row) return name_of_base(std::string(token.text));
      return steps->push_back({"", Iri(token), token.where});
    case TernQLParser::IRI:
      if (of_row) {
        source_.Complain(
            {"TQ043", "a field of a row is a name, not an IRI", "write ?row.name, or ?row.`any name`"},
            token.where);
      }
      return steps->push_back({"", Iri(token), token.where});
    default:
      break;
  }
  Location where = token.where;
  for (std::string_view rest = token.text; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find('.'));
    where.length = static_cast<uint32_t>(name.size());
    if (of_row) {
      name_of_base(std::string(name));
      steps->back().where = where;
    } else {
      steps->push_back({std::string(name), IriOfBareName(name, names_), where});
    }
    const std::string_view taken = rest.substr(0, name.size() + 1);
    where = MovedOver(where, taken);
    rest.remove_prefix(taken.size());
  }
}

void TermBuilder::ComplainIn(Complaint complaint, std::string_view token, const Location& where) {
  Location place = where;
  if (complaint.length > 0) {
    place = MovedOver(where, token.substr(0, complaint.offset));
    place.length = static_cast<uint32_t>(complaint.length);
  }
  source_.Complain(std::move(complaint), place);
}

Term TermBuilder::BehindColon(std::string_view text, const Location& where) {
  if (Is(text, "true")) return Term::Boolean(true);
  if (Is(text, "false")) return Term::Boolean(false);
  if (IsBareName(text)) return Term::Iri(IriOfBareName(text, names_));
  const std::string_view number = NumberType(text);
  if (!number.empty()) return Typed(text, number);
  if (LooksLikeDate(text)) return Or(TermOfDate(text), text, where);
  source_.Complain({"TQ008", StrCat("'", text, "' is neither a number nor a name"),
                    StrCat("a name that starts with a digit stands in backticks: `", text, "`")},
                   where);
  return Term();
}

}  // namespace tern::syntax
