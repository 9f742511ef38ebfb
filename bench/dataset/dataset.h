// A seeded graph shaped like real ones, of any size: Zipf classes and predicates, power-law links at both
// ends, labels, numbers of three types, dates, a deep partOf tree, and named claims with who, when and source
// on a share of the facts. Any statement can be computed from its number alone, so a shuffled dataset of any
// size needs no memory. All of it is integer arithmetic: two machines write the same bytes.
//
// Entity E has seven facts that every entity has, up to two that some have, and links. How many links follows
// from its place in a block of kEntitiesPerBlock: one hub of 380, then 190, 126, … down to one.
#ifndef TERN_BENCH_DATASET_DATASET_H_
#define TERN_BENCH_DATASET_DATASET_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tern::bench {

struct DatasetOptions {
  uint64_t triples = 1'000'000;  // facts; the claims' own properties come on top. REQUIRES: 1 to kMaxTriples
  uint64_t seed = 1;
  bool shuffled = false;            // in a pseudo-random order instead of by subject
  bool long_literals = false;       // a comment of about 640 bytes instead of a category
  uint64_t claims_per_million = 0;  // facts that stand in a claim of their own. REQUIRES: at most a million
};

enum class Property : uint8_t {
  kType,
  kLabel,
  kPartOf,
  kCreated,
  kPopulation,
  kScore,
  kMeasure,
  kCategory,
  kComment,
  kAlias,
  kElevation,
  kLink,  // one of kLinkPredicates
  kBy,    // this and the next are of claims
  kOn,
  kSource,
};

// What a statement says, in numbers. The property tells what `object` is: the number of a class, an entity, a
// category, an agent or a source; of a date the days since the first of March of the year 0; an integer, of
// an elevation 1000 more; of a decimal and a double the digits, those behind the point included; of text the
// draw that it is made from.
struct Statement {
  static constexpr uint64_t kNoClaim = UINT64_MAX;

  uint64_t subject = 0;  // an entity, of claims' properties a claim
  Property property = Property::kType;
  uint32_t link = 0;  // of kLink: which
  uint64_t object = 0;
  uint64_t claim = kNoClaim;  // in which it is stated

  bool about_claim() const { return property >= Property::kBy; }
};

class Dataset {
 public:
  explicit Dataset(const DatasetOptions& options);

  uint64_t statement_count() const { return options_.triples + claim_count_ * kPropertiesPerClaim; }
  uint64_t entity_count() const { return entity_count_; }
  uint64_t claim_count() const { return claim_count_; }
  // Number `index` of the file. REQUIRES: index < statement_count().
  Statement At(uint64_t index) const;

  static constexpr uint64_t kMaxTriples = 4'000'000'000;
  static constexpr uint64_t kEntitiesPerBlock = 1024;
  static constexpr uint64_t kPropertiesPerClaim = 3;
  static constexpr uint64_t kClasses = 50;
  static constexpr uint64_t kLinkPredicates = 190;
  static constexpr uint64_t kAgents = 500;
  static constexpr uint64_t kSources = 1000;

 private:
  // A number in [0, 2^64) that depends on the seed, the thing, what it is drawn for, and nothing else.
  uint64_t Draw(uint64_t thing, uint64_t what) const;
  uint64_t Permute(uint64_t index) const;
  uint64_t LinkCount(uint64_t position) const;
  void LayOutBlock();
  uint64_t EntitiesOf(uint64_t facts) const;
  Statement Fact(uint64_t index) const;
  Statement Literal(uint64_t entity, uint64_t slot) const;
  Statement Link(uint64_t entity, uint64_t which, uint64_t count) const;
  Statement ClaimProperty(uint64_t claim, uint64_t which) const;
  uint64_t ClaimOf(uint64_t fact) const;

  DatasetOptions options_;
  uint64_t claim_count_ = 0;
  uint64_t hub_links_ = 0;
  uint64_t entity_count_ = 0;
  std::array<uint64_t, kEntitiesPerBlock + 1> starts_{};  // first fact of each entity of a block, and the end
  std::vector<uint64_t> classes_;                         // cumulative Zipf weights
  std::vector<uint64_t> predicates_;
  std::vector<uint64_t> agents_;
};

}  // namespace tern::bench

#endif  // TERN_BENCH_DATASET_DATASET_H_
