// Chunks of a dataset as HDF5 stores them: shuffle and deflate, byte for byte what HDF5's own filters would write, but
// callable from many threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinderbox::h5 {

using Extent = std::vector<std::uint64_t>;  // one entry a dimension

// How an array is cut: every chunk has the same shape, those at the upper edges reach beyond the array.
struct ChunkGrid {
  Extent shape;                  // of the array, every entry at least 1
  Extent chunk;                  // of one chunk, at most `shape`
  std::size_t element_size = 0;  // bytes

  [[nodiscard]] std::uint64_t chunks() const;              // in the whole array
  [[nodiscard]] std::uint64_t chunk_elements() const;      // in one chunk, padding included
  [[nodiscard]] Extent offset(std::uint64_t index) const;  // first element of chunk `index`, row-major order
};

// Halves the longest axis until a chunk holds at most 512 KiB, so that neither a slice at one time nor one at one
// price has to unpack much more than it needs.
[[nodiscard]] ChunkGrid make_chunk_grid(Extent shape, std::size_t element_size);

// Copies chunk `index` out of the row-major array `data`; what lies beyond the array is `fill` (element_size bytes).
[[nodiscard]] std::vector<std::byte> gather_chunk(const ChunkGrid& grid, std::uint64_t index, const std::byte* data,
                                                  std::span<const std::byte> fill);

struct EncodedChunk {
  std::vector<std::byte> bytes;
  std::uint32_t skipped_filters = 0;  // HDF5's filter mask: bit 1 where deflate would have made the chunk larger
};

// Shuffle (HDF5 filter 2: byte planes), then deflate (filter 1) at `level` 1 to 9. Throws Failure if zlib fails.
[[nodiscard]] EncodedChunk encode_chunk(std::span<const std::byte> raw, std::size_t element_size, int level);

}  // namespace tinderbox::h5
