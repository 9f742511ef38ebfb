#include "cli/memory_size.h"

#include <unistd.h>

#include <array>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

struct Unit {
  absl::string_view name;
  int shift;
};
constexpr std::array<Unit, 9> kUnits = {{{"b", 0},
                                         {"kb", 10},
                                         {"mb", 20},
                                         {"gb", 30},
                                         {"tb", 40},
                                         {"kib", 10},
                                         {"mib", 20},
                                         {"gib", 30},
                                         {"tib", 40}}};
constexpr double kMaxBytes = 1e18;  // what is more is no memory

absl::Status Refuse(std::string_view text) {
  return absl::InvalidArgumentError(
      model::StrCat("'", text, "' is no size of memory; write it as 512MB, 2GB or 25%"));
}

}  // namespace

absl::StatusOr<uint64_t> ParseMemorySize(std::string_view text, uint64_t machine_bytes) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(model::ToAbsl(text));
  size_t digits = 0;
  while (digits < trimmed.size() && (absl::ascii_isdigit(trimmed[digits]) || trimmed[digits] == '.'))
    ++digits;
  double number = 0;
  if (digits == 0 || !absl::SimpleAtod(trimmed.substr(0, digits), &number) || !(number > 0))
    return Refuse(text);
  const absl::string_view unit = absl::StripAsciiWhitespace(trimmed.substr(digits));
  if (unit == "%") {
    if (number > 100) return Refuse(text);
    return static_cast<uint64_t>(static_cast<double>(machine_bytes) * number / 100);
  }
  for (const Unit& known : kUnits) {
    if (!absl::EqualsIgnoreCase(unit, known.name)) continue;
    const double bytes = number * static_cast<double>(uint64_t{1} << known.shift);
    if (bytes < 1 || bytes > kMaxBytes) return Refuse(text);
    return static_cast<uint64_t>(bytes);
  }
  return Refuse(text);
}

uint64_t MachineMemoryBytes() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  return pages > 0 && page_bytes > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page_bytes) : 0;
}

}  // namespace tern::cli
