// Chunks made here against those HDF5's own filters make.
#include "host/output/chunk_codec.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "host/output/h5_handle.hpp"

namespace tinderbox::h5 {
namespace {

std::uint64_t bytes_of(const ChunkGrid& grid) {
  return grid.chunk_elements() * grid.element_size;
}

TEST(ChunkGrid, ChunksAreLargeEnoughAndFitTheCache) {
  const ChunkGrid grid = make_chunk_grid({2016, 2, 1000}, 4);
  EXPECT_LE(bytes_of(grid), 512U * 1024);
  EXPECT_GE(bytes_of(grid), 256U * 1024);
  EXPECT_EQ(grid.chunk[1], 2U);
  EXPECT_LE(grid.chunk[0], 2 * grid.chunk[2]);  // neither a slice in time nor one in price is favoured
  EXPECT_LE(grid.chunk[2], 2 * grid.chunk[0]);
}

TEST(ChunkGrid, ASmallArrayIsOneChunk) {
  const ChunkGrid grid = make_chunk_grid({7, 2, 3}, 8);
  EXPECT_EQ(grid.chunks(), 1U);
  EXPECT_EQ(grid.chunk, (Extent{7, 2, 3}));
}

TEST(ChunkGrid, OffsetsCoverTheArrayOnce) {
  ChunkGrid grid{{5, 2, 7}, {2, 1, 3}, 4};
  ASSERT_EQ(grid.chunks(), 18U);
  std::vector<int> seen(70, 0);
  for (std::uint64_t c = 0; c < grid.chunks(); ++c) {
    const Extent at = grid.offset(c);
    for (std::uint64_t i = at[0]; i < std::min<std::uint64_t>(5, at[0] + 2); ++i)
      for (std::uint64_t k = at[2]; k < std::min<std::uint64_t>(7, at[2] + 3); ++k) ++seen[(i * 2 + at[1]) * 7 + k];
  }
  EXPECT_EQ(seen, std::vector<int>(70, 1));
}

// One dataset, written by H5Dwrite through HDF5's filters into a file in memory.
struct Reference {
  Handle file;
  Handle dataset;
};

template <typename T>
Reference filtered_by_hdf5(const ChunkGrid& grid, const std::vector<T>& values, hid_t type, int level, T fill) {
  const std::vector<hsize_t> shape(grid.shape.begin(), grid.shape.end());
  const std::vector<hsize_t> chunk(grid.chunk.begin(), grid.chunk.end());
  const Handle fapl = own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a list");
  check(H5Pset_fapl_core(fapl.get(), 1 << 16, false), "choose memory");
  Reference reference;
  reference.file = own(H5Fcreate("reference", H5F_ACC_TRUNC, H5P_DEFAULT, fapl.get()), H5Fclose, "create");
  const Handle list = own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a list");
  check(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), "chunk");
  check(H5Pset_shuffle(list.get()), "shuffle");
  check(H5Pset_deflate(list.get(), static_cast<unsigned>(level)), "deflate");
  check(H5Pset_fill_value(list.get(), type, &fill), "fill");
  const Handle space = own(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, "space");
  reference.dataset =
      own(H5Dcreate2(reference.file.get(), "d", type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT), H5Dclose,
          "create");
  check(H5Dwrite(reference.dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write");
  check(H5Fflush(reference.file.get(), H5F_SCOPE_LOCAL), "flush");
  return reference;
}

template <typename T>
void expect_hdf5_bytes(const ChunkGrid& grid, const std::vector<T>& values, hid_t type, int level, T fill) {
  const Reference reference = filtered_by_hdf5(grid, values, type, level, fill);
  for (std::uint64_t c = 0; c < grid.chunks(); ++c) {
    const EncodedChunk mine = encode_chunk(
        gather_chunk(grid, c, reinterpret_cast<const std::byte*>(values.data()), std::as_bytes(std::span(&fill, 1))),
        sizeof(T), level);
    const Extent at = grid.offset(c);
    const std::vector<hsize_t> offset(at.begin(), at.end());
    hsize_t size = 0;
    check(H5Dget_chunk_storage_size(reference.dataset.get(), offset.data(), &size), "get the size");
    std::vector<std::byte> theirs(size);
    std::uint32_t skipped = 0;
    check(H5Dread_chunk(reference.dataset.get(), H5P_DEFAULT, offset.data(), &skipped, theirs.data()), "read");
    EXPECT_EQ(mine.skipped_filters, skipped);
    EXPECT_TRUE(mine.bytes == theirs) << "chunk " << c << " level " << level;
  }
}

TEST(ChunkCodec, BytesAreThoseOfHdf5) {
  std::mt19937_64 random(5);
  std::vector<float> noise(50 * 2 * 33);
  for (float& value : noise) value = static_cast<float>(random() % 100000) * 0.37F;
  std::vector<std::int64_t> counts(50 * 2 * 33);
  for (std::int64_t& value : counts) value = static_cast<std::int64_t>(random() % 1000) * (random() % 3 == 0 ? 1 : 0);
  for (const int level : {1, 2, 3, 4}) {
    expect_hdf5_bytes({{50, 2, 33}, {16, 2, 10}, 4}, noise, H5T_NATIVE_FLOAT, level,
                      std::numeric_limits<float>::quiet_NaN());
    expect_hdf5_bytes<std::int64_t>({{50, 2, 33}, {16, 2, 10}, 8}, counts, H5T_NATIVE_INT64, level, 0);
  }
  expect_hdf5_bytes<std::int64_t>({{1}, {1}, 8}, {42}, H5T_NATIVE_INT64, 2, 0);
  expect_hdf5_bytes<std::int64_t>({{3300}, {3300}, 8}, counts, H5T_NATIVE_INT64, 2, 0);
}

TEST(ChunkCodec, RandomBytesThatDeflateCannotShrink) {
  std::mt19937_64 random(6);
  std::vector<std::int64_t> noise(60000);
  for (std::int64_t& value : noise) value = static_cast<std::int64_t>(random());
  expect_hdf5_bytes<std::int64_t>({{60000}, {60000}, 8}, noise, H5T_NATIVE_INT64, 1, 0);
}

}  // namespace
}  // namespace tinderbox::h5
