#include "host/market/zip_member.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <system_error>

#include "host/market/problem_log.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr const char* kOneFile = "a zip with exactly one CSV or JSON file, as in the public archive";

[[noreturn]] void refuse(const std::filesystem::path& path, std::string problem, std::string found) {
  throw InputError({path.string(), std::move(problem), std::move(found), kOneFile, ""});
}

// A member is only ever read, never written to disk, but a name with a path in it marks an archive that means harm or
// is no market data.
bool is_plain_name(std::string_view name) {
  if (name.empty() || name == "." || name == "..") return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c != '/' && c != '\\' && c != ':' && static_cast<unsigned char>(c) >= 0x20; });
}

}  // namespace

struct ZipMember::Handles {
  zip_t* archive = nullptr;
  zip_file_t* file = nullptr;

  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    if (file != nullptr) zip_fclose(file);
    if (archive != nullptr) zip_discard(archive);
  }
};

bool looks_like_zip(std::string_view first_bytes) {
  return first_bytes == std::string_view("PK\x03\x04", 4) || first_bytes == std::string_view("PK\x05\x06", 4);
}

ZipMember::ZipMember(const std::filesystem::path& path, Progress& progress)
    : path_(path), handles_(std::make_unique<Handles>()), progress_(&progress) {
  int code = 0;
  handles_->archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (handles_->archive == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string message = zip_error_strerror(&error);
    zip_error_fini(&error);
    refuse(path, "is a corrupt zip archive", std::move(message));
  }
  std::error_code ignored;  // an unknown size only makes the ratio check stricter
  disk_bytes_ = std::filesystem::file_size(path, ignored);
  if (ignored) disk_bytes_ = 0;
  check_entry();
  handles_->file = zip_fopen_index(handles_->archive, 0, ZIP_FL_UNCHANGED);
  if (handles_->file == nullptr) refuse(path, "cannot be inflated", zip_strerror(handles_->archive));
}

ZipMember::~ZipMember() = default;

void ZipMember::check_entry() {
  const zip_int64_t members = zip_get_num_entries(handles_->archive, 0);
  if (members != 1) refuse(path_, "holds no single file", fmt::format("{} members", members));
  zip_stat_t status;
  zip_stat_init(&status);
  if (zip_stat_index(handles_->archive, 0, 0, &status) != 0) refuse(path_, "is a corrupt zip archive", "no entry");
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
  if ((status.valid & kNeeded) != kNeeded) refuse(path_, "is a corrupt zip archive", "an incomplete entry");
  name_ = status.name;
  if (!is_plain_name(name_)) refuse(path_, "holds a member whose name has a path in it", shown(name_));
  if (status.encryption_method != ZIP_EM_NONE) refuse(path_, "is encrypted", shown(name_));
  declared_ = status.size;
  if (declared_ == 0) refuse(path_, "holds an empty file", shown(name_));
  if (declared_ > kMaxZipMemberBytes) {
    refuse(path_, fmt::format("would inflate beyond the limit of {} bytes", kMaxZipMemberBytes),
           fmt::format("{} bytes declared", declared_));
  }
  if (declared_ > kZipRatioFrom && declared_ / kMaxZipRatio > disk_bytes_) {
    refuse(path_, fmt::format("would inflate beyond the limit of {}:1", kMaxZipRatio),
           fmt::format("{} bytes declared in an archive of {} bytes", declared_, disk_bytes_));
  }
}

std::size_t ZipMember::read(std::span<char> buffer) {
  throw_if_interrupted();
  const zip_int64_t bytes = zip_fread(handles_->file, buffer.data(), buffer.size());
  if (bytes < 0) refuse(path_, "is a corrupt zip archive", zip_file_strerror(handles_->file));
  inflated_ += static_cast<std::uint64_t>(bytes);
  if (inflated_ > declared_)
    refuse(path_, "inflates to more than it declares", fmt::format("over {} bytes", declared_));
  if (bytes == 0 && inflated_ < declared_)
    refuse(path_, "inflates to less than it declares", fmt::format("{} of {} bytes", inflated_, declared_));
  report_progress(static_cast<std::size_t>(bytes));
  return static_cast<std::size_t>(bytes);
}

void ZipMember::report_progress(std::size_t bytes) {
  const double share = static_cast<double>(inflated_) / static_cast<double>(declared_);
  const auto reached = bytes == 0 ? disk_bytes_ : static_cast<std::uint64_t>(share * static_cast<double>(disk_bytes_));
  if (reached <= reported_) return;
  progress_->advance(static_cast<std::int64_t>(reached - reported_));
  reported_ = reached;
}

}  // namespace tinderbox
