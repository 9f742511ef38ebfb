#include "engine/syntax/parser.h"

#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "engine/syntax/parser_machine.h"
#include "engine/syntax/tree_builder.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using tern_grammar::TernQLParser;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// A statement longer than this takes its machine along, so that no thread sits on the memory of its largest
// one.
constexpr size_t kLargeStatementBytes = size_t{1} << 20;

// What is wrong with a text before anything reads it.
std::optional<Diagnostic> CheckBytes(std::string_view text, Location where) {
  if (text.size() > kMaxStatementBytes) {
    where.length = 0;
    return Diagnostic{"TQ028", model::StrCat("a statement of more than ", kMaxStatementBytes >> 20, " MiB"),
                      "end statements with ';', and look for a quote, a backtick or a '{' that is not closed",
                      where};
  }
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid == std::string_view::npos) return std::nullopt;
  Location at = MovedOver(where, text.substr(0, invalid));
  at.length = 1;
  return Diagnostic{"TQ003", "these bytes are not UTF-8", "save the text as UTF-8", at};
}

// Parses `text` by `rule` and builds its tree. Exceptions end here.
template <typename Result, typename Context>
absl::StatusOr<Result> Run(std::string_view text, const Names& names, Location where,
                           Context* (TernQLParser::*rule)()) {
  if (std::optional<Diagnostic> wrong = CheckBytes(text, where)) return ToStatus(*wrong);
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
    where.offset += static_cast<uint32_t>(kByteOrderMark.size());
  }
  static thread_local std::unique_ptr<ParserMachine> machine;
  const bool is_large = text.size() > kLargeStatementBytes;
  try {
    if (machine == nullptr) machine = std::make_unique<ParserMachine>();
    SourceText source(text);
    machine->Tokenize(&source, where);
    Context* parsed = source.error() ? nullptr : machine->Parse(rule, &source);
    Result result;
    if (parsed != nullptr) result = TreeBuilder(&source, &names).Build(parsed);
    machine->Forget();
    if (is_large) machine.reset();
    if (source.error()) return ToStatus(*source.error());
    return result;
  } catch (const std::exception& error) {
    machine.reset();
    return absl::InternalError(model::StrCat("the parser failed: ", error.what()));
  }
}

absl::StatusOr<Statement> Declare(absl::StatusOr<Statement> statement, Names& names) {
  if (!statement.ok()) return statement;
  if (const auto* prefix = std::get_if<Prefix>(&statement->value)) names.prefixes[prefix->name] = prefix->iri;
  return statement;
}

bool IsUnknownPrefix(const absl::Status& status) {
  const std::optional<Diagnostic> diagnostic = FromStatus(status);
  return diagnostic && diagnostic->code == "TQ011";
}

// A parameter that is none may have been meant as text.
absl::Status AdviseQuotes(const absl::Status& status) {
  std::optional<Diagnostic> diagnostic = FromStatus(status);
  if (!diagnostic) return status;
  diagnostic->advice += diagnostic->advice.empty() ? "text" : "; or, if text is meant, it";
  diagnostic->advice += " stands in quotes: '\"text\"'";
  return ToStatus(*diagnostic);
}

}  // namespace

absl::StatusOr<Statement> ParseStatement(std::string_view text, Names& names, Location where) {
  return Declare(Run<Statement>(text, names, where, &TernQLParser::statement), names);
}

absl::StatusOr<Statement> ParseFact(std::string_view text, Names& names, Location where) {
  return Declare(Run<Statement>(text, names, where, &TernQLParser::fact), names);
}

absl::StatusOr<std::vector<Statement>> ParseText(std::string_view text, Names& names) {
  std::vector<Statement> statements;
  for (const StatementText& piece : SplitStatements(text)) {
    absl::StatusOr<Statement> statement = ParseStatement(piece.text, names, piece.where);
    if (!statement.ok()) return statement.status();
    statements.push_back(*std::move(statement));
  }
  return statements;
}

absl::StatusOr<ParameterValue> ParseParameter(std::string_view text, const Names& names) {
  absl::StatusOr<std::optional<ParameterValue>> value =
      Run<std::optional<ParameterValue>>(text, names, {}, &TernQLParser::lone);
  if (value.ok() && *value) return **std::move(value);
  const size_t start = text.find_first_not_of(" \t\r\n");
  const bool is_meant = start != std::string_view::npos && (text[start] == '[' || text[start] == '`');
  if (!value.ok() && (is_meant || IsUnknownPrefix(value.status()))) return AdviseQuotes(value.status());
  return ParameterValue(Term::String(std::string(text)));
}

}  // namespace tern::syntax
