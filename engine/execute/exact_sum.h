// A sum of numbers that does not depend on the sequence in which they come: plans may differ, answers must
// not. Integers and decimals are added exactly (decimal.h); doubles without loss, and rounded once at the end
// (Shewchuk 1997, as Python's fsum).
#ifndef TERN_ENGINE_EXECUTE_EXACT_SUM_H_
#define TERN_ENGINE_EXECUTE_EXACT_SUM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/execute/datum.h"
#include "engine/execute/decimal.h"

namespace tern::execute {

// The exact sum of doubles.
class DoubleSum {
 public:
  void Add(double number);
  double Total() const;  // rounded to nearest; infinite or NaN where the numbers say so
  size_t bytes() const { return parts_.capacity() * sizeof(double); }

 private:
  std::vector<double> parts_;  // that do not overlap, in ascending size
  double special_ = 0;         // the sum of what is not finite
};

class ExactSum {
 public:
  // A value that is no number makes the sum null.
  void Add(const ResolvedTerm& value);

  // 0 where nothing was added; null where a value was no number or the exact sum has too many digits.
  Datum Sum() const;
  // Null where nothing was added, else the sum by the count as `/` has it.
  Datum Average() const;
  size_t bytes() const { return doubles_.bytes(); }

 private:
  void AddExact(const std::optional<Decimal>& number);
  Datum Total(bool as_average) const;

  std::optional<Decimal> exact_ = Decimal{};
  DoubleSum doubles_;
  uint64_t count_ = 0;
  bool all_integers_ = true;
  bool has_double_ = false;
  bool failed_ = false;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_EXACT_SUM_H_
