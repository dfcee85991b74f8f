// Reads an HDF5 file that may be anything: each step checks what HDF5 does not. Every method throws InputError naming
// the file and the object.
//
// Refused: links that lead to other files or names, external and virtual storage, filters other than shuffle and
// deflate (HDF5 would load a plugin for them), types other than 32- and 64-bit numbers and strings, chunks that are
// not all there, and datasets larger than what is stored can unpack to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/output/crash_probe.hpp"
#include "host/output/file_digest.hpp"
#include "host/output/h5_driver.hpp"
#include "host/support/error.hpp"
#include "host/support/progress.hpp"

namespace tinderbox::h5 {

inline constexpr std::uint64_t kMaxDatasetBytes = std::uint64_t{16} << 30U;  // unpacked
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{32} << 30U;     // all that is read of one file, unpacked
inline constexpr std::uint64_t kMaxTextBytes = std::uint64_t{16} << 20U;     // one attribute or label
inline constexpr std::uint64_t kMaxLabels = 65536;                           // entries of a string dataset
inline constexpr std::uint64_t kMaxObjects = 10000;                          // datasets that `dataset_names` lists

inline constexpr unsigned kProbeSeconds = 300;

enum class ElementType { kFloat32, kFloat64, kInt64, kText };

struct DatasetInfo {
  ElementType type = ElementType::kFloat32;
  std::vector<std::uint64_t> shape;  // empty: a single value
  bool is_dimension_only = false;    // a netCDF dimension without a variable: it holds no values

  [[nodiscard]] std::uint64_t elements() const;
};

class ReadFile {
 public:
  // Opens the file and verifies the digest at its end.
  explicit ReadFile(const std::filesystem::path& path);
  ReadFile(const ReadFile&) = delete;
  ReadFile& operator=(const ReadFile&) = delete;
  ~ReadFile();

  // Attributes of a group; nullopt where there is none.
  [[nodiscard]] std::optional<std::string> text(const std::string& group, const char* name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(const std::string& group, const char* name) const;
  [[nodiscard]] std::optional<std::uint64_t> natural(const std::string& group, const char* name) const;
  [[nodiscard]] std::optional<double> real(const std::string& group, const char* name) const;

  // Whether a group or dataset of this name is there, whatever it is.
  [[nodiscard]] bool has(const std::string& object) const;

  [[nodiscard]] DatasetInfo info(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> labels(const std::string& name);
  // The values, if the dataset has exactly this shape and T's type.
  template <typename T>
  [[nodiscard]] std::vector<T> values(const std::string& name, const std::vector<std::uint64_t>& shape);
  // Raw values of `rows` entries of the first axis from `first` on, for datasets of numbers; of a single value, itself.
  [[nodiscard]] std::vector<std::byte> rows(const std::string& name, std::uint64_t first, std::uint64_t rows) const;

  // Full names of all datasets in the root and its groups, sorted.
  [[nodiscard]] std::vector<std::string> dataset_names() const;

  [[noreturn]] void refuse(const std::string& object, std::string problem, std::string found = {},
                           std::string expected = {}) const;

 private:
  [[nodiscard]] Handle open_attribute(const std::string& group, const char* name) const;
  [[nodiscard]] Handle open_group(const std::string& group) const;
  [[nodiscard]] Handle open_dataset(const std::string& dataset) const;
  [[nodiscard]] DatasetInfo inspect(hid_t dataset, const std::string& name) const;
  void check_storage(hid_t dataset, const std::string& name, const DatasetInfo& info) const;
  void check_filters(hid_t creation_list, const std::string& name) const;
  void check_hard_link(hid_t parent, const std::string& link, const std::string& name) const;
  [[nodiscard]] std::vector<std::string> child_names(hid_t group, const std::string& name) const;
  template <typename T>
  [[nodiscard]] std::optional<T> number(const std::string& group, const char* name, H5T_class_t type_class,
                                        hid_t memory_type) const;

  std::string path_;
  SilentErrors silent_;
  Descriptor descriptor_;
  Handle file_;
  std::uint64_t bytes_read_ = 0;
};

// Calls read(path); what HDF5 cannot do is an InputError that names the file.
template <typename Read>
auto read_or_refuse(const std::filesystem::path& path, Read read) {
  try {
    return read(path);
  } catch (const Interrupted&) {
    throw;
  } catch (const Failure& failure) {
    throw InputError(Problem{path.string(), "cannot be read as a run file", failure.what(), "", ""});
  }
}

// The same for a file that may be damaged: one without a digest is read in a child process first, and this process
// opens it only if the child came through.
template <typename Read>
auto read_guarded(const std::filesystem::path& path, Read read) {
  if (!ends_with_digest(path)) {
    const auto outcome = probe_in_child([&] { static_cast<void>(read_or_refuse(path, read)); }, kProbeSeconds);
    throw_if_interrupted();
    if (outcome.crashed)
      throw InputError(
          Problem{path.string(), "is damaged: HDF5 cannot get through it", "", "", "copy it again or repeat the run"});
    if (!outcome.error.empty()) throw InputError(Problem{"", outcome.error, "", "", ""});
  }
  return read_or_refuse(path, read);
}

}  // namespace tinderbox::h5
