// SHA-256 (OpenSSL), fed in pieces.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace tinderbox {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(const void* data, std::size_t bytes);
  [[nodiscard]] std::string hex_digest();  // ends the digest

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Digest of a file as it lies on disk. Throws InputError if it cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace tinderbox
