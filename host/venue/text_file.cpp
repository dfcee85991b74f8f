#include "host/venue/text_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr std::uintmax_t kLargestFile = 16U << 20U;

}  // namespace

std::string read_text_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    throw InputError({file.string(), "is not a file that can be read", "", "a text file", ""});
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  if (!error && size > kLargestFile)
    throw InputError({file.string(), "is too large", fmt::format("{} bytes", size),
                      fmt::format("at most {} bytes", kLargestFile), ""});
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (size > 0) text << stream.rdbuf();
  if (!stream || error) throw InputError({file.string(), "cannot be read", "", "a text file", ""});
  return text.str();
}

}  // namespace tinderbox
