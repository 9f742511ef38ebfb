#include "storage/store/check.h"

#include <string>

#include "absl/status/status.h"
#include "storage/dictionary/keys.h"
#include "storage/model/text.h"
#include "storage/store/check_blocks.h"
#include "storage/store/check_findings.h"
#include "storage/store/check_statements.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/term_set.h"

namespace tern::store {
namespace {

using model::Tag;
using model::TermId;

constexpr uint64_t kTermsBetweenCalls = 16 * 1024;

void CheckTotals(const SnapshotImpl& snapshot, CheckFindings& findings) {
  const Totals& totals = snapshot.totals();
  if (totals.facts > totals.statements || totals.claimed > totals.statements) {
    findings.Add("totals: ", totals.statements, " statements cannot make ", totals.facts, " facts and ",
                 totals.claimed, " claims");
  }
}

// Every term of a tag is found under its id, and what statements name is there.
absl::Status CheckTag(const SnapshotImpl& snapshot, Tag tag, const TermSet& used, CheckFindings& findings) {
  const uint64_t total = snapshot.term_count();
  uint64_t next = 0;  // the number of the term that would come next
  const auto complain_of_gap = [&](uint64_t end) {
    for (; next < end; ++next) {
      if (used.Contains(TermId(tag, next))) {
        findings.Add("term ", TermId(tag, next).bits(), ": it is missing, and statements name it");
      }
    }
  };
  absl::Status status = snapshot.ForEachTerm(tag, [&](TermId id, const model::Term& term) {
    complain_of_gap(id.payload());
    next = id.payload() + 1;
    ++findings.report.terms;
    if (!used.Contains(id)) ++findings.report.unused_terms;
    const absl::StatusOr<TermId> found = snapshot.Find(term);
    if (!found.ok()) {
      findings.Add("term ", id.bits(), ": ", model::FromAbsl(found.status().message()));
    } else if (*found != id) {
      findings.Add("term ", id.bits(), ": ", model::ToNTriples(term), " is found as ",
                   found->is_null() ? std::string("nothing") : model::StrCat(found->bits()));
    }
    if (findings.report.terms % kTermsBetweenCalls != 0) return absl::OkStatus();
    return findings.Report("terms", findings.report.terms, total);
  });
  if (absl::IsCancelled(status)) return status;
  if (!status.ok()) {
    findings.Add("terms behind ", TermId(tag, next).bits(), ": ", model::FromAbsl(status.message()));
    return absl::OkStatus();
  }
  complain_of_gap(snapshot.state().head.terms.of(tag));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CheckReport> Check(const Snapshot& snapshot, const CheckOptions& options) {
  const auto* impl = dynamic_cast<const SnapshotImpl*>(&snapshot);
  if (impl == nullptr) return absl::InvalidArgumentError("only a store on disk can be checked");
  CheckFindings findings(options);
  ReadableOrders readable{};
  TermSet used(impl->state().head.terms);
  CheckTotals(*impl, findings);
  if (absl::Status status = CheckBlocks(*impl, findings, readable); !status.ok()) return status;
  if (absl::Status status = CheckStatements(*impl, readable, findings, used); !status.ok()) return status;
  for (int tag = 0; tag < 32; ++tag) {
    if (!dictionary::IsBaseTag(static_cast<Tag>(tag)) && !dictionary::IsAppendedTag(static_cast<Tag>(tag)))
      continue;
    absl::Status status = CheckTag(*impl, static_cast<Tag>(tag), used, findings);
    if (!status.ok()) return status;
  }
  const bool has_claims = readable[static_cast<size_t>(order::Order::kCspo) - 1] &&
                          readable[static_cast<size_t>(order::Order::kPropertySpo) - 1];
  if (has_claims) {
    if (absl::Status status = CheckProperties(*impl, findings); !status.ok()) return status;
  }
  return std::move(findings.report);
}

}  // namespace tern::store
