#include "engine/results/nquads.h"

#include <array>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "storage/model/statement.h"
#include "storage/model/term.h"
#include "storage/model/text.h"
#include "storage/store/cursor.h"

namespace tern::results {
namespace {

using model::TermId;

constexpr size_t kBatchRows = 2048;

std::string_view StanceWord(model::Stance stance) {
  switch (stance) {
    case model::Stance::kFor:
      return "for";
    case model::Stance::kAgainst:
      return "against";
    case model::Stance::kUnclear:
      return "unclear";
  }
  return "for";
}

// One scan in SPO order, written line by line.
class ScanWriter {
 public:
  ScanWriter(const store::Snapshot& snapshot, std::ostream& out, const std::function<bool()>& cancelled)
      : snapshot_(snapshot), out_(out), cancelled_(cancelled) {
    for (std::vector<TermId>& column : columns_) column.resize(kBatchRows);
  }

  absl::Status Write(store::Space space);
  uint64_t lines() const { return lines_; }

 private:
  absl::Status ResolveBatch(size_t rows);
  void AppendGraph(TermId claim);

  const store::Snapshot& snapshot_;
  std::ostream& out_;
  const std::function<bool()>& cancelled_;
  std::array<std::vector<TermId>, 4> columns_;      // subject, predicate, object, claim
  absl::flat_hash_map<TermId, std::string> texts_;  // the terms of this batch in N-Triples form
  std::string text_;
  uint64_t lines_ = 0;
};

// Puts the N-Triples form of every term of the batch into texts_.
absl::Status ScanWriter::ResolveBatch(size_t rows) {
  texts_.clear();
  std::vector<TermId> ids;
  const auto add = [&](TermId id) {
    if (texts_.try_emplace(id).second) ids.push_back(id);
  };
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < 3; ++column) add(columns_[column][row]);
    const TermId claim = columns_[3][row];
    if (!claim.is_null() && !claim.is_anonymous_claim()) add(model::ClaimEntity(claim));
  }
  absl::StatusOr<std::vector<model::Term>> terms = snapshot_.ResolveMany(ids);
  if (!terms.ok()) return terms.status();
  for (size_t i = 0; i < ids.size(); ++i) texts_[ids[i]] = model::ToNTriples((*terms)[i]);
  return absl::OkStatus();
}

void ScanWriter::AppendGraph(TermId claim) {
  if (claim.is_null()) return;
  const std::string_view stance = StanceWord(model::StanceOf(claim));
  if (claim.is_anonymous_claim()) {
    model::StrAppend(&text_, " <", model::iri::kClaimGraph, claim.payload(), ":", stance, ">");
    return;
  }
  const std::string_view name = texts_[model::ClaimEntity(claim)];
  if (model::StanceOf(claim) == model::Stance::kFor) {
    model::StrAppend(&text_, " ", name);
    return;
  }
  const std::string_view bare = name.front() == '<' ? name.substr(1, name.size() - 2) : name;
  model::StrAppend(&text_, " <", model::iri::kStanceGraph, stance, ":", bare, ">");
}

absl::Status ScanWriter::Write(store::Space space) {
  store::ScanSpec spec;
  spec.order = order::Order::kSpo;
  spec.space = space;
  spec.mode = store::ClaimMode::kRaw;
  const absl::StatusOr<std::unique_ptr<store::Cursor>> cursor = snapshot_.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  while (true) {
    if (cancelled_ && cancelled_()) return absl::CancelledError("the export was interrupted");
    const absl::StatusOr<size_t> rows = (*cursor)->Next(
        kBatchRows, {columns_[0].data(), columns_[1].data(), columns_[2].data(), columns_[3].data()});
    if (!rows.ok()) return rows.status();
    if (*rows == 0) return absl::OkStatus();
    if (absl::Status resolved = ResolveBatch(*rows); !resolved.ok()) return resolved;
    for (size_t row = 0; row < *rows; ++row) {
      model::StrAppend(&text_, texts_[columns_[0][row]], " ", texts_[columns_[1][row]], " ",
                       texts_[columns_[2][row]]);
      AppendGraph(columns_[3][row]);
      text_ += " .\n";
    }
    lines_ += *rows;
    out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
    if (!out_) return absl::UnavailableError("the output cannot be written");
  }
}

}  // namespace

absl::StatusOr<uint64_t> WriteNQuads(const store::Snapshot& snapshot, std::ostream& out,
                                     const std::function<bool()>& cancelled) {
  ScanWriter writer(snapshot, out, cancelled);
  if (absl::Status written = writer.Write(store::Space::kFacts); !written.ok()) return written;
  if (absl::Status written = writer.Write(store::Space::kProperties); !written.ok()) return written;
  out.flush();
  if (!out) return absl::UnavailableError("the output cannot be written");
  return writer.lines();
}

}  // namespace tern::results
