// Writes one group of a netCDF-4 file: dimensions with their scales, variables, CF attributes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/output/h5_driver.hpp"
#include "host/output/run_schema.hpp"
#include "host/support/progress.hpp"

namespace tinderbox::h5 {

// What all groups of one file share.
struct WriteContext {
  hid_t file = H5I_INVALID_HID;
  Descriptor& descriptor;
  int deflate_level = 2;
  Progress& progress;

  // Throws Interrupted, or Failure if a write has failed (the owner of the descriptor words that one).
  void throw_if_stopped() const;
};

// Dimensions are created before the variables that use them. Every method throws Failure if HDF5 fails.
class NetcdfGroup {
 public:
  // Creates the group; "/" is the root.
  NetcdfGroup(WriteContext& context, const std::string& path);

  // A dimension without a variable of its own ("bnds").
  void dimension(std::string_view name, std::uint64_t size);
  // A dimension with its coordinate variable; spec.dims is the name again.
  void coordinate(const VariableSpec& spec, const std::vector<std::int64_t>& values);
  void coordinate(const VariableSpec& spec, const std::vector<double>& values);
  void coordinate(const VariableSpec& spec, const std::vector<std::string>& labels);

  // Along spec.dims; a single value where there are none; nothing where Presence allows it and there is no value.
  void variable(const VariableSpec& spec, const std::vector<float>& values);
  void variable(const VariableSpec& spec, const std::vector<double>& values);
  void variable(const VariableSpec& spec, const std::vector<std::int64_t>& values);

  // Attributes of the group, or of one of its dimensions. An empty text is left out: netCDF has no good way to hold it.
  void attribute(const char* name, std::string_view text, std::string_view of_dimension = {});
  void attribute(const char* name, std::int32_t value);
  void attribute(const char* name, std::int64_t value);
  void attribute(const char* name, std::uint64_t value);
  void attribute(const char* name, double value);

 private:
  struct Dimension {
    Handle scale;
    std::uint64_t size = 0;
    bool has_variable = false;
  };

  template <typename T>
  Handle write_values(const VariableSpec& spec, const std::vector<T>& values, const std::vector<std::uint64_t>& shape);
  template <typename T>
  void write_single(const VariableSpec& spec, const std::vector<T>& values);
  template <typename T>
  void write_variable(const VariableSpec& spec, const std::vector<T>& values);
  template <typename T>
  void write_coordinate(const VariableSpec& spec, const std::vector<T>& values);
  void add_scale(std::string_view name, Handle dataset, std::uint64_t size);
  [[nodiscard]] Dimension& find(std::string_view name);

  WriteContext& context_;
  Handle group_;
  std::map<std::string, Dimension, std::less<>> dimensions_;
};

}  // namespace tinderbox::h5
