#include "storage/store/change_resolver.h"

#include <algorithm>

#include "storage/model/text.h"

namespace tern::store {
namespace {

absl::Status CheckFact(const Fact& fact) {
  if (absl::Status status = CheckSubject(fact.subject); !status.ok()) return status;
  if (absl::Status status = CheckPredicate(fact.predicate); !status.ok()) return status;
  if (absl::Status status = CheckObject(fact.object); !status.ok()) return status;
  if (fact.claim.kind == ClaimSpec::Kind::kNamed) return CheckGraph(fact.claim.name);
  for (const auto& [predicate, object] : fact.claim.properties) {
    if (absl::Status status = CheckPredicate(predicate); !status.ok()) return status;
    if (absl::Status status = CheckObject(object); !status.ok()) return status;
  }
  return absl::OkStatus();
}

bool IsPresent(const FactState& fact, model::TermId claim) {
  const auto found = fact.claims.find(claim);
  return found != fact.claims.end() && found->second.now;
}

}  // namespace

ChangeResolver::ChangeResolver(const SnapshotImpl& base, bool blank_labels_are_stored)
    : base_(base),
      terms_(base, blank_labels_are_stored),
      states_(base),
      next_claim_(base.state().head.next_claim) {}

absl::Status ChangeResolver::Apply(absl::Span<const Changes::Change> changes) {
  for (; !changes.empty(); changes.remove_prefix(std::min(changes.size(), kChangesTogether))) {
    const absl::Span<const Changes::Change> part = changes.subspan(0, kChangesTogether);
    if (part.size() > kFewChanges) {
      if (absl::Status status = ReadFacts(part); !status.ok()) return status;
    }
    for (const Changes::Change& change : part) {
      if (absl::Status status = ApplyOne(change); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status ChangeResolver::ReadFacts(absl::Span<const Changes::Change> changes) {
  std::vector<FactKey> keys;
  keys.reserve(changes.size());
  for (const Changes::Change& change : changes) {
    const Fact& fact = change.fact;
    // Its own turn says what is wrong with it.
    if (!CheckFact(fact).ok() || fact.subject.kind == model::TermKind::kClaim) continue;
    const absl::StatusOr<FactKey> key = Find(fact);
    if (!key.ok()) return key.status();
    keys.push_back(*key);
  }
  return states_.ReadFacts(std::move(keys));
}

absl::Status ChangeResolver::ApplyOne(const Changes::Change& change) {
  if (absl::Status status = CheckFact(change.fact); !status.ok()) return status;
  if (change.fact.subject.kind == model::TermKind::kClaim) return ChangeProperty(change.fact, change.insert);
  return change.insert ? Insert(change.fact) : Delete(change.fact);
}

absl::Status ChangeResolver::Insert(const Fact& fact) {
  FactKey key;
  const model::Term* terms[] = {&fact.subject, &fact.predicate, &fact.object};
  for (size_t i = 0; i < key.size(); ++i) {
    const absl::StatusOr<model::TermId> id = terms_.FindOrAdd(*terms[i]);
    if (!id.ok()) return id.status();
    key[i] = *id;
  }
  return InsertClaim(key, fact.claim);
}

absl::Status ChangeResolver::InsertClaim(const FactKey& key, const ClaimSpec& claim) {
  model::TermId claim_id;
  switch (claim.kind) {
    case ClaimSpec::Kind::kNone:
      break;
    case ClaimSpec::Kind::kAnonymous:
      return InsertAnonymous(key, claim);
    case ClaimSpec::Kind::kNamed: {
      const absl::StatusOr<model::TermId> name = terms_.FindOrAdd(claim.name);
      if (!name.ok()) return name.status();
      claim_id = model::NamedClaim(*name, claim.stance);
      break;
    }
    case ClaimSpec::Kind::kLabelled:
      return absl::InvalidArgumentError("a labelled claim can be loaded from a file, not inserted");
  }
  const absl::StatusOr<FactState*> fact = states_.Fact(key);
  if (!fact.ok()) return fact.status();
  bool& now = (*fact)->claims[claim_id].now;
  if (now) ++unchanged_;
  now = true;
  return absl::OkStatus();
}

absl::Status ChangeResolver::InsertAnonymous(const FactKey& key, const ClaimSpec& claim) {
  PropertyList properties;
  for (const auto& [predicate, object] : claim.properties) {
    const absl::StatusOr<model::TermId> predicate_id = terms_.FindOrAdd(predicate);
    if (!predicate_id.ok()) return predicate_id.status();
    const absl::StatusOr<model::TermId> object_id = terms_.FindOrAdd(object);
    if (!object_id.ok()) return object_id.status();
    properties.emplace_back(*predicate_id, *object_id);
  }
  std::sort(properties.begin(), properties.end());
  properties.erase(std::unique(properties.begin(), properties.end()), properties.end());
  const absl::StatusOr<model::TermId> known = states_.FindAnonymous(key, claim.stance, properties);
  if (!known.ok()) return known.status();
  if (!known->is_null()) {
    ++unchanged_;
    return absl::OkStatus();
  }
  return states_.AddAnonymous(key, model::AnonymousClaim(next_claim_++, claim.stance), properties);
}

absl::StatusOr<FactKey> ChangeResolver::Find(const Fact& fact) {
  FactKey key;
  const model::Term* terms[] = {&fact.subject, &fact.predicate, &fact.object};
  for (size_t i = 0; i < key.size(); ++i) {
    const absl::StatusOr<model::TermId> id = terms_.FindOnce(*terms[i]);
    if (!id.ok()) return id.status();
    key[i] = *id;
  }
  return key;
}

absl::Status ChangeResolver::Delete(const Fact& fact) {
  const absl::StatusOr<FactKey> key = Find(fact);
  if (!key.ok()) return key.status();
  const bool is_known = std::none_of(key->begin(), key->end(), [](model::TermId id) { return id.is_null(); });
  return is_known ? DeleteClaims(*key, fact.claim) : absl::OkStatus();
}

absl::Status ChangeResolver::DeleteClaims(const FactKey& key, const ClaimSpec& claim) {
  const absl::StatusOr<FactState*> fact = states_.Fact(key);
  if (!fact.ok()) return fact.status();
  std::vector<model::TermId> doomed;
  if (claim.kind == ClaimSpec::Kind::kNamed || claim.kind == ClaimSpec::Kind::kLabelled) {
    const bool named = claim.kind == ClaimSpec::Kind::kNamed;
    const absl::StatusOr<model::TermId> name =
        terms_.Find(named ? claim.name : model::Term::Claim(claim.label));
    if (!name.ok()) return name.status();
    if (name->is_null()) return absl::OkStatus();
    const model::TermId id = named ? model::NamedClaim(*name, claim.stance) : *name;
    if (IsPresent(**fact, id)) doomed.push_back(id);
  } else {
    const bool any = claim.kind == ClaimSpec::Kind::kNone;
    const absl::StatusOr<Conditions> conditions = ResolveConditions(claim);
    if (!conditions.ok()) return conditions.status();
    std::vector<model::TermId> candidates;
    for (const auto& [id, presence] : (*fact)->claims) {
      if (!presence.now) continue;
      if (any || (id.is_claim() && model::StanceOf(id) == claim.stance)) candidates.push_back(id);
    }
    for (const model::TermId id : candidates) {
      const absl::StatusOr<bool> fulfils = any ? true : Fulfils(id, *conditions);
      if (!fulfils.ok()) return fulfils.status();
      if (*fulfils) doomed.push_back(id);
    }
  }
  for (const model::TermId id : doomed) {
    if (absl::Status status = states_.Remove(key, id); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<ChangeResolver::Conditions> ChangeResolver::ResolveConditions(const ClaimSpec& claim) const {
  Conditions conditions;
  for (const auto& [predicate, object] : claim.properties) {
    const absl::StatusOr<model::TermId> predicate_id = terms_.Find(predicate);
    if (!predicate_id.ok()) return predicate_id.status();
    absl::StatusOr<std::vector<model::TermId>> objects = terms_.FindEqual(object);
    if (!objects.ok()) return objects.status();
    conditions.emplace_back(*predicate_id, *std::move(objects));
  }
  return conditions;
}

absl::StatusOr<bool> ChangeResolver::Fulfils(model::TermId claim, const Conditions& conditions) {
  for (const auto& [predicate, objects] : conditions) {
    bool found = false;
    for (size_t i = 0; i < objects.size() && !found; ++i) {
      const absl::StatusOr<bool> has = HasProperty(claim, predicate, objects[i]);
      if (!has.ok()) return has;
      found = *has;
    }
    if (!found) return false;
  }
  return true;
}

absl::StatusOr<bool> ChangeResolver::HasProperty(model::TermId claim, model::TermId predicate,
                                                 model::TermId object) {
  if (claim.is_anonymous_claim()) {
    const absl::StatusOr<PropertyState*> properties = states_.Properties(claim);
    if (!properties.ok()) return properties.status();
    const auto found = (*properties)->find({predicate, object});
    return found != (*properties)->end() && found->second.now;
  }
  // The properties of a named claim are ordinary facts about its name.
  const absl::StatusOr<FactState*> fact = states_.Fact({model::ClaimEntity(claim), predicate, object});
  if (!fact.ok()) return fact.status();
  return std::any_of((*fact)->claims.begin(), (*fact)->claims.end(), [](const auto& entry) {
    return entry.second.now && model::StanceOf(entry.first) == model::Stance::kFor;
  });
}

absl::Status ChangeResolver::ChangeProperty(const Fact& fact, bool insert) {
  if (fact.claim.kind != ClaimSpec::Kind::kNone) {
    return absl::InvalidArgumentError("a property of a claim cannot itself be claimed");
  }
  const absl::StatusOr<model::TermId> claim = terms_.Find(fact.subject);
  if (!claim.ok()) return claim.status();
  const absl::Status unknown =
      absl::InvalidArgumentError(model::StrCat("there is no claim:", fact.subject.value));
  if (claim->is_null()) return insert ? unknown : absl::OkStatus();
  const absl::StatusOr<FactKey> key = states_.FactOf(*claim);
  if (absl::IsNotFound(key.status())) return insert ? unknown : absl::OkStatus();
  if (!key.ok()) return key.status();
  const absl::StatusOr<model::TermId> predicate =
      insert ? terms_.FindOrAdd(fact.predicate) : terms_.Find(fact.predicate);
  if (!predicate.ok()) return predicate.status();
  const absl::StatusOr<model::TermId> object =
      insert ? terms_.FindOrAdd(fact.object) : terms_.Find(fact.object);
  if (!object.ok()) return object.status();
  if (predicate->is_null() || object->is_null()) return absl::OkStatus();
  const absl::StatusOr<PropertyState*> properties = states_.Properties(*claim);
  if (!properties.ok()) return properties.status();
  bool& now = (**properties)[{*predicate, *object}].now;
  if (insert && now) ++unchanged_;
  if (now != insert) ++(insert ? properties_inserted_ : properties_deleted_);
  now = insert;
  const absl::StatusOr<FactState*> owner = states_.Fact(*key);
  if (!owner.ok()) return owner.status();
  (*owner)->anonymous_known = false;
  return absl::OkStatus();
}

ResolvedChanges ChangeResolver::Finish() {
  ResolvedChanges resolved;
  resolved.head = base_.state().head;
  resolved.unchanged = unchanged_;
  resolved.properties_inserted = properties_inserted_;
  resolved.properties_deleted = properties_deleted_;
  resolved.changes = states_.NetChanges(resolved.head.totals);
  if (resolved.changes.empty()) return resolved;  // nothing needs the terms that were added on the way
  resolved.terms = terms_.added();
  resolved.head.terms = terms_.counts();
  resolved.head.next_blank = terms_.next_blank();
  resolved.head.next_claim = next_claim_;
  for (const log::Change& change : resolved.changes) {
    if (order::IsProperty(change.statement)) continue;
    ++(change.insert ? resolved.inserted : resolved.deleted);
  }
  return resolved;
}

}  // namespace tern::store
