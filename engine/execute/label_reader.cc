#include "engine/execute/label_reader.h"

#include <array>
#include <string>

#include "absl/strings/match.h"
#include "engine/execute/term_order.h"
#include "engine/syntax/names.h"

namespace tern::execute {

using model::Term;
using model::TermId;

namespace {

constexpr size_t kReadRows = 64;

// How good a label is by its language: less is better.
int LanguageRank(const Term& term) {
  if (term.language.empty()) return 0;
  return absl::EqualsIgnoreCase(term.language, "en") ? 1 : 2;
}

}  // namespace

absl::StatusOr<TermId> LabelReader::LabelOf(TermId entity) {
  if (const auto kept = kept_.find(entity); kept != kept_.end()) return kept->second;
  if (!predicate_) {
    auto id = terms_->context().snapshot().Find(Term::Iri(std::string(*syntax::FieldName("label"))));
    if (!id.ok()) return id;
    predicate_ = *id;
  }
  if (predicate_->is_null()) return TermId::Null();
  auto label = Read(entity);
  if (!label.ok()) return label;
  if (kept_.size() >= kMaxKept) kept_.clear();
  kept_.emplace(entity, *label);
  return label;
}

absl::StatusOr<TermId> LabelReader::Read(TermId entity) {
  store::ScanSpec spec;
  spec.order = order::Order::kSpo;
  spec.prefix = {entity, *predicate_, TermId::Null(), TermId::Null()};
  spec.prefix_length = 2;
  auto cursor = terms_->context().snapshot().Scan(spec);
  if (!cursor.ok()) return cursor.status();
  TermId best;
  for (;;) {
    std::array<TermId, kReadRows> objects;
    auto count = (*cursor)->Next(kReadRows, {nullptr, nullptr, objects.data(), nullptr});
    if (!count.ok()) return count.status();
    if (*count == 0) return best;
    if (absl::Status status = terms_->context().Poll(); !status.ok()) return status;
    for (size_t i = 0; i < *count; ++i) {
      auto better = Better(best, objects[i]);
      if (!better.ok()) return better;
      best = *better;
    }
  }
}

absl::StatusOr<TermId> LabelReader::Better(TermId a, TermId b) {
  if (a.is_null()) return b;
  auto term_a = terms_->Get(a);
  if (!term_a.ok()) return term_a.status();
  auto term_b = terms_->Get(b);
  if (!term_b.ok()) return term_b.status();
  const int rank_a = LanguageRank((*term_a)->term);
  const int rank_b = LanguageRank((*term_b)->term);
  if (rank_a != rank_b) return rank_a < rank_b ? a : b;
  auto order = CompareIds(a, b, *terms_);
  if (!order.ok()) return order.status();
  return *order < 0 ? a : b;
}

}  // namespace tern::execute
