#include "bench/dataset/dataset.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace tern::bench {
namespace {

constexpr uint64_t kMaxHubLinks = 380;
constexpr uint64_t kCommonFacts = 7;     // facts that every entity has, before its rarer ones and its links
constexpr uint64_t kFirstDay = 712'163;  // 1950-01-01, counted from 0000-03-01
constexpr uint64_t kDays = 75 * 365;
// One draw a thing and purpose; link number n of an entity takes two, from these on.
enum Purpose : uint64_t {
  kLinkTarget = 1'000,
  kLinkPredicate = 2'000,
  kClaimProperty = 3'000,
  kClaimPlace,
  kRound
};

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), its output function.
uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

std::vector<uint64_t> ZipfWeights(uint64_t count) {
  std::vector<uint64_t> cumulative;
  uint64_t sum = 0;
  for (uint64_t i = 1; i <= count; ++i) cumulative.push_back(sum += (uint64_t{1} << 28) / i);
  return cumulative;
}

// REQUIRES: the weights' sum below 2^32.
uint64_t Pick(const std::vector<uint64_t>& cumulative, uint64_t draw) {
  const uint64_t at = ((draw >> 32) * cumulative.back()) >> 32;
  return static_cast<uint64_t>(std::upper_bound(cumulative.begin(), cumulative.end(), at) -
                               cumulative.begin());
}

bool HasAlias(uint64_t position) { return position % 3 == 0; }
bool HasElevation(uint64_t position) { return position % 5 == 0; }

// Neighbours get far apart ranks; 389 is odd, so every rank of a block comes once.
uint64_t RankOf(uint64_t position) { return (position * 389 + 512) % Dataset::kEntitiesPerBlock + 1; }

// Log-uniform by decades: 1 to 7 digits.
uint64_t WideInteger(uint64_t draw) {
  uint64_t decade = 1;
  for (uint64_t digits = draw % 7; digits > 0; --digits) decade *= 10;
  return decade + (draw >> 8) % (9 * decade);
}

}  // namespace

Dataset::Dataset(const DatasetOptions& options)
    : options_(options),
      claim_count_(options.triples * options.claims_per_million / 1'000'000),
      classes_(ZipfWeights(kClasses)),
      predicates_(ZipfWeights(kLinkPredicates)),
      agents_(ZipfWeights(kAgents)) {
  // An entity's links lead to different entities: a small graph has smaller hubs.
  for (hub_links_ = kMaxHubLinks; hub_links_ > 1; hub_links_ /= 2) {
    LayOutBlock();
    if (EntitiesOf(options_.triples) > 2 * hub_links_) break;
  }
  LayOutBlock();
  entity_count_ = EntitiesOf(options_.triples);
}

uint64_t Dataset::LinkCount(uint64_t position) const {
  return std::max<uint64_t>(1, hub_links_ / RankOf(position));
}

void Dataset::LayOutBlock() {
  for (uint64_t i = 0; i < kEntitiesPerBlock; ++i) {
    const uint64_t rare = uint64_t{HasAlias(i)} + uint64_t{HasElevation(i)};
    starts_[i + 1] = starts_[i] + kCommonFacts + rare + LinkCount(i);
  }
}

uint64_t Dataset::EntitiesOf(uint64_t facts) const {
  const uint64_t rest = facts % starts_.back();
  const auto end = std::lower_bound(starts_.begin(), starts_.end(), rest);
  return facts / starts_.back() * kEntitiesPerBlock + static_cast<uint64_t>(end - starts_.begin());
}

uint64_t Dataset::Draw(uint64_t thing, uint64_t what) const {
  return Mix(Mix(options_.seed ^ what * 0xD1B54A32D192ED03) ^ thing);
}

// A four-round Feistel network over the next even number of bits, walked until it falls into the range again.
uint64_t Dataset::Permute(uint64_t index) const {
  const uint64_t count = statement_count();
  const int half = std::max(1, (static_cast<int>(std::bit_width(count)) + 1) / 2);
  const uint64_t mask = (uint64_t{1} << half) - 1;
  uint64_t value = index;
  do {
    uint64_t left = value >> half;
    uint64_t right = value & mask;
    for (uint64_t round = 0; round < 4; ++round) {
      const uint64_t next = left ^ (Draw(right, kRound + round) & mask);
      left = right;
      right = next;
    }
    value = left << half | right;
  } while (value >= count);
  return value;
}

