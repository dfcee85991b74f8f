// A run comes back as it went in, whatever the number of threads, and lands on disk whole or not at all.
#include "host/output/run_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <tbb/global_control.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "host/support/error.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

using test::expect_same_run;
using test::file_bytes;
using test::sample_run;
using test::ScratchFolder;
using testing::HasSubstr;

namespace fs = std::filesystem;

void write(const RunResult& run, const fs::path& path, int level = 2) {
  NoProgress progress;
  write_run_file(run, path, level, progress);
}

// Several chunks a dataset, ragged at the edges.
test::SampleShape large_shape() {
  return {301, 701, 3, 300};
}

template <typename Error, typename Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "no error was thrown";
  return "";
}

TEST(RunFile, RoundTrip) {
  const ScratchFolder folder;
  const RunResult run = sample_run();
  write(run, folder.file());
  expect_same_run(run, read_run_file(folder.file()));
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(RunFile, RoundTripOfOneOfEverything) {
  const ScratchFolder folder;
  RunResult run = sample_run({1, 1, 1, 86400});
  run.market.synthetic = true;
  run.provenance.data_dir.clear();
  run.market.inputs.clear();
  run.market.ignored.clear();
  run.warnings.clear();
  write(run, folder.file(), 1);
  expect_same_run(run, read_run_file(folder.file()));
}

TEST(RunFile, ARunWithoutForwardHalfHasNoGroupsForIt) {
  const ScratchFolder folder;
  const RunResult run = sample_run({40, 24, 4, 3600, test::Forward::kNone});
  write(run, folder.file());
  const RunResult found = read_run_file(folder.file());
  expect_same_run(run, found);
  EXPECT_TRUE(found.paths.price.empty());
  EXPECT_EQ(found.stress.duration_seconds, 0);
  EXPECT_THAT(dataset_digests(folder.file()), testing::Not(HasSubstr("/paths/")));
}

TEST(RunFile, EachForwardGroupStandsAlone) {
  const ScratchFolder folder;
  RunResult run = sample_run();
  run.paths = {};
  run.cascade = {};
  run.ladder.bankruptcy_buffer.clear();  // where it is not known, it is left out
  write(run, folder.file());
  expect_same_run(run, read_run_file(folder.file()));
  const std::string digests = dataset_digests(folder.file());
  EXPECT_THAT(digests, HasSubstr("  /whatif/forced\n"));
  EXPECT_THAT(digests, HasSubstr("  /stress/stop_price\n"));
  EXPECT_THAT(digests, testing::Not(HasSubstr("/cascade/")));
  EXPECT_THAT(digests, testing::Not(HasSubstr("bankruptcy_buffer")));
}

TEST(RunFile, EqualityOfRunsSeesTheForwardHalf) {
  const RunResult run = sample_run();
  RunResult other = run;
  other.cascade.adl_probability.low += 1e-9;
  EXPECT_NONFATAL_FAILURE(expect_same_run(run, other), "listing_of");
}

TEST(RunFile, RoundTripOfManyChunksAndLongTexts) {
  const ScratchFolder folder;
  RunResult run = sample_run(large_shape());
  run.provenance.config_toml = "# " + std::string(300'000, 'x') + " \xE2\x82\xBF\n";
  run.market.repairs.assign(5000, "a repair of some length, again and again");
  write(run, folder.file(), 4);
  expect_same_run(run, read_run_file(folder.file()));
}

TEST(RunFile, TextThatIsNoUtf8IsMendedNotRefused) {
  const ScratchFolder folder;
  RunResult run = sample_run();
  run.provenance.data_dir = "bad\xFFname";
  run.market.inputs[0].path = "bad\xFEname";
  write(run, folder.file());
  const RunResult found = read_run_file(folder.file());
  EXPECT_EQ(found.provenance.data_dir, "bad\xEF\xBF\xBDname");
  EXPECT_EQ(found.market.inputs[0].path, "bad\xEF\xBF\xBDname");
}

TEST(RunFile, OneThreadWritesTheSameBytesAsMany) {
  const ScratchFolder folder;
  const RunResult run = sample_run(large_shape());
  {
    const tbb::global_control serial(tbb::global_control::max_allowed_parallelism, 1);
    write(run, folder.file("serial.h5"));
  }
  {
    const tbb::global_control parallel(tbb::global_control::max_allowed_parallelism, 4);
    write(run, folder.file("parallel.h5"));
  }
  EXPECT_EQ(file_bytes(folder.file("serial.h5")), file_bytes(folder.file("parallel.h5")));
}

TEST(RunFile, DigestsDependOnValuesAndNotOnCompressionOrProvenance) {
  const ScratchFolder folder;
  RunResult run = sample_run();
  write(run, folder.file("a.h5"), 1);
  run.provenance.created_utc = "2031-01-01T00:00:00Z";
  write(run, folder.file("b.h5"), 4);
  const std::string digests = dataset_digests(folder.file("a.h5"));
  EXPECT_EQ(digests, dataset_digests(folder.file("b.h5")));
  EXPECT_THAT(digests, HasSubstr("  /heatmap/density\n"));
  EXPECT_THAT(digests, HasSubstr("  /ladder/venue\n"));
  EXPECT_THAT(digests, HasSubstr("  /ladder/bankruptcy_buffer\n"));
  EXPECT_THAT(digests, HasSubstr("  /paths/touch_probability_interval\n"));
  EXPECT_THAT(digests, HasSubstr("  /cascade/amplification_stderr\n"));
  EXPECT_THAT(digests, HasSubstr("  /market/open_interest_lots\n"));

  run.heatmap.contracts.back() += 1;
  run.stress.duration_seconds += 1;
  write(run, folder.file("b.h5"), 1);
  const std::string changed = dataset_digests(folder.file("b.h5"));
  std::istringstream before(digests);
  std::istringstream after(changed);
  std::string one;
  std::string other;
  std::vector<std::string> different;
  while (std::getline(before, one) && std::getline(after, other))
    if (one != other) different.push_back(other.substr(66));
  EXPECT_THAT(different, testing::ElementsAre("/heatmap/contracts", "/stress/duration_seconds"));
}

// Guards the definition of a digest: a change here is a change of the format.
TEST(RunFile, DigestOfAKnownDataset) {
  const ScratchFolder folder;
  write(sample_run(), folder.file());
  // sha256("/heatmap/side type 3 2\n4:long5:short")
  EXPECT_THAT(dataset_digests(folder.file()),
              HasSubstr("3e516903fda88feefefb5cb0852393035f1a36a998ef8e5758b4fb3cbc6d4291  /heatmap/side\n"));
  // sha256("/stress/duration_seconds type 2\n" and 600 as int64)
  EXPECT_THAT(
      dataset_digests(folder.file()),
      HasSubstr("8e5d0aafc86cff1af23e4bf49b2778bc93a4905e9cc8582b94da2d616ffb2a63  /stress/duration_seconds\n"));
}

TEST(RunFile, ReplacesAnExistingFileAtOnce) {
  const ScratchFolder folder;
  test::write_bytes(folder.file(), "old");
  const int before = open(folder.file().c_str(), O_RDONLY);
  ASSERT_GE(before, 0);
  const RunResult run = sample_run();
  write(run, folder.file());
  expect_same_run(run, read_run_file(folder.file()));
  char text[4] = {};
  EXPECT_EQ(read(before, text, 3), 3);  // who had the old file open still sees it: it was renamed over, not truncated
  EXPECT_STREQ(text, "old");
  close(before);
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(RunFile, WritesThroughASymbolicLink) {
  const ScratchFolder folder;
  test::write_bytes(folder.file("real.h5"), "old");
  fs::create_symlink("real.h5", folder.file("link.h5"));
  write(sample_run(), folder.file("link.h5"));
  EXPECT_TRUE(fs::is_symlink(folder.file("link.h5")));
  EXPECT_NO_THROW(static_cast<void>(read_run_file(folder.file("real.h5"))));
}

TEST(RunFile, HonoursTheUmask) {
  const ScratchFolder folder;
  const mode_t before = umask(022);
  write(sample_run(), folder.file());
  umask(before);
  struct stat status {};
  ASSERT_EQ(stat(folder.file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

// Asks for the interrupt after a number of progress reports.
class InterruptingProgress final : public Progress {
 public:
  explicit InterruptingProgress(int reports) : left_(reports) {}
  void begin(std::string_view, std::int64_t, std::string_view) override {}
  void advance(std::int64_t) override {
    if (--left_ == 0) interrupt_requested = true;
  }
  void end() override {}

 private:
  int left_;
};

TEST(RunFile, AnInterruptLeavesTheTargetAsItWas) {
  const ScratchFolder folder;
  test::write_bytes(folder.file(), "old");
  for (const int reports : {1, 10, 30}) {
    InterruptingProgress progress(reports);
    EXPECT_THROW(write_run_file(sample_run(), folder.file(), 2, progress), Interrupted) << reports;
    interrupt_requested = false;
    EXPECT_EQ(file_bytes(folder.file()), "old");
    EXPECT_EQ(folder.entries(), 1U);
  }
}

// While it lives, no file of this process may grow beyond `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tight{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

// A full disk at every stage: at the first byte, in the middle of the chunks, in the metadata, at the last bytes.
TEST(RunFile, AFileThatMayNotGrowIsAFailureAndLeavesNothing) {
  const ScratchFolder folder;
  const RunResult run = sample_run(large_shape());
  write(run, folder.file("whole.h5"));
  const std::uint64_t whole = fs::file_size(folder.file("whole.h5"));
  fs::remove(folder.file("whole.h5"));
  testing::internal::CaptureStderr();
  for (const std::uint64_t limit : {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{5000}, whole / 3,
                                    whole - 60'000, whole - 5000, whole - 100, whole - 1}) {
    const std::string message = message_of<Failure>([&] {
      const FileSizeLimit tight(limit);
      write(run, folder.file());
    });
    EXPECT_THAT(message, HasSubstr("run.h5: cannot be written (File too large)")) << limit;
    EXPECT_EQ(folder.entries(), 0U) << limit;
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  const FileSizeLimit enough(2 * whole);
  EXPECT_NO_THROW(write(run, folder.file()));  // the limit itself is what failed above
}

// A tiny file system of its own.
class Mount {
 public:
  Mount(const fs::path& at, const char* options, unsigned long flags)
      : at_(at), mounted_(mount("none", at.c_str(), "tmpfs", flags, options) == 0) {}
  Mount(const Mount&) = delete;
  Mount& operator=(const Mount&) = delete;
  ~Mount() {
    if (mounted_) umount(at_.c_str());
  }
  [[nodiscard]] bool mounted() const { return mounted_; }

 private:
  fs::path at_;
  bool mounted_;
};

TEST(RunFile, AFullDiskIsAFailureAndLeavesNothing) {
  const ScratchFolder folder;
  const fs::path disk = folder.file("disk");
  fs::create_directory(disk);
  const Mount mount(disk, "size=256k", 0);
  if (!mount.mounted()) GTEST_SKIP() << "this user may not mount a file system";
  const RunResult run = sample_run(large_shape());
  testing::internal::CaptureStderr();
  const std::string message = message_of<Failure>([&] { write(run, disk / "run.h5"); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_THAT(message, HasSubstr((disk / "run.h5").string()));
  EXPECT_THAT(message, HasSubstr("No space left on device"));
  EXPECT_TRUE(fs::is_empty(disk));
  write(sample_run(), folder.file());  // HDF5 works on after it
  expect_same_run(sample_run(), read_run_file(folder.file()));
}

TEST(RunFile, RefusesARunWhosePartsDoNotFit) {
  const ScratchFolder folder;
  RunResult run = sample_run();
  run.heatmap.density.pop_back();
  EXPECT_THAT(message_of<Failure>([&] { write(run, folder.file()); }), HasSubstr("density"));
  run = sample_run();
  run.market.open_interest_lots.pop_back();
  EXPECT_THROW(write(run, folder.file()), Failure);
  run = sample_run();
  run.ladder.notional.clear();
  EXPECT_THROW(write(run, folder.file()), Failure);
  run = sample_run();
  run.paths.liquidated.pop_back();
  EXPECT_THAT(message_of<Failure>([&] { write(run, folder.file()); }), HasSubstr("liquidated"));
  run = sample_run();
  run.cascade.size_edges.push_back(1e12);
  EXPECT_THAT(message_of<Failure>([&] { write(run, folder.file()); }), HasSubstr("size_edges"));
  run = sample_run();
  run.cascade.distance.clear();
  EXPECT_THAT(message_of<Failure>([&] { write(run, folder.file()); }), HasSubstr("distance"));
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(OutputPath, WhatCannotBeWrittenIsNamedBeforeWorkStarts) {
  const ScratchFolder folder;
  EXPECT_NO_THROW(check_output_path(folder.file()));
  EXPECT_NO_THROW(check_output_path("run-in-the-current-folder.h5"));
  test::write_bytes(folder.file("there.h5"), "old");
  EXPECT_NO_THROW(check_output_path(folder.file("there.h5")));
  EXPECT_THAT(message_of<InputError>([&] { check_output_path(""); }), HasSubstr("empty"));
  EXPECT_THAT(message_of<InputError>([&] { check_output_path(folder.path()); }), HasSubstr("is a folder"));
  EXPECT_THAT(message_of<InputError>([&] { check_output_path(folder.path() / "new" / ""); }),
              HasSubstr("is not a file name"));
  EXPECT_THAT(message_of<InputError>([&] { check_output_path(folder.file("missing") / "run.h5"); }),
              HasSubstr("does not exist"));
  EXPECT_THAT(message_of<InputError>([&] { check_output_path(folder.file("there.h5") / "run.h5"); }),
              HasSubstr("is a file"));
  EXPECT_THAT(message_of<InputError>([&] { check_output_path("/dev/null"); }), HasSubstr("not a regular file"));
  EXPECT_THAT(message_of<InputError>([&] { check_output_path(folder.file(std::string(300, 'n'))); }),
              HasSubstr("too long"));
  EXPECT_NO_THROW(write(sample_run(), folder.file(std::string(252, 'n') + ".h5")));
}

TEST(OutputPath, AReadOnlyFolderIsRefused) {
  const ScratchFolder folder;
  const fs::path locked = folder.file("locked");
  fs::create_directory(locked);
  const Mount mount(locked, "size=64k", MS_RDONLY);
  std::error_code ignored;  // on the read-only file system this is refused
  fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_exec, fs::perm_options::replace, ignored);
  if (access(locked.c_str(), W_OK) == 0) GTEST_SKIP() << "this user may write everywhere and may not mount";
  EXPECT_THAT(message_of<InputError>([&] { check_output_path(locked / "run.h5"); }), HasSubstr("cannot be written to"));
  EXPECT_THROW(write(sample_run(), locked / "run.h5"), InputError);
}

}  // namespace
}  // namespace tinderbox
