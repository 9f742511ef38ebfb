#include "cli/environment.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/model/text.h"

namespace tern::cli {
namespace {

int WindowColumns(int descriptor) {
  struct winsize size = {};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

Environment::Environment() : out(STDOUT_FILENO), err(STDERR_FILENO) {
  out_is_terminal = isatty(STDOUT_FILENO) == 1;
  err_is_terminal = isatty(STDERR_FILENO) == 1;
  in_is_terminal = isatty(STDIN_FILENO) == 1;
  if (out_is_terminal) window_columns = WindowColumns(STDOUT_FILENO);
  if (err_is_terminal) err_columns = WindowColumns(STDERR_FILENO);
}

void Environment::Complain(std::string_view message) {
  out.flush();  // in the order in which things happened, where both go to one place
  err << "tern: " << message << '\n';
  err.flush();
}

void Environment::Fail(const absl::Status& status) {
  out.flush();
  if (out.error() == EPIPE) return;
  if (out.failed()) {
    exit_status = kExitFailed;
    return Complain(model::StrCat("the output cannot be written: ", std::strerror(out.error())));
  }
  exit_status = ExitStatusOf(status);
  const std::string_view advice =
      absl::IsNotFound(status) ? "; the first `tern load FILE` or insert makes one" : std::string_view();
  Complain(model::StrCat(model::FromAbsl(status.message()), advice));
}

void Environment::FailUsage(std::string_view message) {
  exit_status = kExitUsage;
  Complain(message);
}

ExitStatus ExitStatusOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kCancelled:
      return kExitInterrupted;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:  // a query's memory budget
    case absl::StatusCode::kUnimplemented:
      return kExitFailed;
    default:
      return kExitStorage;
  }
}

void ReportStatementError(Environment& environment, const absl::Status& status, std::string_view source_name,
                          std::string_view source) {
  const std::optional<syntax::Diagnostic> diagnostic = syntax::FromStatus(status);
  if (!diagnostic.has_value() || environment.out.failed()) return environment.Fail(status);
  environment.exit_status = kExitFailed;
  environment.out.flush();
  std::string text = syntax::Render(*diagnostic, source_name, source);
  if (text.empty() || text.back() != '\n') text += '\n';
  environment.err << text;
  environment.err.flush();
}

std::unique_ptr<Database> OpenDatabase(Environment& environment, DatabaseOptions options) {
  options.owner = environment.command_line;
  if (environment.memory_limit != 0) options.memory_limit = environment.memory_limit;
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(environment.database_path, options);
  if (database.ok()) return *std::move(database);
  // Nothing is opened before the first use: what is wrong already is an option.
  if (absl::IsInvalidArgument(database.status())) {
    environment.FailUsage(model::FromAbsl(database.status().message()));
  } else {
    environment.Fail(database.status());
  }
  return nullptr;
}

}  // namespace tern::cli
