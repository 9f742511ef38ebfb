// Values of the reference evaluator: which terms are equal, which compare, and arithmetic. Numbers are small
// here, so 128 bits hold every exact one.
#ifndef TERN_TESTS_REFERENCE_VALUES_H_
#define TERN_TESTS_REFERENCE_VALUES_H_

#include <optional>
#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/cell.h"

namespace tern::reference {

// --- kinds
bool IsNumber(const Cell& cell);
bool IsText(const Cell& cell);    // with or without a language
bool IsString(const Cell& cell);  // without one
// Nothing unless the cell is a boolean.
std::optional<bool> TruthOf(const Cell& cell);
bool IsTrue(const Cell& cell);

// --- comparison
// −1, 0, 1, or nothing where the two do not compare (also for null and lists).
std::optional<int> Compare(const Cell& a, const Cell& b);
// "Equals this value": by value where the two compare, else the same term, or lists of the same terms. False
// for null.
bool SameValue(const Cell& a, const Cell& b);
// Whether a constant of a walk, a map or a path stands for `term`: the same value, but a day is no time of
// day.
bool StandsFor(const Cell& constant, const Cell& term);

// --- arithmetic; null where something fails
Cell Calculate(syntax::Op op, const Cell& a, const Cell& b);  // + - * / of numbers and dates
Cell Negate(const Cell& number);
// Integers and decimals exactly; doubles as if exactly, rounded once at the end, so that their sequence does
// not matter. 0 of nothing.
Cell SumOf(const std::vector<Cell>& numbers);
enum class Rounding { kAbs, kRound, kFloor, kCeil };
Cell RoundTo(Rounding rounding, const Cell& number);
// The nearest whole number, halves up; nothing for what is no number.
std::optional<int64_t> WholeNumber(const Cell& cell);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_VALUES_H_
