#include "storage/store/term_resolver.h"

#include <optional>
#include <string_view>

#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/model/value.h"

namespace tern::store {
namespace {

constexpr size_t kMaxShownBytes = 100;  // of a term in a message

std::string Shown(const model::Term& term) {
  std::string text = model::ToNTriples(term);
  if (text.size() > kMaxShownBytes) text = text.substr(0, kMaxShownBytes) + "…";
  return text;
}

absl::Status Refuse(std::string_view place, std::string_view kinds, const model::Term& term) {
  return absl::InvalidArgumentError(model::StrCat(place, " must be ", kinds, ", not ", Shown(term)));
}

}  // namespace

absl::Status CheckSubject(const model::Term& term) {
  if (term.is_literal()) return Refuse("a subject", "an IRI, a blank node or a claim", term);
  return absl::OkStatus();
}

absl::Status CheckPredicate(const model::Term& term) {
  if (term.kind != model::TermKind::kIri) return Refuse("a predicate", "an IRI", term);
  return absl::OkStatus();
}

absl::Status CheckObject(const model::Term& term) {
  if (term.is_literal() && term.datatype.empty()) {
    return absl::InvalidArgumentError(model::StrCat("a literal needs a datatype: ", Shown(term)));
  }
  return absl::OkStatus();
}

absl::Status CheckGraph(const model::Term& term) {
  if (term.kind != model::TermKind::kIri && term.kind != model::TermKind::kBlank) {
    return Refuse("a graph", "an IRI or a blank node", term);
  }
  return absl::OkStatus();
}

TermResolver::TermResolver(const SnapshotImpl& base, bool stored_labels)
    : base_(base),
      stored_labels_(stored_labels),
      next_blank_(base.state().head.next_blank),
      counts_(base.state().head.terms) {}

absl::StatusOr<model::TermId> TermResolver::Find(const model::Term& term) const {
  const auto known = known_.find(&term);
  if (known != known_.end()) return known->second;
  if (term.kind == model::TermKind::kBlank && !stored_labels_) return model::TermId::Null();
  return base_.Find(term);
}

absl::StatusOr<model::TermId> TermResolver::FindOnce(const model::Term& term) {
  absl::StatusOr<model::TermId> found = Find(term);
  if (found.ok()) known_.try_emplace(&term, *found);
  return found;
}

absl::StatusOr<model::TermId> TermResolver::FindOrAdd(const model::Term& term) {
  absl::StatusOr<model::TermId> found = Find(term);
  if (!found.ok()) return found;
  model::TermId id = *found;
  if (id.is_null()) {
    if (term.kind == model::TermKind::kClaim) {
      return absl::InvalidArgumentError(model::StrCat("there is no claim:", Shown(term)));
    }
    if (term.value.size() > kMaxTermBytes) {
      return absl::InvalidArgumentError(
          model::StrCat("a term has ", term.value.size(), " bytes, more than ", kMaxTermBytes));
    }
    if (term.kind == model::TermKind::kBlank) {
      id = model::TermId(model::Tag::kBlank, next_blank_++);
    } else {
      const model::Tag tag = model::DictionaryTagsOf(term).appended;
      id = model::TermId(tag, counts_.terms[static_cast<size_t>(tag)]++);
      added_.emplace_back(id, term);
    }
  }
  known_[&term] = id;
  return id;
}

absl::StatusOr<std::vector<model::TermId>> TermResolver::FindEqual(const model::Term& term) const {
  absl::StatusOr<std::vector<model::TermId>> ids = base_.FindEqual(term);
  if (!ids.ok()) return ids;
  const bool has_value = term.is_literal();
  const model::Value value = has_value ? model::ValueOf(term) : model::Value();
  for (const auto& [id, added] : added_) {
    const bool same_value = has_value && added.is_literal() &&
                            model::CompareValues(value, model::ValueOf(added)) == std::strong_ordering::equal;
    if (same_value || added == term) ids->push_back(id);
  }
  return ids;
}

}  // namespace tern::store
