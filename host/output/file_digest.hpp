// The last bytes of a run file: a SHA-256 over all before them. HDF5 1.10 can crash on damaged metadata, so damage is
// found before HDF5 sees the file. Bytes behind the end of an HDF5 file are legal and every reader ignores them; a
// tool that changes the file drops them, and such a file is tried in a child process instead.
#pragma once

#include <cstdint>
#include <filesystem>

#include "host/output/atomic_file.hpp"

namespace tinderbox {

// Appends the digest of the first `size` bytes. Throws Failure.
void append_digest(AtomicFile& file, std::uint64_t size);

// Whether the file ends with a digest, matching or not. False for a file that cannot be read.
[[nodiscard]] bool ends_with_digest(const std::filesystem::path& path);

// Number of bytes of the file `fd` that HDF5 may see. Throws InputError, naming `path`, if the digest is there and
// does not match.
[[nodiscard]] std::uint64_t verified_size(int fd, std::uint64_t file_size, const std::filesystem::path& path);

}  // namespace tinderbox
