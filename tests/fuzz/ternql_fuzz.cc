// Fuzzes TernQL text: a text of any bytes gets trees or one diagnostic with a place inside it; what parses
// prints, and what is printed parses to an equal tree and prints the same again; a text splits into the same
// statements whether it comes whole or in pieces; the value of a parameter reads back as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "engine/syntax/diagnostic.h"
#include "engine/syntax/names.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/print.h"
#include "engine/syntax/statement_scanner.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Require;
using tern::syntax::Location;
using tern::syntax::Names;
using tern::syntax::Statement;
using tern::syntax::StatementSplitter;
using tern::syntax::StatementText;

constexpr size_t kMaxInputBytes = 4096;  // more is only slower
constexpr size_t kSmallStatementBytes = 16;

Names FuzzNames() {
  Names names = Names::WithBase("urn:test:");
  names.prefixes["wd"] = "http://www.wikidata.org/entity/";
  return names;
}

// The diagnostic of a text that starts at `offset` in what was read, and how it is shown.
void CheckError(const absl::Status& status, std::string_view source) {
  Require(absl::IsInvalidArgument(status));
  const std::optional<tern::syntax::Diagnostic> diagnostic = tern::syntax::FromStatus(status);
  Require(diagnostic.has_value() && !diagnostic->code.empty() && !diagnostic->message.empty());
  Require(diagnostic->where.offset <= source.size());
  Require(diagnostic->where.length <= source.size() - diagnostic->where.offset);
  Require(!tern::syntax::Render(*diagnostic, "query", source).empty());
}

void CheckPrinted(const Statement& statement, const Names& names) {
  const std::string printed = tern::syntax::Print(statement, names);
  Names again = names;
  const auto parsed = tern::syntax::ParseStatement(printed, again);
  Require(parsed.ok() && *parsed == statement);
  Require(tern::syntax::Print(*parsed, names) == printed);
}

// As one text, and statement by statement, as queries and as facts.
void CheckText(std::string_view text) {
  Names whole = FuzzNames();
  const auto statements = tern::syntax::ParseText(text, whole);
  if (!statements.ok()) CheckError(statements.status(), text);
  Names names = FuzzNames();
  size_t count = 0;
  bool good = true;
  for (const StatementText& piece : tern::syntax::SplitStatements(text)) {
    Names fact_names = names;
    const auto fact = tern::syntax::ParseFact(piece.text, fact_names, piece.where);
    if (fact.ok()) {
      CheckPrinted(*fact, fact_names);
    } else {
      CheckError(fact.status(), text);
    }
    const auto statement = tern::syntax::ParseStatement(piece.text, names, piece.where);
    if (!statement.ok()) {
      CheckError(statement.status(), text);
      good = false;
      continue;
    }
    CheckPrinted(*statement, names);
    if (good && statements.ok()) Require((*statements)[count] == *statement);
    ++count;
  }
  Require(statements.ok() == good);
  if (good) Require(statements->size() == count);
}

std::vector<StatementSplitter::Piece> Stream(std::string_view text, size_t step, StatementSplitter splitter) {
  std::vector<StatementSplitter::Piece> pieces;
  while (true) {
    const std::string_view bytes = text.substr(0, step);
    if (bytes.empty()) {
      splitter.Finish();
    } else {
      splitter.Add(bytes);
    }
    while (auto piece = splitter.Next()) pieces.push_back(*std::move(piece));
    if (bytes.empty()) return pieces;
    text.remove_prefix(bytes.size());
  }
}

void CheckPieces(std::string_view text) {
  const std::vector<StatementText> statements = tern::syntax::SplitStatements(text);
  for (const StatementText& statement : statements) {
    const size_t offset = statement.where.offset;
    Require(text.substr(offset, statement.text.size()) == statement.text);
    Require(tern::syntax::MovedOver({}, text.substr(0, offset)) == statement.where);
  }
  for (const size_t step : {size_t{1}, size_t{5}, text.size() + 1}) {
    const std::vector<StatementSplitter::Piece> pieces = Stream(text, step, StatementSplitter());
    Require(std::equal(pieces.begin(), pieces.end(), statements.begin(), statements.end(),
                       [](const StatementSplitter::Piece& a, const StatementText& b) {
                         return a.text == b.text && a.where == b.where;
                       }));
    for (const StatementSplitter::Piece& piece :
         Stream(text, step, StatementSplitter(kSmallStatementBytes))) {
      Require(piece.text.size() <= kSmallStatementBytes + 1);
    }
  }
  (void)tern::syntax::IsIncomplete(text);
}

void CheckParameter(std::string_view text) {
  const Names names = FuzzNames();
  const auto value = tern::syntax::ParseParameter(text, names);
  if (!value.ok()) return CheckError(value.status(), text);
  if (tern::syntax::FindInvalidUtf8(text) != std::string_view::npos)
    return;  // such text is not printed as TernQL
  for (const tern::syntax::Term& term : value->terms) {
    const auto again = tern::syntax::ParseParameter(tern::syntax::Print(term, names), names);
    Require(again.ok() && *again == term);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tern::fuzz::TextOf(data, std::min(size, kMaxInputBytes));
  CheckPieces(text);
  CheckText(text);
  CheckParameter(text);
  return 0;
}
