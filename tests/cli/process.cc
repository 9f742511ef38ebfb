#include "tests/cli/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace tern::testing {
namespace {

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe MakePipe() {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {ends[0], ends[1]};
}

void Close(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

[[noreturn]] void RunChild(const std::vector<std::string>& command, const ProcessOptions& options, int in,
                           int out, int err) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) _exit(126);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

// Appends what is there to `text`; closes the descriptor at its end.
void ReadSome(int& descriptor, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t got = read(descriptor, buffer.data(), buffer.size());
  if (got > 0) {
    text.append(buffer.data(), static_cast<size_t>(got));
  } else {
    Close(descriptor);
  }
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const ProcessOptions& options) {
  signal(SIGPIPE, SIG_IGN);  // a program that ends early is no reason for the test to die
  Pipe in = MakePipe();
  Pipe out = MakePipe();
  Pipe err = MakePipe();
  pid_ = fork();
  if (pid_ == 0) {
    signal(SIGPIPE, SIG_DFL);
    RunChild(command, options, in.read, out.write, err.write);
  }
  Close(in.read);
  Close(out.write);
  Close(err.write);
  in_ = in.write;
  out_ = out.read;
  err_ = err.read;
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Close(in_);
  Close(out_);
  Close(err_);
}

void Process::Write(std::string_view text) {
  while (!text.empty() && in_ >= 0) {
    const ssize_t written = write(in_, text.data(), text.size());
    if (written < 0) return Close(in_);
    text.remove_prefix(static_cast<size_t>(written));
  }
}

void Process::CloseInput() { Close(in_); }

// Reads once from either stream; false where nothing came in time or both are at their end.
bool Process::ReadMore(std::chrono::milliseconds wait) {
  std::array<pollfd, 2> waiting = {
      {{out_, POLLIN, 0}, {err_, POLLIN, 0}}};  // negative descriptors are skipped
  if (out_ < 0 && err_ < 0) return false;
  if (poll(waiting.data(), waiting.size(), static_cast<int>(wait.count())) <= 0) return false;
  if (waiting[0].revents != 0) ReadSome(out_, out_text_);
  if (waiting[1].revents != 0) ReadSome(err_, err_text_);
  return true;
}

std::string Process::ReadLine(std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (true) {
    const size_t end = out_text_.find('\n');
    if (end != std::string::npos) {
      const std::string line = out_text_.substr(0, end);
      out_text_.erase(0, end + 1);
      return line;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !ReadMore(left)) return "";
  }
}

void Process::Signal(int signal) { kill(pid_, signal); }

Ended Process::Wait() {
  CloseInput();
  while (ReadMore(std::chrono::seconds(120))) {
  }
  int status = 0;
  rusage used = {};
  wait4(pid_, &status, 0, &used);
  pid_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out_text_, err_text_,
          static_cast<uint64_t>(used.ru_maxrss) << 10};
}

Ended RunProcess(const std::vector<std::string>& command, const ProcessOptions& options,
                 std::string_view input) {
  Process process(command, options);
  process.Write(input);
  return process.Wait();
}

}  // namespace tern::testing
