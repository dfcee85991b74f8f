// A run file is untrusted input: whatever its bytes, reading it ends with a result or an InputError.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "host/output/crash_probe.hpp"
#include "host/output/h5_handle.hpp"
#include "host/output/inspect.hpp"
#include "host/output/run_file.hpp"
#include "host/support/error.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

using h5::check;
using h5::Handle;
using h5::own;
using test::file_bytes;
using test::ScratchFolder;
using test::write_bytes;
using testing::HasSubstr;

namespace fs = std::filesystem;

constexpr std::size_t kFooterBytes = 72;

std::string sample_bytes(const ScratchFolder& folder) {
  NoProgress progress;
  write_run_file(test::sample_run({4, 6, 2, 3600}), folder.file("sound.h5"), 2, progress);
  return file_bytes(folder.file("sound.h5"));
}

// What the error says; "" if the file could be read (and then inspected).
std::string error_of(const fs::path& path) {
  try {
    const RunResult run = read_run_file(path);
    EXPECT_FALSE(inspect_text(run).empty());
    return "";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr(path.string()));
    return error.what();
  }
}

TEST(Damage, EveryFlippedBitOfTheContentIsNoticed) {
  const ScratchFolder folder;
  const std::string sound = sample_bytes(folder);
  std::mt19937_64 random(11);
  for (int i = 0; i < 200; ++i) {
    std::string bytes = sound;
    const std::size_t at = random() % (bytes.size() - kFooterBytes);
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    write_bytes(folder.file(), bytes);
    const std::string error = error_of(folder.file());
    EXPECT_THAT(error, testing::AnyOf(HasSubstr("the file is damaged"), HasSubstr("no HDF5 signature"))) << at;
    EXPECT_THROW(static_cast<void>(dataset_digests(folder.file())), InputError);
  }
}

TEST(Damage, EveryTruncationIsNoticed) {
  const ScratchFolder folder;
  const std::string sound = sample_bytes(folder);
  std::mt19937_64 random(12);
  for (int i = 0; i < 100; ++i) {
    const std::size_t length = i < 20 ? static_cast<std::size_t>(i) : random() % (sound.size() - kFooterBytes);
    write_bytes(folder.file(), sound.substr(0, length));
    EXPECT_NE(error_of(folder.file()), "") << length;
  }
  write_bytes(folder.file(), sound.substr(0, sound.size() - 1));
  EXPECT_EQ(error_of(folder.file()), "");  // only the digest is cut: the content is whole, and HDF5 says so too
}

