// A snapshot over sorted vectors: the operators' unit-test double. It knows nothing of blocks, logs or files,
// and does each scan by looking at every statement.
#ifndef TERN_TESTS_ENGINE_EXECUTE_FAKE_SNAPSHOT_H_
#define TERN_TESTS_ENGINE_EXECUTE_FAKE_SNAPSHOT_H_

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/model/inline_value.h"
#include "storage/model/value.h"
#include "storage/order/order.h"
#include "storage/store/snapshot.h"

namespace tern::execute {

class FakeCursor : public store::Cursor {
 public:
  // `rows_read`: counts up by the rows that are read.
  FakeCursor(std::vector<model::Row> rows, size_t* rows_read)
      : rows_(std::move(rows)), rows_read_(rows_read) {}

  absl::StatusOr<size_t> Next(size_t max_rows, const std::array<model::TermId*, 4>& out) override {
    size_t count = 0;
    for (; count < max_rows && next_ < rows_.size(); ++count, ++next_) {
      for (size_t c = 0; c < 4; ++c) {
        if (out[c] != nullptr) out[c][count] = rows_[next_][c];
      }
    }
    counters_.rows += count;
    *rows_read_ += count;
    return count;
  }
  absl::Status Seek(const model::Row& row) override {
    const auto found = std::lower_bound(rows_.begin() + static_cast<ptrdiff_t>(next_), rows_.end(), row);
    next_ = static_cast<size_t>(found - rows_.begin());
    return absl::OkStatus();
  }
  const store::ScanCounters& counters() const override { return counters_; }

 private:
  std::vector<model::Row> rows_;
  size_t* rows_read_;
  size_t next_ = 0;
  store::ScanCounters counters_;
};

class FakeSnapshot : public store::Snapshot {
 public:
  // The id of a term, made where it is new.
  model::TermId Id(const model::Term& term) {
    if (const auto id = model::EncodeInline(term)) return *id;
    if (const auto known = ids_.find(term); known != ids_.end()) return known->second;
    model::TermId id;
    if (term.kind == model::TermKind::kBlank) {
      id = model::TermId(model::Tag::kBlank, std::stoull(term.value.substr(1)));
    } else if (term.kind == model::TermKind::kClaim) {
      id = model::TermId(model::Tag::kClaim, std::stoull(term.value));
    } else {
      id = model::TermId(model::DictionaryTagsOf(term).appended, terms_.size());
    }
    ids_[term] = id;
    terms_[id] = term;
    return id;
  }
  static model::Term Iri(const std::string& name) { return model::Term::Iri("urn:tern:" + name); }
  model::TermId Iri_(const std::string& name) { return Id(Iri(name)); }

  void Add(const model::Statement& statement) { statements_.push_back(statement); }
  void Add(const std::string& s, const std::string& p, const std::string& o, model::TermId claim = {}) {
    Add({Iri_(s), Iri_(p), Iri_(o), claim});
  }
  void Add(const std::string& s, const std::string& p, const model::Term& o, model::TermId claim = {}) {
    Add({Iri_(s), Iri_(p), Id(o), claim});
  }
  // An anonymous claim with properties of its own.
  model::TermId Claim(model::Stance stance,
                      const std::vector<std::pair<model::Term, model::Term>>& properties) {
    const model::TermId claim = model::AnonymousClaim(++claims_, stance);
    for (const auto& [predicate, object] : properties)
      Add({claim, Id(predicate), Id(object), model::TermId::Null()});
    return claim;
  }

  uint64_t commit_number() const override { return 1; }
  const store::Totals& totals() const override { return totals_; }
  const std::string& base_namespace() const override { return base_; }
  const std::map<std::string, std::string>& prefixes() const override { return prefixes_; }
  uint64_t term_count() const override { return terms_.size(); }

