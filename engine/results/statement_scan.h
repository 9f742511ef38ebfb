// The rows of a scan with the text of their terms: what the exporters of whole snapshots have in common.
// Memory: one batch of rows and the texts of its terms.
#ifndef TERN_ENGINE_RESULTS_STATEMENT_SCAN_H_
#define TERN_ENGINE_RESULTS_STATEMENT_SCAN_H_

#include <array>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/model/statement.h"
#include "storage/model/term.h"
#include "storage/store/cursor.h"
#include "storage/store/snapshot.h"

namespace tern::results {

// The graph that stands for a claim of the claim column, as engine/ingest/claim_graph.h reads it back.
// `entity`: what names the claim; not looked at for an anonymous one.
model::Term GraphOfClaim(model::TermId claim, const model::Term& entity);

// What syntaxes without graphs can hold, and how much is left out.
class PlainFacts {
 public:
  explicit PlainFacts(const store::Snapshot& snapshot) : left_out_(snapshot.totals().claimed) {}

  // The facts that a plain edge matches, each once, its claim null.
  static store::ScanSpec Spec() { return {}; }
  // Not those about a claim: it is a number that nothing else in the file would tell of.
  bool Wants(const model::Statement& statement) {
    if (!statement.object.is_anonymous_claim()) return true;
    ++left_out_;
    return false;
  }
  uint64_t left_out() const { return left_out_; }

 private:
  uint64_t left_out_;
};

// Not thread-safe.
class StatementScan {
 public:
  using Print = std::function<std::string(const model::Term&)>;

  // What is referred to must outlive the scan. `cancelled` (may be empty) is polled once a batch.
  StatementScan(const store::Snapshot& snapshot, std::ostream& out, Print print,
                const std::function<bool()>& cancelled);

  // Calls `visit` for each row of `spec` that is `wanted`. What visit appends to text() goes out behind the
  // batch. Unavailable where the stream fails, Cancelled, else the store's errors.
  absl::Status ForEach(const store::ScanSpec& spec, absl::FunctionRef<bool(const model::Statement&)> wanted,
                       absl::FunctionRef<void(const model::Statement&)> visit);

  // Inside `visit`: a subject, predicate or object of the row as text, and its claim as a graph.
  std::string_view TextOf(model::TermId id) const { return texts_.find(id)->second; }
  std::string_view GraphOf(model::TermId claim) const { return graphs_.find(claim)->second; }

  std::string* text() { return &text_; }
  // Writes out what has been appended outside ForEach too.
  absl::Status Flush();

 private:
  absl::Status ResolveBatch();

  const store::Snapshot& snapshot_;
  std::ostream& out_;
  const Print print_;
  const std::function<bool()>& cancelled_;
  std::array<std::vector<model::TermId>, 4> columns_;
  std::vector<model::Statement> batch_;                    // the wanted rows
  absl::flat_hash_map<model::TermId, std::string> texts_;  // of the batch
  absl::flat_hash_map<model::TermId, std::string> graphs_;
  std::string text_;
};

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_STATEMENT_SCAN_H_
