// Small text files of the user: venue files and tier tables.
#pragma once

#include <filesystem>
#include <string>

namespace tinderbox {

// The whole file. Throws InputError if it is no ordinary file, cannot be read or is larger than such a file can be.
[[nodiscard]] std::string read_text_file(const std::filesystem::path& file);

}  // namespace tinderbox
