// Cursors without the claims that a filter leaves out; see claim_verdicts.h.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "engine/execute/claim_verdicts.h"
#include "storage/order/order.h"

namespace tern::execute {
namespace {

using model::TermId;

class FilteredCursor : public store::Cursor {
 public:
  // `cursor` reads `spec`, but every statement (kRaw) where that asks for facts.
  FilteredCursor(std::unique_ptr<store::Cursor> cursor, const store::ScanSpec& spec,
                 std::shared_ptr<ClaimVerdicts> verdicts)
      : cursor_(std::move(cursor)),
        by_fact_(spec.mode == store::ClaimMode::kFact),
        claim_column_(static_cast<size_t>(order::ColumnOf(spec.order, order::Part::kClaim))),
        verdicts_(std::move(verdicts)) {}

  absl::StatusOr<size_t> Next(size_t max_rows, const std::array<TermId*, 4>& out) override {
    for (;;) {
      auto read = Fill(max_rows, out);
      if (!read.ok() || *read == 0) return read;
      auto kept = Keep(*read, out);
      if (!kept.ok() || *kept > 0) return kept;
    }
  }

  absl::Status Seek(const model::Row& row) override { return cursor_->Seek(row); }
  const store::ScanCounters& counters() const override { return cursor_->counters(); }

 private:
  absl::StatusOr<size_t> Fill(size_t max_rows, const std::array<TermId*, 4>& out) {
    std::array<TermId*, 4> buffers = {};
    for (size_t c = 0; c < buffers.size(); ++c) {
      // Facts are told apart by all of their columns.
      if (out[c] == nullptr && c != claim_column_ && !by_fact_) continue;
      rows_[c].resize(max_rows);
      buffers[c] = rows_[c].data();
    }
    return cursor_->Next(max_rows, buffers);
  }

  // Writes the rows that stay, of those that were read.
  absl::StatusOr<size_t> Keep(size_t count, const std::array<TermId*, 4>& out) {
    size_t kept = 0;
    for (size_t row = 0; row < count; ++row) {
      const TermId claim = rows_[claim_column_][row];
      if (by_fact_ && (model::StanceOf(claim) != model::Stance::kFor || IsLastFact(row))) continue;
      auto keeps = verdicts_->Keeps(claim);
      if (!keeps.ok()) return keeps.status();
      if (!*keeps) continue;
      if (by_fact_) RememberFact(row);
      for (size_t c = 0; c < out.size(); ++c) {
        if (out[c] == nullptr) continue;
        out[c][kept] = by_fact_ && c == claim_column_ ? TermId::Null() : rows_[c][row];
      }
      ++kept;
    }
    return kept;
  }

  // The claim's column is the last one of the orders that facts are read in: rows of a fact are neighbours.
  bool IsLastFact(size_t row) const {
    if (!has_fact_) return false;
    for (size_t c = 0; c < rows_.size(); ++c) {
      if (c != claim_column_ && rows_[c][row] != fact_[c]) return false;
    }
    return true;
  }

  void RememberFact(size_t row) {
    has_fact_ = true;
    for (size_t c = 0; c < rows_.size(); ++c) fact_[c] = rows_[c][row];
  }

  std::unique_ptr<store::Cursor> cursor_;
  bool by_fact_;
  size_t claim_column_;
  std::shared_ptr<ClaimVerdicts> verdicts_;
  std::array<std::vector<TermId>, 4> rows_;  // what was read last
  bool has_fact_ = false;
  model::Row fact_ = {};  // that went out last
};

}  // namespace

absl::StatusOr<std::unique_ptr<store::Cursor>> OpenFiltered(const store::ScanSpec& spec,
                                                            const std::shared_ptr<ClaimVerdicts>& verdicts,
                                                            Context* context) {
  if (verdicts == nullptr) return context->snapshot().Scan(spec);
  store::ScanSpec every = spec;
  if (spec.mode == store::ClaimMode::kFact) every.mode = store::ClaimMode::kRaw;
  auto cursor = context->snapshot().Scan(every);
  if (!cursor.ok()) return cursor.status();
  return std::make_unique<FilteredCursor>(*std::move(cursor), spec, verdicts);
}

}  // namespace tern::execute
