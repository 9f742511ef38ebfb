// Sizes of memory as a command line has them.
#ifndef TERN_CLI_MEMORY_SIZE_H_
#define TERN_CLI_MEMORY_SIZE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace tern::cli {

// "512MB", "2GB", "1.5 GiB", "25%" (of `machine_bytes`): a number, and B, KB, MB, GB, TB, each also with
// "iB", in any case, where a KB is 1024 bytes as for everything that measures memory. InvalidArgument for
// anything else, for nothing at all and for more than 100 %.
absl::StatusOr<uint64_t> ParseMemorySize(std::string_view text, uint64_t machine_bytes);

// Of this machine.
uint64_t MachineMemoryBytes();

}  // namespace tern::cli

#endif  // TERN_CLI_MEMORY_SIZE_H_
