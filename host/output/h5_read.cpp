#include "host/output/h5_read.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5_hl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tinderbox::h5 {
namespace {

constexpr std::uint64_t kLargestDeflateRatio = 1100;  // deflate reaches 1032 on zeros
constexpr std::uint64_t kStorageSlack = 4096;

template <typename T>
hid_t memory_type();
template <>
hid_t memory_type<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
hid_t memory_type<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
hid_t memory_type<std::int64_t>() {
  return H5T_NATIVE_INT64;
}

template <typename T>
constexpr ElementType element_type();
template <>
constexpr ElementType element_type<float>() {
  return ElementType::kFloat32;
}
template <>
constexpr ElementType element_type<double>() {
  return ElementType::kFloat64;
}
template <>
constexpr ElementType element_type<std::int64_t>() {
  return ElementType::kInt64;
}

hid_t memory_type_of(ElementType type) {
  switch (type) {
    case ElementType::kFloat32:
      return H5T_NATIVE_FLOAT;
    case ElementType::kFloat64:
      return H5T_NATIVE_DOUBLE;
    case ElementType::kInt64:
      return H5T_NATIVE_INT64;
    case ElementType::kText:
      break;
  }
  return H5I_INVALID_HID;
}

std::size_t element_bytes(ElementType type) {
  return type == ElementType::kFloat32 ? 4 : type == ElementType::kText ? sizeof(char*) : 8;
}

std::string_view type_name(ElementType type) {
  constexpr std::array<std::string_view, 4> kNames{"float32", "float64", "int64", "string"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

// The strings that HDF5 allocated for one read, freed by HDF5 whatever happens.
class VariableStrings {
 public:
  VariableStrings(hid_t type, hid_t space, std::size_t count) : type_(type), space_(space), pointers_(count, nullptr) {}
  VariableStrings(const VariableStrings&) = delete;
  VariableStrings& operator=(const VariableStrings&) = delete;
  ~VariableStrings() { H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, pointers_.data()); }

  [[nodiscard]] char** data() { return pointers_.data(); }
  [[nodiscard]] std::string text(std::size_t i) const { return pointers_[i] == nullptr ? "" : pointers_[i]; }

 private:
  hid_t type_;
  hid_t space_;
  std::vector<char*> pointers_;
};

Handle variable_string_type() {
  Handle type = own(H5Tcopy(H5T_C_S1), H5Tclose, "make a string type");
  check(H5Tset_size(type.get(), H5T_VARIABLE), "make a string type");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "make a string type");
  return type;
}

int open_regular(const std::filesystem::path& path, std::uint64_t& size) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block
  if (fd < 0) throw InputError(Problem{path.string(), "cannot be opened", std::strerror(errno), "a run file", ""});
  struct stat status {};
  const bool regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  if (!regular || status.st_size == 0) {
    close(fd);
    const char* found = !regular ? (S_ISDIR(status.st_mode) ? "a folder" : "no regular file") : "an empty file";
    throw InputError(Problem{path.string(), "is no run file", found, "a file that `tinderbox run` wrote", ""});
  }
  size = static_cast<std::uint64_t>(status.st_size);
  return fd;
}

bool is_hdf5(int fd) {
  constexpr std::array<unsigned char, 8> kSignature{0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  std::array<unsigned char, 8> head{};
  return pread(fd, head.data(), head.size(), 0) == static_cast<ssize_t>(head.size()) && head == kSignature;
}

}  // namespace

std::uint64_t DatasetInfo::elements() const {
  std::uint64_t count = 1;
  for (const std::uint64_t size : shape) {
    if (size != 0 && count > UINT64_MAX / size) return UINT64_MAX;
    count *= size;
  }
  return count;
}

ReadFile::ReadFile(const std::filesystem::path& path) : path_(path.string()) {
  descriptor_.fd = open_regular(path, descriptor_.size);
  try {
    if (!is_hdf5(descriptor_.fd))
      refuse("", "is no run file", "no HDF5 signature", "a file that `tinderbox run` wrote");
    descriptor_.size = verified_size(descriptor_.fd, descriptor_.size, path);
    file_ = open_file(descriptor_);
    if (!file_) refuse("", "is truncated or damaged", last_error(), "a whole HDF5 file");
  } catch (...) {
    close(descriptor_.fd);
    throw;
  }
}

ReadFile::~ReadFile() {
  file_.close();
  close(descriptor_.fd);
}

void ReadFile::refuse(const std::string& object, std::string problem, std::string found, std::string expected) const {
  throw InputError(Problem{object.empty() ? path_ : path_ + ":" + object, std::move(problem), std::move(found),
                           std::move(expected), ""});
}

