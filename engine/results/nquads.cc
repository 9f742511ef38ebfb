#include "engine/results/nquads.h"

#include <ostream>

#include "engine/results/statement_scan.h"
#include "storage/model/text.h"

namespace tern::results {
namespace {

using model::Statement;

void AppendTriple(StatementScan& scan, const Statement& statement) {
  model::StrAppend(scan.text(), scan.TextOf(statement.subject), " ", scan.TextOf(statement.predicate), " ",
                   scan.TextOf(statement.object));
}

absl::Status Finish(std::ostream& out) {
  out.flush();
  return out ? absl::OkStatus() : absl::UnavailableError("the output cannot be written");
}

}  // namespace

absl::StatusOr<uint64_t> WriteNQuads(const store::Snapshot& snapshot, std::ostream& out,
                                     const std::function<bool()>& cancelled) {
  StatementScan scan(snapshot, out, &model::ToNTriples, cancelled);
  uint64_t lines = 0;
  for (const store::Space space : {store::Space::kFacts, store::Space::kProperties}) {
    store::ScanSpec spec;
    spec.space = space;
    spec.mode = store::ClaimMode::kRaw;
    const absl::Status scanned = scan.ForEach(
        spec, [](const Statement&) { return true; },
        [&](const Statement& statement) {
          AppendTriple(scan, statement);
          if (!statement.claim.is_null()) model::StrAppend(scan.text(), " ", scan.GraphOf(statement.claim));
          *scan.text() += " .\n";
          ++lines;
        });
    if (!scanned.ok()) return scanned;
  }
  if (absl::Status finished = Finish(out); !finished.ok()) return finished;
  return lines;
}

absl::StatusOr<RdfExport> WriteNTriples(const store::Snapshot& snapshot, std::ostream& out,
                                        const std::function<bool()>& cancelled) {
  StatementScan scan(snapshot, out, &model::ToNTriples, cancelled);
  PlainFacts facts(snapshot);
  RdfExport written;
  const absl::Status scanned = scan.ForEach(
      PlainFacts::Spec(), [&](const Statement& statement) { return facts.Wants(statement); },
      [&](const Statement& statement) {
        AppendTriple(scan, statement);
        *scan.text() += " .\n";
        ++written.statements;
      });
  if (!scanned.ok()) return scanned;
  if (absl::Status finished = Finish(out); !finished.ok()) return finished;
  written.claims_left_out = facts.left_out();
  return written;
}

}  // namespace tern::results
