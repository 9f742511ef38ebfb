#include "storage/load/claim_collector.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/model/text.h"

namespace tern::load {

using model::TermId;
using store::FactKey;
using store::Property;
using store::PropertyList;

void ClaimCollector::AddLabel(std::string name) {
  labels_.emplace_back();
  labels_.back().name = std::move(name);
}

void ClaimCollector::Add(const ClaimEntry& entry) {
  if (entry.kind == ClaimEntry::Kind::kProperty) {
    labels_[entry.label.payload() >> 2].properties.push_back(entry.properties.front());
    return;
  }
  Claim claim;
  claim.position = entry.position;
  claim.fact = entry.fact;
  claim.stance = entry.stance;
  if (entry.kind == ClaimEntry::Kind::kLabelled) {
    claim.label = static_cast<uint32_t>(entry.label.payload() >> 2);
    labels_[claim.label].has_fact = true;
  }
  claim.begin = pool_.size();
  pool_.insert(pool_.end(), entry.properties.begin(), entry.properties.end());
  claim.end = pool_.size();
  claims_.push_back(claim);
}

uint64_t ClaimCollector::size_bytes() const {
  uint64_t bytes = claims_.capacity() * sizeof(Claim) + pool_.capacity() * sizeof(Property);
  for (const Label& label : labels_) {
    bytes += sizeof label + label.name.capacity() + label.properties.capacity() * sizeof(Property);
  }
  return bytes;
}

// The properties of a label go to all claims with it.
absl::Status ClaimCollector::JoinLabels() {
  for (const Label& label : labels_) {
    if (label.has_fact) continue;
    return absl::InvalidArgumentError(model::StrCat("the claim labelled ", label.name,
                                                    " is described or named, but no fact is claimed by it"));
  }
  std::sort(claims_.begin(), claims_.end(),
            [](const Claim& a, const Claim& b) { return a.position < b.position; });
  for (Claim& claim : claims_) {
    if (claim.label == kNoLabel) continue;
    const PropertyList& properties = labels_[claim.label].properties;
    claim.begin = pool_.size();
    pool_.insert(pool_.end(), properties.begin(), properties.end());
    claim.end = pool_.size();
  }
  return absl::OkStatus();
}

absl::Status ClaimCollector::Resolve(const store::SnapshotImpl& base, uint64_t& next_claim,
                                     std::vector<model::Row>& statements,
                                     std::vector<model::Row>& properties) {
  if (absl::Status status = JoinLabels(); !status.ok()) return status;
  Output output{base, next_claim, statements, properties};
  std::vector<size_t> waiting(claims_.size());
  for (size_t i = 0; i < waiting.size(); ++i) waiting[i] = i;
  // Claims that speak of other claims can be compared once those have their ids. Every round but the last
  // resolves one at least.
  while (!waiting.empty()) {
    std::vector<size_t> ready;
    std::vector<size_t> rest;
    for (const size_t i : waiting) (IsReady(claims_[i]) ? ready : rest).push_back(i);
    if (ready.empty()) {
      ResolveCycle(rest, output);
      return absl::OkStatus();
    }
    if (absl::Status status = ResolveReady(std::move(ready), output); !status.ok()) return status;
    waiting = std::move(rest);
  }
  return absl::OkStatus();
}

bool ClaimCollector::IsReady(const Claim& claim) const {
  const auto is_known = [&](TermId object) {
    return !object.is_anonymous_claim() || !ClaimOf(object).is_null();
  };
  for (size_t i = claim.begin; i < claim.end; ++i) {
    if (!is_known(pool_[i].second)) return false;
  }
  return is_known(claim.fact[2]);
}

void ClaimCollector::ReplaceLabels(Claim& claim) {
  const auto replace = [&](TermId& object) {
    if (object.is_anonymous_claim()) object = ClaimOf(object);
  };
  for (size_t i = claim.begin; i < claim.end; ++i) replace(pool_[i].second);
  replace(claim.fact[2]);
}

void ClaimCollector::SortProperties(Claim& claim) {
  const auto begin = pool_.begin() + static_cast<std::ptrdiff_t>(claim.begin);
  const auto end = pool_.begin() + static_cast<std::ptrdiff_t>(claim.end);
  std::sort(begin, end);
  claim.end = claim.begin + static_cast<size_t>(std::unique(begin, end) - begin);
}

bool ClaimCollector::IsBefore(const Claim& a, const Claim& b) const {
  const auto key_a = std::tie(a.fact, a.stance);
  const auto key_b = std::tie(b.fact, b.stance);
  if (key_a != key_b) return key_a < key_b;
  return std::lexicographical_compare(pool_.begin() + static_cast<std::ptrdiff_t>(a.begin),
                                      pool_.begin() + static_cast<std::ptrdiff_t>(a.end),
                                      pool_.begin() + static_cast<std::ptrdiff_t>(b.begin),
                                      pool_.begin() + static_cast<std::ptrdiff_t>(b.end));
}

absl::Status ClaimCollector::ResolveReady(std::vector<size_t> ready, Output& output) {
  for (const size_t i : ready) {
    ReplaceLabels(claims_[i]);
    SortProperties(claims_[i]);
  }
  // Equal claims side by side, the first that was read in front: it stands for the others.
  std::sort(ready.begin(), ready.end(), [&](size_t a, size_t b) {
    if (IsBefore(claims_[a], claims_[b])) return true;
    return !IsBefore(claims_[b], claims_[a]) && a < b;
  });
  std::vector<size_t> distinct;
  std::vector<std::pair<size_t, size_t>> repeated;  // claim, the one that it repeats
  for (const size_t i : ready) {
    if (!distinct.empty() && !IsBefore(claims_[distinct.back()], claims_[i])) {
      repeated.emplace_back(i, distinct.back());
    } else {
      distinct.push_back(i);
    }
  }
  if (output.base.totals().claimed > 0) {
    if (absl::Status status = FindInStore(distinct, output.base); !status.ok()) return status;
  }
  // Numbers follow the input.
  std::sort(distinct.begin(), distinct.end());
  for (const size_t i : distinct) {
    Claim& claim = claims_[i];
    if (!claim.id.is_null()) continue;
    SetId(claim, model::AnonymousClaim(output.next_claim++, claim.stance));
    Emit(claim, output);
  }
  for (const auto& [claim, original] : repeated) SetId(claims_[claim], claims_[original].id);
  return absl::OkStatus();
}

void ClaimCollector::ResolveCycle(const std::vector<size_t>& claims, Output& output) {
  for (const size_t i : claims) {
    SetId(claims_[i], model::AnonymousClaim(output.next_claim++, claims_[i].stance));
  }
  for (const size_t i : claims) {
    ReplaceLabels(claims_[i]);
    SortProperties(claims_[i]);
    Emit(claims_[i], output);
  }
}

absl::Status ClaimCollector::FindInStore(const std::vector<size_t>& claims, const store::SnapshotImpl& base) {
  for (size_t begin = 0; begin < claims.size(); begin += kBatchClaims) {
    store::StatementStates states(base);
    for (size_t i = begin; i < std::min(claims.size(), begin + kBatchClaims); ++i) {
      Claim& claim = claims_[claims[i]];
      const PropertyList properties(pool_.begin() + static_cast<std::ptrdiff_t>(claim.begin),
                                    pool_.begin() + static_cast<std::ptrdiff_t>(claim.end));
      const absl::StatusOr<TermId> known = states.FindAnonymous(claim.fact, claim.stance, properties);
      if (!known.ok()) return known.status();
      if (!known->is_null()) SetId(claim, *known);
    }
  }
  return absl::OkStatus();
}

void ClaimCollector::SetId(Claim& claim, TermId id) {
  claim.id = id;
  if (claim.label != kNoLabel && labels_[claim.label].claim.is_null()) labels_[claim.label].claim = id;
}

void ClaimCollector::Emit(const Claim& claim, Output& output) const {
  output.statements.push_back({claim.fact[0], claim.fact[1], claim.fact[2], claim.id});
  for (size_t i = claim.begin; i < claim.end; ++i) {
    output.properties.push_back({claim.id, pool_[i].first, pool_[i].second, TermId::Null()});
  }
}

}  // namespace tern::load
