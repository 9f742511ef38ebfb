// A place in a text that a person wrote: a query or a fact file.
#ifndef TERN_STORAGE_MODEL_LOCATION_H_
#define TERN_STORAGE_MODEL_LOCATION_H_

#include <cstdint>

namespace tern::model {

// Lines count from 1, columns from 1 in code points, offsets from 0 in bytes.
struct Location {
  uint32_t line = 1;
  uint32_t column = 1;
  uint32_t offset = 0;
  uint32_t length = 0;  // bytes; 0 where only the start is known

  friend bool operator==(const Location&, const Location&) = default;
};

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_LOCATION_H_
