// The command line: `tinderbox COMMAND ...`.
#pragma once

namespace tinderbox {

// Runs the program. Returns its exit status: 0 done; 2 the user's input is wrong; 1 anything else. Errors go to
// standard error, one line a problem.
[[nodiscard]] int run_cli(int argc, const char* const* argv);

}  // namespace tinderbox