// Without the digest HDF5 1.10 itself has to cope, in a child process: it crashes on about one such file in a thousand.
TEST(Damage, FlippedBytesWithoutADigestNeverCrashTheReader) {
  const ScratchFolder folder;
  std::string sound = sample_bytes(folder);
  sound.resize(sound.size() - kFooterBytes);
  std::mt19937_64 random(13);
  testing::internal::CaptureStderr();
  int refused = 0;
  for (int i = 0; i < 150; ++i) {
    std::string bytes = sound;
    const std::size_t flips = 1 + random() % 8;
    for (std::size_t flip = 0; flip < flips; ++flip) bytes[random() % bytes.size()] = static_cast<char>(random());
    write_bytes(folder.file(), bytes);
    refused += error_of(folder.file()).empty() ? 0 : 1;
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_GT(refused, 30);
}

TEST(Damage, AHeapThatHdf5CannotReadIsAnErrorNotACrash) {
  const ScratchFolder folder;
  std::string bytes = sample_bytes(folder);
  bytes.resize(bytes.size() - kFooterBytes);
  const std::size_t heap = bytes.find("GCOL");
  ASSERT_NE(heap, std::string::npos);
  for (std::size_t at = heap + 16; at < heap + 4096; at += 8) bytes[at] = '\x7F';
  write_bytes(folder.file(), bytes);
  EXPECT_NE(error_of(folder.file()), "");
}

TEST(CrashProbe, TellsACrashAndAnEndlessLoopFromAnError) {
  const ProbeOutcome fine = probe_in_child([] {}, 5);
  EXPECT_FALSE(fine.crashed);
  EXPECT_EQ(fine.error, "");
  const std::string reason(100'000, 'r');  // more than a pipe holds
  const ProbeOutcome error = probe_in_child([&] { throw Failure(reason); }, 5);
  EXPECT_FALSE(error.crashed);
  EXPECT_EQ(error.error, reason);
  EXPECT_TRUE(probe_in_child([] { std::abort(); }, 5).crashed);
  const auto endless = [] {
    while (true) pause();
  };
  EXPECT_TRUE(probe_in_child(endless, 1).crashed);
}

TEST(NoRunFile, EachKindIsNamed) {
  const ScratchFolder folder;
  EXPECT_THAT(error_of(folder.file("absent.h5")), HasSubstr("No such file"));
  EXPECT_THAT(error_of(folder.path()), HasSubstr("a folder"));
  write_bytes(folder.file("empty.h5"), "");
  EXPECT_THAT(error_of(folder.file("empty.h5")), HasSubstr("an empty file"));
  write_bytes(folder.file("text.csv"), "time,open\n1,2\n");
  EXPECT_THAT(error_of(folder.file("text.csv")), HasSubstr("no HDF5 signature"));
  ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
  EXPECT_THAT(error_of(folder.file("pipe")), HasSubstr("no regular file"));
  {
    const Handle other =
        own(H5Fcreate(folder.file("other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "create");
  }
  EXPECT_THAT(error_of(folder.file("other.h5")), HasSubstr("no attribute `format`"));
}

// A sound file that one edit through HDF5 has changed.
class EditedFile {
 public:
  template <typename Edit>
  explicit EditedFile(Edit edit) {
    NoProgress progress;
    write_run_file(test::sample_run({4, 6, 2, 3600}), folder_.file(), 2, progress);
    const h5::SilentErrors silent;
    const Handle file = own(H5Fopen(folder_.file().c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    edit(file.get());
  }
  [[nodiscard]] std::string error() const { return error_of(folder_.file()); }

 private:
  ScratchFolder folder_;
};

void remove(hid_t file, const char* name) {
  check(H5Ldelete(file, name, H5P_DEFAULT), "delete");
}

Handle replace_dataset(hid_t file, const char* name, hid_t type, std::vector<hsize_t> shape, hid_t list = H5P_DEFAULT) {
  remove(file, name);
  const Handle space = own(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, "space");
  return own(H5Dcreate2(file, name, type, space.get(), H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose, "create");
}

void replace_integer(hid_t file, const char* object, const char* name, std::int64_t value) {
  const Handle group = own(H5Gopen2(file, object, H5P_DEFAULT), H5Gclose, "open");
  check(H5Adelete(group.get(), name), "delete");
  const Handle space = own(H5Screate(H5S_SCALAR), H5Sclose, "space");
  const Handle attribute =
      own(H5Acreate2(group.get(), name, H5T_NATIVE_INT64, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "create");
  check(H5Awrite(attribute.get(), H5T_NATIVE_INT64, &value), "write");
}

TEST(EditedRunFile, AnUnchangedOneIsStillRead) {
  EXPECT_EQ(EditedFile([](hid_t) {}).error(), "");
}

TEST(EditedRunFile, OtherVersion) {
  EXPECT_THAT(EditedFile([](hid_t file) { replace_integer(file, "/", "format_version", 99); }).error(),
              HasSubstr("has another format version (found 99, expected 1)"));
}

TEST(EditedRunFile, MissingAttributeOrOneOfAnotherType) {
  EXPECT_THAT(EditedFile([](hid_t file) { check(H5Adelete(file, "seed"), "delete"); }).error(),
              HasSubstr("/@seed: is missing"));
  EXPECT_THAT(EditedFile([](hid_t file) { replace_integer(file, "/", "format", 7); }).error(),
              HasSubstr("/@format: has another type"));
  EXPECT_THAT(EditedFile([](hid_t file) { replace_integer(file, "/market", "bar_seconds", -5); }).error(),
              HasSubstr("bar_seconds: is out of range"));
}

TEST(EditedRunFile, MissingGroupOrDataset) {
  EXPECT_THAT(EditedFile([](hid_t file) { remove(file, "/ladder"); }).error(), HasSubstr("/ladder: is missing"));
  EXPECT_THAT(EditedFile([](hid_t file) { remove(file, "/heatmap/flow"); }).error(),
              HasSubstr("/heatmap/flow: is missing"));
}

// Replaces /heatmap/density by a whole dataset of another type or shape.
void replace_density(hid_t file, hid_t type, const std::vector<hsize_t>& shape) {
  const Handle dataset = replace_dataset(file, "/heatmap/density", type, shape);
  const std::vector<float> values(1000, 1);
  check(H5Dwrite(dataset.get(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write");
}

TEST(EditedRunFile, OtherTypeOrShape) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                replace_density(file, H5T_IEEE_F64LE, {4, 2, 6});
              }).error(),
              HasSubstr("/heatmap/density: has another type (found float64, expected float32)"));
  EXPECT_THAT(EditedFile([](hid_t file) {
                replace_density(file, H5T_IEEE_F32LE, {4, 2, 7});
              }).error(),
              HasSubstr("/heatmap/density: has another shape (found (4, 2, 7), expected (4, 2, 6))"));
  EXPECT_THAT(EditedFile([](hid_t file) {
                replace_density(file, H5T_IEEE_F32LE, {8, 6});
              }).error(),
              HasSubstr("/heatmap/density: has another shape"));
  EXPECT_THAT(EditedFile([](hid_t file) {
                replace_dataset(file, "/heatmap/flow", H5T_STD_I16LE, {4, 2, 3});
              }).error(),
              HasSubstr("a type that run files do not use"));
}

Handle chunked(const std::vector<hsize_t>& chunk) {
  Handle list = own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "list");
  check(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), "chunk");
  return list;
}

TEST(EditedRunFile, AbsurdSizesAreRefusedBeforeMemoryIsTaken) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                const Handle list = chunked({1024});
                replace_dataset(file, "/heatmap/time", H5T_STD_I64LE, {hsize_t{1} << 50U}, list.get());
              }).error(),
              HasSubstr("/heatmap/time: is too large"));
  EXPECT_THAT(EditedFile([](hid_t file) {  // 8 GiB that no chunk holds
                const Handle list = chunked({1024});
                replace_dataset(file, "/heatmap/time", H5T_STD_I64LE, {hsize_t{1} << 30U}, list.get());
              })
                  .error(),
              HasSubstr("holds fewer values than its shape says"));
}

TEST(EditedRunFile, LinksToElsewhereAreNotFollowed) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                remove(file, "/heatmap/density");
                check(H5Lcreate_external("/etc/passwd", "/x", file, "/heatmap/density", H5P_DEFAULT, H5P_DEFAULT),
                      "link");
              }).error(),
              HasSubstr("/heatmap/density: is a link to somewhere else"));
  EXPECT_THAT(EditedFile([](hid_t file) {
                remove(file, "/ladder");
                check(H5Lcreate_soft("/heatmap", file, "/ladder", H5P_DEFAULT, H5P_DEFAULT), "link");
              }).error(),
              HasSubstr("/ladder: is a link to somewhere else"));
}

