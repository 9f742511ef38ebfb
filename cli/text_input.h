// Reading a query from a file or standard input, whole.
#ifndef TERN_CLI_TEXT_INPUT_H_
#define TERN_CLI_TEXT_INPUT_H_

#include <string>

#include "absl/status/statusor.h"

namespace tern::cli {

inline constexpr size_t kMaxTextBytes = size_t{256} << 20;

// "-" is standard input. InvalidArgument, with the name and the reason, where it cannot be read or is too
// long; Cancelled where Ctrl-C came.
absl::StatusOr<std::string> ReadText(const std::string& path);

}  // namespace tern::cli

#endif  // TERN_CLI_TEXT_INPUT_H_
