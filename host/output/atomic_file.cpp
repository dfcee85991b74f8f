#include "host/output/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestStem = 200;  // so that the temporary name stays a legal one
constexpr int kAttempts = 16;

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

std::uint64_t unpredictable() {
  std::uint64_t bits = 0;
  if (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits))
    throw Failure("the system has no random numbers for a temporary name");
  return bits;
}

// Where a rename has to go so that a symbolic link keeps pointing at the result.
fs::path followed(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real;
}

[[noreturn]] void refuse(const fs::path& path, std::string problem, std::string expected, std::string suggestion) {
  throw InputError(Problem{path.string(), std::move(problem), "", std::move(expected), std::move(suggestion)});
}

void fsync_folder(const fs::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // a folder that may be written but not read: the rename itself is done
  fsync(fd);           // some file systems refuse this for folders; nothing can be done about it there
  close(fd);
}

}  // namespace

void check_output_target(const fs::path& path) {
  if (path.empty()) throw InputError(Problem{"-o", "the output path is empty", "", "a file name", ""});
  if (!path.has_filename()) refuse(path, "is not a file name", "a file", "name a file inside that folder");
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) refuse(path, "is a folder", "a file", "name a file inside that folder");
  if (fs::exists(status) && !fs::is_regular_file(status))
    refuse(path, "is not a regular file", "a file that may be replaced", "choose another output path");
  const fs::path folder = folder_of(followed(path));
  const fs::file_status folder_status = fs::status(folder, error);
  if (!fs::exists(folder_status)) refuse(path, "its folder does not exist", folder.string(), "create the folder first");
  if (!fs::is_directory(folder_status)) refuse(path, "what should be its folder is a file", folder.string(), "");
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    refuse(path, "its folder cannot be written to", "write permission on " + folder.string(),
           "choose another output path");
  if (path.filename().string().size() > static_cast<std::size_t>(NAME_MAX))
    refuse(path, "the file name is too long", fmt::format("at most {} bytes", NAME_MAX), "");
}

AtomicFile::AtomicFile(const fs::path& target) : target_(target) {
  check_output_target(target);
  renamed_to_ = followed(target);
  const std::string stem = renamed_to_.filename().string().substr(0, kLongestStem);
  for (int attempt = 0; attempt < kAttempts && fd_ < 0; ++attempt) {
    temporary_ = folder_of(renamed_to_) / fmt::format("{}.tmp-{:016x}", stem, unpredictable());
    fd_ = open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0 && errno != EEXIST) fail(errno);
  }
  if (fd_ < 0) fail(EEXIST);
}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  unlink(temporary_.c_str());
  close(fd_);
}

void AtomicFile::write_at(const void* data, std::size_t bytes, std::uint64_t offset) {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t put = pwrite(fd_, from, bytes, static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) fail(put < 0 ? errno : ENOSPC);
    from += put;
    offset += static_cast<std::uint64_t>(put);
    bytes -= static_cast<std::size_t>(put);
  }
}

void AtomicFile::commit() {
  if (fsync(fd_) != 0) fail(errno);
  if (rename(temporary_.c_str(), renamed_to_.c_str()) != 0) fail(errno);
  fsync_folder(folder_of(renamed_to_));
  close(fd_);
  fd_ = -1;
}

void AtomicFile::fail(int error) const {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw Failure(fmt::format("{}: cannot be written ({}){}", target_.string(), std::strerror(error),
                            full ? "; free some space or choose another output path, nothing was left behind" : ""));
}

}  // namespace tinderbox
