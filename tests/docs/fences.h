// The fenced blocks and links of a Markdown page: what the documentation tests run and follow.
#ifndef TERN_TESTS_DOCS_FENCES_H_
#define TERN_TESTS_DOCS_FENCES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace tern::docs {

struct Fence {
  std::string kind;  // the first word behind the backticks: "sh", "ternql"; empty where there is none
  std::vector<std::string> arguments;  // the other words
  std::string text;  // with the fence's own indentation taken off, each line with its newline
  int line = 0;      // of the opening backticks, from 1
};

// All fences of a page, in order. InvalidArgument for one that is never closed: everything behind it would be
// skipped.
absl::StatusOr<std::vector<Fence>> FencesOf(std::string_view page);

// The targets of `[text](target)` outside fences that are paths of this repository: no scheme, fragment cut
// off.
std::vector<std::string> RelativeLinksOf(std::string_view page);

// The error codes ("TQ012") in a text, each once, in order of appearance.
std::vector<std::string> ErrorCodesOf(std::string_view text);

}  // namespace tern::docs

#endif  // TERN_TESTS_DOCS_FENCES_H_