void ReadFile::check_hard_link(hid_t parent, const std::string& link, const std::string& name) const {
  H5L_info_t info{};
  if (H5Lexists(parent, link.c_str(), H5P_DEFAULT) <= 0) refuse(name, "is missing");
  if (H5Lget_info(parent, link.c_str(), &info, H5P_DEFAULT) < 0) refuse(name, "cannot be read", last_error());
  if (info.type != H5L_TYPE_HARD) refuse(name, "is a link to somewhere else", "", "the object itself");
}

Handle ReadFile::open_group(const std::string& group) const {
  if (group != "/") check_hard_link(file_.get(), group.substr(1), group);
  Handle handle{H5Gopen2(file_.get(), group.c_str(), H5P_DEFAULT), H5Gclose};
  if (!handle) refuse(group, "is no readable group", last_error());
  return handle;
}

Handle ReadFile::open_dataset(const std::string& dataset) const {
  const std::size_t slash = dataset.rfind('/');
  const Handle group = open_group(slash == 0 ? "/" : dataset.substr(0, slash));
  const std::string link = dataset.substr(slash + 1);
  check_hard_link(group.get(), link, dataset);
  Handle handle{H5Dopen2(group.get(), link.c_str(), H5P_DEFAULT), H5Dclose};
  if (!handle) refuse(dataset, "is no readable dataset", last_error());
  return handle;
}

bool ReadFile::has(const std::string& object) const {
  const std::size_t slash = object.rfind('/');
  const Handle group = open_group(slash == 0 ? "/" : object.substr(0, slash));
  return H5Lexists(group.get(), object.substr(slash + 1).c_str(), H5P_DEFAULT) > 0;
}

Handle ReadFile::open_attribute(const std::string& group, const char* name) const {
  const Handle object = open_group(group);
  if (H5Aexists(object.get(), name) <= 0) return {};
  Handle attribute{H5Aopen(object.get(), name, H5P_DEFAULT), H5Aclose};
  if (!attribute) refuse(group + "@" + name, "cannot be read", last_error());
  const Handle space{H5Aget_space(attribute.get()), H5Sclose};
  if (!space || H5Sget_simple_extent_npoints(space.get()) != 1) refuse(group + "@" + name, "is not one value");
  return attribute;
}

std::optional<std::string> ReadFile::text(const std::string& group, const char* name) const {
  const Handle attribute = open_attribute(group, name);
  if (!attribute) return std::nullopt;
  const std::string where = group + "@" + name;
  const Handle type{H5Aget_type(attribute.get()), H5Tclose};
  if (!type || H5Tget_class(type.get()) != H5T_STRING) refuse(where, "has another type", "", "text");
  if (H5Tis_variable_str(type.get()) > 0) {
    const Handle memory = variable_string_type();
    const Handle space{H5Aget_space(attribute.get()), H5Sclose};
    if (!space) refuse(where, "cannot be read", last_error());
    VariableStrings strings(memory.get(), space.get(), 1);
    if (H5Aread(attribute.get(), memory.get(), strings.data()) < 0) refuse(where, "cannot be read", last_error());
    std::string text = strings.text(0);
    if (text.size() > kMaxTextBytes) refuse(where, "is too long");
    return text;
  }
  const std::size_t size = H5Tget_size(type.get());
  if (size == 0 || size > kMaxTextBytes) refuse(where, "is too long");
  std::string text(size, '\0');
  if (H5Aread(attribute.get(), type.get(), text.data()) < 0) refuse(where, "cannot be read", last_error());
  return text.substr(0, text.find('\0'));
}

template <typename T>
std::optional<T> ReadFile::number(const std::string& group, const char* name, H5T_class_t type_class,
                                  hid_t memory_type) const {
  const Handle attribute = open_attribute(group, name);
  if (!attribute) return std::nullopt;
  const Handle type{H5Aget_type(attribute.get()), H5Tclose};
  if (!type || H5Tget_class(type.get()) != type_class) refuse(group + "@" + name, "has another type", "", "a number");
  T value{};
  if (H5Aread(attribute.get(), memory_type, &value) < 0) refuse(group + "@" + name, "cannot be read", last_error());
  return value;
}

std::optional<std::int64_t> ReadFile::integer(const std::string& group, const char* name) const {
  return number<std::int64_t>(group, name, H5T_INTEGER, H5T_NATIVE_INT64);
}

std::optional<std::uint64_t> ReadFile::natural(const std::string& group, const char* name) const {
  return number<std::uint64_t>(group, name, H5T_INTEGER, H5T_NATIVE_UINT64);
}

