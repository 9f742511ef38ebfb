// Fuzzes the records of the meta family: any bytes are refused or give a record that encodes to bytes of the
// same meaning; also behind a checksum that agrees, which a fuzzer would not find by itself.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "storage/store/meta.h"
#include "tests/fuzz/require.h"

namespace {

using tern::fuzz::Require;

template <typename Decode, typename Encode>
void CheckRecord(std::string_view bytes, Decode decode, Encode encode) {
  const auto record = decode(bytes);
  if (!record.ok()) {
    Require(absl::IsDataLoss(record.status()) || absl::IsFailedPrecondition(record.status()));
    return;
  }
  const auto again = decode(encode(*record));
  Require(again.ok() && *again == *record);
}

void Check(std::string_view bytes) {
  CheckRecord(bytes, tern::store::DecodeFormat, tern::store::EncodeFormat);
  CheckRecord(bytes, tern::store::DecodeHead, tern::store::EncodeHead);
  CheckRecord(bytes, tern::store::DecodeGeneration, tern::store::EncodeGeneration);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = tern::fuzz::TextOf(data, size);
  Check(bytes);
  Check(tern::fuzz::WithChecksum(bytes));
  return 0;
}