Statement Dataset::At(uint64_t index) const {
  if (options_.shuffled) index = Permute(index);
  if (index >= options_.triples) {
    const uint64_t rest = index - options_.triples;
    return ClaimProperty(rest / kPropertiesPerClaim, rest % kPropertiesPerClaim);
  }
  Statement fact = Fact(index);
  fact.claim = ClaimOf(index);
  return fact;
}

// The facts are cut into as many stretches as there are claims, and each stretch has one.
uint64_t Dataset::ClaimOf(uint64_t fact) const {
  if (claim_count_ == 0) return Statement::kNoClaim;
  const auto start = [&](uint64_t claim) {
    return (claim * options_.triples + claim_count_ - 1) / claim_count_;
  };
  const uint64_t claim = fact * claim_count_ / options_.triples;
  const uint64_t first = start(claim);
  return first + Draw(claim, kClaimPlace) % (start(claim + 1) - first) == fact ? claim : Statement::kNoClaim;
}

Statement Dataset::Fact(uint64_t index) const {
  const uint64_t within = index % starts_.back();
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), within);
  const auto position = static_cast<uint64_t>(after - starts_.begin()) - 1;
  const uint64_t entity = index / starts_.back() * kEntitiesPerBlock + position;
  uint64_t slot = within - starts_[position];
  if (slot < kCommonFacts) return Literal(entity, slot);
  slot -= kCommonFacts;
  if (HasAlias(position) && slot-- == 0) {
    return {.subject = entity, .property = Property::kAlias, .object = Draw(entity, 7)};
  }
  if (HasElevation(position) && slot-- == 0) {
    return {.subject = entity, .property = Property::kElevation, .object = Draw(entity, 8) % 10'000};
  }
  return Link(entity, slot, LinkCount(position));
}

Statement Dataset::Literal(uint64_t entity, uint64_t slot) const {
  const uint64_t draw = Draw(entity, slot);
  switch (slot) {
    case 0:
      return {.subject = entity, .property = Property::kType, .object = Pick(classes_, draw)};
    case 1:
      return {.subject = entity, .property = Property::kLabel, .object = draw};
    case 2: {
      // Within the last eighth of those before it: 148 levels deep at a hundred thousand entities.
      const uint64_t parent = entity == 0 ? 0 : entity - 1 - draw % (entity / 8 + 1);
      return {.subject = entity, .property = Property::kPartOf, .object = parent};
    }
    case 3:
      return {.subject = entity, .property = Property::kCreated, .object = kFirstDay + draw % kDays};
    case 4:
      return {.subject = entity, .property = Property::kPopulation, .object = WideInteger(draw)};
    case 5:
      if (draw % 4 == 0)
        return {.subject = entity, .property = Property::kScore, .object = (draw >> 8) % 1'000'000};
      return {.subject = entity, .property = Property::kMeasure, .object = (draw >> 8) % 100'000'000};
    default:
      if (options_.long_literals) return {.subject = entity, .property = Property::kComment, .object = draw};
      return {.subject = entity, .property = Property::kCategory, .object = Pick(classes_, draw)};
  }
}

// The targets' density falls with the power 2/3 of their number. Each link draws from its own part of [0, 1),
// so that the targets ascend, and what is added keeps them apart where the density is high.
Statement Dataset::Link(uint64_t entity, uint64_t which, uint64_t count) const {
  const uint64_t unit = ((which << 32) + (Draw(entity, kLinkTarget + which) >> 32)) / count;
  const uint64_t cube = (((unit * unit) >> 32) * unit) >> 32;
  const uint64_t room = entity_count_ > count ? entity_count_ - count : 0;
  const uint64_t target = std::min(entity_count_ - 1, which + ((room * cube) >> 32));
  return {.subject = entity,
          .property = Property::kLink,
          .link = static_cast<uint32_t>(Pick(predicates_, Draw(entity, kLinkPredicate + which))),
          .object = target};
}

Statement Dataset::ClaimProperty(uint64_t claim, uint64_t which) const {
  const uint64_t draw = Draw(claim, kClaimProperty + 100 + which);
  if (which == 0) return {.subject = claim, .property = Property::kBy, .object = Pick(agents_, draw)};
  if (which == 1) return {.subject = claim, .property = Property::kOn, .object = kFirstDay + draw % kDays};
  return {.subject = claim, .property = Property::kSource, .object = draw % kSources};
}

}  // namespace tern::bench
