// The programs people open a run file with.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>

#include "host/output/run_file.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

using test::ScratchFolder;
using testing::HasSubstr;

struct Outcome {
  int status = 0;
  std::string output;  // stdout and stderr
};

Outcome run_command(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {-1, ""};
  char buffer[4096];
  while (fgets(buffer, sizeof buffer, pipe) != nullptr) outcome.output += buffer;
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

bool is_installed(const std::string& tool) {
  return run_command("command -v " + tool).status == 0;
}

class Readers : public testing::Test {
 protected:
  Readers() {
    run_.provenance.config_toml = "# " + std::string(100'000, 'x');
    NoProgress progress;
    write_run_file(run_, folder_.file(), 2, progress);
  }

  RunResult run_ = test::sample_run({40, 24, 4, 3600});
  ScratchFolder folder_;
};

TEST_F(Readers, Python) {
  const std::string python = "/usr/bin/python3";
  if (!is_installed(python)) GTEST_SKIP() << python << " is not there";
  const std::size_t cell = 24 + 2;  // bar 0, short, bin 2
  const Outcome outcome =
      run_command(fmt::format("{} {}/tests/output/open_with_python.py {} {:.9g} {}", python, TINDERBOX_SOURCE_DIR,
                              folder_.file().string(), run_.heatmap.density[cell], run_.heatmap.contracts[cell]));
  if (outcome.status == 77) GTEST_SKIP() << outcome.output;
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_EQ(outcome.output, "ok\n");
}

TEST_F(Readers, Ncdump) {
  if (!is_installed("ncdump")) GTEST_SKIP() << "ncdump is not there";
  const Outcome outcome = run_command("ncdump -h " + folder_.file().string());
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("float density(time, side, price) ;"));
  EXPECT_THAT(outcome.output, HasSubstr("int64 flow(time, side, kind) ;"));
  EXPECT_THAT(outcome.output, HasSubstr("double price_bounds(price, bnds) ;"));
  EXPECT_THAT(outcome.output, HasSubstr("string side(side) ;"));
  EXPECT_THAT(outcome.output, HasSubstr("float liquidated(horizon, side, price) ;"));
  EXPECT_THAT(outcome.output, HasSubstr("int64 size_count(size_bin) ;"));
  EXPECT_THAT(outcome.output, HasSubstr("double amplification ;"));
  EXPECT_THAT(run_command("ncdump -g stress -v duration_seconds " + folder_.file().string()).output,
              HasSubstr("duration_seconds = 600 ;"));
  EXPECT_THAT(run_command("ncdump -v side,kind " + folder_.file().string()).output, HasSubstr("\"long\", \"short\" ;"));
}

TEST_F(Readers, H5dump) {
  if (!is_installed("h5dump")) GTEST_SKIP() << "h5dump is not there";
  const Outcome header = run_command("h5dump -H " + folder_.file().string());
  EXPECT_EQ(header.status, 0) << header.output;
  EXPECT_THAT(header.output, HasSubstr("DATASET \"density_high\""));
  EXPECT_EQ(run_command("h5dump -d /heatmap/density " + folder_.file().string()).status, 0);
  for (const char* dataset : {"/paths/liquidated", "/cascade/payer", "/whatif/forced", "/stress/stop_price"})
    EXPECT_EQ(run_command(fmt::format("h5dump -d {} {}", dataset, folder_.file().string())).status, 0) << dataset;
}

TEST_F(Readers, ACopyByAnotherToolIsStillARunFile) {
  if (!is_installed("h5repack")) GTEST_SKIP() << "h5repack is not there";
  const Outcome outcome =
      run_command(fmt::format("h5repack {} {}", folder_.file().string(), folder_.file("copy.h5").string()));
  ASSERT_EQ(outcome.status, 0) << outcome.output;
  test::expect_same_run(run_, read_run_file(folder_.file("copy.h5")));
  EXPECT_EQ(dataset_digests(folder_.file()), dataset_digests(folder_.file("copy.h5")));
}

}  // namespace
}  // namespace tinderbox
