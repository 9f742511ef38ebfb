// tern export: the whole database as a file that `tern load` reads back.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] = R"(Examples:
  tern export --format nquads -o chips.nq
  tern export --format nquads | gzip > chips.nq.gz
)";

struct ExportArguments {
  std::string format = "nquads";
  std::string file;
};

// Writes to FILE.partial and renames at the end: a file of the asked name is always whole.
void ExportToFile(Environment& environment, Database& database, const ExportArguments& arguments) {
  const std::string partial = arguments.file + ".partial";
  const int descriptor = open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    environment.Complain(model::StrCat(partial, ": ", std::strerror(errno)));
    environment.exit_status = kExitFailed;
    return;
  }
  absl::StatusOr<uint64_t> written = uint64_t{0};
  int error = 0;
  {
    Output out(descriptor);
    written = database.Export(out, arguments.format, &WasInterrupted);
    out.flush();
    error = out.error();
  }
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (written.ok() && error == 0 && std::rename(partial.c_str(), arguments.file.c_str()) != 0) error = errno;
  if (written.ok() && error == 0) return;
  unlink(partial.c_str());
  if (error == 0) return environment.Fail(written.status());
  environment.Complain(model::StrCat(arguments.file, ": cannot be written: ", std::strerror(error)));
  environment.exit_status = kExitFailed;
}

void RunExport(Environment& environment, const ExportArguments& arguments) {
  const std::unique_ptr<Database> database = OpenDatabase(environment, {});
  if (database == nullptr) return;
  if (!arguments.file.empty() && arguments.file != "-") {
    return ExportToFile(environment, *database, arguments);
  }
  const absl::StatusOr<uint64_t> written =
      database->Export(environment.out, arguments.format, &WasInterrupted);
  if (!written.ok()) environment.Fail(written.status());
}

}  // namespace

void AddExportCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("export", "Write the whole database");
  const auto arguments = std::make_shared<ExportArguments>();
  command->add_option("--format", arguments->format, "The format (default nquads)")
      ->check(CLI::IsMember({"nquads"}));
  command->add_option("-o,--output", arguments->file, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->footer(kFooter);
  command->callback([&environment, arguments] { RunExport(environment, *arguments); });
}

}  // namespace tern::cli
