#include "host/output/netcdf_group.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>
#include <tbb/task_arena.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <type_traits>

#include "host/output/chunk_codec.hpp"
#include "host/support/error.hpp"
#include "kernels/parallel.hpp"

namespace tinderbox::h5 {
namespace {

constexpr char kNoVariable[] = "This is a netCDF dimension but not a netCDF variable.";  // what netCDF looks for

template <typename T>
hid_t file_type() {
  if constexpr (std::is_same_v<T, float>) return H5T_IEEE_F32LE;
  if constexpr (std::is_same_v<T, double>) return H5T_IEEE_F64LE;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5T_STD_I64LE;
  if constexpr (std::is_same_v<T, std::int32_t>) return H5T_STD_I32LE;
  if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_STD_U64LE;
}

Handle string_type() {
  Handle type = own(H5Tcopy(H5T_C_S1), H5Tclose, "make a string type");
  check(H5Tset_size(type.get(), H5T_VARIABLE), "make a string type");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "make a string type");
  return type;
}

// Text that every reader takes: bytes that are no UTF-8 and NUL (which would end the text) become U+FFFD.
std::string valid_utf8(std::string_view text) {
  const nlohmann::json quoted = std::string(text);
  std::string valid =
      nlohmann::json::parse(quoted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)).get<std::string>();
  for (std::size_t at = valid.find('\0'); at != std::string::npos; at = valid.find('\0', at))
    valid.replace(at, 1, "\xEF\xBF\xBD");
  return valid;
}

Handle scalar_space() {
  return own(H5Screate(H5S_SCALAR), H5Sclose, "make a dataspace");
}

Handle simple_space(const std::vector<std::uint64_t>& shape) {
  const std::vector<hsize_t> dims(shape.begin(), shape.end());
  return own(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr), H5Sclose, "make a dataspace");
}

void write_attribute(hid_t object, const char* name, hid_t type, hid_t space, hid_t memory_type, const void* value) {
  const Handle attribute =
      own(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "create an attribute");
  check(H5Awrite(attribute.get(), memory_type, value), "write an attribute");
}

void write_text(hid_t object, const char* name, std::string_view text) {
  if (text.empty()) return;
  const std::string valid = valid_utf8(text);
  const char* pointer = valid.c_str();
  const Handle type = string_type();
  write_attribute(object, name, type.get(), scalar_space().get(), type.get(), &pointer);
}

template <typename T>
void write_number(hid_t object, const char* name, T value) {
  write_attribute(object, name, file_type<T>(), scalar_space().get(), file_type<T>(), &value);
}

Handle dataset_creation_list() {
  Handle list = own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a dataset creation list");
  keep_attribute_order(list.get());
  return list;
}

template <typename T>
T fill_value(Missing missing) {
  if constexpr (std::is_floating_point_v<T>)
    if (missing == Missing::kNan) return std::numeric_limits<T>::quiet_NaN();
  return T{};
}

template <typename T>
Handle chunked_creation_list(const ChunkGrid& grid, int deflate_level, T fill) {
  Handle list = dataset_creation_list();
  const std::vector<hsize_t> chunk(grid.chunk.begin(), grid.chunk.end());
  check(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), "set the chunk shape");
  check(H5Pset_shuffle(list.get()), "set the shuffle filter");
  check(H5Pset_deflate(list.get(), static_cast<unsigned>(deflate_level)), "set the deflate filter");
  check(H5Pset_fill_value(list.get(), file_type<T>(), &fill), "set the fill value");
  return list;
}

// Compresses batches of chunks on all cores and writes each batch in order from this thread, the only one in HDF5.
void write_chunks(const WriteContext& context, hid_t dataset, const ChunkGrid& grid, const std::byte* data,
                  std::span<const std::byte> fill) {
  const std::uint64_t chunks = grid.chunks();
  const auto batch = std::uint64_t{4} * static_cast<std::uint64_t>(tbb::this_task_arena::max_concurrency());
  for (std::uint64_t first = 0; first < chunks; first += batch) {
    context.throw_if_stopped();
    std::vector<EncodedChunk> encoded(std::min(batch, chunks - first));
    parallel_indices(encoded.size(), [&](std::size_t i) {
      encoded[i] = encode_chunk(gather_chunk(grid, first + i, data, fill), grid.element_size, context.deflate_level);
    });
    for (std::size_t i = 0; i < encoded.size(); ++i) {
      const Extent at = grid.offset(first + i);
      const std::vector<hsize_t> offset(at.begin(), at.end());
      check(H5Dwrite_chunk(dataset, H5P_DEFAULT, encoded[i].skipped_filters, offset.data(), encoded[i].bytes.size(),
                           encoded[i].bytes.data()),
            "write a chunk");
    }
    context.progress.advance(static_cast<std::int64_t>(encoded.size() * grid.chunk_elements()));
  }
}