TEST(EditedRunFile, ValuesInOtherFilesAreNotRead) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                const Handle list = own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "list");
                check(H5Pset_external(list.get(), "/etc/passwd", 0, 4 * 2 * 6 * 4), "external");
                replace_dataset(file, "/heatmap/density", H5T_IEEE_F32LE, {4, 2, 6}, list.get());
              }).error(),
              HasSubstr("/heatmap/density: lies in another file"));
}

TEST(EditedRunFile, OtherFiltersAreRefused) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                const Handle list = chunked({4, 2, 6});
                check(H5Pset_fletcher32(list.get()), "filter");
                replace_dataset(file, "/heatmap/density", H5T_IEEE_F32LE, {4, 2, 6}, list.get());
              }).error(),
              HasSubstr("uses a filter that run files do not use"));
}

TEST(EditedRunFile, AxesMustBeSound) {
  const auto write_price = [](hid_t file) {
    const Handle dataset = own(H5Dopen2(file, "/heatmap/price", H5P_DEFAULT), H5Dclose, "open");
    const std::vector<double> price{1, 2, 3, 4, 5, std::nan("")};
    check(H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, price.data()), "write");
  };
  EXPECT_THAT(EditedFile(write_price).error(), HasSubstr("bin 0 is out of order"));
  const auto write_time = [](hid_t file) {
    const Handle dataset = own(H5Dopen2(file, "/market/time", H5P_DEFAULT), H5Dclose, "open");
    const std::vector<std::int64_t> time{0, 3600, 7200, 7201};
    check(H5Dwrite(dataset.get(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, time.data()), "write");
  };
  EXPECT_THAT(EditedFile(write_time).error(), HasSubstr("entry 3 is off the bar grid (found 7201, expected 10800)"));
}

