#include "engine/claims/stances.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "engine/syntax/names.h"
#include "storage/model/value.h"

namespace tern::claims {

using model::Term;
using model::TermId;

namespace {

constexpr size_t kMaxValues = 64;  // of one property of one claim that are looked at

absl::StatusOr<std::vector<TermId>> FirstObjects(const store::Snapshot& snapshot, TermId subject,
                                                 TermId predicate) {
  store::ScanSpec spec;
  spec.order = order::Order::kSpo;
  spec.space = store::Space::kBoth;
  spec.prefix = {subject, predicate, TermId::Null(), TermId::Null()};
  spec.prefix_length = 2;
  auto cursor = snapshot.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  std::vector<TermId> objects(kMaxValues);
  std::array<TermId*, 4> out = {};
  out[2] = objects.data();
  auto count = (*cursor)->Next(kMaxValues, out);
  if (!count.ok()) return count.status();
  objects.resize(*count);
  return objects;
}

}  // namespace

absl::StatusOr<std::unique_ptr<EvidenceReader>> EvidenceReader::Open(const store::Snapshot& snapshot,
                                                                     TermId subject, TermId predicate,
                                                                     TermId object, ClaimTest counts) {
  store::ScanSpec spec;
  spec.order = order::Order::kSpo;
  spec.space = subject.is_anonymous_claim() ? store::Space::kProperties : store::Space::kFacts;
  spec.mode = store::ClaimMode::kRaw;
  spec.prefix = {subject, predicate, object, TermId::Null()};
  spec.prefix_length = 3;
  auto cursor = snapshot.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  return std::unique_ptr<EvidenceReader>(new EvidenceReader(snapshot, *std::move(cursor), std::move(counts)));
}

absl::StatusOr<std::vector<Term>> EvidenceReader::Property(TermId entity, std::string_view predicate) const {
  auto id = snapshot_.Find(Term::Iri(std::string(*syntax::FieldName(predicate))));
  if (!id.ok()) return id.status();
  if (id->is_null()) return std::vector<Term>();
  auto objects = FirstObjects(snapshot_, entity, *id);
  if (!objects.ok()) return objects.status();
  auto terms = snapshot_.ResolveMany(*objects);
  if (!terms.ok()) return terms.status();
  std::sort(terms->begin(), terms->end(),
            [](const Term& a, const Term& b) { return model::OrderTerms(a, b) < 0; });
  return terms;
}

absl::StatusOr<std::optional<Evidence>> EvidenceReader::Read(TermId claim) const {
  Evidence evidence;
  evidence.stance = model::StanceOf(claim);
  const TermId entity = model::ClaimEntity(claim);
  auto term = snapshot_.Resolve(entity);
  if (!term.ok()) return term.status();
  evidence.claim = *std::move(term);
  const std::pair<std::string_view, std::vector<Term>*> properties[] = {
      {"by", &evidence.by}, {"source", &evidence.source}, {"on", &evidence.on}, {"quote", &evidence.quote}};
  for (const auto& [predicate, value] : properties) {
    auto found = Property(entity, predicate);
    if (!found.ok()) return found.status();
    *value = *std::move(found);
  }
  return std::optional<Evidence>(std::move(evidence));
}

absl::StatusOr<std::optional<Evidence>> EvidenceReader::Next() {
  while (!ended_) {
    TermId claim;
    auto count = cursor_->Next(1, {nullptr, nullptr, nullptr, &claim});
    if (!count.ok()) return count.status();
    if (*count > 0 && counts_) {
      const absl::StatusOr<bool> counts = counts_(claim);
      if (!counts.ok()) return counts.status();
      if (!*counts) continue;
    }
    if (*count > 0) return claim.is_null() ? std::optional<Evidence>(Evidence{}) : Read(claim);
    ended_ = true;
  }
  return std::optional<Evidence>();
}

}  // namespace tern::claims
