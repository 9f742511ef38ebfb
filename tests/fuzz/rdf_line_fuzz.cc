// Fuzzes N-Triples and N-Quads: any line is a fact, nothing, or bad with a reason that a terminal can show; a
// line does not depend on those before it; and a fact comes back the same when its export is read, but for
// the numbers of blank nodes and of anonymous claims. The input is a file of lines, read by one parser.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "engine/ingest/rdf_lines.h"
#include "engine/ingest/text_rules.h"
#include "engine/results/nquads.h"
#include "storage/store/fact.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/fuzz/one_fact.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Renumbered;
using tern::fuzz::Require;
using tern::ingest::RdfLineParser;
using tern::ingest::RdfSyntax;
using tern::model::Term;
using tern::model::TermKind;
using tern::store::ClaimSpec;
using tern::store::Fact;
using Result = RdfLineParser::Result;

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
  RdfLineParser parser(RdfSyntax::kNQuads);
  Require(parser.Parse(line) == Result::kFact);
  Require(Renumbered(parser.fact()).fact() == before.fact());
}

void CheckReason(const std::string& reason) {
  Require(!reason.empty());
  for (const char c : reason) Require(c >= 0x20 && c < 0x7f);
}

void CheckLine(const std::string& line, RdfLineParser& triples, RdfLineParser& quads) {
  RdfLineParser fresh(RdfSyntax::kNQuads);
  const Result result = fresh.Parse(line);
  Require(quads.Parse(line) == result);
  const Result as_triple = triples.Parse(line);
  if (as_triple == Result::kBad) CheckReason(triples.bad_reason());
  if (result == Result::kBad) {
    CheckReason(fresh.bad_reason());
    Require(quads.bad_reason() == fresh.bad_reason() && as_triple == Result::kBad);
    return;
  }
  if (result == Result::kNothing) return Require(as_triple == Result::kNothing);
  const Fact fact = Renumbered(fresh.fact()).fact();
  Require(Renumbered(quads.fact()).fact() == fact);
  Require((as_triple == Result::kFact) == (fact.claim.kind == ClaimSpec::Kind::kNone));
  if (as_triple == Result::kFact) Require(Renumbered(triples.fact()).fact() == fact);
  const Term& name = fact.claim.name;
  if (name.kind == TermKind::kIri && !name.value.empty()) Require(tern::ingest::IsAbsoluteIri(name.value));
  CheckExport(fresh.fact());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = tern::fuzz::TextOf(data, size);
  RdfLineParser triples(RdfSyntax::kNTriples);
  RdfLineParser quads(RdfSyntax::kNQuads);
  while (!text.empty()) CheckLine(std::string(tern::fuzz::TakeUntil(text, '\n')), triples, quads);
  return 0;
}