void overwrite(hid_t file, const char* name, hid_t type, const void* values) {
  const Handle dataset = own(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, "open");
  check(H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write");
}

TEST(ForwardGroups, OnesThatAreMissingAreNoError) {
  for (const char* group :
       {"/paths", "/cascade", "/whatif", "/stress", "/repair", "/book", "/course", "/levels", "/rare"})
    EXPECT_EQ(EditedFile([&](hid_t file) { remove(file, group); }).error(), "") << group;
  EXPECT_EQ(EditedFile([](hid_t file) { remove(file, "/ladder/bankruptcy_buffer"); }).error(), "");
}

TEST(ForwardGroups, DatasetsThatAreMissingAreErrors) {
  for (const char* name : {"/paths/touch_probability_interval", "/cascade/absorbed", "/cascade/amplification_low",
                           "/cascade/payer", "/whatif/stop_price_high", "/stress/duration_seconds", "/course/low_count",
                           "/levels/magnet_stderr", "/levels/source", "/rare/probability_stderr"})
    EXPECT_THAT(EditedFile([&](hid_t file) { remove(file, name); }).error(),
                HasSubstr(std::string(name) + ": is missing"));
}

TEST(ForwardGroups, LinksToElsewhereAreNotFollowed) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                remove(file, "/paths");
                check(H5Lcreate_soft("/heatmap", file, "/paths", H5P_DEFAULT, H5P_DEFAULT), "link");
              }).error(),
              HasSubstr("/paths: is a link to somewhere else"));
}

TEST(ForwardGroups, OtherTypeOrShape) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                const Handle dataset = replace_dataset(file, "/stress/stop_price", H5T_IEEE_F64LE, {2});
                const std::vector<double> values(2, 1);
                check(H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
                      "write");
              }).error(),
              HasSubstr("/stress/stop_price: has another shape (found (2), expected ())"));
  EXPECT_THAT(EditedFile([](hid_t file) {
                remove(file, "/stress/stop_price");
                const Handle space = own(H5Screate(H5S_NULL), H5Sclose, "space");
                const Handle dataset = own(H5Dcreate2(file, "/stress/stop_price", H5T_IEEE_F64LE, space.get(),
                                                      H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                           H5Dclose, "create");
              }).error(),
              HasSubstr("/stress/stop_price: holds no value"));
  EXPECT_THAT(EditedFile([](hid_t file) {  // one value where an axis belongs
                remove(file, "/paths/quantile");
                const Handle space = own(H5Screate(H5S_SCALAR), H5Sclose, "space");
                const Handle dataset = own(H5Dcreate2(file, "/paths/quantile", H5T_IEEE_F64LE, space.get(), H5P_DEFAULT,
                                                      H5P_DEFAULT, H5P_DEFAULT),
                                           H5Dclose, "create");
                const double value = 0.5;
                check(H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value), "write");
              })
                  .error(),
              HasSubstr("/paths/quantile: is no coordinate"));
}

