// Fuzzes whole files, plain and packed, in each format: the reader ends well or says what is wrong with the
// file; it counts what it takes and what it rejects; where nothing is rejected a strict reading takes the
// same; and every term that a fact file brings in can go out as N-Triples and come back the same. The input
// is the file.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/line_scanner.h"
#include "engine/ingest/reader.h"
#include "storage/model/text.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Require;
using tern::ingest::FileFormat;
using tern::ingest::LineScanner;
using tern::ingest::ReadOptions;
using tern::ingest::ReadReport;
using tern::model::Term;
using tern::model::TermKind;
using tern::store::Fact;

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

class Facts : public tern::ingest::FactSink {
 public:
  void StartFile() override { ++files; }
  absl::Status Add(const Fact& fact) override {
    facts.push_back(fact);
    return absl::OkStatus();
  }
  void SavePrefix(const std::string& name, const std::string& iri) override {
    prefixes.emplace_back(name, iri);
  }

  int files = 0;
  std::vector<Fact> facts;
  std::vector<std::pair<std::string, std::string>> prefixes;
};

// As N-Triples, in which a blank node keeps no label of its own.
void CheckLine(Term subject, const Term& predicate, Term object) {
  for (Term* term : {&subject, &object}) {
    if (term->kind == TermKind::kBlank) term->value = "b1";
  }
  const std::string line =
      tern::model::StrCat(tern::model::ToNTriples(subject), " ", tern::model::ToNTriples(predicate), " ",
                          tern::model::ToNTriples(object), " .");
  LineScanner scanner(tern::ingest::RdfSyntax::kNTriples);
  Require(scanner.Scan(line) == LineScanner::Result::kFact);
  const Fact fact = tern::ingest::FactOf(scanner.fact());
  Require(fact.subject == subject && fact.predicate == predicate && fact.object == object);
}

void CheckFact(const Fact& fact) {
  CheckLine(fact.subject, fact.predicate, fact.object);
  for (const auto& [predicate, object] : fact.claim.properties)
    CheckLine(Term::Blank("b1"), predicate, object);
}

void Check(const std::string& path, FileFormat format) {
  ReadOptions options;
  options.format = format;
  options.keep_rejected = false;
  options.names = tern::syntax::Names::WithBase("urn:test:");
  uint64_t complaints = 0;
  options.on_bad_line = [&](const std::string& complaint) {
    Require(!complaint.empty());
    ++complaints;
  };
  Facts taken;
  const absl::StatusOr<ReadReport> report = tern::ingest::ReadFile(path, options, taken);
  const uint64_t rejected = complaints;
  options.strict = true;
  Facts strict;
  const absl::StatusOr<ReadReport> strict_report = tern::ingest::ReadFile(path, options, strict);
  Require(report.ok() || absl::IsInvalidArgument(report.status()));
  Require(strict_report.ok() || absl::IsInvalidArgument(strict_report.status()));
  Require(strict_report.ok() == (report.ok() && rejected == 0));
  if (strict_report.ok()) Require(strict.facts == taken.facts && strict.prefixes == taken.prefixes);
  if (report.ok()) Require(report->facts == taken.facts.size() && report->rejected == rejected);
  Require(strict.facts.size() <= taken.facts.size());
  if (format != FileFormat::kFacts) return;  // what lines bring in is the business of rdf_line_fuzz
  for (const Fact& fact : taken.facts) CheckFact(fact);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const MemoryFile file(tern::fuzz::TextOf(data, size));
  for (const FileFormat format : {FileFormat::kFacts, FileFormat::kNTriples, FileFormat::kNQuads,
                                  FileFormat::kTurtle, FileFormat::kTriG}) {
    Check(file.path(), format);
  }
  return 0;
}
