#include "engine/results/turtle.h"

#include <memory>
#include <ostream>
#include <string>

#include "engine/results/statement_scan.h"
#include "engine/results/turtle_terms.h"
#include "storage/model/text.h"
#include "storage/store/cursor.h"

namespace tern::results {
namespace {

using model::Statement;
using model::TermId;

// Writes rows that come sorted by graph, subject and predicate, and says only what differs from the row
// before.
class TurtleWriter {
 public:
  // Writes the prefixes. What is referred to must outlive the writer.
  static absl::StatusOr<std::unique_ptr<TurtleWriter>> Start(const store::Snapshot& snapshot,
                                                             std::ostream& out, const TurtleTerms& terms,
                                                             const std::function<bool()>& cancelled);

  // The rows of `spec` that are `wanted`, each in its claim's graph.
  absl::Status Write(const store::ScanSpec& spec, absl::FunctionRef<bool(const Statement&)> wanted);
  absl::Status Finish();
  uint64_t statements() const { return statements_; }

 private:
  TurtleWriter(const store::Snapshot& snapshot, std::ostream& out, const TurtleTerms& terms,
               const std::function<bool()>& cancelled)
      : out_(out),
        scan_(
            snapshot, out, [&terms](const model::Term& term) { return terms.Print(term); }, cancelled) {}

  void Append(const Statement& statement);
  void EndSubject();
  void EnterGraph(TermId claim);

  std::ostream& out_;
  StatementScan scan_;
  TermId rdf_type_;
  TermId graph_;    // null: the default one, without braces
  TermId subject_;  // of the statement that is open; null: none is
  TermId predicate_;
  uint64_t statements_ = 0;
};

absl::StatusOr<std::unique_ptr<TurtleWriter>> TurtleWriter::Start(const store::Snapshot& snapshot,
                                                                  std::ostream& out, const TurtleTerms& terms,
                                                                  const std::function<bool()>& cancelled) {
  std::unique_ptr<TurtleWriter> writer(new TurtleWriter(snapshot, out, terms, cancelled));
  const absl::StatusOr<TermId> rdf_type = snapshot.Find(model::Term::Iri(std::string(model::iri::kRdfType)));
  if (!rdf_type.ok()) return rdf_type.status();
  writer->rdf_type_ = *rdf_type;
  const std::string prefixes = terms.Declarations();
  model::StrAppend(writer->scan_.text(), prefixes, prefixes.empty() ? "" : "\n");
  return writer;
}

void TurtleWriter::EndSubject() {
  if (!subject_.is_null()) *scan_.text() += " .\n";
  subject_ = TermId::Null();
}

void TurtleWriter::EnterGraph(TermId claim) {
  if (claim == graph_) return;
  EndSubject();
  if (!graph_.is_null()) *scan_.text() += "}\n";
  if (!claim.is_null()) model::StrAppend(scan_.text(), scan_.GraphOf(claim), " {\n");
  graph_ = claim;
}

void TurtleWriter::Append(const Statement& statement) {
  ++statements_;
  std::string* const text = scan_.text();
  const std::string_view indent = graph_.is_null() ? "" : "  ";
  const std::string_view object = scan_.TextOf(statement.object);
  if (statement.subject == subject_ && statement.predicate == predicate_) {
    model::StrAppend(text, ", ", object);
    return;
  }
  if (statement.subject == subject_) {
    model::StrAppend(text, " ;\n", indent, "  ");
  } else {
    EndSubject();
    model::StrAppend(text, indent, scan_.TextOf(statement.subject), " ");
    subject_ = statement.subject;
  }
  predicate_ = statement.predicate;
  const bool is_type = predicate_ == rdf_type_;
  model::StrAppend(text, is_type ? "a" : scan_.TextOf(predicate_), " ", object);
}

absl::Status TurtleWriter::Write(const store::ScanSpec& spec,
                                 absl::FunctionRef<bool(const Statement&)> wanted) {
  return scan_.ForEach(spec, wanted, [this](const Statement& statement) {
    EnterGraph(statement.claim);
    Append(statement);
  });
}

absl::Status TurtleWriter::Finish() {
  EnterGraph(TermId::Null());
  EndSubject();
  if (absl::Status flushed = scan_.Flush(); !flushed.ok()) return flushed;
  out_.flush();
  return out_ ? absl::OkStatus() : absl::UnavailableError("the output cannot be written");
}

}  // namespace

absl::StatusOr<RdfExport> WriteTurtle(const store::Snapshot& snapshot, std::ostream& out,
                                      const std::function<bool()>& cancelled) {
  const absl::StatusOr<TurtleTerms> terms = TurtleTerms::For(snapshot, cancelled);
  if (!terms.ok()) return terms.status();
  absl::StatusOr<std::unique_ptr<TurtleWriter>> writer =
      TurtleWriter::Start(snapshot, out, *terms, cancelled);
  if (!writer.ok()) return writer.status();
  PlainFacts facts(snapshot);
  const auto wanted = [&](const Statement& statement) { return facts.Wants(statement); };
  absl::Status written = (*writer)->Write(PlainFacts::Spec(), wanted);
  if (written.ok()) written = (*writer)->Finish();
  if (!written.ok()) return written;
  return RdfExport{(*writer)->statements(), facts.left_out()};
}

absl::StatusOr<RdfExport> WriteTriG(const store::Snapshot& snapshot, std::ostream& out,
                                    const std::function<bool()>& cancelled) {
  const absl::StatusOr<TurtleTerms> terms = TurtleTerms::For(snapshot, cancelled);
  if (!terms.ok()) return terms.status();
  absl::StatusOr<std::unique_ptr<TurtleWriter>> writer =
      TurtleWriter::Start(snapshot, out, *terms, cancelled);
  if (!writer.ok()) return writer.status();
  const auto has_no_claim = [](const Statement& statement) { return statement.claim.is_null(); };
  const auto has_claim = [](const Statement& statement) { return !statement.claim.is_null(); };
  store::ScanSpec spec;
  spec.mode = store::ClaimMode::kRaw;
  absl::Status written = (*writer)->Write(spec, has_no_claim);
  spec.space = store::Space::kProperties;
  if (written.ok()) written = (*writer)->Write(spec, has_no_claim);
  spec.space = store::Space::kFacts;
  spec.order = order::Order::kCspo;
  if (written.ok()) written = (*writer)->Write(spec, has_claim);
  if (written.ok()) written = (*writer)->Finish();
  if (!written.ok()) return written;
  return RdfExport{(*writer)->statements(), 0};
}

}  // namespace tern::results