  absl::StatusOr<model::TermId> Find(const model::Term& term) const override {
    if (const auto id = model::EncodeInline(term)) return *id;
    if (term.kind == model::TermKind::kClaim)
      return model::TermId(model::Tag::kClaim, std::stoull(term.value));
    const auto known = ids_.find(term);
    return known == ids_.end() ? model::TermId::Null() : known->second;
  }
  absl::StatusOr<model::Term> Resolve(model::TermId id) const override {
    if (model::IsInline(id)) return model::DecodeInline(id);
    const auto known = terms_.find(id);
    if (known == terms_.end()) return absl::DataLossError("no term has this id");
    return known->second;
  }
  absl::StatusOr<std::vector<model::Term>> ResolveMany(absl::Span<const model::TermId> ids) const override {
    ++resolve_calls;
    std::vector<model::Term> terms;
    for (const model::TermId id : ids) {
      auto term = Resolve(id);
      if (!term.ok()) return term.status();
      terms.push_back(*term);
    }
    return terms;
  }
  absl::StatusOr<std::vector<model::TermId>> FindEqual(const model::Term& term) const override {
    std::vector<model::TermId> found;
    const model::Value value = model::ValueOf(term);
    for (const model::Statement& statement : statements_) {
      for (const model::TermId id : {statement.subject, statement.predicate, statement.object}) {
        const model::Term other = *Resolve(id);
        const bool equal = other == term ||
                           model::CompareValues(model::ValueOf(other), value) == std::strong_ordering::equal;
        if (equal && std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
      }
    }
    return found;
  }
  absl::Status ForEachTerm(
      model::Tag tag,
      const std::function<absl::Status(model::TermId, const model::Term&)>& visit) const override {
    for (const auto& [id, term] : terms_) {
      if (id.tag() != tag) continue;
      if (absl::Status status = visit(id, term); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<store::Cursor>> Scan(const store::ScanSpec& spec) const override {
    ++scans;
    return std::make_unique<FakeCursor>(RowsOf(spec), &rows_read);
  }
  absl::StatusOr<uint64_t> Count(const store::ScanSpec& spec) const override { return RowsOf(spec).size(); }
  absl::StatusOr<std::vector<model::TermId>> Sample(const store::ScanSpec& spec,
                                                    size_t count) const override {
    const std::vector<model::Row> rows = RowsOf(spec);
    std::vector<model::TermId> sample;
    count = std::min(count, rows.size());
    for (size_t i = 0; i < count; ++i)
      sample.push_back(rows[i * rows.size() / count][static_cast<size_t>(spec.prefix_length)]);
    return sample;
  }

  std::vector<model::Row> RowsOf(const store::ScanSpec& spec) const {
    std::vector<model::Row> rows;
    for (model::Statement statement : statements_) {
      if (!HasMode(spec, statement)) continue;
      if (spec.mode == store::ClaimMode::kFact) statement.claim = model::TermId::Null();
      const model::Row row = order::ToRow(spec.order, statement);
      if (InRange(spec, row)) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
  }

  mutable size_t scans = 0;
  mutable size_t rows_read = 0;  // by all cursors
  mutable size_t resolve_calls = 0;

 private:
  static bool HasMode(const store::ScanSpec& spec, const model::Statement& statement) {
    const bool is_property = order::IsProperty(statement);
    if (is_property ? spec.space == store::Space::kFacts : spec.space == store::Space::kProperties)
      return false;
    const bool claimed = statement.claim.is_claim();
    const model::Stance stance = model::StanceOf(statement.claim);
    switch (spec.mode) {
      case store::ClaimMode::kFact:
        return stance == model::Stance::kFor;
      case store::ClaimMode::kFor:
        return claimed && stance == model::Stance::kFor;
      case store::ClaimMode::kAgainst:
        return claimed && stance == model::Stance::kAgainst;
      case store::ClaimMode::kUnclear:
        return claimed && stance == model::Stance::kUnclear;
      case store::ClaimMode::kEvery:
        return claimed;
      case store::ClaimMode::kRaw:
        return true;
    }
    return false;
  }
  static bool InRange(const store::ScanSpec& spec, const model::Row& row) {
    const auto length = static_cast<size_t>(spec.prefix_length);
    if (!std::equal(row.begin(), row.begin() + spec.prefix_length, spec.prefix.begin())) return false;
    return !spec.range || (row[length] >= spec.range->first && row[length] <= spec.range->second);
  }

  std::vector<model::Statement> statements_;
  std::map<model::Term, model::TermId> ids_;
  std::map<model::TermId, model::Term> terms_;
  uint64_t claims_ = 0;
  store::Totals totals_;
  std::string base_ = "urn:tern:";
  std::map<std::string, std::string> prefixes_;
};

}  // namespace tern::execute

#endif  // TERN_TESTS_ENGINE_EXECUTE_FAKE_SNAPSHOT_H_
