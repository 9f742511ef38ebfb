// A directory as a reader of the documentation would have it: `tern` on the path and at build/tern, examples/
// beside it, and the example loaded into the default store.
#ifndef TERN_TESTS_DOCS_WORKBENCH_H_
#define TERN_TESTS_DOCS_WORKBENCH_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace tern::docs {

struct CommandResult {
  int exit_status = -1;  // 128 + the signal's number where one ended the command; 124 where it took too long
  std::string out;
  std::string err;
};

// Makes its directory when it is built and removes it in the end. Not thread-safe.
class Workbench {
 public:
  // `program` is the tern to run; `source_dir` has the examples.
  Workbench(const std::filesystem::path& program, const std::filesystem::path& source_dir);
  ~Workbench();
  Workbench(const Workbench&) = delete;
  Workbench& operator=(const Workbench&) = delete;

  // Runs a bash script in the directory, with an empty standard input; it ends at the first command that
  // fails.
  CommandResult Run(std::string_view script);

  // Writes a file of the directory and returns its name.
  std::string Write(const std::string& name, std::string_view text);

  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
};

}  // namespace tern::docs

#endif  // TERN_TESTS_DOCS_WORKBENCH_H_
