// What operators cost: nanoseconds, as measured on blocks in memory; only their proportions matter.
#ifndef TERN_ENGINE_OPTIMIZE_COSTS_H_
#define TERN_ENGINE_OPTIMIZE_COSTS_H_

namespace tern::optimize::cost {

inline constexpr double kScanRow = 4;
inline constexpr double kFilterRow = 60;
inline constexpr double kMergeRow = 8;
inline constexpr double kHashBuildRow = 70;
inline constexpr double kHashProbeRow = 25;
inline constexpr double kLookupKey = 1500;
inline constexpr double kLookupRow = 20;
inline constexpr double kLeapfrogRow = 12;   // of a scan: put into sorted arrays
inline constexpr double kLeapfrogOpen = 30;  // values of a variable are searched under those of others
inline constexpr double kLeapfrogNext = 5;   // the next value of a list
inline constexpr double kLeapfrogLeap = 10;  // in a list of one; half as much more for each doubling
inline constexpr double kOutputRow = 6;
inline constexpr double kGroupRow = 50;    // what unsorted input costs a hashing parent
inline constexpr double kSortRow = 300;    // terms are compared
inline constexpr double kApplyRow = 8000;  // operators are made anew
inline constexpr double kPathNode = 1600;  // a node that a path search reaches: its edges are looked up

}  // namespace tern::optimize::cost

#endif  // TERN_ENGINE_OPTIMIZE_COSTS_H_
