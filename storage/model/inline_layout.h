// Where the bits of inline payloads are, for who reads ids without making terms of them. On disk: never
// change. All biases make unsigned order value order. docs/format.md, "Ids"; decimals and doubles are in
// inline_number.h.
#ifndef TERN_STORAGE_MODEL_INLINE_LAYOUT_H_
#define TERN_STORAGE_MODEL_INLINE_LAYOUT_H_

#include <cstdint>

namespace tern::model {

inline constexpr int64_t kMonthBias = int64_t{1} << 57;
inline constexpr int64_t kDayBias = int64_t{1} << 57;  // payload: (days + bias) << 1 | "Z"
inline constexpr int kDateStyleBits = 1;
inline constexpr int64_t kMillisBias = int64_t{1}
                                       << 49;  // payload: (milliseconds + bias) << 9 | zone << 2 | digits
inline constexpr int kDateTimeStyleBits = 9;
inline constexpr int kBooleanStyleBits = 1;
inline constexpr int64_t kMicrosPerMilli = 1000;
inline constexpr int64_t kMillisPerDay = 86'400'000;

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_INLINE_LAYOUT_H_
