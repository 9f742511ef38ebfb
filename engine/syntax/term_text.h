// The text of one token as a term, and what can be wrong with it: escapes in strings and IRIs, days that do
// not exist, names and prefixes. Pure functions from text to term or complaint.
#ifndef TERN_ENGINE_SYNTAX_TERM_TEXT_H_
#define TERN_ENGINE_SYNTAX_TERM_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "engine/syntax/names.h"
#include "engine/syntax/source_text.h"
#include "storage/model/term.h"

namespace tern::syntax {

template <typename T>
using OrComplaint = std::variant<T, Complaint>;

// The content of a STRING or LONG_STRING token: quotes off, escapes resolved.
OrComplaint<std::string> StringContent(std::string_view token);

// The IRI of an IRI token `<…>`, a PREFIXED token `wd:Q148`.
OrComplaint<std::string> IriOfToken(std::string_view token);
OrComplaint<std::string> IriOfPrefixed(std::string_view token, const Names& names);
// The IRI of a bare name (a field word or of the base) and of a backticked one (always of the base).
std::string IriOfBareName(std::string_view name, const Names& names);
std::string NameInBackticks(std::string_view token);  // "`a``b`" -> "a`b"
std::string IriOfBackticked(std::string_view token, const Names& names);

// A DATE_LIKE or MONTH_LIKE token as date, dateTime or gYearMonth.
OrComplaint<model::Term> TermOfDate(std::string_view token);

// The datatype of an unsigned number by its shape: integer, decimal or double; empty where it is no number.
std::string_view NumberType(std::string_view text);

// An IRI in its shortest form that is no bare name: prefixed, or `<…>`.
std::string WriteIri(std::string_view iri, const Names& names);
// `David Sacks`; empty where the name cannot be written (empty, control characters).
std::string WriteInBackticks(std::string_view name);
// A name of the base as it reads back: bare, or in backticks; empty where it cannot be written (control
// characters).
std::string WriteName(std::string_view name);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_TERM_TEXT_H_
