// tern load: files into the database, as one transaction.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/memory_size.h"
#include "cli/progress.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] =
    R"(The format is told by the name: .tern (walks), .ttl (Turtle), .trig (TriG), .nt (N-Triples),
.nq (N-Quads), each also with .gz or .zst behind. A bad line or statement is told, kept in
FILE.rejected, and the rest loads. A relative IRI in Turtle or TriG is resolved by the file's own
base, else by --base-iri; without either it is an error: where a file lies never changes what it
says. The prefixes of a file are kept, but for those that the database has already.

Examples:
  tern load chips.tern
  tern load --strict people.nt.gz places.nq
  tern load --memory-limit 512MB --threads 2 dump.nt.gz
  tern load --base-iri http://example.org/data/ people.ttl graphs.trig.zst
  curl -s https://example.org/dump.ttl | tern load --format turtle -
)";

constexpr uint64_t kMaxComplaints = 20;  // the file of rejected lines has them all

constexpr int kMaxThreads = 256;

struct LoadArguments {
  std::vector<std::string> files;
  std::string format;
  std::string base;
  std::string base_iri;
  bool strict = false;
  std::string memory_limit;
  int threads = 0;
};

std::string Count(uint64_t count, std::string_view singular, std::string_view plural) {
  return model::StrCat(count, " ", count == 1 ? singular : plural);
}

void RunLoad(Environment& environment, const LoadArguments& arguments) {
  const absl::Status checked = Database::CheckFiles(arguments.files, arguments.format, arguments.base_iri);
  if (!checked.ok()) {
    return environment.FailUsage(model::FromAbsl(checked.message()));
  }
  uint64_t memory_limit = 0;
  if (!arguments.memory_limit.empty()) {
    const absl::StatusOr<uint64_t> bytes = ParseMemorySize(arguments.memory_limit, MachineMemoryBytes());
    if (!bytes.ok()) {
      return environment.FailUsage(
          model::StrCat("--memory-limit: ", model::FromAbsl(bytes.status().message())));
    }
    memory_limit = *bytes;
  }
  DatabaseOptions options;
  options.create = true;
  options.base_namespace = arguments.base;
  const std::unique_ptr<Database> database = OpenDatabase(environment, options);
  if (database == nullptr) return;

  ProgressLine progress(environment.err, environment.err_is_terminal, environment.err_columns);
  uint64_t complaints = 0;
  LoadFileOptions load_options;
  load_options.format = arguments.format;
  load_options.base_iri = arguments.base_iri;
  load_options.strict = arguments.strict;
  load_options.memory_limit = memory_limit;
  load_options.threads = arguments.threads;
  load_options.cancelled = &WasInterrupted;
  load_options.progress = [&](std::string_view phase, uint64_t done, uint64_t total) {
    progress.Show(phase, done, total);
  };
  load_options.on_bad_line = [&](const std::string& complaint) {
    if (arguments.strict || ++complaints > kMaxComplaints) return;  // strict: it is the error itself
    progress.Clear();
    environment.err << complaint << '\n';
    environment.err.flush();
  };
  load_options.on_warning = [&](const std::string& warning) {
    progress.Clear();
    environment.Complain("warning: " + warning);
  };
  const absl::StatusOr<LoadReport> report = database->Load(arguments.files, load_options);
  progress.Clear();
  if (!report.ok()) {
    if (complaints > kMaxComplaints) {
      environment.Complain(model::StrCat("and ", complaints - kMaxComplaints, " more bad lines"));
    }
    environment.Fail(report.status());
    if (absl::IsResourceExhausted(report.status())) environment.exit_status = kExitStorage;
    return;
  }
  environment.out << Count(report->inserted, "fact", "facts") << " loaded, " << report->unchanged
                  << " unchanged\n";
  environment.out.flush();
  if (environment.out.failed())
    return environment.Fail(absl::UnavailableError("the output cannot be written"));
  if (report->rejected == 0) return;
  environment.Complain(model::StrCat("warning: ", Count(report->rejected, "bad line was", "bad lines were"),
                                     " rejected", report->rejected_files.empty() ? "" : "; kept in ",
                                     absl::StrJoin(report->rejected_files, ", ")));
}

}  // namespace

void AddLoadCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("load", "Load files of facts");
  const auto arguments = std::make_shared<LoadArguments>();
  command->add_option("FILE", arguments->files, "Files to load; '-' is standard input")->required();
  command->add_flag("--strict", arguments->strict,
                    "Stop at the first bad line and leave the database as it was");
  command->add_option("--format", arguments->format, "What the files hold, where their names do not tell")
      ->check(CLI::IsMember({"tern", "turtle", "trig", "ntriples", "nquads"}));
  command
      ->add_option("--base-iri", arguments->base_iri,
                   "What relative IRIs in Turtle and TriG are resolved by, until a file says its own")
      ->type_name("IRI");
  command
      ->add_option("--base", arguments->base,
                   "Namespace of bare names, for a database that is made now (default urn:tern:)")
      ->type_name("IRI");
  command
      ->add_option(
          "--memory-limit", arguments->memory_limit,
          "What the load may take: 512MB, 2GB, 25% of the machine's memory (the default); 128MB at least")
      ->type_name("SIZE");
  command->add_option("--threads", arguments->threads, "Threads that read and sort, one a core by default")
      ->check(CLI::Range(1, kMaxThreads));
  command->footer(kFooter);
  command->callback([&environment, arguments] { RunLoad(environment, *arguments); });
}

}  // namespace tern::cli
