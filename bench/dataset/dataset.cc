#include "bench/dataset/dataset.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tern::bench {
namespace {

constexpr const char* kEntity = "<http://example.org/entity/E";
constexpr const char* kPredicate = "<http://example.org/property/";
constexpr const char* kXsd = "http://www.w3.org/2001/XMLSchema#";
constexpr uint64_t kClasses = 50;
constexpr uint64_t kLinkPredicates = 190;
constexpr uint64_t kEntitiesPerClaim = 10;  // one link of every tenth entity is claimed

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), its output function.
uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

std::vector<double> ZipfCdf(uint64_t count) {
  std::vector<double> cdf;
  double sum = 0;
  for (uint64_t i = 1; i <= count; ++i) cdf.push_back(sum += 1.0 / static_cast<double>(i));
  for (double& value : cdf) value /= sum;
  return cdf;
}

uint64_t PickFrom(const std::vector<double>& cdf, double unit) {
  const auto at = std::lower_bound(cdf.begin(), cdf.end(), unit);
  return std::min<uint64_t>(static_cast<uint64_t>(at - cdf.begin()), cdf.size() - 1);
}

std::string Date(uint64_t draw) {
  return absl::StrFormat("%04d-%02d-%02d", 1950 + static_cast<int>(draw % 75),
                         1 + static_cast<int>(draw / 75 % 12), 1 + static_cast<int>(draw / 900 % 28));
}

}  // namespace

Dataset::Dataset(const DatasetOptions& options)
    : options_(options),
      fact_count_(options.triples),
      entity_count_(std::max<uint64_t>(1, (options.triples + kLinesPerEntity - 1) / kLinesPerEntity)),
      claim_count_(options.claims ? entity_count_ / kEntitiesPerClaim : 0),
      class_cdf_(ZipfCdf(kClasses)),
      predicate_cdf_(ZipfCdf(kLinkPredicates)) {}

uint64_t Dataset::Draw(uint64_t entity, uint64_t what) const {
  return Mix(Mix(options_.seed ^ what * 0xD1B54A32D192ED03) ^ entity);
}

double Dataset::Unit(uint64_t entity, uint64_t what) const {
  return static_cast<double>(Draw(entity, what) >> 11) * 0x1.0p-53;
}

uint64_t Dataset::Target(uint64_t entity, uint64_t what) const {
  const double unit = Unit(entity, what);
  return std::min(entity_count_ - 1,
                  static_cast<uint64_t>(static_cast<double>(entity_count_) * unit * unit * unit));
}

// A four-round Feistel network over the next even number of bits, walked until it falls into the range again.
uint64_t Dataset::Permute(uint64_t index) const {
  const uint64_t count = line_count();
  const int half = std::max(1, (static_cast<int>(std::bit_width(count)) + 1) / 2);
  const uint64_t mask = (uint64_t{1} << half) - 1;
  uint64_t value = index;
  do {
    uint64_t left = value >> half;
    uint64_t right = value & mask;
    for (uint64_t round = 0; round < 4; ++round) {
      const uint64_t next = left ^ (Draw(right, 1000 + round) & mask);
      left = right;
      right = next;
    }
    value = left << half | right;
  } while (value >= count);
  return value;
}

void Dataset::Line(uint64_t index, std::string& line) const {
  line.clear();
  if (options_.shuffled) index = Permute(index);
  if (index < fact_count_) {
    Fact(index / kLinesPerEntity, index % kLinesPerEntity, line);
  } else {
    const uint64_t rest = index - fact_count_;
    ClaimProperty(rest / kLinesPerClaim, rest % kLinesPerClaim, line);
  }
}

void Dataset::Fact(uint64_t entity, uint64_t slot, std::string& line) const {
  absl::StrAppend(&line, kEntity, entity, "> ");
  if (slot == 0) {
    absl::StrAppend(&line, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/class/C",
                    PickFrom(class_cdf_, Unit(entity, 0)), "> .\n");
  } else if (slot == 2) {
    absl::StrAppend(&line, kPredicate, "partOf> ", kEntity, entity == 0 ? 0 : (entity - 1) / 2, "> .\n");
  } else if (slot >= 6 && slot <= 8) {
    Link(entity, slot, line);
  } else {
    Literal(entity, slot, line);
  }
}