std::optional<double> ReadFile::real(const std::string& group, const char* name) const {
  return number<double>(group, name, H5T_FLOAT, H5T_NATIVE_DOUBLE);
}

DatasetInfo ReadFile::inspect(hid_t dataset, const std::string& name) const {
  DatasetInfo info;
  const Handle type{H5Dget_type(dataset), H5Tclose};
  const Handle space{H5Dget_space(dataset), H5Sclose};
  if (!type || !space) refuse(name, "cannot be read", last_error());
  const H5T_class_t type_class = H5Tget_class(type.get());
  const std::size_t size = H5Tget_size(type.get());
  const bool is_signed = type_class == H5T_INTEGER && H5Tget_sign(type.get()) == H5T_SGN_2;
  if (type_class == H5T_FLOAT && (size == 4 || size == 8)) {
    info.type = size == 4 ? ElementType::kFloat32 : ElementType::kFloat64;
  } else if (is_signed && size == 8) {
    info.type = ElementType::kInt64;
  } else if (type_class == H5T_STRING && H5Tis_variable_str(type.get()) > 0) {
    info.type = ElementType::kText;
  } else {
    refuse(name, "has a type that run files do not use", "", "float32, float64, int64 or variable-length strings");
  }
  if (H5Sget_simple_extent_type(space.get()) == H5S_NULL) refuse(name, "holds no value");
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 0) refuse(name, "is no array");
  std::array<hsize_t, H5S_MAX_RANK> dims{};
  H5Sget_simple_extent_dims(space.get(), dims.data(), nullptr);
  info.shape.assign(dims.begin(), dims.begin() + rank);
  return info;
}

void ReadFile::check_filters(hid_t creation_list, const std::string& name) const {
  const int filters = H5Pget_nfilters(creation_list);
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    unsigned config = 0;
    std::size_t parameters = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(creation_list, static_cast<unsigned>(i), &flags, &parameters, nullptr, 0, nullptr, &config);
    if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE)
      refuse(name, "uses a filter that run files do not use", fmt::format("filter {}", filter), "shuffle and deflate");
  }
}

void ReadFile::check_storage(hid_t dataset, const std::string& name, const DatasetInfo& info) const {
  const Handle list{H5Dget_create_plist(dataset), H5Pclose};
  if (!list) refuse(name, "cannot be read", last_error());
  const H5D_layout_t layout = H5Pget_layout(list.get());
  if (layout != H5D_CHUNKED && layout != H5D_CONTIGUOUS && layout != H5D_COMPACT)
    refuse(name, "has a storage layout that run files do not use");
  if (H5Pget_external_count(list.get()) != 0) refuse(name, "lies in another file");
  check_filters(list.get(), name);
  const std::uint64_t elements = info.elements();
  const std::uint64_t size = element_bytes(info.type);
  if (elements > kMaxDatasetBytes / size)
    refuse(name, "is too large", shape_text(info.shape), fmt::format("at most {} bytes", kMaxDatasetBytes));
  const std::uint64_t stored = H5Dget_storage_size(dataset);
  const std::uint64_t ratio = layout == H5D_CHUNKED ? kLargestDeflateRatio : 1;
  const std::uint64_t believable =
      std::min(stored, descriptor_.size) * ratio + (layout == H5D_CHUNKED ? kStorageSlack : 0);
  if (!info.is_dimension_only && elements * size > believable)
    refuse(name, "holds fewer values than its shape says",
           fmt::format("{} bytes for {}", stored, shape_text(info.shape)), "all of its chunks");
}

DatasetInfo ReadFile::info(const std::string& name) const {
  const Handle dataset = open_dataset(name);
  DatasetInfo result = inspect(dataset.get(), name);
  std::array<char, 80> scale{};
  result.is_dimension_only = H5DSis_scale(dataset.get()) > 0 &&
                             H5DSget_scale_name(dataset.get(), scale.data(), scale.size()) > 0 &&
                             std::string_view(scale.data()).starts_with("This is a netCDF dimension but not");
  check_storage(dataset.get(), name, result);
  return result;
}

