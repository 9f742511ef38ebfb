#include "engine/ingest/reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/types/span.h"
#include "engine/ingest/claim_graph.h"
#include "engine/ingest/fact_walk.h"
#include "engine/ingest/input.h"
#include "engine/ingest/parallel_lines.h"
#include "engine/ingest/rdf_document.h"
#include "engine/ingest/rejected_lines.h"
#include "engine/ingest/unpack.h"
#include "engine/syntax/diagnostic.h"
#include "engine/syntax/names.h"
#include "engine/syntax/statement_scanner.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::StrCat;

constexpr uint64_t kProgressInterval = 16384;  // statements between two looks at the clock and at Ctrl-C
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct FormatName {
  std::string_view name;
  FileFormat format;
};
constexpr std::array<FormatName, 8> kFormats = {{{"tern", FileFormat::kFacts},
                                                 {"ntriples", FileFormat::kNTriples},
                                                 {"nt", FileFormat::kNTriples},
                                                 {"nquads", FileFormat::kNQuads},
                                                 {"nq", FileFormat::kNQuads},
                                                 {"turtle", FileFormat::kTurtle},
                                                 {"ttl", FileFormat::kTurtle},
                                                 {"trig", FileFormat::kTriG}}};

// "TQ204: message; advice": a diagnostic without its place, which the complaint gives as file and line.
std::string ReasonOf(const absl::Status& status) {
  const std::optional<syntax::Diagnostic> diagnostic = syntax::FromStatus(status);
  if (!diagnostic.has_value()) return std::string(status.message());
  return StrCat(diagnostic->code, ": ", diagnostic->message, diagnostic->advice.empty() ? "" : "; ",
                diagnostic->advice);
}

std::string DirectiveText(const TurtleParser::Directive& directive) {
  const std::string iri = model::ToNTriples(model::Term::Iri(directive.iri));
  return directive.is_prefix ? StrCat("@prefix ", directive.name, ": ", iri, " .\n")
                             : StrCat("@base ", iri, " .\n");
}

// What the kinds of file share: the input, the rejections, the counts.
class FileReader : private DocumentSink, private LineObserver {
 public:
  FileReader(std::unique_ptr<Input> input, const ReadOptions& options, FactSink& sink)
      : input_(std::move(input)),
        options_(options),
        sink_(sink),
        rejected_(input_->name(), options.keep_rejected && !options.strict, kRejectedMark,
                  options.on_bad_line) {}

  absl::StatusOr<ReadReport> Read();

 private:
  absl::Status ReadLines(RdfSyntax syntax);
  absl::Status ReadDocument(TurtleSyntax syntax);
  absl::Status ReadStatements();
  // Adds the statement's facts, or rejects it and goes on behind it.
  absl::Status ReadStatement(syntax::StatementSplitter::Piece whole);
  // InvalidArgument where the statement is bad.
  absl::Status AddStatement(const syntax::StatementSplitter::Piece& piece);
  absl::Status AddFacts(const std::vector<store::Fact>& facts);
  absl::Status Reject(uint64_t line, std::string_view reason, std::string_view text);
  absl::Status Strict() const;
  // Looks at the clock and at Ctrl-C now and then.
  absl::Status CountStatement() { return ++statements_ % kProgressInterval == 0 ? Tick() : absl::OkStatus(); }

  // DocumentSink:
  absl::Status AddTriple(const model::Term* graph, store::Fact& triple, DocumentPlace place) override;
  absl::Status AddDirective(const TurtleParser::Directive& directive) override;
  absl::Status RejectStatement(const TurtleParser& parser, std::string_view text, DocumentPlace begin,
                               DocumentPlace wrong, std::string_view reason) override;
  absl::Status EndStatement() override { return CountStatement(); }

  // LineObserver:
  absl::Status RejectLine(uint64_t number, std::string_view reason, std::string_view text) override {
    return Reject(number, reason, text);
  }
  void AddPiece(std::string_view piece) override { rejected_.AddPiece(piece); }
  absl::Status RejectPieces(uint64_t number, std::string_view reason) override {
    rejected_.RejectPieces(number, reason);
    return Strict();
  }
  absl::Status Tick() override;

