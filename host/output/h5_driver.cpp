#include "host/output/h5_driver.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>

namespace tinderbox::h5 {
namespace {

// HDF5 passes this block around by copy; it holds nothing but where the descriptor is.
struct DriverInfo {
  Descriptor* descriptor = nullptr;
};

struct DriverFile {
  H5FD_t base{};  // first: HDF5 casts between the two
  Descriptor* descriptor = nullptr;
  haddr_t allocated_end = 0;
};

DriverFile& self(H5FD_t* file) {
  return *reinterpret_cast<DriverFile*>(file);
}
const DriverFile& self(const H5FD_t* file) {
  return *reinterpret_cast<const DriverFile*>(file);
}

H5FD_t* driver_open(const char*, unsigned, hid_t fapl, haddr_t) {
  const auto* info = static_cast<const DriverInfo*>(H5Pget_driver_info(fapl));
  if (info == nullptr) return nullptr;
  auto* file = new (std::nothrow) DriverFile;
  if (file == nullptr) return nullptr;
  file->descriptor = info->descriptor;
  return &file->base;
}

herr_t driver_close(H5FD_t* file) {
  delete &self(file);
  return 0;
}

int driver_compare(const H5FD_t* a, const H5FD_t* b) {
  const auto* left = self(a).descriptor;
  const auto* right = self(b).descriptor;
  return left == right ? 0 : (left < right ? -1 : 1);
}

herr_t driver_query(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr)
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t driver_get_eoa(const H5FD_t* file, H5FD_mem_t) {
  return self(file).allocated_end;
}

herr_t driver_set_eoa(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  self(file).allocated_end = end;
  return 0;
}

haddr_t driver_get_eof(const H5FD_t* file, H5FD_mem_t) {
  return self(file).descriptor->size;
}

herr_t driver_read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t size, void* buffer) {
  const Descriptor& descriptor = *self(file).descriptor;
  auto* to = static_cast<char*>(buffer);
  const std::uint64_t there = address < descriptor.size ? descriptor.size - address : 0;
  std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, there));
  std::memset(to + wanted, 0, size - wanted);  // past the end a file reads as zeros, as in HDF5's own drivers
  while (wanted > 0) {
    const ssize_t got = pread(descriptor.fd, to, wanted, static_cast<off_t>(address));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    to += got;
    address += static_cast<haddr_t>(got);
    wanted -= static_cast<std::size_t>(got);
  }
  return 0;
}

herr_t driver_write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t size, const void* buffer) {
  Descriptor& descriptor = *self(file).descriptor;
  const auto* from = static_cast<const char*>(buffer);
  while (size > 0 && descriptor.error == 0) {
    const ssize_t put = pwrite(descriptor.fd, from, size, static_cast<off_t>(address));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      descriptor.error = put < 0 ? errno : ENOSPC;
      break;
    }
    from += put;
    address += static_cast<haddr_t>(put);
    size -= static_cast<std::size_t>(put);
  }
  descriptor.size = std::max<std::uint64_t>(descriptor.size, address + size);
  return 0;
}

herr_t driver_truncate(H5FD_t* file, hid_t, hbool_t) {
  Descriptor& descriptor = *self(file).descriptor;
  if (descriptor.size == self(file).allocated_end) return 0;
  descriptor.size = self(file).allocated_end;
  if (descriptor.error == 0 && ftruncate(descriptor.fd, static_cast<off_t>(descriptor.size)) != 0)
    descriptor.error = errno;
  return 0;
}

H5FD_class_t driver_class() {
  H5FD_class_t driver{};
#if H5_VERSION_GE(1, 13, 0)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(600);  // HDF5 leaves 512 to 65535 to private drivers
#endif
  driver.name = "tinderbox_descriptor";
  driver.maxaddr = static_cast<haddr_t>(std::numeric_limits<off_t>::max());
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(DriverInfo);
  driver.open = driver_open;
  driver.close = driver_close;
  driver.cmp = driver_compare;
  driver.query = driver_query;
  driver.get_eoa = driver_get_eoa;
  driver.set_eoa = driver_set_eoa;
  driver.get_eof = driver_get_eof;
  driver.read = driver_read;
  driver.write = driver_write;
  driver.truncate = driver_truncate;
  std::fill(std::begin(driver.fl_map), std::end(driver.fl_map), H5FD_MEM_DEFAULT);
  return driver;
}

Handle access_list(Descriptor& descriptor) {
  static const H5FD_class_t driver = driver_class();
  static const hid_t driver_id = check(H5FDregister(&driver), "register its file driver");
  Handle fapl = own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a file access list");
  const DriverInfo info{&descriptor};
  check(H5Pset_driver(fapl.get(), driver_id, &info), "set its file driver");
  check(H5Pset_fclose_degree(fapl.get(), H5F_CLOSE_STRONG), "set the close degree");
  check(H5Pset_libver_bounds(fapl.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), "set the format version");
  return fapl;
}

constexpr char kNominalName[] = "run file";  // HDF5 wants a name; the driver ignores it
constexpr unsigned kTracked = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
constexpr unsigned kMostCompact = 64;  // links of a group, attributes of an object; HDF5's default is 8

}  // namespace

void keep_attribute_order(hid_t creation_list) {
  check(H5Pset_attr_creation_order(creation_list, kTracked), "track creation order");
  check(H5Pset_attr_phase_change(creation_list, kMostCompact, kMostCompact / 2), "keep attributes compact");
  check(H5Pset_obj_track_times(creation_list, false), "leave times out");
}

void keep_order(hid_t creation_list) {
  keep_attribute_order(creation_list);
  check(H5Pset_link_creation_order(creation_list, kTracked), "track creation order");
  check(H5Pset_link_phase_change(creation_list, kMostCompact, kMostCompact / 2), "keep links compact");
}

Handle create_file(Descriptor& descriptor) {
  const Handle fapl = access_list(descriptor);
  const Handle fcpl = own(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "make a file creation list");
  keep_order(fcpl.get());
  return own(H5Fcreate(kNominalName, H5F_ACC_TRUNC, fcpl.get(), fapl.get()), H5Fclose, "create the file");
}

Handle open_file(Descriptor& descriptor) {
  const Handle fapl = access_list(descriptor);
  return {H5Fopen(kNominalName, H5F_ACC_RDONLY, fapl.get()), H5Fclose};
}

}  // namespace tinderbox::h5
