// A program that a test starts, listens to and may kill.
#ifndef TERN_TESTS_FAULT_CHILD_PROCESS_H_
#define TERN_TESTS_FAULT_CHILD_PROCESS_H_

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace tern::fault {

// Started by the constructor, with its standard output and error in a pipe to us. Not thread-safe.
class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> command) {
    int ends[2];
    if (pipe(ends) != 0) std::abort();
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0) std::abort();
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      dup2(ends[1], STDERR_FILENO);
      close(ends[0]);
      close(ends[1]);
      execv(arguments[0], arguments.data());
      _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
  }
  ~ChildProcess() {
    Kill();
    if (pid_ != 0) waitpid(pid_, nullptr, 0);
    close(output_);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void Kill() const {
    if (pid_ != 0) kill(pid_, SIGKILL);
  }

  // Returns when it has printed something, or has ended.
  void WaitForOutput() {
    char buffer[4096];
    const ssize_t size = read(output_, buffer, sizeof(buffer));
    if (size > 0) text_.append(buffer, static_cast<size_t>(size));
  }

  // Everything that it has printed and will print; returns when it has ended.
  const std::string& Wait() {
    char buffer[4096];
    for (ssize_t size; (size = read(output_, buffer, sizeof(buffer))) > 0;)
      text_.append(buffer, static_cast<size_t>(size));
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return text_;
  }
  int exit_status() const { return exit_status_; }  // -1: killed. REQUIRES: Wait was called

 private:
  pid_t pid_ = 0;
  int output_ = -1;
  std::string text_;
  int exit_status_ = 0;
};

}  // namespace tern::fault

#endif  // TERN_TESTS_FAULT_CHILD_PROCESS_H_
