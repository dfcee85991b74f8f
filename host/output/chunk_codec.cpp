#include "host/output/chunk_codec.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "host/support/error.hpp"

namespace tinderbox::h5 {
namespace {

constexpr std::uint64_t kLargestChunkBytes = 512 * 1024;  // half of HDF5's default chunk cache
constexpr std::uint32_t kDeflateSkipped = 1U << 1U;       // deflate is the second filter of the pipeline

std::uint64_t product(const Extent& extent) {
  std::uint64_t result = 1;
  for (const std::uint64_t size : extent) result *= size;
  return result;
}

std::uint64_t chunks_along(const ChunkGrid& grid, std::size_t axis) {
  return (grid.shape[axis] + grid.chunk[axis] - 1) / grid.chunk[axis];
}

// Byte b of every element, then byte b + 1 of every element, and so on.
std::vector<std::byte> shuffled(std::span<const std::byte> raw, std::size_t element_size) {
  std::vector<std::byte> out(raw.size());
  const std::size_t elements = raw.size() / element_size;
  for (std::size_t byte = 0; byte < element_size; ++byte) {
    std::byte* plane = out.data() + byte * elements;
    for (std::size_t i = 0; i < elements; ++i) plane[i] = raw[i * element_size + byte];
  }
  return out;
}

// The room HDF5 gives deflate; where that is not enough it stores the chunk without this filter.
std::size_t deflate_room(std::size_t bytes) {
  return static_cast<std::size_t>(std::ceil(static_cast<double>(bytes) * 1.001)) + 12;
}

}  // namespace

std::uint64_t ChunkGrid::chunks() const {
  std::uint64_t result = 1;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) result *= chunks_along(*this, axis);
  return result;
}

std::uint64_t ChunkGrid::chunk_elements() const {
  return product(chunk);
}

Extent ChunkGrid::offset(std::uint64_t index) const {
  Extent result(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const std::uint64_t along = chunks_along(*this, axis);
    result[axis] = index % along * chunk[axis];
    index /= along;
  }
  return result;
}

ChunkGrid make_chunk_grid(Extent shape, std::size_t element_size) {
  ChunkGrid grid{shape, std::move(shape), element_size};
  while (grid.chunk_elements() * element_size > kLargestChunkBytes) {
    std::uint64_t& longest = *std::max_element(grid.chunk.begin(), grid.chunk.end());
    longest = (longest + 1) / 2;
  }
  return grid;
}

std::vector<std::byte> gather_chunk(const ChunkGrid& grid, std::uint64_t index, const std::byte* data,
                                    std::span<const std::byte> fill) {
  const std::size_t rank = grid.shape.size();
  const std::size_t size = grid.element_size;
  const Extent offset = grid.offset(index);
  std::vector<std::byte> out(grid.chunk_elements() * size);
  const std::uint64_t row = grid.chunk[rank - 1];
  const std::uint64_t there = std::min(row, grid.shape[rank - 1] - offset[rank - 1]);
  const std::uint64_t rows = grid.chunk_elements() / row;
  for (std::uint64_t r = 0; r < rows; ++r) {
    std::uint64_t rest = r;
    std::uint64_t source = offset[rank - 1];
    std::uint64_t stride = grid.shape[rank - 1];
    bool inside = true;
    for (std::size_t axis = rank - 1; axis-- > 0;) {
      const std::uint64_t position = offset[axis] + rest % grid.chunk[axis];
      rest /= grid.chunk[axis];
      inside = inside && position < grid.shape[axis];
      source += position * stride;
      stride *= grid.shape[axis];
    }
    std::byte* to = out.data() + r * row * size;
    const std::uint64_t copied = inside ? there : 0;
    if (copied > 0) std::memcpy(to, data + source * size, copied * size);
    for (std::uint64_t i = copied; i < row; ++i) std::memcpy(to + i * size, fill.data(), size);
  }
  return out;
}

EncodedChunk encode_chunk(std::span<const std::byte> raw, std::size_t element_size, int level) {
  std::vector<std::byte> planes = shuffled(raw, element_size);
  EncodedChunk chunk;
  chunk.bytes.resize(deflate_room(planes.size()));
  uLongf length = chunk.bytes.size();
  const int status = compress2(reinterpret_cast<Bytef*>(chunk.bytes.data()), &length,
                               reinterpret_cast<const Bytef*>(planes.data()), planes.size(), level);
  if (status == Z_BUF_ERROR) return {std::move(planes), kDeflateSkipped};
  if (status != Z_OK) throw Failure("zlib could not compress a chunk");
  chunk.bytes.resize(length);
  return chunk;
}

}  // namespace tinderbox::h5
