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

#include "absl/strings/match.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "cli/packed_output.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] =
    R"(TriG and N-Quads hold everything: each claim is a graph. Turtle and N-Triples hold the facts that
are stated without a claim or claimed at least once, and none of the claims. Without --format the
name after -o tells it (.ttl, .trig, .nt, .nq, also with .gz or .zst, which pack); on standard output
it is nquads.

Examples:
  tern export -o chips.trig
  tern export --format turtle
  tern export -o chips.nq.gz
  tern export --format nquads | xz > chips.nq.xz
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

// Nothing where neither the option nor the file's name says it.
std::optional<std::string> FormatOf(const ExportArguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  const std::string_view file = WithoutPackingSuffix(arguments.file);
  for (const Suffix& known : kSuffixes) {
    if (file.size() > known.suffix.size() &&
        absl::EndsWithIgnoreCase(model::ToAbsl(file), model::ToAbsl(known.suffix))) {
      return known.format;
    }
  }
  return std::nullopt;
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

  bool is_file() const { return partial != file; }
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

// The whole database into `out`, packed where that is asked for. `packed` becomes false where packing itself
// failed.
absl::StatusOr<ExportReport> ExportPacked(Database& database, const std::string& format, Packing packing,
                                          std::ostream& out, bool& packed) {
  if (packing == Packing::kNone) return database.Export(out, format, &WasInterrupted);
  PackedBuffer buffer(packing, &out);
  std::ostream packed_out(&buffer);
  absl::StatusOr<ExportReport> written = database.Export(packed_out, format, &WasInterrupted);
  if (written.ok()) packed = buffer.Finish();
  return written;
}

// Writes beside FILE and renames at the end: a file of the asked name is always whole.
void ExportToFile(Environment& environment, Database& database, const ExportArguments& arguments,
                  const Destination& destination, const std::string& format) {
  const bool renames = destination.is_file();
  const int flags = renames ? O_CREAT | O_EXCL : 0;
  const int descriptor = open(destination.partial.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
  if (descriptor < 0) {
    environment.Complain(model::StrCat(arguments.file, ": cannot be written: ", std::strerror(errno)));
    environment.exit_status = kExitFailed;
    return;
  }
  if (renames && destination.mode) fchmod(descriptor, *destination.mode);
  absl::StatusOr<ExportReport> written = ExportReport();
  int error = 0;
  {
    Output out(descriptor);
    bool packed = true;
    written = ExportPacked(database, format, PackingOfName(arguments.file), out, packed);
    out.flush();
    error = out.error();
    if (!packed && error == 0) error = ENOMEM;
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
  const bool to_output = arguments.file.empty() || arguments.file == "-";
  const std::optional<std::string> known = FormatOf(arguments);
  const Destination destination = to_output ? Destination() : DestinationOf(arguments.file);
  if (!known && destination.is_file()) {
    return environment.FailUsage(
        model::StrCat(arguments.file,
                      ": the name does not tell the format; .trig, .nq, .ttl and .nt do (also with .gz or "
                      ".zst), or say --format FORMAT"));
  }
  const std::string format = known.value_or(kDefaultFormat);
  const std::unique_ptr<Database> database = OpenDatabase(environment, {});
  if (database == nullptr) return;
  if (!to_output) return ExportToFile(environment, *database, arguments, destination, format);
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
  AddMemoryLimitOption(*command, environment);
  command->add_option("-o,--output", arguments->file, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->footer(kFooter);
  command->callback([&environment, arguments] { RunExport(environment, *arguments); });
}

}  // namespace tern::cli
