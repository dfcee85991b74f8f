#include "host/output/crash_probe.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>

namespace tinderbox {
namespace {

constexpr int kChildReturned = 17;  // no status that a sanitizer or the library would exit with

[[noreturn]] void run_child(const std::function<void()>& action, unsigned seconds) {
  for (const int fatal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGALRM, SIGXCPU}) std::signal(fatal, SIG_DFL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  alarm(seconds);
  const int nowhere = open("/dev/null", O_RDWR);
  if (nowhere >= 0) {
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
  }
  try {
    action();
  } catch (const std::exception&) {
    _exit(kChildReturned);  // the parent meets the same error and reports it
  }
  _exit(kChildReturned);
}

}  // namespace

ProbeResult probe_in_child(const std::function<void()>& action, unsigned seconds) {
  const pid_t child = fork();
  if (child == 0) run_child(action, seconds);
  if (child < 0) return ProbeResult::kReturned;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return ProbeResult::kReturned;
  const bool returned = WIFEXITED(status) && WEXITSTATUS(status) == kChildReturned;
  return returned ? ProbeResult::kReturned : ProbeResult::kCrashed;
}

}  // namespace tinderbox
