#include "storage/store/locks.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/model/text.h"

namespace tern::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxOwnerBytes = 1024;
constexpr size_t kMaxLockFileBytes = 4096;
constexpr std::chrono::milliseconds kFirstPause{1};
constexpr std::chrono::milliseconds kLongestPause{10};

// Tries until it works, fails otherwise than by somebody else's lock, or the deadline is over: at least once.
// The system's own waiting has no deadline that is safe beside other threads.
absl::StatusOr<bool> Poll(Clock::time_point deadline, absl::FunctionRef<int()> attempt,
                          const std::string& path) {
  auto pause = kFirstPause;
  while (true) {
    if (attempt() == 0) return true;
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK && errno != EAGAIN && errno != EACCES) return SystemError("lock", path, errno);
    const auto now = Clock::now();
    if (now >= deadline) return false;
    std::this_thread::sleep_for(std::min<Clock::duration>(pause, deadline - now));
    pause = std::min(pause * 2, kLongestPause);
  }
}

absl::StatusOr<bool> Flock(const PosixFile& file, int operation, Clock::time_point deadline) {
  return Poll(
      deadline, [&] { return flock(file.descriptor(), operation | LOCK_NB); }, file.path());
}

// The gate before LOCK.files, a record lock on its first byte: whoever wants the file waits in it, so that
// readers that come later stand behind a writer that waits already. Only fairness hangs on it; where a file
// system has no such locks, we go on without.
class Gate {
 public:
  static absl::StatusOr<bool> Enter(const PosixFile& file, short type, Clock::time_point deadline) {
    return Poll(
        deadline, [&] { return Set(file.descriptor(), type); }, file.path());
  }
  static void Leave(const PosixFile& file) { Set(file.descriptor(), F_UNLCK); }

 private:
  static int Set(int descriptor, short type) {
    struct flock range = {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    range.l_start = 0;
    range.l_len = 1;
    const int result = fcntl(descriptor, F_OFD_SETLK, &range);
    if (result != 0 && (errno == EINVAL || errno == ENOTSUP || errno == ENOLCK || errno == ENOSYS)) return 0;
    return result;
  }
};

std::string HostName() {
  char name[256] = {};
  if (gethostname(name, sizeof(name) - 1) != 0) return "unknown";
  return name;
}

std::string UtcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  char text[32] = {};
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

// One line of at most kMaxOwnerBytes, whatever the caller gave.
std::string OneLine(std::string_view text) {
  std::string line(text.substr(0, kMaxOwnerBytes));
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return line;
}

// The lock file is a note for people and the message to a second writer; nothing depends on it.
absl::Status WriteHolder(PosixFile& file, std::string_view owner) {
  if (ftruncate(file.descriptor(), 0) != 0) return SystemError("write to", file.path(), errno);
  return file.WriteAt(model::StrCat("pid ", getpid(), "\nhost ", OneLine(HostName()), "\nsince ", UtcNow(),
                                    "\nowner ", OneLine(owner), "\n"),
                      0);
}

std::map<std::string, std::string> ReadHolder(const PosixFile& file) {
  const absl::StatusOr<std::string> bytes = file.ReadUpTo(kMaxLockFileBytes);
  const std::string text = bytes.ok() ? *bytes : "";
  std::map<std::string, std::string> fields;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = OneLine(std::string_view(text).substr(start, end - start));
    const size_t space = std::min(line.find(' '), line.size());
    fields[line.substr(0, space)] = space < line.size() ? line.substr(space + 1) : "";
    start = end + 1;
  }
  return fields;
}

// " alive", " ended", or nothing where this host cannot know.
std::string Liveness(const std::string& pid_text, const std::string& host) {
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(pid_text.data(), pid_text.data() + pid_text.size(), pid);
  if (error != std::errc() || end != pid_text.data() + pid_text.size() || pid <= 0) return "";
  if (host != OneLine(HostName())) return "";
  if (pid == getpid()) return ", this process";
  return kill(pid, 0) == 0 || errno == EPERM ? ", alive" : ", ended: a child of it may still hold the lock";
}

absl::Status HeldError(const std::string& store_path, const PosixFile& file, std::chrono::milliseconds wait) {
  std::map<std::string, std::string> holder = ReadHolder(file);
  std::string who = "another process";
  if (!holder["pid"].empty()) {
    who = model::StrCat(holder["owner"].empty() ? "a writer" : "'" + holder["owner"] + "'", " (process ",
                        holder["pid"], " on ", holder["host"], Liveness(holder["pid"], holder["host"]),
                        ", since ", holder["since"], ")");
  }
  return absl::UnavailableError(model::StrCat("the store ", store_path, " is being written by ", who,
                                              "; waited ", wait.count(), " ms"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<WriterLock>> WriterLock::Acquire(const std::string& store_path,
                                                                std::chrono::milliseconds wait,
                                                                std::string_view owner) {
  const Clock::time_point deadline = Clock::now() + wait;
  absl::StatusOr<std::unique_ptr<PosixFile>> file =
      PosixFile::Open(store_path + "/LOCK.writer", O_RDWR | O_CREAT);
  if (!file.ok()) return file.status();
  absl::StatusOr<bool> locked = Flock(**file, LOCK_EX, deadline);
  if (!locked.ok()) return locked.status();
  if (!*locked) return HeldError(store_path, **file, wait);
  if (absl::Status status = WriteHolder(**file, owner); !status.ok()) return status;
  return std::unique_ptr<WriterLock>(new WriterLock(*std::move(file)));
}

WriterLock::~WriterLock() {
  // Best effort: a stale note tells nothing wrong, since it is read only while the lock is held.
  if (ftruncate(file_->descriptor(), 0) != 0) return;
}

absl::StatusOr<std::unique_ptr<FilesLock>> FilesLock::Acquire(const std::string& store_path, Mode mode,
                                                              std::chrono::milliseconds wait) {
  const Clock::time_point deadline = Clock::now() + wait;
  const bool exclusive = mode == Mode::kExclusive;
  absl::StatusOr<std::unique_ptr<PosixFile>> file =
      PosixFile::Open(store_path + "/LOCK.files", exclusive ? O_RDWR | O_CREAT : O_RDONLY);
  if (!file.ok()) return file.status();
  absl::StatusOr<bool> locked = Gate::Enter(**file, exclusive ? F_WRLCK : F_RDLCK, deadline);
  if (locked.ok() && *locked) {
    locked = Flock(**file, exclusive ? LOCK_EX : LOCK_SH, deadline);
    Gate::Leave(**file);
  }
  if (!locked.ok()) return locked.status();
  if (!*locked) {
    return absl::UnavailableError(model::StrCat("the files of the store ", store_path, " are in use by ",
                                                exclusive ? "processes that open it" : "its writer",
                                                "; waited ", wait.count(), " ms"));
  }
  return std::unique_ptr<FilesLock>(new FilesLock(*std::move(file)));
}

}  // namespace tern::store