template <typename T>
void declare_missing(hid_t dataset, Missing missing) {
  if (!std::is_floating_point_v<T> || missing != Missing::kNan) return;
  const T fill = fill_value<T>(missing);
  write_attribute(dataset, "_FillValue", file_type<T>(), simple_space({1}).get(), file_type<T>(), &fill);
}

void describe(hid_t dataset, const VariableSpec& spec) {
  write_text(dataset, "long_name", spec.long_name);
  write_text(dataset, "units", spec.units);
  write_text(dataset, "cell_methods", spec.cell_methods);
  write_text(dataset, "ancillary_variables", spec.ancillary);
}

}  // namespace

void WriteContext::throw_if_stopped() const {
  throw_if_interrupted();
  if (descriptor.error != 0) throw Failure("a write failed");
}

NetcdfGroup::NetcdfGroup(WriteContext& context, const std::string& path) : context_(context) {
  if (path == "/") {
    group_ = own(H5Gopen2(context.file, "/", H5P_DEFAULT), H5Gclose, "open the root group");
    return;
  }
  const Handle list = own(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "make a group creation list");
  keep_order(list.get());
  group_ =
      own(H5Gcreate2(context.file, path.c_str(), H5P_DEFAULT, list.get(), H5P_DEFAULT), H5Gclose, "create a group");
}

NetcdfGroup::Dimension& NetcdfGroup::find(std::string_view name) {
  const auto found = dimensions_.find(name);
  if (found == dimensions_.end()) throw Failure(fmt::format("the run file has no dimension '{}' here", name));
  return found->second;
}

void NetcdfGroup::add_scale(std::string_view name, Handle dataset, std::uint64_t size) {
  check(H5DSset_scale(dataset.get(), std::string(name).c_str()), "make a dimension scale");
  dimensions_[std::string(name)] = {std::move(dataset), size, true};
}

void NetcdfGroup::dimension(std::string_view name, std::uint64_t size) {
  const Handle list = dataset_creation_list();
  Handle dataset = own(H5Dcreate2(group_.get(), std::string(name).c_str(), H5T_IEEE_F32BE, simple_space({size}).get(),
                                  H5P_DEFAULT, list.get(), H5P_DEFAULT),
                       H5Dclose, "create a dimension");
  check(H5DSset_scale(dataset.get(), fmt::format("{}{:>10}", kNoVariable, size).c_str()), "make a dimension scale");
  dimensions_[std::string(name)] = {std::move(dataset), size, false};
}

