// Fuzzes Turtle and TriG: any text is read to its end, or what is wrong with it is said in a line that a
// terminal can show; it comes to the same whole and through a window that ends everywhere; a fact comes back
// the same when its TriG is read, but for the numbers of blank nodes and of anonymous claims; and a line of
// N-Triples says in Turtle what serd says that it says. The input is the file.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/ingest/claim_graph.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/line_scanner.h"
#include "engine/ingest/rdf_document.h"
#include "engine/ingest/text_rules.h"
#include "engine/results/turtle.h"
#include "storage/model/text.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/fuzz/one_fact.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Renumbered;
using tern::fuzz::Require;
using tern::ingest::DocumentPlace;
using tern::ingest::Input;
using tern::ingest::LineScanner;
using tern::ingest::RdfDocumentReader;
using tern::ingest::TurtleParser;
using tern::ingest::TurtleSyntax;
using tern::model::Term;
using tern::model::TermKind;
using tern::store::Fact;

constexpr char kBase[] = "urn:base:/x/";
constexpr size_t kSmallWindow = 16;

// A file in memory with a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(memfd_create("tern-fuzz", MFD_CLOEXEC)) {
    Require(descriptor_ >= 0);
    Require(write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return tern::model::StrCat("/proc/self/fd/", descriptor_); }

 private:
  int descriptor_;
};

// What a text tells.
class Told : public tern::ingest::DocumentSink {
 public:
  absl::Status AddTriple(const Term* graph, Fact& triple, DocumentPlace place) override {
    Require(place.line >= last_line_ && place.column >= 1);
    if (tern::ingest::FactFromTriple(graph, triple)) facts.push_back(triple);
    return absl::OkStatus();
  }
  absl::Status AddDirective(const TurtleParser::Directive& directive) override {
    Require(tern::ingest::IsAbsoluteIri(directive.iri) && tern::ingest::HasOnlyIriCharacters(directive.iri));
    return absl::OkStatus();
  }
  absl::Status RejectStatement(const TurtleParser&, std::string_view text, DocumentPlace begin,
                               DocumentPlace wrong, std::string_view reason) override {
    Require(begin.line >= last_line_ && wrong.line >= begin.line);
    last_line_ = begin.line;
    Require(!reason.empty() && tern::ingest::IsUtf8(reason));
    for (const char c : reason) Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    rejected.push_back(tern::model::StrCat(begin.line, ":", begin.column, " ", wrong.line, ":", wrong.column,
                                           " ", reason, " ", text));
    return absl::OkStatus();
  }
  absl::Status EndStatement() override { return absl::OkStatus(); }

  friend bool operator==(const Told& a, const Told& b) {
    return a.facts == b.facts && a.rejected == b.rejected;
  }

  std::vector<Fact> facts;
  std::vector<std::string> rejected;

 private:
  uint64_t last_line_ = 1;
};

absl::Status Read(const std::string& path, TurtleSyntax syntax, size_t window_bytes, Told* told) {
  const absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path);
  if (!input.ok()) return input.status();
  RdfDocumentReader::Options options;
  options.syntax = syntax;
  options.base = kBase;
  options.window_bytes = window_bytes;
  return RdfDocumentReader(input->get(), told, options).Read();
}

// The triples of a text that is right.
std::vector<Fact> Facts(std::string_view text, TurtleSyntax syntax) {
  std::vector<Fact> facts;
  TurtleParser parser(syntax, "");
  while (true) {
    const auto outcome = parser.Next(text, /*is_whole=*/true, [&](const Term* graph, Fact& triple) {
      Require(tern::ingest::FactFromTriple(graph, triple));
      facts.push_back(triple);
      return absl::OkStatus();
    });
    Require(outcome.ok() && *outcome != TurtleParser::Outcome::kBad &&
            *outcome != TurtleParser::Outcome::kStarved);
    if (*outcome == TurtleParser::Outcome::kEnd) return facts;
    text.remove_prefix(parser.consumed());
  }
}

void CheckExport(const Fact& fact) {
  const Renumbered before(fact);
  tern::execute::FakeSnapshot snapshot;
  tern::fuzz::AddFact(before.fact(), &snapshot);
  std::ostringstream out;
  const auto written = tern::results::WriteTriG(snapshot, out);
  Require(written.ok() && written->statements == 1);
  const std::vector<Fact> after = Facts(out.str(), TurtleSyntax::kTriG);
  Require(after.size() == 1 && Renumbered(after[0]).fact() == before.fact());
}

void CheckLine(const std::string& line) {
  LineScanner lines(tern::ingest::RdfSyntax::kNTriples);
  if (lines.Scan(line) != LineScanner::Result::kFact) return;
  const std::vector<Fact> facts = Facts(line, TurtleSyntax::kTurtle);
  Require(facts.size() == 1 && facts[0] == tern::ingest::FactOf(lines.fact()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const MemoryFile file(tern::fuzz::TextOf(data, size));
  for (const TurtleSyntax syntax : {TurtleSyntax::kTurtle, TurtleSyntax::kTriG}) {
    Told whole;
    const absl::Status status = Read(file.path(), syntax, tern::ingest::kReadBytes, &whole);
    Require(status.ok() || absl::IsInvalidArgument(status));
    Told pieces;
    Require(Read(file.path(), syntax, kSmallWindow, &pieces) == status && pieces == whole);
    for (const Fact& fact : whole.facts) CheckExport(fact);
  }
  std::string_view text = tern::fuzz::TextOf(data, size);
  while (!text.empty()) CheckLine(std::string(tern::fuzz::TakeUntil(text, '\n')));
  return 0;
}
