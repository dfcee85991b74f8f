// A small venue file to break in tests, and what is said about it.
#pragma once

#include <cstdint>
#include <string>

namespace tinderbox {

// A good linear file, with the first `from` replaced by `to`.
std::string venue_file(const std::string& from = "", const std::string& to = "");
// A good inverse file that uses every section, likewise.
std::string inverse_file(const std::string& from = "", const std::string& to = "");

// What parse_venue says about the file under the name bad.toml; "" if nothing.
std::string error_of(const std::string& text);

// Seconds since 1970.
std::int64_t at(const char* date);

}  // namespace tinderbox
