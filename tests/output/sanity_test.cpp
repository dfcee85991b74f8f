// Each warning is given when its figure leaves the range, and only then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/output/inspect.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kBars = 80;  // of 6 h: 20 days, two of them warm-up
constexpr std::size_t kBinsOfSample = 24;

// Sets what the map liquidates in each bar, as a share of open interest a day.
void set_liquidations(RunResult& run, double long_share, double short_share) {
  for (std::size_t t = 0; t < kBars; ++t)
    for (std::size_t side = 0; side < kSides; ++side)
      run.heatmap.flow[(t * kSides + side) * kFlowKinds + 2] =
          static_cast<std::int64_t>((side == 0 ? long_share : short_share) / 4 * 8.3e7);
}

// Puts the share within 5% of the mark of both sides' open interest into one bin a side.
void set_share_within_five_percent(RunResult& run, double share) {
  std::fill(run.ladder.notional.begin(), run.ladder.notional.end(), 0.0F);
  for (std::size_t row = 0; row < run.ladder.notional.size() / kBinsOfSample; ++row)
    run.ladder.notional[row * kBinsOfSample + (row % kSides == 0 ? 9 : 13)] = static_cast<float>(share * 8.3e9);
}

void set_lows(RunResult& run, std::size_t days, double drop) {
  for (std::size_t day = 0; day < days; ++day) run.market.low[4 * day + 2] = run.market.open[4 * day] * (1 - drop);
}

// A run as a desk expects it.
RunResult usual_run() {
  RunResult run = test::sample_run({kBars, kBinsOfSample, 4, 21600});
  std::fill(run.heatmap.open_interest_usd.begin(), run.heatmap.open_interest_usd.end(), 8.3e9F);
  std::fill(run.market.open_interest_lots.begin(), run.market.open_interest_lots.end(), 83'000'000);
  std::fill(run.market.volume.begin(), run.market.volume.end(), 83'000 * 2.1 / 4);
  set_lows(run, 7, 0.021);
  set_lows(run, 4, 0.031);
  set_lows(run, 2, 0.051);
  set_liquidations(run, 0.0016, 0.0012);
  set_share_within_five_percent(run, 0.02);
  return run;
}

TEST(Sanity, TheUsualRunHasNoWarnings) {
  EXPECT_THAT(sanity_warnings(usual_run()), IsEmpty());
}

TEST(Sanity, OpenInterest) {
  RunResult run = usual_run();
  std::fill(run.heatmap.open_interest_usd.begin(), run.heatmap.open_interest_usd.end(), 8.3e6F);
  set_share_within_five_percent(run, 0.02 / 1000);
  EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("open interest is 0.0083 bn USD, expected 4.2 to 16.6")));
  run.market.contract = "ETHUSDT";  // the range is of one contract
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
}

TEST(Sanity, Turnover) {
  for (const double factor : {0.3, 3.0}) {
    RunResult run = usual_run();
    for (double& volume : run.market.volume) volume *= factor;
    EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("volume over open interest is"))) << factor;
  }
}

TEST(Sanity, IntradayLows) {
  RunResult calm = usual_run();
  for (std::size_t t = 0; t < kBars; ++t) calm.market.low[t] = calm.market.open[t] * 0.999;
  EXPECT_THAT(sanity_warnings(calm), ElementsAre(HasSubstr("2% below the day's open on 0 of 20 days (0%), expected "
                                                           "about 34%; the market is calmer")));
  RunResult wild = usual_run();
  set_lows(wild, 20, 0.051);
  EXPECT_THAT(sanity_warnings(wild), ElementsAre(HasSubstr("2% below"), HasSubstr("3% below"),
                                                 HasSubstr("5% below the day's open on 20 of 20")));
}

TEST(Sanity, IntradayLowsNeedAWeek) {
  RunResult run = test::sample_run({24, kBinsOfSample, 4, 21600});  // six days
  for (double& low : run.market.low) low *= 0.9;
  for (const std::string& warning : sanity_warnings(run)) EXPECT_THAT(warning, testing::Not(HasSubstr("day's open")));
}

TEST(Sanity, Liquidations) {
  RunResult run = usual_run();
  set_liquidations(run, 0.02, 0.0012);
  EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("the map liquidates 2% of long open interest a day")));
  set_liquidations(run, 0.0016, 0.0001);
  EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("of short open interest a day (mean of 18 days)")));
}

TEST(Sanity, ShareWithinFivePercent) {
  for (const double share : {0.001, 0.09}) {
    RunResult run = usual_run();
    set_share_within_five_percent(run, share);
    EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("would be liquidated within 5% of the mark"))) << share;
  }
}

TEST(Sanity, Closure) {
  RunResult run = usual_run();
  run.heatmap.closure[3] = 0.5F;  // warm-up
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
  run.heatmap.closure.back() = -0.03F;
  EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("miss open interest by up to 3%")));
}

TEST(Sanity, PriorStock) {
  RunResult run = usual_run();
  run.heatmap.prior_stock_share.front() = 1.0F;  // long ago
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
  run.heatmap.prior_stock_share.back() = 0.35F;
  EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("35% of open interest was there before the first bar")));
}

TEST(Sanity, ARunWithoutPathsIsNotAskedForThem) {
  RunResult run = usual_run();
  run.paths = {};
  run.cascade = {};
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
}

TEST(Sanity, Amplification) {
  RunResult run = usual_run();
  run.cascade.amplification.value = 1.7;
  EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("makes large drops 1.7 times as deep, expected 1.1 to 1.6")));
  run.cascade.amplification.value = 1.05;
  EXPECT_THAT(sanity_warnings(run), ElementsAre(HasSubstr("little is left to liquidate near the mark")));
  run.cascade.amplification_paths = 99;  // says little
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
  run.cascade.amplification_paths = 600;
  run.provenance.config_toml = "[book]\ndepth_multiplier = 0.5\n";  // no calm book
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
  run.provenance.config_toml = "[cascade]\nfeedback = \"off\"\n";
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
  run.provenance.config_toml = "[book]\ndepth_multiplier = 1\n[cascade]\nfeedback = \"on\"\n";
  EXPECT_THAT(sanity_warnings(run), testing::SizeIs(1));
}

TEST(Sanity, BranchingRatio) {
  RunResult run = usual_run();
  run.cascade.branching_ratio[0] = 0.7F;  // longs at 89,000, 11% away
  EXPECT_THAT(sanity_warnings(run), IsEmpty());
  run.cascade.branching_ratio[7 * kSides] = 0.7F;  // longs at 96,000
  EXPECT_THAT(
      sanity_warnings(run),
      ElementsAre(HasSubstr("the branching ratio reaches 0.7 (longs, -4.0% from the mark), expected at most 0.5")));
}

TEST(Sanity, UnusedReplicates) {
  RunResult run = usual_run();
  run.cascade.replicate_paths = {256, 100, 0, 0};
  EXPECT_THAT(sanity_warnings(run),
              ElementsAre(HasSubstr("2 of 4 replicates have no paths, expected none; 256 paths in a "
                                    "row share a replicate, so the band over replicates needs "
                                    "paths.count = 1024 or more")));
}

}  // namespace
}  // namespace tinderbox
