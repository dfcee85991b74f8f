#include "host/output/file_digest.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "host/support/error.hpp"
#include "host/support/sha256.hpp"

namespace tinderbox {
namespace {

constexpr std::string_view kMagic = "TBRUNSHA";  // 8 bytes, then 64 hexadecimal digits
constexpr std::uint64_t kFooterBytes = 8 + 64;
constexpr std::uint64_t kBlockBytes = 1U << 20U;

// Reads exactly `bytes` at `offset`; false if the file does not give them.
bool read_exactly(int fd, char* to, std::uint64_t bytes, std::uint64_t offset) {
  while (bytes > 0) {
    const ssize_t got = pread(fd, to, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::uint64_t>(got);
  }
  return true;
}

// "" if the file could not be read to the end.
std::string digest_of(int fd, std::uint64_t size) {
  Sha256 sha;
  std::vector<char> block(kBlockBytes);
  for (std::uint64_t offset = 0; offset < size; offset += kBlockBytes) {
    const std::uint64_t bytes = std::min(kBlockBytes, size - offset);
    if (!read_exactly(fd, block.data(), bytes, offset)) return "";
    sha.update(block.data(), bytes);
  }
  return sha.hex_digest();
}

}  // namespace

void append_digest(AtomicFile& file, std::uint64_t size) {
  const std::string digest = digest_of(file.fd(), size);
  if (digest.empty()) file.fail(EIO);
  const std::string footer = std::string(kMagic) + digest;
  file.write_at(footer.data(), footer.size(), size);
}

bool ends_with_digest(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;  // opening a pipe would block
  std::ifstream file(path, std::ios::binary);
  std::string magic(kMagic.size(), '\0');
  file.seekg(-static_cast<std::streamoff>(kFooterBytes), std::ios::end);
  file.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  return file && magic == kMagic;
}

std::uint64_t verified_size(int fd, std::uint64_t file_size, const std::filesystem::path& path) {
  if (file_size < kFooterBytes) return file_size;
  const std::uint64_t size = file_size - kFooterBytes;
  std::string footer(kFooterBytes, '\0');
  if (!read_exactly(fd, footer.data(), kFooterBytes, size))
    throw InputError(Problem{path.string(), "cannot be read", std::strerror(errno), "", ""});
  if (!footer.starts_with(kMagic)) return file_size;
  if (footer.substr(kMagic.size()) != digest_of(fd, size))
    throw InputError(Problem{path.string(), "the file is damaged", "another SHA-256 than the one at its end",
                             "the bytes that were written", "copy it again or repeat the run"});
  return size;
}

}  // namespace tinderbox
