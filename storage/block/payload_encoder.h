// Writes a payload stream in the encoding that is smallest for its values.
#ifndef TERN_STORAGE_BLOCK_PAYLOAD_ENCODER_H_
#define TERN_STORAGE_BLOCK_PAYLOAD_ENCODER_H_

#include <cstdint>
#include <string>

#include "absl/types/span.h"

namespace tern::block {

// Appends what PayloadStream::Parse reads. REQUIRES: 1 … kMaxRowsPerBlock payloads below 2^59.
void AppendPayloadStream(absl::Span<const uint64_t> payloads, std::string& out);

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_PAYLOAD_ENCODER_H_
