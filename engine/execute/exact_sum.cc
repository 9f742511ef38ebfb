#include "engine/execute/exact_sum.h"

#include <cmath>
#include <string>
#include <utility>

#include "engine/execute/functions.h"

namespace tern::execute {

using model::ValueKind;

void DoubleSum::Add(double number) {
  if (!std::isfinite(number)) {
    special_ += number;
    return;
  }
  size_t kept = 0;
  for (double part : parts_) {
    if (std::fabs(number) < std::fabs(part)) std::swap(number, part);
    const double high = number + part;
    const double low = part - (high - number);
    if (low != 0.0) parts_[kept++] = low;
    number = high;
  }
  parts_.resize(kept);
  if (std::isfinite(number)) {
    parts_.push_back(number);
  } else {  // beyond the largest double
    parts_.clear();
    special_ += number;
  }
}

double DoubleSum::Total() const {
  if (special_ != 0.0) return special_;  // NaN too
  if (parts_.empty()) return 0.0;
  size_t i = parts_.size();
  double high = parts_[--i];
  double low = 0.0;
  while (i > 0) {
    const double before = high;
    const double part = parts_[--i];
    high = before + part;
    low = part - (high - before);
    if (low != 0.0) break;
  }
  // What is left may break a tie that rounding to even has decided.
  if (i > 0 && ((low < 0.0 && parts_[i - 1] < 0.0) || (low > 0.0 && parts_[i - 1] > 0.0))) {
    const double twice = low * 2.0;
    const double other = high + twice;
    if (twice == other - high) high = other;
  }
  return high;
}

void ExactSum::AddExact(const std::optional<Decimal>& number) {
  ++count_;
  exact_ = exact_ && number ? tern::execute::Add(*exact_, *number) : std::nullopt;
}

void ExactSum::Add(const ResolvedTerm& value) {
  if (value.value.kind != ValueKind::kNumber) {
    failed_ = true;
    return;
  }
  if (value.value.is_double) {
    ++count_;
    has_double_ = true;
    doubles_.Add(model::ToDouble(value.value));
    return;
  }
  all_integers_ = all_integers_ && IsIntegerNumber(value);
  AddExact(DecimalOf(value.value));
}

Datum ExactSum::Total(bool as_average) const {
  if (failed_ || !exact_) return Datum::Null();
  const bool is_integer = all_integers_ && !has_double_;
  if (has_double_) {
    DoubleSum all = doubles_;
    const model::Term exact = model::Term::Typed(DecimalText(*exact_), std::string(model::iri::kXsdDecimal));
    all.Add(model::ToDouble(model::ValueOf(exact)));
    const double total = all.Total();
    return DoubleNumber(as_average ? total / static_cast<double>(count_) : total);
  }
  if (!as_average) return ExactNumber(exact_, is_integer);
  return ExactNumber(Divide(*exact_, Decimal{static_cast<Int128>(count_), 0}), false);
}

Datum ExactSum::Sum() const { return Total(false); }

Datum ExactSum::Average() const { return count_ == 0 && !failed_ ? Datum::Null() : Total(true); }

}  // namespace tern::execute