void Dataset::Link(uint64_t entity, uint64_t slot, std::string& line) const {
  absl::StrAppend(&line, kPredicate, "P", PickFrom(predicate_cdf_, Unit(entity, slot)), "> ", kEntity,
                  Target(entity, 100 + slot), ">");
  if (options_.claims && slot == 6 && entity % kEntitiesPerClaim == 0 &&
      entity / kEntitiesPerClaim < claim_count_) {
    absl::StrAppend(&line, " <http://example.org/claim/", entity / kEntitiesPerClaim, ">");
  }
  absl::StrAppend(&line, " .\n");
}

void Dataset::Literal(uint64_t entity, uint64_t slot, std::string& line) const {
  const uint64_t draw = Draw(entity, slot);
  switch (slot) {
    case 1:
      absl::StrAppend(&line, "<http://www.w3.org/2000/01/rdf-schema#label> \"", Text(entity, 2), " ", entity,
                      "\"@en .\n");
      return;
    case 3:
      absl::StrAppend(&line, kPredicate, "created> \"", Date(draw), "\"^^<", kXsd, "date> .\n");
      return;
    case 4: {
      const auto value = static_cast<uint64_t>(std::pow(10.0, 1 + 6 * Unit(entity, slot)));
      absl::StrAppend(&line, kPredicate, "population> \"", value, "\"^^<", kXsd, "integer> .\n");
      return;
    }
    case 5:
      if (draw % 4 == 0) {
        absl::StrAppend(&line, kPredicate, "score> \"", draw / 4 % 100000, ".", draw % 10, "\"^^<", kXsd,
                        "decimal> .\n");
      } else {
        absl::StrAppend(&line, kPredicate, "measure> \"",
                        absl::StrFormat("%.3f", static_cast<double>(draw % 100000000) / 1000), "\"^^<", kXsd,
                        "double> .\n");
      }
      return;
    default:
      if (options_.long_literals) {
        absl::StrAppend(&line, "<http://www.w3.org/2000/01/rdf-schema#comment> \"", Text(entity, 80),
                        "\" .\n");
      } else {
        absl::StrAppend(&line, kPredicate, "category> \"category ", PickFrom(class_cdf_, Unit(entity, slot)),
                        "\" .\n");
      }
  }
}

void Dataset::ClaimProperty(uint64_t claim, uint64_t which, std::string& line) const {
  absl::StrAppend(&line, "<http://example.org/claim/", claim, "> ");
  const uint64_t draw = Draw(claim, 200 + which);
  if (which == 0) {
    absl::StrAppend(&line, "<http://www.w3.org/ns/prov#wasAttributedTo> <http://example.org/agent/A",
                    PickFrom(predicate_cdf_, Unit(claim, 200)), "> .\n");
  } else if (which == 1) {
    absl::StrAppend(&line, "<http://purl.org/dc/terms/date> \"", Date(draw), "\"^^<", kXsd, "date> .\n");
  } else {
    absl::StrAppend(&line, "<http://purl.org/dc/terms/source> <http://example.org/source/S", draw % 1000,
                    "> .\n");
  }
}

std::string Dataset::Text(uint64_t entity, size_t words) const {
  constexpr const char* kSyllables[] = {"ka", "lo", "mi",  "ter", "na",  "sol",
                                        "vi", "ru", "den", "pa",  "she", "or"};
  std::string text;
  uint64_t draw = Draw(entity, 300);
  for (size_t i = 0; i < words; ++i) {
    if (i > 0) text += ' ';
    for (int syllable = 0; syllable < 3; ++syllable) {
      text += kSyllables[draw % 12];
      draw = draw / 12 + Mix(draw);
    }
  }
  return text;
}

}  // namespace tern::bench
