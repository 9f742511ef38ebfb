#include "cli/text_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/interrupt.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr size_t kReadBytes = size_t{64} << 10;

absl::StatusOr<std::string> ReadAll(int descriptor, const std::string& name) {
  std::string text;
  while (true) {
    const size_t size = text.size();
    text.resize(size + kReadBytes);
    const ssize_t got = read(descriptor, text.data() + size, kReadBytes);
    const int error = errno;
    text.resize(size + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got < 0 && error == EINTR) {
      if (WasInterrupted()) return absl::CancelledError("interrupted");
      continue;
    }
    if (got < 0) return absl::InvalidArgumentError(model::StrCat(name, ": ", std::strerror(error)));
    if (got == 0) return text;
    if (text.size() > kMaxTextBytes) {
      return absl::InvalidArgumentError(
          model::StrCat(name, ": longer than ", kMaxTextBytes >> 20, " MiB; pipe it into tern repl instead"));
    }
  }
}

}  // namespace

absl::StatusOr<std::string> ReadText(const std::string& path) {
  if (path == "-") return ReadAll(STDIN_FILENO, "stdin");
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return absl::InvalidArgumentError(model::StrCat(path, ": ", std::strerror(errno)));
  absl::StatusOr<std::string> text = ReadAll(descriptor, path);
  close(descriptor);
  return text;
}

}  // namespace tern::cli
