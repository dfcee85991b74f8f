// Tries something in a child process first, because HDF5 1.10 can crash or loop on a damaged file.
#pragma once

#include <cstdint>
#include <functional>

namespace tinderbox {

enum class ProbeResult { kReturned, kCrashed };

// Runs `action` in a forked child that sees nothing of the terminal. kReturned: it came back, with or without an
// exception; kCrashed: it died of a signal or took more than `seconds`. Where the system has no processes left the
// answer is kReturned. No other thread may be inside HDF5 at that time.
[[nodiscard]] ProbeResult probe_in_child(const std::function<void()>& action, unsigned seconds);

}  // namespace tinderbox