template <typename T>
Handle NetcdfGroup::write_values(const VariableSpec& spec, const std::vector<T>& values,
                                 const std::vector<std::uint64_t>& shape) {
  const std::uint64_t cells = std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
  if (cells == 0 || cells != values.size())
    throw Failure(
        fmt::format("the run has {} values of '{}' where its shape needs {}", values.size(), spec.name, cells));
  context_.throw_if_stopped();
  const ChunkGrid grid = make_chunk_grid(shape, sizeof(T));
  const T fill = fill_value<T>(spec.missing);
  const Handle list = chunked_creation_list(grid, context_.deflate_level, fill);
  Handle dataset = own(H5Dcreate2(group_.get(), std::string(spec.name).c_str(), file_type<T>(),
                                  simple_space(shape).get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                       H5Dclose, "create a dataset");
  declare_missing<T>(dataset.get(), spec.missing);
  describe(dataset.get(), spec);
  write_chunks(context_, dataset.get(), grid, reinterpret_cast<const std::byte*>(values.data()),
               std::as_bytes(std::span(&fill, 1)));
  return dataset;
}

template <typename T>
void NetcdfGroup::write_single(const VariableSpec& spec, const std::vector<T>& values) {
  if (values.size() != 1)
    throw Failure(fmt::format("the run has {} values of '{}', not one", values.size(), spec.name));
  context_.throw_if_stopped();
  const Handle list = dataset_creation_list();
  const Handle dataset = own(H5Dcreate2(group_.get(), std::string(spec.name).c_str(), file_type<T>(),
                                        scalar_space().get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                             H5Dclose, "create a dataset");
  declare_missing<T>(dataset.get(), spec.missing);
  describe(dataset.get(), spec);
  check(H5Dwrite(dataset.get(), file_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write a value");
  context_.progress.advance(1);
}

template <typename T>
void NetcdfGroup::write_coordinate(const VariableSpec& spec, const std::vector<T>& values) {
  add_scale(spec.name, write_values(spec, values, {values.size()}), values.size());
}

template <typename T>
void NetcdfGroup::write_variable(const VariableSpec& spec, const std::vector<T>& values) {
  if (spec.presence == Presence::kWhereKnown && values.empty()) return;
  if (spec.dims.empty()) return write_single(spec, values);
  std::vector<std::uint64_t> shape;
  std::string coordinates;
  const auto names = split_dims(spec.dims);
  for (const std::string_view name : names) {
    const Dimension& dimension = find(name);
    shape.push_back(dimension.size);
    if (!dimension.has_variable) continue;
    if (!coordinates.empty()) coordinates += ' ';
    coordinates += name;
  }
  const Handle dataset = write_values(spec, values, shape);
  for (std::size_t axis = 0; axis < names.size(); ++axis)
    check(H5DSattach_scale(dataset.get(), find(names[axis]).scale.get(), static_cast<unsigned>(axis)),
          "attach a dimension scale");
  const bool is_bounds = spec.name.ends_with("_bounds");  // CF: bounds take everything from their coordinate
  if (!is_bounds) write_text(dataset.get(), "coordinates", coordinates);
}

void NetcdfGroup::coordinate(const VariableSpec& spec, const std::vector<std::int64_t>& values) {
  write_coordinate(spec, values);
}

void NetcdfGroup::coordinate(const VariableSpec& spec, const std::vector<double>& values) {
  write_coordinate(spec, values);
}

void NetcdfGroup::coordinate(const VariableSpec& spec, const std::vector<std::string>& labels) {
  if (labels.empty()) throw Failure(fmt::format("the run has no '{}'", spec.name));
  context_.throw_if_stopped();
  std::vector<std::string> valid;
  for (const std::string& label : labels) valid.push_back(valid_utf8(label));
  std::vector<const char*> pointers;
  for (const std::string& label : valid) pointers.push_back(label.c_str());
  const Handle type = string_type();
  const Handle list = dataset_creation_list();
  Handle dataset = own(H5Dcreate2(group_.get(), std::string(spec.name).c_str(), type.get(),
                                  simple_space({labels.size()}).get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                       H5Dclose, "create a dataset");
  check(H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "write labels");
  describe(dataset.get(), spec);
  add_scale(spec.name, std::move(dataset), labels.size());
}

void NetcdfGroup::variable(const VariableSpec& spec, const std::vector<float>& values) {
  write_variable(spec, values);
}

void NetcdfGroup::variable(const VariableSpec& spec, const std::vector<double>& values) {
  write_variable(spec, values);
}

void NetcdfGroup::variable(const VariableSpec& spec, const std::vector<std::int64_t>& values) {
  write_variable(spec, values);
}

void NetcdfGroup::attribute(const char* name, std::string_view text, std::string_view of_dimension) {
  write_text(of_dimension.empty() ? group_.get() : find(of_dimension).scale.get(), name, text);
}

void NetcdfGroup::attribute(const char* name, std::int32_t value) {
  write_number(group_.get(), name, value);
}
void NetcdfGroup::attribute(const char* name, std::int64_t value) {
  write_number(group_.get(), name, value);
}
void NetcdfGroup::attribute(const char* name, std::uint64_t value) {
  write_number(group_.get(), name, value);
}
void NetcdfGroup::attribute(const char* name, double value) {
  write_number(group_.get(), name, value);
}

}  // namespace tinderbox::h5
