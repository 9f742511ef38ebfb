// Ctrl-C: the first asks what runs to stop, which the engine polls; a second one, while the first is not yet
// heard, ends the process. Broken pipes become write errors instead of signals.
#ifndef TERN_CLI_INTERRUPT_H_
#define TERN_CLI_INTERRUPT_H_

namespace tern::cli {

void InstallSignalHandlers();
bool WasInterrupted();
void ForgetInterrupt();  // a prompt goes on after it

}  // namespace tern::cli

#endif  // TERN_CLI_INTERRUPT_H_
