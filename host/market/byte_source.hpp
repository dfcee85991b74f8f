// The bytes of one market file in pieces: a plain file, or the one member of a zip archive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <streambuf>
#include <string>
#include <vector>

#include "host/support/progress.hpp"

namespace tinderbox {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills up to buffer.size() bytes; 0 at the end. Throws InputError if the file cannot be read on, Interrupted.
  virtual std::size_t read(std::span<char> buffer) = 0;
};

// A market file opened for reading. Throws InputError naming the file: no such file, not a regular file, unreadable,
// empty, or a zip archive that is refused (zip_member.hpp). What is a zip is told by its first bytes.
class MarketFile final : public ByteSource {
 public:
  MarketFile(const std::filesystem::path& path, Progress& progress);
  ~MarketFile() override;

  std::size_t read(std::span<char> buffer) override;
  // Name inside the archive; empty for a plain file.
  [[nodiscard]] const std::string& member() const noexcept { return member_; }
  // Reads what is left and returns the SHA-256 of the file as it lies on disk.
  [[nodiscard]] std::string finish_sha256();

 private:
  struct Plain;
  std::filesystem::path path_;
  std::string member_;
  std::unique_ptr<Plain> plain_;
  std::unique_ptr<ByteSource> zip_;
};

// A ByteSource as a stream buffer, for a parser that wants one. What the source throws comes through.
class ByteStreambuf final : public std::streambuf {
 public:
  explicit ByteStreambuf(ByteSource& source) : source_(&source), buffer_(1 << 16) {}

 protected:
  int_type underflow() override;

 private:
  ByteSource* source_;
  std::vector<char> buffer_;
};

}  // namespace tinderbox
