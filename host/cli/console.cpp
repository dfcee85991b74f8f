#include "host/cli/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "host/support/console_progress.hpp"
#include "host/support/error.hpp"
#include "host/support/printable.hpp"

namespace tinderbox {
namespace {

extern "C" void ask_for_the_end(int) {
  static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");
  interrupt_requested.store(true, std::memory_order_relaxed);
}

}  // namespace

void print_out(std::string_view text) {
  const std::string shown = printable(text, LineBreaks::kKeep);
  if (std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size() || std::fflush(stdout) != 0)
    throw Failure(fmt::format("standard output: cannot be written ({})", std::strerror(errno)));
}

void print_json(const nlohmann::json& json) {
  constexpr int kIndent = 2;
  print_out(json.dump(kIndent, ' ', true, nlohmann::json::error_handler_t::replace) + "\n");
}

void print_notice(std::string_view label, std::string_view text) {
  fmt::print(stderr, "{}: {}\n", label, printable(text, LineBreaks::kEscape));
}

std::unique_ptr<Progress> make_progress(Verbosity verbosity) {
  if (verbosity == Verbosity::kQuiet) return std::make_unique<NoProgress>();
  return std::make_unique<ConsoleProgress>(stderr,
                                           isatty(STDERR_FILENO) == 1 ? ProgressStyle::kLive : ProgressStyle::kLog);
}

void install_interrupt_handlers() {
  struct sigaction action {};
  action.sa_handler = ask_for_the_end;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace tinderbox
