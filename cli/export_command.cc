// tern export: the whole database as a file that `tern load` reads back.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] =
    R"(TriG and N-Quads hold everything: each claim is a graph. Turtle and N-Triples hold the facts that
are stated without a claim or claimed at least once, and none of the claims. Without --format the
name after -o tells it (.ttl, .trig, .nt, .nq), else it is nquads.

Examples:
  tern export -o chips.trig
  tern export --format turtle
  tern export --format nquads | gzip > chips.nq.gz
)";

constexpr char kDefaultFormat[] = "nquads";

struct Suffix {
  std::string_view suffix;
  const char* format;
};
constexpr std::array<Suffix, 4> kSuffixes = {
    {{".ttl", "turtle"}, {".trig", "trig"}, {".nt", "ntriples"}, {".nq", "nquads"}}};

struct ExportArguments {
  std::string format;  // empty: as the file's name says
  std::string file;
};

std::string FormatOf(const ExportArguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  const std::string_view file = arguments.file;
  for (const Suffix& known : kSuffixes) {
    if (file.size() > known.suffix.size() && file.substr(file.size() - known.suffix.size()) == known.suffix) {
      return known.format;
    }
  }
  return kDefaultFormat;
}

void TellOfClaims(Environment& environment, const std::string& format, const ExportReport& report) {
  if (report.claims_left_out == 0) return;
  environment.Complain(model::StrCat("warning: ", report.claims_left_out,
                                     report.claims_left_out == 1 ? " claim was" : " claims were",
                                     " left out: ", format, " has no place for them; trig and nquads have"));
}

// Where an export is written, and where it goes once it is whole.
struct Destination {
  std::string file;  // what was asked for, symbolic links followed
  std::string
      partial;  // a new file beside it; the same as `file` for a device or a pipe, which is written straight
  std::optional<mode_t> mode;  // of the file that is replaced
};

Destination DestinationOf(const std::string& asked) {
  Destination destination;
  std::error_code error;
  const std::filesystem::path target = std::filesystem::canonical(asked, error);
  destination.file = error ? asked : target.string();
  struct stat status = {};
  if (stat(destination.file.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) {
      destination.partial = destination.file;
      return destination;
    }
    destination.mode = status.st_mode & 07777;
  }
  destination.partial = model::StrCat(destination.file, ".partial-", getpid());
  return destination;
}

// Writes beside FILE and renames at the end: a file of the asked name is always whole.
void ExportToFile(Environment& environment, Database& database, const ExportArguments& arguments) {
  const Destination destination = DestinationOf(arguments.file);
  const bool renames = destination.partial != destination.file;
  const int flags = renames ? O_CREAT | O_EXCL : 0;
  const int descriptor = open(destination.partial.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
  if (descriptor < 0) {
    environment.Complain(model::StrCat(arguments.file, ": cannot be written: ", std::strerror(errno)));
    environment.exit_status = kExitFailed;
    return;
  }
  if (renames && destination.mode) fchmod(descriptor, *destination.mode);
  const std::string format = FormatOf(arguments);
  absl::StatusOr<ExportReport> written = ExportReport();
  int error = 0;
  {
    Output out(descriptor);
    written = database.Export(out, format, &WasInterrupted);
    out.flush();
    error = out.error();
  }
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (renames && written.ok() && error == 0 &&
      std::rename(destination.partial.c_str(), destination.file.c_str()) != 0) {
    error = errno;
  }
  if (written.ok() && error == 0) return TellOfClaims(environment, format, *written);
  if (renames) unlink(destination.partial.c_str());
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
  const std::string format = FormatOf(arguments);
  const absl::StatusOr<ExportReport> written = database->Export(environment.out, format, &WasInterrupted);
  if (!written.ok()) return environment.Fail(written.status());
  TellOfClaims(environment, format, *written);
}

}  // namespace

void AddExportCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("export", "Write the whole database");
  const auto arguments = std::make_shared<ExportArguments>();
  command->add_option("--format", arguments->format, "The format, where the file's name does not tell it")
      ->check(CLI::IsMember({"turtle", "trig", "ntriples", "nquads"}));
  command->add_option("-o,--output", arguments->file, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->footer(kFooter);
  command->callback([&environment, arguments] { RunExport(environment, *arguments); });
}

}  // namespace tern::cli
