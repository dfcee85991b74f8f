#include "host/support/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>

#include "host/support/error.hpp"

namespace tinderbox {

struct Sha256::Impl {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Impl() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  if (impl_->context == nullptr || EVP_DigestInit_ex(impl_->context, EVP_sha256(), nullptr) != 1)
    throw Failure("SHA-256 is not available in this build of OpenSSL");
}

Sha256::~Sha256() = default;

void Sha256::update(const void* data, std::size_t bytes) {
  if (EVP_DigestUpdate(impl_->context, data, bytes) != 1) throw Failure("SHA-256 failed");
}

std::string Sha256::hex_digest() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(impl_->context, digest.data(), &size) != 1) throw Failure("SHA-256 failed");
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kHex[digest[i] >> 4U];
    text += kHex[digest[i] & 15U];
  }
  return text;
}

std::string sha256_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError({path.string(), "cannot be read", "", "a readable file", ""});
  Sha256 sha;
  std::array<char, 1 << 16> buffer{};
  while (file.read(buffer.data(), buffer.size()) || file.gcount() > 0)
    sha.update(buffer.data(), static_cast<std::size_t>(file.gcount()));
  return sha.hex_digest();
}

}  // namespace tinderbox
