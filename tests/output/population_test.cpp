// The group /population: written, read back, refused where its indices or numbers make no sense, absent where empty.
#include <gtest/gtest.h>
#include <hdf5.h>

#include <cmath>

#include "host/output/run_file.hpp"
#include "host/support/error.hpp"
#include "host/support/progress.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox::test {
namespace {

class PopulationGroup : public ::testing::Test {
 protected:
  [[nodiscard]] RunResult through_file(const RunResult& run) const {
    NoProgress progress;
    write_run_file(run, file_, 1, progress);
    return read_run_file(file_);
  }
  [[nodiscard]] std::string refusal(const RunResult& run) const {
    try {
      (void)through_file(run);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  ScratchFolder folder_;
  std::filesystem::path file_ = folder_.path() / "run.h5";
  RunResult run_ = sample_run({3, 4, 2, 3600, Forward::kNone});
};

TEST_F(PopulationGroup, ComesBackAsItWas) {
  const RunResult back = through_file(run_);
  ASSERT_EQ(back.population.side.size(), 5U);
  expect_same_run(run_, back);
}

TEST_F(PopulationGroup, IsAbsentWithoutPositions) {
  run_.population = {};
  const RunResult back = through_file(run_);
  EXPECT_TRUE(back.population.side.empty());
  const hid_t file = H5Fopen(file_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  EXPECT_EQ(H5Lexists(file, "/population", H5P_DEFAULT), 0);
  H5Fclose(file);
}

TEST_F(PopulationGroup, AnIndexBeyondItsLabelsIsRefused) {
  const RunResult good = run_;
  run_.population.side[1] = 2;
  EXPECT_NE(refusal(run_).find("/population/side_index"), std::string::npos);
  run_ = good;
  run_.population.venue[1] = 1;
  EXPECT_NE(refusal(run_).find("/population/venue_index"), std::string::npos);
  run_ = good;
  run_.population.replicate[1] = -1;
  EXPECT_NE(refusal(run_).find("/population/replicate"), std::string::npos);
  run_ = good;
  run_.population.is_cross[1] = 7;
  EXPECT_NE(refusal(run_).find("/population/is_cross"), std::string::npos);
}

TEST_F(PopulationGroup, NumbersThatAreNoneAreRefused) {
  const RunResult good = run_;
  run_.population.entry[0] = -1;
  EXPECT_NE(refusal(run_).find("/population/entry_price"), std::string::npos);
  run_ = good;
  run_.population.weight[0] = std::nanf("");
  EXPECT_NE(refusal(run_).find("/population/weight"), std::string::npos);
  run_ = good;
  run_.population.notional_usd[0] = INFINITY;
  EXPECT_NE(refusal(run_).find("/population/notional_usd"), std::string::npos);
  run_ = good;
  run_.population.liquidation_price[0] = INFINITY;
  EXPECT_NE(refusal(run_).find("/population/liquidation_price"), std::string::npos);
}

TEST_F(PopulationGroup, TheContractOfTheMarketIsKept) {
  run_.market.inverse_contract_usd = 100;
  EXPECT_EQ(through_file(run_).market.inverse_contract_usd, 100);
}

}  // namespace
}  // namespace tinderbox::test