  const std::unique_ptr<Input> input_;
  const ReadOptions& options_;
  FactSink& sink_;
  RejectedLines rejected_;
  syntax::Names names_;
  uint64_t facts_ = 0;
  uint64_t statements_ = 0;
};

absl::Status FileReader::Strict() const {
  return options_.strict ? absl::InvalidArgumentError(rejected_.last_complaint()) : absl::OkStatus();
}

absl::Status FileReader::Reject(uint64_t line, std::string_view reason, std::string_view text) {
  rejected_.Reject(line, reason, text);
  return Strict();
}

absl::Status FileReader::Tick() {
  if (options_.progress) options_.progress(input_->bytes_read(), input_->bytes_total());
  if (options_.cancelled && options_.cancelled()) return absl::CancelledError("the load was interrupted");
  return absl::OkStatus();
}

absl::Status FileReader::ReadLines(RdfSyntax syntax) {
  ParallelLinesOptions options;
  options.syntax = syntax;
  options.threads = options_.threads;
  options.buffer_bytes = options_.buffer_bytes;
  options.chunk_bytes = options_.chunk_bytes;
  options.stop_at_rejected = options_.strict;
  const absl::StatusOr<uint64_t> facts = ReadLinesInParallel(input_.get(), options, &sink_, this);
  if (facts.ok()) facts_ += *facts;
  return facts.status();
}

absl::Status FileReader::ReadDocument(TurtleSyntax syntax) {
  RdfDocumentReader::Options options;
  options.syntax = syntax;
  options.base = options_.base_iri;
  return RdfDocumentReader(input_.get(), this, std::move(options)).Read();
}

// A triple that the store refuses is rejected by itself, as a line; the rest of its statement stays.
absl::Status FileReader::AddTriple(const model::Term* graph, store::Fact& triple, DocumentPlace place) {
  if (absl::Status counted = CountStatement(); !counted.ok()) return counted;
  absl::Status added = FactFromTriple(graph, triple)
                           ? sink_.Add(triple)
                           : absl::InvalidArgumentError("a claim's property in a graph");
  if (added.ok()) {
    ++facts_;
    return added;
  }
  if (!absl::IsInvalidArgument(added)) return added;
  const std::string line = StrCat(model::ToNTriples(triple.subject), " ", model::ToNTriples(triple.predicate),
                                  " ", model::ToNTriples(triple.object), graph == nullptr ? "" : " ",
                                  graph == nullptr ? "" : model::ToNTriples(*graph), " .");
  rejected_.RejectAt(place.line, place.column, model::FromAbsl(added.message()), line);
  return Strict();
}

// Prefixes that no query could write stay the file's own.
absl::Status FileReader::AddDirective(const TurtleParser::Directive& directive) {
  if (rejected_.has_text()) rejected_.AddContext(DirectiveText(directive));
  if (!directive.is_prefix || !syntax::IsBareName(directive.name)) return absl::OkStatus();
  const auto known = options_.names.prefixes.find(directive.name);
  const bool is_known = known != options_.names.prefixes.end() && known->second == directive.iri;
  if (!is_known) sink_.SavePrefix(directive.name, directive.iri);
  return absl::OkStatus();
}

// The file of rejected statements is a document too: once mended it can be loaded, in the base, with the
// prefixes and in the graphs that held around its statements.
absl::Status FileReader::RejectStatement(const TurtleParser& parser, std::string_view text,
                                         DocumentPlace begin, DocumentPlace wrong, std::string_view reason) {
  if (!rejected_.has_text()) {
    if (!parser.base().empty()) rejected_.AddContext(DirectiveText({false, "", parser.base()}));
    for (const auto& [name, iri] : parser.prefixes()) rejected_.AddContext(DirectiveText({true, name, iri}));
  }
  rejected_.AddContext(StrCat("# line ", begin.line, "\n"));
  if (parser.graph() == nullptr) {
    rejected_.RejectAt(wrong.line, wrong.column, reason, text);
  } else {
    const bool is_label = parser.graph()->kind == model::TermKind::kBlank && parser.graph()->value[0] == '-';
    rejected_.AddContext(StrCat(is_label ? "[]" : model::ToNTriples(*parser.graph()), " {\n"));
    rejected_.RejectAt(wrong.line, wrong.column, reason, StrCat(text, "\n}"));
  }
  return Strict();
}

