// What bounds a command that reads or writes a database: --memory-limit and --timeout.
#ifndef TERN_CLI_LIMITS_H_
#define TERN_CLI_LIMITS_H_

#include <chrono>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/environment.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}  // namespace CLI

namespace tern::cli {

// Adds the option, or TERN_MEMORY_LIMIT, that sets environment.memory_limit.
void AddMemoryLimitOption(CLI::App& command, Environment& environment);
// Adds the option, or TERN_TIMEOUT, that sets environment.timeout.
void AddTimeoutOption(CLI::App& command, Environment& environment);

// "5s", "500ms", "2m", "1.5h"; a number alone is seconds. InvalidArgument for anything else, for nothing, and
// for what is less than a millisecond or more than kMaxTimeout.
inline constexpr std::chrono::hours kMaxTimeout{24 * 365};
absl::StatusOr<std::chrono::milliseconds> ParseTimeout(std::string_view text);

}  // namespace tern::cli

#endif  // TERN_CLI_LIMITS_H_