TEST(ForwardGroups, AxesMustBeSound) {
  const std::vector<std::int64_t> horizon{28800, 28800, 86400};
  EXPECT_THAT(
      EditedFile([&](hid_t file) { overwrite(file, "/paths/horizon", H5T_NATIVE_INT64, horizon.data()); }).error(),
      HasSubstr("/paths/horizon: output step 1 is out of order"));
  const std::vector<std::int64_t> bounds{0, 28800, 0, 57600, 57600, 86400};
  EXPECT_THAT(EditedFile([&](hid_t file) {
                overwrite(file, "/cascade/horizon_bounds", H5T_NATIVE_INT64, bounds.data());
              }).error(),
              HasSubstr("/cascade/horizon: output step 1 is out of order"));
  const std::vector<double> edges{0, 1, std::nan(""), 1e9};
  EXPECT_THAT(
      EditedFile([&](hid_t file) { overwrite(file, "/cascade/size_edges", H5T_NATIVE_DOUBLE, edges.data()); }).error(),
      HasSubstr("/cascade/size_edges: does not rise"));
  const std::vector<double> price{1, 2, 3, 4, 5, 6};
  EXPECT_THAT(EditedFile([&](hid_t file) { overwrite(file, "/paths/price", H5T_NATIVE_DOUBLE, price.data()); }).error(),
              HasSubstr("/paths/price: is another axis than the ladder's"));
  EXPECT_THAT(
      EditedFile([&](hid_t file) { overwrite(file, "/whatif/price", H5T_NATIVE_DOUBLE, price.data()); }).error(),
      HasSubstr("/whatif/price: bin 0 is out of order"));
  const std::int64_t nothing = 0;
  EXPECT_THAT(
      EditedFile([&](hid_t file) { overwrite(file, "/stress/duration_seconds", H5T_NATIVE_INT64, &nothing); }).error(),
      HasSubstr("/stress/duration_seconds: is out of range"));
  EXPECT_THAT(EditedFile([&](hid_t file) { overwrite(file, "/course/paths", H5T_NATIVE_INT64, &nothing); }).error(),
              HasSubstr("/course/paths: is out of range"));
  const std::int64_t sources[2] = {0, 4};
  EXPECT_THAT(
      EditedFile([&](hid_t file) { overwrite(file, "/levels/source_index", H5T_NATIVE_INT64, sources); }).error(),
      HasSubstr("/levels/source_index: is no index (found 4, expected 0 to 3)"));
  const double levels[2] = {105000, 92000};
  EXPECT_THAT(EditedFile([&](hid_t file) { overwrite(file, "/levels/level", H5T_NATIVE_DOUBLE, levels); }).error(),
              HasSubstr("/levels/level: does not rise"));
  EXPECT_THAT(EditedFile([&](hid_t file) { overwrite(file, "/rare/paths", H5T_NATIVE_INT64, &nothing); }).error(),
              HasSubstr("/rare/paths: is out of range"));
}

TEST(ForwardGroups, OtherLabelsAreRefused) {
  EXPECT_THAT(EditedFile([](hid_t file) {
                remove(file, "/cascade/payer");
                check(H5Lcreate_hard(file, "/heatmap/where", file, "/cascade/payer", H5P_DEFAULT, H5P_DEFAULT), "link");
              }).error(),
              HasSubstr("/cascade/payer: has other labels"));
}

// Whatever numbers a file holds, inspect says something about them: error_of() calls it.
TEST(ForwardGroups, AnyNumbersAreInspected) {
  for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e308, -1e308, 0.0}) {
    const std::vector<double> reals(64, value);
    const auto fill = [&](hid_t file) {
      for (const char* name : {"/paths/touch_probability",
                               "/paths/touch_probability_stderr",
                               "/paths/touch_probability_interval",
                               "/paths/touch_probability_no_feedback",
                               "/cascade/absorbed",
                               "/cascade/branching_ratio",
                               "/cascade/critical_shock",
                               "/cascade/squeeze_probability",
                               "/cascade/insurance_exhausted_probability",
                               "/cascade/amplification",
                               "/cascade/adl_probability",
                               "/cascade/value_at_risk",
                               "/whatif/forced",
                               "/whatif/stop_price",
                               "/stress/price_change",
                               "/stress/depth_multiplier",
                               "/stress/stop_price",
                               "/stress/stop_price_stderr",
                               "/stress/forced",
                               "/stress/feedback_share",
                               "/course/low_time",
                               "/course/rebound",
                               "/course/branching_ratio_max",
                               "/course/supercritical_probability",
                               "/levels/touch_probability",
                               "/levels/breach_probability",
                               "/levels/liquidated_beyond",
                               "/levels/volatility_ratio",
                               "/levels/magnet",
                               "/levels/magnet_stderr",
                               "/rare/level",
                               "/rare/probability",
                               "/rare/probability_stderr",
                               "/rare/variance_gain",
                               "/rare/move"})
        overwrite(file, name, H5T_NATIVE_DOUBLE, reals.data());
    };
    EXPECT_EQ(EditedFile(fill).error(), "") << value;
  }
  for (const std::int64_t value : {INT64_MIN, INT64_MAX, std::int64_t{-1}, std::int64_t{0}}) {
    const std::vector<std::int64_t> wholes(64, value);
    const auto fill = [&](hid_t file) {
      for (const char* name :
           {"/cascade/replicate_paths", "/cascade/amplification_paths", "/cascade/account", "/cascade/size_count",
            "/course/liquidating_paths", "/course/low_count", "/course/branching_paths", "/levels/sample_paths"})
        overwrite(file, name, H5T_NATIVE_INT64, wholes.data());
    };
    EXPECT_EQ(EditedFile(fill).error(), "") << value;
  }
}

}  // namespace
}  // namespace tinderbox
