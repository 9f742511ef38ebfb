// Golden files: data, statements and what they must answer, in plain text.
//
//   # what the file is about
//   data:
//     A -[p {by: X}]-> B;
//
//   case: a plain edge matches a fact once, however many claims it has
//   query:
//     A -[p]-> ?x
//   rows:
//     x
//     B
//
// A section is a word and a colon at the start of a line; its body is indented by two spaces. `data:` starts
// an empty store and holds for the cases below it. A case has `query:` and one or more of `rows:`
// (tab-separated terms; sorted before comparing unless the query orders them), `message:`, `plan:`,
// `warnings:`, `error:` (the whole rendering) and `work:`, what reading the rows took: a line a counter of
// store::WorkCounts, `blocks_read <= 3` or `rows_scanned = 10`, so that an optimisation that is lost fails.
// With TERN_UPDATE_GOLDEN=1 in the environment the test
// rewrites the expectations instead of checking them: read the difference before you commit it.
#ifndef TERN_TESTS_GOLDEN_GOLDEN_FILE_H_
#define TERN_TESTS_GOLDEN_GOLDEN_FILE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace tern::golden {

struct Section {
  std::string name;   // "data", "case", "query", "rows", …; comments and blank lines are sections named ""
  std::string title;  // what stands behind the colon
  std::string body;   // without the indent; ends with a line break unless empty
};

struct GoldenFile {
  std::vector<Section> sections;
};

absl::StatusOr<GoldenFile> ParseGoldenFile(std::string_view text);
std::string PrintGoldenFile(const GoldenFile& file);

}  // namespace tern::golden

#endif  // TERN_TESTS_GOLDEN_GOLDEN_FILE_H_
