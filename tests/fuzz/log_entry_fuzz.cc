// Any bytes are refused or are the one encoding of what they decode to; also behind a checksum that agrees,
// which a fuzzer would not find by itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/log/log_entry.h"
#include "storage/model/checksum.h"

namespace {

void Check(std::string_view bytes) {
  const auto entry = tern::log::DecodeLogEntry(bytes);
  if (entry.ok() ? tern::log::EncodeLogEntry(*entry) != bytes : !absl::IsDataLoss(entry.status()))
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  Check(bytes);
  std::string forged = bytes;
  const uint64_t checksum = tern::model::Checksum(bytes);
  for (int i = 0; i < 8; ++i) forged.push_back(static_cast<char>(checksum >> (8 * i)));
  Check(forged);
  return 0;
}
