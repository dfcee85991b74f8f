// An HDF5 file driver over a descriptor that somebody else owns.
//
// HDF5 1.10 cannot close a file whose disk is full: the flush fails, the file stays half open and the library aborts or
// loops at exit. So this driver never lets HDF5 see a failed write: it keeps the first errno, swallows what follows,
// and the owner of the descriptor looks at `error` and gives the file up. Nor does HDF5 open a path by itself: what was
// checked (a digest, say) is what is read.
#pragma once

#include <cstdint>

#include "host/output/h5_handle.hpp"

namespace tinderbox::h5 {

// The descriptor and what happened to it. Outlives the HDF5 file that is opened on it.
struct Descriptor {
  int fd = -1;
  int error = 0;           // errno of the first write that failed, 0 while all is well
  std::uint64_t size = 0;  // bytes that HDF5 may see
};

// For the creation lists of groups: links and attributes in creation order (netCDF-4 wants it) and in the object
// header, which has a checksum where the heap of a "dense" group has none; no times, so that equal content gives equal
// bytes.
void keep_order(hid_t creation_list);
void keep_attribute_order(hid_t creation_list);  // the same for datasets

// Creates an HDF5 file in the empty descriptor, with the object headers of HDF5 1.8: what netCDF-4 reads everywhere.
[[nodiscard]] Handle create_file(Descriptor& descriptor);

// Opens the first `descriptor.size` bytes for reading; an empty Handle if HDF5 refuses them.
[[nodiscard]] Handle open_file(Descriptor& descriptor);

}  // namespace tinderbox::h5