std::vector<std::string> ReadFile::labels(const std::string& name) {
  const DatasetInfo found = info(name);
  if (found.type != ElementType::kText || found.shape.size() != 1 || found.elements() > kMaxLabels)
    refuse(name, "is no list of labels", fmt::format("{} {}", type_name(found.type), shape_text(found.shape)),
           "variable-length strings along one dimension");
  const Handle dataset = open_dataset(name);
  const Handle space{H5Dget_space(dataset.get()), H5Sclose};
  const Handle type = variable_string_type();
  if (!space) refuse(name, "cannot be read", last_error());
  VariableStrings strings(type.get(), space.get(), found.elements());
  if (H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, strings.data()) < 0)
    refuse(name, "cannot be read", last_error());
  std::vector<std::string> result;
  for (std::size_t i = 0; i < found.elements(); ++i) {
    result.push_back(strings.text(i));
    if (result.back().size() > kMaxTextBytes) refuse(name, "holds a label that is too long");
  }
  return result;
}

template <typename T>
std::vector<T> ReadFile::values(const std::string& name, const std::vector<std::uint64_t>& shape) {
  const DatasetInfo found = info(name);
  if (found.type != element_type<T>())
    refuse(name, "has another type", std::string(type_name(found.type)), std::string(type_name(element_type<T>())));
  if (found.shape != shape) refuse(name, "has another shape", shape_text(found.shape), shape_text(shape));
  bytes_read_ += found.elements() * sizeof(T);
  if (bytes_read_ > kMaxFileBytes) refuse("", "is too large", "", fmt::format("at most {} bytes", kMaxFileBytes));
  std::vector<T> result(found.elements());
  const Handle dataset = open_dataset(name);
  if (H5Dread(dataset.get(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, result.data()) < 0)
    refuse(name, "cannot be read", last_error());
  return result;
}

template std::vector<float> ReadFile::values(const std::string&, const std::vector<std::uint64_t>&);
template std::vector<double> ReadFile::values(const std::string&, const std::vector<std::uint64_t>&);
template std::vector<std::int64_t> ReadFile::values(const std::string&, const std::vector<std::uint64_t>&);

std::vector<std::byte> ReadFile::rows(const std::string& name, std::uint64_t first, std::uint64_t rows) const {
  const DatasetInfo found = info(name);
  const Handle dataset = open_dataset(name);
  if (found.shape.empty()) {
    std::vector<std::byte> value(element_bytes(found.type));
    if (H5Dread(dataset.get(), memory_type_of(found.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, value.data()) < 0)
      refuse(name, "cannot be read", last_error());
    return value;
  }
  const Handle space{H5Dget_space(dataset.get()), H5Sclose};
  std::vector<hsize_t> start(found.shape.size(), 0);
  std::vector<hsize_t> count(found.shape.begin(), found.shape.end());
  start[0] = first;
  count[0] = rows;
  if (!space || H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) < 0)
    refuse(name, "cannot be read", last_error());
  std::vector<std::byte> bytes(found.elements() / found.shape[0] * rows * element_bytes(found.type));
  const Handle memory{H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose};
  if (H5Dread(dataset.get(), memory_type_of(found.type), memory.get(), space.get(), H5P_DEFAULT, bytes.data()) < 0)
    refuse(name, "cannot be read", last_error());
  return bytes;
}

std::vector<std::string> ReadFile::child_names(hid_t group, const std::string& name) const {
  H5G_info_t info{};
  if (H5Gget_info(group, &info) < 0) refuse(name, "cannot be read", last_error());
  if (info.nlinks > kMaxObjects) refuse(name, "holds too many objects");
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* link, const H5L_info_t*, void* target) -> herr_t {
    static_cast<std::vector<std::string>*>(target)->emplace_back(link);
    return 0;
  };
  // In native order: for the ordered ones HDF5 1.10 builds a table that it frees wrongly if the group is damaged.
  if (H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect, &names) < 0)
    refuse(name, "cannot be read", last_error());
  for (const std::string& link : names) check_hard_link(group, link, name + (name == "/" ? "" : "/") + link);
  return names;
}

std::vector<std::string> ReadFile::dataset_names() const {
  std::vector<std::string> datasets;
  std::vector<std::string> groups{"/"};
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const std::string prefix = g == 0 ? "/" : groups[g] + "/";
    const Handle group = open_group(groups[g]);
    for (const std::string& child : child_names(group.get(), groups[g])) {
      const Handle object{H5Oopen(group.get(), child.c_str(), H5P_DEFAULT), H5Oclose};
      const H5I_type_t type = object ? H5Iget_type(object.get()) : H5I_BADID;
      if (type == H5I_DATASET) datasets.push_back(prefix + child);
      if (type == H5I_GROUP && g == 0) groups.push_back(prefix + child);
      if (datasets.size() > kMaxObjects || groups.size() > kMaxObjects) refuse("", "holds too many objects");
    }
  }
  std::sort(datasets.begin(), datasets.end());
  return datasets;
}

}  // namespace tinderbox::h5
