#include "storage/store/locks.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::store {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Another process that runs `body` and then waits until it is killed. The constructor returns when `body` has
// ended.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<void()>& body) {
    int ends[2];
    if (pipe(ends) != 0) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      body();
      if (write(ends[1], "x", 1) != 1) _exit(1);
      while (true) pause();
    }
    char byte;
    if (read(ends[0], &byte, 1) != 1) std::abort();
    close(ends[0]);
    close(ends[1]);
  }
  ~OtherProcess() { Kill(); }
  void Kill() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

class LocksTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<WriterLock>> Writer(int wait_ms,
                                                     const std::string& owner = "tern load x.nt") {
    return WriterLock::Acquire(directory_.path(), milliseconds(wait_ms), owner);
  }
  absl::StatusOr<std::unique_ptr<FilesLock>> Files(FilesLock::Mode mode, int wait_ms) {
    return FilesLock::Acquire(directory_.path(), mode, milliseconds(wait_ms));
  }
  static std::string Message(const absl::Status& status) { return std::string(status.message()); }

  testing::TemporaryDirectory directory_;
};

TEST_F(LocksTest, OneWriterAtATime) {
  absl::StatusOr<std::unique_ptr<WriterLock>> first = Writer(0);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(absl::IsUnavailable(Writer(0).status()));
  first->reset();
  EXPECT_TRUE(Writer(0).ok());
}

TEST_F(LocksTest, SaysWhoWrites) {
  absl::StatusOr<std::unique_ptr<WriterLock>> first = Writer(0, "tern load chips.nt");
  ASSERT_TRUE(first.ok());
  const absl::Status second = Writer(5).status();
  EXPECT_THAT(Message(second), AllOf(HasSubstr(directory_.path()), HasSubstr("'tern load chips.nt'"),
                                     HasSubstr(std::to_string(getpid())), HasSubstr("this process"),
                                     HasSubstr("since 20"), HasSubstr("waited 5 ms")));
}

TEST_F(LocksTest, SaysWhetherTheWriterIsAlive) {
  OtherProcess other([&] { Writer(0, "tern repl").value().release(); });
  const absl::Status second = Writer(0).status();
  EXPECT_TRUE(absl::IsUnavailable(second));
  EXPECT_THAT(Message(second), AllOf(HasSubstr("'tern repl'"), HasSubstr(std::to_string(other.pid())),
                                     HasSubstr("alive"), Not(HasSubstr("this process"))));
}

TEST_F(LocksTest, AKilledWriterLeavesNoLock) {
  OtherProcess other([&] { Writer(0).value().release(); });
  EXPECT_FALSE(Writer(0).ok());
  other.Kill();
  EXPECT_TRUE(Writer(0).ok());
}

TEST_F(LocksTest, WaitsForTheWriterUntilTheDeadline) {
  absl::StatusOr<std::unique_ptr<WriterLock>> first = Writer(0);
  std::thread releaser([&] {
    std::this_thread::sleep_for(milliseconds(100));
    first->reset();
  });
  EXPECT_TRUE(Writer(60'000).ok());
  releaser.join();
}

TEST_F(LocksTest, KeepsTheOwnerOnOneBoundedLine) {
  absl::StatusOr<std::unique_ptr<WriterLock>> first =
      Writer(0, "a\nowner b\x1b[31m" + std::string(100'000, 'x'));
  ASSERT_TRUE(first.ok());
  const std::string message = Message(Writer(0).status());
  EXPECT_THAT(message, AllOf(HasSubstr("'a owner b [31mxxx"), HasSubstr("this process")));
  EXPECT_LT(message.size(), 2000u);
}

TEST_F(LocksTest, AGarbledLockFileStillLocks) {
  absl::StatusOr<std::unique_ptr<WriterLock>> first = Writer(0);
  ASSERT_EQ(truncate((directory_ / "LOCK.writer").c_str(), 0), 0);
  EXPECT_THAT(Message(Writer(0).status()), HasSubstr("another process"));
}

TEST_F(LocksTest, NeedsTheDirectory) {
  const std::string missing = directory_ / "missing";
  EXPECT_TRUE(absl::IsNotFound(WriterLock::Acquire(missing, milliseconds(0), "").status()));
  EXPECT_TRUE(
      absl::IsNotFound(FilesLock::Acquire(missing, FilesLock::Mode::kExclusive, milliseconds(0)).status()));
}

TEST_F(LocksTest, AReaderMakesNoLockFile) {
  EXPECT_TRUE(absl::IsNotFound(Files(FilesLock::Mode::kShared, 0).status()));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(LocksTest, ReadersShareTheFilesAndExcludeTheWriter) {
  ASSERT_TRUE(Files(FilesLock::Mode::kExclusive, 0).ok());
  absl::StatusOr<std::unique_ptr<FilesLock>> first = Files(FilesLock::Mode::kShared, 0);
  absl::StatusOr<std::unique_ptr<FilesLock>> second = Files(FilesLock::Mode::kShared, 0);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_TRUE(absl::IsUnavailable(Files(FilesLock::Mode::kExclusive, 5).status()));
  first->reset();
  second->reset();
  absl::StatusOr<std::unique_ptr<FilesLock>> writer = Files(FilesLock::Mode::kExclusive, 0);
  ASSERT_TRUE(writer.ok());
  EXPECT_TRUE(absl::IsUnavailable(Files(FilesLock::Mode::kShared, 5).status()));
}

TEST_F(LocksTest, TheTwoLocksAreIndependent) {
  absl::StatusOr<std::unique_ptr<WriterLock>> writer = Writer(0);
  ASSERT_TRUE(writer.ok());
  EXPECT_TRUE(Files(FilesLock::Mode::kExclusive, 0).ok());
  EXPECT_TRUE(Files(FilesLock::Mode::kShared, 0).ok());
}

// Readers that overlap all the time: without the gate the writer would never see the files free.
TEST_F(LocksTest, ReadersThatComeAndGoDoNotStarveTheWriter) {
  ASSERT_TRUE(Files(FilesLock::Mode::kExclusive, 0).ok());
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        absl::StatusOr<std::unique_ptr<FilesLock>> lock = Files(FilesLock::Mode::kShared, 60'000);
        ASSERT_TRUE(lock.ok()) << lock.status();
        std::this_thread::sleep_for(milliseconds(5));
      }
    });
  }
  for (int i = 0; i < 10; ++i) {
    absl::StatusOr<std::unique_ptr<FilesLock>> writer = Files(FilesLock::Mode::kExclusive, 60'000);
    EXPECT_TRUE(writer.ok()) << writer.status();
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace tern::store