absl::Status FileReader::AddFacts(const std::vector<store::Fact>& facts) {
  for (const store::Fact& fact : facts) {
    if (absl::Status added = sink_.Add(fact); !added.ok()) return added;
    ++facts_;
  }
  return absl::OkStatus();
}

// Where a bad statement may have ended: the next line that starts with neither space nor a closing bracket.
// What is behind it was most likely swallowed by a brace or quote that is never closed. npos where there is
// none.
size_t NextStart(std::string_view text) {
  for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) {
    const std::string_view line = text.substr(end + 1);
    if (!line.empty() && std::string_view(" \t\r\n}])").find(line[0]) == std::string_view::npos)
      return end + 1;
  }
  return std::string_view::npos;
}

// The statements of `text`, which is at `where`, the last one first.
std::vector<syntax::StatementSplitter::Piece> SplitReversed(std::string_view text, model::Location where) {
  std::vector<syntax::StatementSplitter::Piece> pieces;
  syntax::StatementSplitter splitter;
  splitter.Add(text);
  splitter.Finish();
  while (std::optional<syntax::StatementSplitter::Piece> piece = splitter.Next()) {
    if (piece->where.line == 1) piece->where.column += where.column - 1;
    piece->where.line += where.line - 1;
    piece->where.offset += where.offset;
    pieces.push_back(*std::move(piece));
  }
  std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

absl::Status FileReader::ReadStatement(syntax::StatementSplitter::Piece whole) {
  if (whole.text.size() >
      syntax::kMaxStatementBytes) {  // a quote or brace that is never closed took the rest
    return absl::InvalidArgumentError(StrCat(input_->name(), ":", whole.where.line,
                                             ": a statement of more than ", syntax::kMaxStatementBytes >> 20,
                                             " MiB"));
  }
  std::vector<syntax::StatementSplitter::Piece> pending;
  pending.push_back(std::move(whole));
  while (!pending.empty()) {
    const syntax::StatementSplitter::Piece piece = std::move(pending.back());
    pending.pop_back();
    absl::Status status = AddStatement(piece);
    if (status.ok()) continue;
    if (!absl::IsInvalidArgument(status)) return status;
    const size_t resume = NextStart(piece.text);
    std::string bad = StrCat(piece.text, ";");
    if (resume != std::string_view::npos) {
      bad = piece.text.substr(0, resume - 1);
      syntax::Names names = names_;
      const auto alone = syntax::ParseFact(bad, names, piece.where);
      if (!alone.ok()) status = alone.status();  // says what is wrong here, not what that did to the rest
    }
    const std::optional<syntax::Diagnostic> diagnostic = syntax::FromStatus(status);
    const uint64_t line = diagnostic.has_value() ? diagnostic->where.line : piece.where.line;
    if (absl::Status rejected = Reject(line, ReasonOf(status), bad); !rejected.ok()) return rejected;
    if (resume == std::string_view::npos) continue;
    const std::string_view rest = std::string_view(piece.text).substr(resume);
    auto behind = SplitReversed(rest, syntax::MovedOver(piece.where, piece.text.substr(0, resume)));
    std::move(behind.begin(), behind.end(), std::back_inserter(pending));
    if (absl::Status counted = CountStatement(); !counted.ok()) return counted;
  }
  return absl::OkStatus();
}

absl::Status FileReader::AddStatement(const syntax::StatementSplitter::Piece& piece) {
  absl::Status status;
  const absl::StatusOr<syntax::Statement> statement = syntax::ParseFact(piece.text, names_, piece.where);
  if (!statement.ok()) {
    status = statement.status();
  } else if (const auto* prefix = std::get_if<syntax::Prefix>(&statement->value)) {
    sink_.SavePrefix(prefix->name, prefix->iri);
  } else if (const auto* insert = std::get_if<syntax::Insert>(&statement->value)) {
    FactWalkOptions walk_options;
    walk_options.find_entity = options_.find_entity;
    walk_options.allow_claim_terms = false;
    const absl::StatusOr<std::vector<store::Fact>> facts = FactsOfInsert(*insert, walk_options);
    status = facts.ok() ? AddFacts(*facts) : facts.status();
  } else {
    status = absl::InvalidArgumentError("a fact file holds walks and prefixes only");
  }
  return status;
}

absl::Status FileReader::ReadStatements() {
  names_ = options_.names;
  syntax::StatementSplitter splitter;
  std::vector<char> buffer(kReadBytes);
  bool first = true;
  while (true) {
    const absl::StatusOr<size_t> got = input_->Read(absl::MakeSpan(buffer));
    if (!got.ok()) return got.status();
    std::string_view bytes(buffer.data(), *got);
    if (std::exchange(first, false) && bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      bytes.remove_prefix(kByteOrderMark.size());
    }
    if (*got == 0) {
      splitter.Finish();
    } else {
      splitter.Add(bytes);
    }
    while (std::optional<syntax::StatementSplitter::Piece> piece = splitter.Next()) {
      if (absl::Status read = ReadStatement(*std::move(piece)); !read.ok()) return read;
      if (absl::Status counted = CountStatement(); !counted.ok()) return counted;
    }
    if (*got == 0) return absl::OkStatus();
  }
}

absl::StatusOr<ReadReport> FileReader::Read() {
  sink_.StartFile();
  absl::Status read;
  switch (options_.format) {
    case FileFormat::kFacts:
      read = ReadStatements();
      break;
    case FileFormat::kNTriples:
      read = ReadLines(RdfSyntax::kNTriples);
      break;
    case FileFormat::kNQuads:
      read = ReadLines(RdfSyntax::kNQuads);
      break;
    case FileFormat::kTurtle:
      read = ReadDocument(TurtleSyntax::kTurtle);
      break;
    case FileFormat::kTriG:
      read = ReadDocument(TurtleSyntax::kTriG);
      break;
  }
  ReadReport report;
  report.rejected_file = rejected_.Close();
  if (!read.ok()) return read;
  if (options_.keep_rejected) rejected_.RemoveStale();
  if (options_.progress) options_.progress(input_->bytes_read(), input_->bytes_total());
  report.facts = facts_;
  report.rejected = rejected_.count();
  return report;
}

}  // namespace

std::optional<FileFormat> FormatFromName(std::string_view name) {
  for (const FormatName& known : kFormats) {
    if (absl::EqualsIgnoreCase(model::ToAbsl(known.name), model::ToAbsl(name))) return known.format;
  }
  return std::nullopt;
}

absl::StatusOr<FileFormat> FormatOfPath(std::string_view path) {
  if (path == "-") {
    return absl::InvalidArgumentError(
        StrCat("standard input has no name to tell its format by; say --format: ", kFormatNames));
  }
  const std::string_view name = WithoutPackingSuffix(path);
  const size_t slash = name.rfind('/');
  const size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash)) {
    if (const std::optional<FileFormat> format = FormatFromName(name.substr(dot + 1))) return *format;
  }
  return absl::InvalidArgumentError(StrCat(path,
                                           ": the name does not tell the format; .tern, .ttl, .trig, .nt and "
                                           ".nq do (also with .gz or .zst), or say --format FORMAT"));
}

absl::StatusOr<ReadReport> ReadFile(const std::string& path, const ReadOptions& options, FactSink& sink) {
  absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path, options.cancelled);
  if (!input.ok()) return input.status();
  return FileReader(*std::move(input), options, sink).Read();
}

}  // namespace tern::ingest
