#include "cli/limits.h"

#include <CLI/CLI.hpp>
#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "cli/memory_size.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

struct Unit {
  absl::string_view name;
  double milliseconds;
};
constexpr std::array<Unit, 5> kUnits = {{{"", 1e3}, {"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}}};

absl::Status Refuse(std::string_view text) {
  return absl::InvalidArgumentError(
      model::StrCat("'", text, "' is no time; write it as 500ms, 5s, 2m or 1h"));
}

}  // namespace

absl::StatusOr<std::chrono::milliseconds> ParseTimeout(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(model::ToAbsl(text));
  size_t digits = 0;
  while (digits < trimmed.size() && (absl::ascii_isdigit(trimmed[digits]) || trimmed[digits] == '.'))
    ++digits;
  double number = 0;
  if (digits == 0 || !absl::SimpleAtod(trimmed.substr(0, digits), &number)) return Refuse(text);
  const absl::string_view unit = absl::StripAsciiWhitespace(trimmed.substr(digits));
  for (const Unit& known : kUnits) {
    if (!absl::EqualsIgnoreCase(unit, known.name)) continue;
    const double milliseconds = number * known.milliseconds;
    const auto most = static_cast<double>(std::chrono::milliseconds(kMaxTimeout).count());
    if (!(milliseconds >= 1) || milliseconds > most) return Refuse(text);
    return std::chrono::milliseconds(static_cast<int64_t>(milliseconds));
  }
  return Refuse(text);
}

void AddMemoryLimitOption(CLI::App& command, Environment& environment) {
  command
      .add_option_function<std::string>(
          "--memory-limit",
          [&environment](const std::string& text) {
            const absl::StatusOr<uint64_t> bytes = ParseMemorySize(text, MachineMemoryBytes());
            if (!bytes.ok()) {
              throw CLI::ValidationError("--memory-limit", std::string(bytes.status().message()));
            }
            environment.memory_limit = *bytes;
          },
          "What caches and statements may take: 512MB, 2GB, 25% of the machine's memory (the default); "
          "128MB at least")
      ->envname("TERN_MEMORY_LIMIT")
      ->type_name("SIZE");
}

void AddTimeoutOption(CLI::App& command, Environment& environment) {
  command
      .add_option_function<std::string>(
          "--timeout",
          [&environment](const std::string& text) {
            const absl::StatusOr<std::chrono::milliseconds> timeout = ParseTimeout(text);
            if (!timeout.ok())
              throw CLI::ValidationError("--timeout", std::string(timeout.status().message()));
            environment.timeout = *timeout;
          },
          "How long a statement may run, with the writing of its rows: 500ms, 5s, 2m (default: as long as it "
          "takes)")
      ->envname("TERN_TIMEOUT")
      ->type_name("TIME");
}

}  // namespace tern::cli
