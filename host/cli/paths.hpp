// Paths from the command line.
#pragma once

#include <filesystem>

namespace tinderbox {

// Absolute, without "..", "." or a slash at the end.
[[nodiscard]] inline std::filesystem::path absolute_path(const std::filesystem::path& path) {
  const std::filesystem::path absolute = std::filesystem::absolute(path).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

}  // namespace tinderbox
