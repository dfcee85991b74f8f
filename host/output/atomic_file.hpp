// A file that appears whole or not at all: written under a temporary name in the same folder, fsynced and renamed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace tinderbox {

// Owns the temporary file. Unless `commit` was reached, the destructor removes it; an existing target stays untouched.
class AtomicFile {
 public:
  // Creates the temporary file (exclusively, with an unpredictable name). Throws InputError if `target` cannot be an
  // output (see check_output_target), Failure if the file cannot be created.
  explicit AtomicFile(const std::filesystem::path& target);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  [[nodiscard]] int fd() const noexcept { return fd_; }
  [[nodiscard]] const std::filesystem::path& temporary() const noexcept { return temporary_; }

  // Appends at the descriptor's offset `offset`. Throws Failure.
  void write_at(const void* data, std::size_t bytes, std::uint64_t offset);

  // fsyncs the file, renames it over the target and fsyncs the folder. Throws Failure.
  void commit();

  // The Failure for an errno, naming the target: "run.h5: cannot be written (No space left on device); ...".
  [[noreturn]] void fail(int error) const;

 private:
  std::filesystem::path target_;      // as the user named it, for messages
  std::filesystem::path renamed_to_;  // symbolic links followed
  std::filesystem::path temporary_;
  int fd_ = -1;
};

// Throws InputError unless a file can be created or replaced at `path`: the name is not empty, its folder exists and
// is writable, and `path` is no folder and no device.
void check_output_target(const std::filesystem::path& path);

}  // namespace tinderbox
