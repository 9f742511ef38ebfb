// The tiny world of the random graphs and queries: few names, so that joins meet; equal values in several
// types and spellings, inline ones and ones that only the dictionary holds.
#ifndef TERN_TESTS_REFERENCE_VOCABULARY_H_
#define TERN_TESTS_REFERENCE_VOCABULARY_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "storage/model/term.h"
#include "tests/reference/scope.h"

namespace tern::reference {

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint64_t>(bound)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Below(static_cast<int>(from.size())))];
  }

 private:
  std::mt19937_64 random_;
};

struct Literal {
  model::Term term;
  std::string text;  // in TernQL
};

const std::vector<std::string>& EntityNames();
const std::vector<std::string>& PredicateNames();
const std::vector<Literal>& Literals();  // of every kind
const std::vector<Literal>& Dates();
const std::vector<Literal>& Texts();

model::Term Name(const std::string& name);  // in the base namespace
namespace iri {
inline constexpr const char* kBy = "http://www.w3.org/ns/prov#wasAttributedTo";
inline constexpr const char* kOn = "http://purl.org/dc/terms/date";
inline constexpr const char* kSource = "http://purl.org/dc/terms/source";
inline constexpr const char* kPublisher = "http://purl.org/dc/terms/publisher";
inline constexpr const char* kLabel = "http://www.w3.org/2000/01/rdf-schema#label";
}  // namespace iri

// $name, $list, $day and $few, which queries may use.
const Parameters& QueryParameters();

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_VOCABULARY_H_
