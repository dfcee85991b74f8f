// What the commands print, and how they are interrupted.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "host/support/progress.hpp"

namespace tinderbox {

enum class Verbosity { kNormal, kQuiet };

// Prints to standard output, with control characters from files escaped. Throws Failure where it cannot be written.
void print_out(std::string_view text);

// Prints JSON to standard output, in ASCII: text that is not UTF-8 is replaced, and nothing is left to escape.
void print_json(const nlohmann::json& json);

// Prints "<label>: <text>" to standard error, on one line.
void print_notice(std::string_view label, std::string_view text);

// Progress on standard error: live on a terminal, plain lines elsewhere, none when quiet.
[[nodiscard]] std::unique_ptr<Progress> make_progress(Verbosity verbosity);

// SIGINT and SIGTERM ask for a clean end; a second one ends the program at once.
void install_interrupt_handlers();

}  // namespace tinderbox
