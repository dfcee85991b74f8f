#include "host/output/crash_probe.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <string_view>

namespace tinderbox {
namespace {

constexpr int kChildReturned = 17;  // no status that a sanitizer or the library would exit with

void send(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(fd, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

std::string receive(int fd) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

[[noreturn]] void run_child(const std::function<void()>& action, unsigned seconds, int report) {
  for (const int fatal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGALRM}) std::signal(fatal, SIG_DFL);
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
  } catch (const std::exception& error) {
    send(report, error.what());
  }
  _exit(kChildReturned);  // no exit handlers: HDF5's are the parent's business
}

}  // namespace

ProbeOutcome probe_in_child(const std::function<void()>& action, unsigned seconds) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const pid_t child = fork();
  if (child == 0) run_child(action, seconds, ends[1]);
  close(ends[1]);
  ProbeOutcome outcome;
  if (child > 0) {
    outcome.error = receive(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    outcome.crashed = !WIFEXITED(status) || WEXITSTATUS(status) != kChildReturned;
  }
  close(ends[0]);
  return outcome;
}

}  // namespace tinderbox
