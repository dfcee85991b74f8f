#include "host/market/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "host/market/zip_member.hpp"
#include "host/support/error.hpp"
#include "host/support/sha256.hpp"

namespace tinderbox {
namespace {

[[noreturn]] void cannot_read(const std::filesystem::path& path, int error) {
  throw InputError({path.string(), "cannot be read", std::generic_category().message(error), "a readable file", ""});
}

class Descriptor {
 public:
  // O_NONBLOCK: a named pipe without a writer must not hang the program before it is refused.
  explicit Descriptor(const std::filesystem::path& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (descriptor_ < 0) cannot_read(path, errno);
  }
  ~Descriptor() { close(descriptor_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

struct MarketFile::Plain {
  Descriptor descriptor;
  std::filesystem::path path;
  Progress* progress;
  Sha256 sha;

  Plain(const std::filesystem::path& file, Progress& p) : descriptor(file), path(file), progress(&p) {
    struct stat status {};
    if (fstat(descriptor.get(), &status) != 0) cannot_read(path, errno);
    if (S_ISDIR(status.st_mode)) throw InputError({path.string(), "is a folder", "", "a file", ""});
    if (!S_ISREG(status.st_mode)) throw InputError({path.string(), "is not a regular file", "", "a file", ""});
    if (status.st_size == 0) throw InputError({path.string(), "is empty", "0 bytes", "market data", ""});
  }

  [[nodiscard]] bool is_zip() const {
    char magic[4] = {};
    return pread(descriptor.get(), magic, sizeof magic, 0) == 4 && looks_like_zip({magic, 4});
  }

  std::size_t read(std::span<char> buffer) {
    throw_if_interrupted();
    ssize_t bytes = 0;
    do {
      bytes = ::read(descriptor.get(), buffer.data(), buffer.size());
    } while (bytes < 0 && errno == EINTR);
    if (bytes < 0) cannot_read(path, errno);
    sha.update(buffer.data(), static_cast<std::size_t>(bytes));
    progress->advance(bytes);
    return static_cast<std::size_t>(bytes);
  }
};

MarketFile::MarketFile(const std::filesystem::path& path, Progress& progress)
    : path_(path), plain_(std::make_unique<Plain>(path, progress)) {
  if (plain_->is_zip()) {
    plain_.reset();
    auto zip = std::make_unique<ZipMember>(path, progress);
    member_ = zip->name();
    zip_ = std::move(zip);
  } else if (path.extension() == ".zip") {
    throw InputError(
        {path.string(), "is not a zip archive", "other first bytes", "a zip with one CSV or JSON file", ""});
  }
}

MarketFile::~MarketFile() = default;

std::size_t MarketFile::read(std::span<char> buffer) {
  return zip_ ? zip_->read(buffer) : plain_->read(buffer);
}

std::string MarketFile::finish_sha256() {
  std::vector<char> rest(1 << 16);
  while (read(rest) > 0) {
  }
  return zip_ ? sha256_of_file(path_) : plain_->sha.hex_digest();
}

ByteStreambuf::int_type ByteStreambuf::underflow() {
  const std::size_t bytes = source_->read(buffer_);
  setg(buffer_.data(), buffer_.data(), buffer_.data() + bytes);
  return bytes == 0 ? traits_type::eof() : traits_type::to_int_type(buffer_[0]);
}

}  // namespace tinderbox
