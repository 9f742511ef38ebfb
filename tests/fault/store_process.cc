// One process of the tests that need a whole store and somebody to kill.
//   store_process write DIRECTORY SECONDS   runs the history on from where the store is; prints a step's
//   number when
//                                           it is acknowledged, and reopens now and then
//   store_process read DIRECTORY SECONDS    opens, counts and closes; every count must be a step's
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "storage/model/text.h"
#include "storage/store/store.h"
#include "tests/fault/store_history.h"

namespace tern::fault {
namespace {

using Clock = std::chrono::steady_clock;
using store::Access;
using store::Store;

constexpr uint64_t kStepsOfASession = 60;

absl::Status WriteSession(const std::string& path, Clock::time_point deadline) {
  store::StoreOptions options = SmallStoreOptions(Access::kCreate);
  options.background_fold = true;  // a kill may come at any moment of any thread
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(path, options);
  if (!store.ok()) return store.status();
  const absl::StatusOr<std::shared_ptr<const store::Snapshot>> snapshot = (*store)->GetSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  const absl::StatusOr<uint64_t> last = FindStep(**snapshot);
  if (!last.ok()) return last.status();
  for (uint64_t step = *last + 1; step <= *last + kStepsOfASession && Clock::now() < deadline; ++step) {
    if (absl::Status status = RunStep(**store, step); !status.ok()) return status;
    std::printf("%llu\n", static_cast<unsigned long long>(step));
    std::fflush(stdout);
  }
  return absl::OkStatus();
}

absl::Status Write(const std::string& path, Clock::time_point deadline) {
  while (Clock::now() < deadline) {
    if (absl::Status status = WriteSession(path, deadline); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Read(const std::string& path, Clock::time_point deadline) {
  int opens = 0;
  uint64_t newest = 0;
  while (Clock::now() < deadline) {
    const absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(path, SmallStoreOptions(Access::kRead));
    if (absl::IsNotFound(store.status()) && opens == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    if (!store.ok()) return store.status();
    const absl::StatusOr<std::shared_ptr<const store::Snapshot>> snapshot = (*store)->GetSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    const absl::StatusOr<uint64_t> step = FindStep(**snapshot);
    if (!step.ok()) return step.status();
    if (*step < newest) {
      return absl::FailedPreconditionError(model::StrCat("step ", *step, " seen after step ", newest));
    }
    newest = *step;
    ++opens;
  }
  std::printf("reader: %d opens, last saw step %llu\n", opens, static_cast<unsigned long long>(newest));
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string role = argv[1];
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(std::atoi(argv[3]));
  const absl::Status status = role == "write" ? Write(argv[2], deadline) : Read(argv[2], deadline);
  if (status.ok()) return 0;
  std::printf("%s: %s\n", role.c_str(), status.ToString().c_str());
  return 1;
}

}  // namespace
}  // namespace tern::fault

int main(int argc, char** argv) { return tern::fault::Main(argc, argv); }
