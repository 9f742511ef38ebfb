// The checksum of everything on disk that Tern checks itself: XXH64 (Yann Collet, xxHash specification
// 0.1.1), a fast 64-bit hash that notices any flipped bit and nearly any other damage. It is no defence
// against somebody who wants to forge a file.
#ifndef TERN_STORAGE_MODEL_CHECKSUM_H_
#define TERN_STORAGE_MODEL_CHECKSUM_H_

#include <cstdint>
#include <string_view>

namespace tern::model {

// On disk: never change. A seed chains checksums: that of one part seeds the next.
uint64_t Checksum(std::string_view bytes, uint64_t seed = 0);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_CHECKSUM_H_
