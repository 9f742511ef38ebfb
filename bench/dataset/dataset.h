// A seeded graph shaped like real ones, of any size: Zipf classes and predicates, power-law links, labels,
// numbers of three types, dates, a deep partOf tree, and named claims with who and when on a share of the
// links. Any line can be computed from its number alone, so a shuffled dataset needs no memory, and two
// machines write the same bytes.
#ifndef TERN_BENCH_DATASET_DATASET_H_
#define TERN_BENCH_DATASET_DATASET_H_

#include <cstdint>
#include <string>
#include <vector>

namespace tern::bench {

struct DatasetOptions {
  uint64_t triples = 1'000'000;  // facts; the claims' own properties come on top
  uint64_t seed = 1;
  bool shuffled = false;       // lines in a pseudo-random order instead of by subject
  bool long_literals = false;  // comments of about 500 bytes instead of labels
  bool claims = false;         // N-Quads: every tenth link stands in a named graph with its own properties
};

class Dataset {
 public:
  explicit Dataset(const DatasetOptions& options);

  uint64_t line_count() const { return fact_count_ + claim_count_ * kLinesPerClaim; }
  // Line `index` of the file, with its line break, in N-Triples (N-Quads with claims). Replaces `line`.
  void Line(uint64_t index, std::string& line) const;

  static constexpr uint64_t kLinesPerEntity = 10;
  static constexpr uint64_t kLinesPerClaim = 3;

 private:
  // A number in [0, 2^64) that depends on the seed, what it is drawn for, and nothing else.
  uint64_t Draw(uint64_t entity, uint64_t what) const;
  double Unit(uint64_t entity, uint64_t what) const;
  uint64_t Target(uint64_t entity, uint64_t what) const;  // a power-law entity
  uint64_t Permute(uint64_t index) const;
  void Fact(uint64_t entity, uint64_t slot, std::string& line) const;
  void Link(uint64_t entity, uint64_t slot, std::string& line) const;
  void Literal(uint64_t entity, uint64_t slot, std::string& line) const;
  void ClaimProperty(uint64_t claim, uint64_t which, std::string& line) const;
  std::string Text(uint64_t entity, size_t words) const;

  DatasetOptions options_;
  uint64_t fact_count_;
  uint64_t entity_count_;
  uint64_t claim_count_;
  std::vector<double> class_cdf_;
  std::vector<double> predicate_cdf_;
};

}  // namespace tern::bench

#endif  // TERN_BENCH_DATASET_DATASET_H_
