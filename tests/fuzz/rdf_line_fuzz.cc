// Fuzzes N-Triples and N-Quads: any line is a fact, nothing, or bad with a reason that a terminal can show; a
// line does not depend on those before it; serd says the same, but for what is listed below; and a fact comes
// back the same when its export is read, but for the numbers of blank nodes and of anonymous claims. The
// input is a file of lines, read by one scanner.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "engine/ingest/fact_sink.h"
#include "engine/ingest/line_scanner.h"
#include "engine/ingest/text_rules.h"
#include "engine/results/nquads.h"
#include "storage/store/fact.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/ingest/serd_lines.h"
#include "tests/fuzz/one_fact.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Renumbered;
using tern::fuzz::Require;
using tern::ingest::FactOf;
using tern::ingest::LineScanner;
using tern::ingest::MayDifferFromSerd;
using tern::ingest::RdfSyntax;
using tern::ingest::SerdLineParser;
using tern::model::Term;
using tern::model::TermKind;
using tern::store::ClaimSpec;
using tern::store::Fact;
using Result = LineScanner::Result;

// A store of one fact, exported. REQUIRES: `fact` is renumbered.
std::string Exported(const Fact& fact) {
  tern::execute::FakeSnapshot snapshot;
  tern::fuzz::AddFact(fact, &snapshot);
  std::ostringstream out;
  const auto lines = tern::results::WriteNQuads(snapshot, out);
  Require(lines.ok() && *lines == 1);
  return std::move(out).str();
}

void CheckExport(const Fact& fact) {
  const Renumbered before(fact);
  std::string line = Exported(before.fact());
  Require(line.back() == '\n');
  line.pop_back();
  LineScanner scanner(RdfSyntax::kNQuads);
  Require(scanner.Scan(line) == Result::kFact);
  Require(Renumbered(FactOf(scanner.fact())).fact() == before.fact());
}

void CheckReason(const std::string& reason) {
  Require(!reason.empty() && tern::ingest::IsUtf8(reason));
  for (const char c : reason) Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

void CheckAgainstSerd(const std::string& line, RdfSyntax syntax, Result result, const LineScanner& scanner) {
  SerdLineParser serd(syntax);
  const SerdLineParser::Result expected = serd.Parse(line);
  const bool is_same = static_cast<int>(expected) == static_cast<int>(result);
  Require(is_same || MayDifferFromSerd(line));
  if (is_same && result == Result::kFact) Require(serd.fact() == FactOf(scanner.fact()));
}

// A copy that ends where its memory does, so that a byte read behind it is found out.
std::unique_ptr<char[]> CopyOf(std::string_view line) {
  auto copy = std::make_unique<char[]>(line.size());
  std::copy(line.begin(), line.end(), copy.get());
  return copy;
}

void CheckLine(const std::string& line, LineScanner& triples, LineScanner& quads) {
  const std::unique_ptr<char[]> copy = CopyOf(line);
  const std::string_view text(copy.get(), line.size());
  LineScanner fresh(RdfSyntax::kNQuads);
  const Result result = fresh.Scan(text);
  Require(quads.Scan(text) == result);
  const Result as_triple = triples.Scan(text);
  CheckAgainstSerd(line, RdfSyntax::kNQuads, result, fresh);
  CheckAgainstSerd(line, RdfSyntax::kNTriples, as_triple, triples);
  if (as_triple == Result::kBad) CheckReason(triples.bad_reason());
  if (result == Result::kBad) {
    CheckReason(fresh.bad_reason());
    Require(quads.bad_reason() == fresh.bad_reason() && as_triple == Result::kBad);
    return;
  }
  if (result == Result::kNothing) return Require(as_triple == Result::kNothing);
  const Fact fact = Renumbered(FactOf(fresh.fact())).fact();
  Require(Renumbered(FactOf(quads.fact())).fact() == fact);
  Require((as_triple == Result::kFact) == (fact.claim.kind == ClaimSpec::Kind::kNone));
  if (as_triple == Result::kFact) Require(Renumbered(FactOf(triples.fact())).fact() == fact);
  const Term& name = fact.claim.name;
  if (name.kind == TermKind::kIri && !name.value.empty()) Require(tern::ingest::IsAbsoluteIri(name.value));
  CheckExport(FactOf(fresh.fact()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = tern::fuzz::TextOf(data, size);
  LineScanner triples(RdfSyntax::kNTriples);
  LineScanner quads(RdfSyntax::kNQuads);
  while (!text.empty()) CheckLine(std::string(tern::fuzz::TakeUntil(text, '\n')), triples, quads);
  return 0;
}
