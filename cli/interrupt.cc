#include "cli/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

#include "cli/exit_status.h"

namespace tern::cli {
namespace {

// The only thing that a signal handler can reach.
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void OnInterrupt(int /*signal*/) {
  if (interrupted.exchange(true)) _exit(kExitInterrupted);
}

}  // namespace

void InstallSignalHandlers() {
  struct sigaction action = {};
  action.sa_handler = &OnInterrupt;  // without SA_RESTART: a read from the terminal returns
  sigaction(SIGINT, &action, nullptr);
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

bool WasInterrupted() { return interrupted.load(); }
void ForgetInterrupt() { interrupted.store(false); }

}  // namespace tern::cli
