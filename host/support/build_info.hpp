// What this program was built from.
#pragma once

#include <string_view>

namespace tinderbox {

// "0.1.0", the version of the project.
[[nodiscard]] std::string_view version();

// Full hash of the commit the program was built from, with "-dirty" behind it where tracked files had been changed;
// "unknown" outside a git checkout.
[[nodiscard]] std::string_view git_commit();

}  // namespace tinderbox
