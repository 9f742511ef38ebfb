#include "engine/results/statement_scan.h"

#include <memory>
#include <ostream>
#include <utility>

#include "storage/model/stance_name.h"
#include "storage/model/text.h"
#include "storage/store/cursor.h"

namespace tern::results {
namespace {

using model::Statement;
using model::Term;
using model::TermId;

constexpr size_t kBatchRows = 2048;

}  // namespace

Term GraphOfClaim(TermId claim, const Term& entity) {
  const std::string_view stance = model::StanceName(model::StanceOf(claim));
  if (claim.is_anonymous_claim()) {
    return Term::Iri(model::StrCat(model::iri::kClaimGraph, claim.payload(), ":", stance));
  }
  if (model::StanceOf(claim) == model::Stance::kFor) return entity;
  return Term::Iri(model::StrCat(model::iri::kStanceGraph, stance, ":",
                                 entity.kind == model::TermKind::kBlank ? "_:" : "", entity.value));
}

StatementScan::StatementScan(const store::Snapshot& snapshot, std::ostream& out, Print print,
                             const std::function<bool()>& cancelled)
    : snapshot_(snapshot), out_(out), print_(std::move(print)), cancelled_(cancelled) {
  for (std::vector<TermId>& column : columns_) column.resize(kBatchRows);
}

// Puts the text of every term of the batch into texts_, and of every claim as a graph into graphs_: an
// anonymous claim is the same id in both.
absl::Status StatementScan::ResolveBatch() {
  texts_.clear();
  graphs_.clear();
  std::vector<TermId> terms;
  std::vector<TermId> claims;
  for (const Statement& statement : batch_) {
    for (const TermId id : {statement.subject, statement.predicate, statement.object}) {
      if (texts_.try_emplace(id).second) terms.push_back(id);
    }
    const TermId claim = statement.claim;
    if (!claim.is_null() && graphs_.try_emplace(claim).second) claims.push_back(claim);
  }
  std::vector<TermId> ids = terms;
  for (const TermId claim : claims) {
    if (!claim.is_anonymous_claim()) ids.push_back(model::ClaimEntity(claim));
  }
  const absl::StatusOr<std::vector<Term>> resolved = snapshot_.ResolveMany(ids);
  if (!resolved.ok()) return resolved.status();
  for (size_t i = 0; i < terms.size(); ++i) texts_[terms[i]] = print_((*resolved)[i]);
  size_t next = terms.size();
  for (const TermId claim : claims) {
    graphs_[claim] = print_(GraphOfClaim(claim, claim.is_anonymous_claim() ? Term() : (*resolved)[next++]));
  }
  return absl::OkStatus();
}

absl::Status StatementScan::ForEach(const store::ScanSpec& spec,
                                    absl::FunctionRef<bool(const Statement&)> wanted,
                                    absl::FunctionRef<void(const Statement&)> visit) {
  const absl::StatusOr<std::unique_ptr<store::Cursor>> cursor = snapshot_.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  while (true) {
    if (cancelled_ && cancelled_()) return absl::CancelledError("the export was interrupted");
    const absl::StatusOr<size_t> rows = (*cursor)->Next(
        kBatchRows, {columns_[0].data(), columns_[1].data(), columns_[2].data(), columns_[3].data()});
    if (!rows.ok()) return rows.status();
    if (*rows == 0) return absl::OkStatus();
    batch_.clear();
    for (size_t i = 0; i < *rows; ++i) {
      const model::Row row = {columns_[0][i], columns_[1][i], columns_[2][i], columns_[3][i]};
      const Statement statement = order::ToStatement(spec.order, row);
      if (wanted(statement)) batch_.push_back(statement);
    }
    if (absl::Status resolved = ResolveBatch(); !resolved.ok()) return resolved;
    for (const Statement& statement : batch_) visit(statement);
    if (absl::Status flushed = Flush(); !flushed.ok()) return flushed;
  }
}

absl::Status StatementScan::Flush() {
  out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
  text_.clear();
  return out_ ? absl::OkStatus() : absl::UnavailableError("the output cannot be written");
}

}  // namespace tern::results
