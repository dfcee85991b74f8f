// A zip archive with exactly one file in it, inflated in pieces. Archives come from anywhere, so everything they claim
// is checked, and what they inflate to is counted while it is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "host/market/byte_source.hpp"

namespace tinderbox {

// A member may declare at most this many bytes, and no more than kMaxZipRatio bytes for each byte of the archive once
// it is larger than kZipRatioFrom. (Klines deflate about 4:1; a bomb about 1000:1.)
inline constexpr std::uint64_t kMaxZipMemberBytes = std::uint64_t{16} << 30;
inline constexpr std::uint64_t kMaxZipRatio = 200;
inline constexpr std::uint64_t kZipRatioFrom = 1 << 20;

// True if `first_bytes` (4 of them) start a zip archive.
[[nodiscard]] bool looks_like_zip(std::string_view first_bytes);

class ZipMember final : public ByteSource {
 public:
  // Throws InputError: corrupt, no member, several members, a member name with a path in it, encrypted, beyond a limit.
  ZipMember(const std::filesystem::path& path, Progress& progress);
  ~ZipMember() override;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  std::size_t read(std::span<char> buffer) override;

 private:
  struct Handles;
  void check_entry();
  void report_progress(std::size_t bytes);

  std::filesystem::path path_;
  std::unique_ptr<Handles> handles_;
  Progress* progress_;
  std::string name_;
  std::uint64_t declared_ = 0;  // bytes the archive says the member inflates to
  std::uint64_t inflated_ = 0;  // bytes it has inflated to so far
  std::uint64_t disk_bytes_ = 0;
  std::uint64_t reported_ = 0;  // bytes on disk reported as progress
};

}  // namespace tinderbox
