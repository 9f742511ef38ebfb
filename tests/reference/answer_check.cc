#include "tests/reference/answer_check.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tern::reference {
namespace {

constexpr size_t kMaxPrintedRows = 40;

std::vector<std::string> PrintedRows(const std::vector<Row>& rows, bool sorted) {
  std::vector<std::string> printed;
  printed.reserve(rows.size());
  for (const Row& row : rows) printed.push_back(Print(row));
  if (sorted) std::sort(printed.begin(), printed.end());
  return printed;
}

std::string Listed(std::vector<std::string> rows) {
  if (rows.size() > kMaxPrintedRows) {
    const size_t more = rows.size() - kMaxPrintedRows;
    rows.resize(kMaxPrintedRows);
    rows.push_back(absl::StrCat("… and ", more, " more"));
  }
  return absl::StrJoin(rows, "\n    ");
}

}  // namespace

std::string Difference(const Answer& expected, const EngineAnswer& got) {
  if (got.columns != expected.columns) return "columns " + absl::StrJoin(got.columns, ", ");
  const std::vector<std::string> want = PrintedRows(expected.rows, !expected.ordered);
  const std::vector<std::string> have = PrintedRows(got.rows, !expected.ordered);
  const std::string both = absl::StrCat("\n  got\n    ", Listed(have), "\n  expected\n    ", Listed(want));
  const size_t wanted_count = expected.cut_count.value_or(want.size());
  if (have.size() != wanted_count) {
    return absl::StrCat(have.size(), " rows instead of ", wanted_count, ":", both);
  }
  const bool same =
      expected.cut_count ? std::includes(want.begin(), want.end(), have.begin(), have.end()) : want == have;
  return same ? "" : "rows differ:" + both;
}

}  // namespace tern::reference
