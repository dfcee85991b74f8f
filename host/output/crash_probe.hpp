// Tries something in a child process first, because HDF5 1.10 can crash or loop on a damaged file, and because what it
// leaves open after an error keeps it from ending cleanly.
#pragma once

#include <functional>
#include <string>

namespace tinderbox {

struct ProbeOutcome {
  bool crashed = false;  // died of a signal or took too long
  std::string error;     // what() of the exception that ended it, "" if it came back normally
};

// Runs `action` in a forked child that sees nothing of the terminal, for at most `seconds`. Where the system has no
// process left the outcome is that of a normal return. No other thread may be inside HDF5 at that time.
[[nodiscard]] ProbeOutcome probe_in_child(const std::function<void()>& action, unsigned seconds);

}  // namespace tinderbox
