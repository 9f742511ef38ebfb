#include "tests/docs/workbench.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace tern::docs {
namespace {

// A documented command that takes longer than this hangs.
constexpr int kSecondsMax = 60;

std::filesystem::path MakeDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "tern-docs-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory: " + name);
  return name;
}

std::string ReadAll(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

Workbench::Workbench(const std::filesystem::path& program, const std::filesystem::path& source_dir)
    : directory_(MakeDirectory()) {
  for (const char* folder : {"bin", "build"}) {
    std::filesystem::create_directory(directory_ / folder);
    std::filesystem::create_symlink(program, directory_ / folder / "tern");
  }
  std::filesystem::create_directory_symlink(source_dir / "examples", directory_ / "examples");
}

Workbench::~Workbench() {
  std::error_code ignored;  // what is left lies in the temporary directory and harms nobody
  std::filesystem::remove_all(directory_, ignored);
}

CommandResult Workbench::Run(std::string_view script) {
  Write("run.sh", script);
  const std::string quoted = "'" + directory_.string() + "'";
  const std::string command = "cd " + quoted + " && PATH=" + quoted +
                              "/bin:\"$PATH\" && export PATH && unset TERN_DB && " + "exec timeout " +
                              std::to_string(kSecondsMax) +
                              " bash -e -o pipefail run.sh </dev/null >run.out 2>run.err";
  const int status = std::system(command.c_str());
  CommandResult result;
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = ReadAll(directory_ / "run.out");
  result.err = ReadAll(directory_ / "run.err");
  return result;
}

std::string Workbench::Write(const std::string& name, std::string_view text) {
  std::ofstream(directory_ / name) << text;
  return name;
}

}  // namespace tern::docs
