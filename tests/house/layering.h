// The rules of the house that a compiler does not hold: who may include whom, where third-party headers may
// appear, and what a header's guard is called. Pure functions on a file's path and text, so that the checker
// is tested on wrong text too; layering_test.cc runs them over the tree.
#ifndef TERN_TESTS_HOUSE_LAYERING_H_
#define TERN_TESTS_HOUSE_LAYERING_H_

#include <string>
#include <string_view>
#include <vector>

namespace tern::house {

struct Include {
  std::string path;
  int line = 0;
  bool angled = false;  // <…> rather than "…"
};
std::vector<Include> IncludesOf(std::string_view text);

// The folder of the table that `path` ("storage/block/block.cc") lies in; empty where it lies in none.
std::string_view FolderOf(std::string_view path);

// True if a file of `folder` may include `header`: its own folder, the folders that the table gives it, and
// what those may include in turn.
bool MayInclude(std::string_view folder, std::string_view header);

// Each returns its complaints as "path:line: what is wrong"; none means that all is well.
std::vector<std::string> CheckIncludes(std::string_view path, std::string_view text);
std::vector<std::string> CheckGuard(std::string_view path, std::string_view text);
// A source whose own header comes first proves, by compiling, that the header compiles alone.
std::vector<std::string> CheckOwnHeaderFirst(std::string_view path, std::string_view text);

}  // namespace tern::house

#endif  // TERN_TESTS_HOUSE_LAYERING_H_
