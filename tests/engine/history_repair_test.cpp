// Double counting: the repaired history, replayed with feedback through the whole forward engine, is the history again.
#include "host/engine/history_repair.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "host/engine/exogenous_price.hpp"
#include "host/engine/past_sweep.hpp"
#include "tests/engine/forward_fixture.hpp"
#include "tests/engine/same_result.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kOpen = 100000;
constexpr std::int32_t kBarSeconds = 300;
constexpr double kLotUsd = 100;         // at the open: small against what is liquidated
constexpr std::int32_t kFewTicks = 16;  // 1e-6 of the price

// A ladder that stood before the first bar, and the history in which it was liquidated: nothing opens or closes.
struct Past {
  ForwardSetup setup;
  HeatmapResult heatmap;
  std::vector<ForwardVenue> venues;

  [[nodiscard]] RepairedHistory repair() const { return repair_history(setup.config, setup.market, heatmap, venues); }
};

// Part of the bin [low, high] that a move from the open to `reach` has crossed, in log price.
double crossed(double low, double high, double down_to, double up_to, int side) {
  const double from = side == 0 ? high : low;
  const double to = side == 0 ? low : high;
  const double reach = side == 0 ? down_to : up_to;
  return std::clamp(std::log(reach / from) / std::log(to / from), 0.0, 1.0);
}

void fill_heatmap(Past& past, const LadderResult& ladder) {
  const MarketState& m = past.setup.market;
  HeatmapResult& h = past.heatmap;
  const std::size_t bins = ladder.price.size();
  h.price = ladder.price;
  h.price_bounds = ladder.price_bounds;
  h.flow.assign(m.bars() * kSides * kFlowKinds, 0);
  h.contracts.assign(m.bars() * kSides * bins, 0);
  h.density.assign(h.contracts.size(), 0.0F);
  h.contracts_outside.assign(m.bars() * kSides * kOutsideKinds, 0);
  h.open_interest_usd.assign(m.bars() * kSides, 0.0F);
  double low = kOpen;
  double high = kOpen;
  std::vector<std::int64_t> before(kSides * bins);
  for (std::size_t t = 0; t < m.bars(); ++t) {
    h.time.push_back(m.start_time + static_cast<std::int64_t>(t) * m.bar_seconds);
    low = std::min(low, m.mark_low[t]);
    high = std::max(high, m.mark_high[t]);
    for (std::size_t side = 0; side < kSides; ++side)
      for (std::size_t k = 0; k < bins; ++k) {
        const double lots = static_cast<double>(ladder.notional[side * bins + k]) / ladder.price[k] / m.lot_size;
        const double gone =
            crossed(ladder.price_bounds[2 * k], ladder.price_bounds[2 * k + 1], low, high, static_cast<int>(side));
        const auto left = static_cast<std::int64_t>(std::llround(lots * (1 - gone)));
        if (t == 0) before[side * bins + k] = static_cast<std::int64_t>(std::llround(lots));
        h.flow[(t * kSides + side) * kFlowKinds + 2] += before[side * bins + k] - left;
        before[side * bins + k] = left;
        h.contracts[(t * kSides + side) * bins + k] = left;
        const double usd = static_cast<double>(left) * m.lot_size * m.mark_close[t];
        h.density[(t * kSides + side) * bins + k] = static_cast<float>(usd);
        h.open_interest_usd[t * kSides + side] += static_cast<float>(usd);
      }
  }
}

// The first bar does not trade: the map of the past begins with it. The last one closes at the open.
std::vector<Bar> rough_bars() {
  return {{100000, 100000, 100000}, {98800, 100100, 99300},  {98100, 99400, 98900},
          {98700, 100900, 100700},  {99900, 101600, 101200}, {96500, 101300, 97600},
          {97200, 99000, 98800},    {98500, 102400, 102000}, {99500, 102100, 100000}};
}

// 10 M USD a percent of price on both sides, on a book of which 10 M move the price by 0.1%.
Past past_of(const std::vector<Bar>& bars, double usd_a_bin = 2.5e6) {
  Past past;
  past.setup = forward_setup("replay", kOpen, 256);
  ForwardSetup& setup = past.setup;
  setup.market = market_of_bars(kOpen, bars, kBarSeconds);
  setup.market.lot_size = kLotUsd / kOpen;
  setup.config.paths.replay_start_utc = setup.market.start_time;
  setup.config.paths.step_seconds = kBarSeconds;
  setup.config.paths.steps = static_cast<std::int32_t>(bars.size());
  setup.config.paths.output_steps = 1;
  setup.config.cascade.round_seconds = 1;
  setup.config.book = BookConfig{};
  setup.config.book.depth_slope_usd_per_percent2 = 0;
  setup.ladder = empty_ladder(even_edges(90000, 250, 80), 1);
  fill_side(setup.ladder, 0, [&](double, double high) { return high <= kOpen ? usd_a_bin : 0; });
  fill_side(setup.ladder, 1, [&](double low, double) { return low >= kOpen ? usd_a_bin : 0; });
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.5F);
  ForwardVenue venue;
  venue.name = "test";
  venue.ladder = setup.ladder;
  past.venues = {venue};
  fill_heatmap(past, setup.ladder);
  return past;
}

// Where a replay of the first `bars` bars stands, and the worst that its low, high or end differs from the history's.
std::int32_t miss_after(const Past& past, const MarketState& history, std::size_t bars) {
  ForwardSetup setup = past.setup;
  setup.config.paths.steps = static_cast<std::int32_t>(bars);
  setup.history = history;
  const PathRecord record = run_forward(setup).records.front();
  double low = kOpen;
  double high = kOpen;
  for (std::size_t t = 0; t < bars; ++t) {
    low = std::min(low, past.setup.market.mark_low[t]);
    high = std::max(high, past.setup.market.mark_high[t]);
  }
  return std::max({std::abs(record.end - log_ticks(kOpen, past.setup.market.mark_close[bars - 1])),
                   std::abs(record.low - log_ticks(kOpen, low)), std::abs(record.high - log_ticks(kOpen, high))});
}

std::int32_t worst_miss(const Past& past, const MarketState& history) {
  std::int32_t worst = 0;
  for (std::size_t bars = 1; bars <= history.bars(); ++bars) worst = std::max(worst, miss_after(past, history, bars));
  return worst;
}

TEST(HistoryRepair, ReplayWithFeedbackGivesTheHistoryBack) {
  for (const double permanent : {0.0, 0.5, 1.0}) {
    Past past = past_of(rough_bars());
    past.setup.config.book.permanent_share = permanent;
    const RepairedHistory repaired = past.repair();
    EXPECT_EQ(repaired.report.missed_bars, 0);
    EXPECT_LE(worst_miss(past, repaired.market), kFewTicks) << "permanent share " << permanent;
    // The control: what was observed, replayed with feedback, falls deeper than it did.
    EXPECT_GT(worst_miss(past, past.setup.market), 1000 * kFewTicks);
  }
}

TEST(HistoryRepair, ReplayWithOtherRoundsRefillAndReversion) {
  for (const double round : {1.0, 7.0, 20.0})
    for (const double seconds : {3.0, 3000.0}) {
      Past past = past_of(rough_bars());
      past.setup.config.cascade.round_seconds = round;
      past.setup.config.book.refill_seconds = seconds;
      past.setup.config.book.reversion_seconds = 2 * seconds;
      const RepairedHistory repaired = past.repair();
      EXPECT_EQ(repaired.report.missed_bars, 0);
      EXPECT_LE(worst_miss(past, repaired.market), kFewTicks) << "rounds of " << round << " s, " << seconds << " s";
    }
}

TEST(HistoryRepair, TwinsReplayTheRepairedHistory) {
  Past past = past_of(rough_bars());
  const RepairedHistory repaired = past.repair();
  past.setup.history = repaired.market;
  const PathRecord record = run_forward(past.setup).records.front();
  EXPECT_NEAR(record.twin_end, log_ticks(kOpen, repaired.market.mark_close.back()), 1);
  EXPECT_GT(record.twin_low, record.low + 1000) << "feedback made the low deeper";
}

TEST(HistoryRepair, NothingLiquidatedNothingChanged) {
  const Past past = past_of(rough_bars(), 0);
  const RepairedHistory repaired = past.repair();
  for (std::size_t t = 0; t < repaired.market.bars(); ++t) {
    EXPECT_NEAR(repaired.market.mark_close[t] / past.setup.market.mark_close[t], 1, kUnitsPerTick);
    EXPECT_NEAR(repaired.market.mark_low[t] / past.setup.market.mark_low[t], 1, kUnitsPerTick);
    EXPECT_NEAR(repaired.market.mark_high[t] / past.setup.market.mark_high[t], 1, kUnitsPerTick);
  }
  EXPECT_EQ(repaired.report.daily_mean_history, repaired.report.daily_mean_repaired);
}

TEST(HistoryRepair, LinearPermanentBookIsSubtractedInClosedForm) {
  // Uniform ladder, even book, everything permanent: the drop of the exogenous price is (1 - n) times the observed one.
  Past past = past_of({{100000, 100000, 100000}, {97000, 100000, 97500}, {97500, 100000, 100000}});
  past.setup.config.book.permanent_share = 1;
  const RepairedHistory repaired = past.repair();
  const double usd = static_cast<double>(repaired.report.liquidated[2]);
  EXPECT_NEAR(usd, 12 * 2.5e6, 12 * 2.5e3);
  const double impact = usd / (past.setup.config.book.depth_usd_per_percent * 100);
  EXPECT_NEAR(static_cast<double>(repaired.report.low_removed[1]), -impact, 1e-3 * impact);
  EXPECT_NEAR(static_cast<double>(repaired.report.displacement[1]), impact, 1e-3 * impact);
  EXPECT_NEAR(static_cast<double>(repaired.report.return_removed[1]), -impact, 1e-3 * impact);
  EXPECT_EQ(repaired.report.liquidated[3], 0);
}

TEST(HistoryRepair, BothSidesAreSubtracted) {
  const Past past = past_of(rough_bars());
  const RepairResult report = past.repair().report;
  float down = 0;
  float up = 0;
  for (std::size_t t = 0; t < report.time.size(); ++t) {
    down = std::min(down, report.low_removed[t]);
    up = std::max(up, report.high_removed[t]);
  }
  EXPECT_LT(down, -5e-4F);
  EXPECT_GT(up, 5e-4F);
}

TEST(HistoryRepair, TheMeanStaysUnlessItIsReplayed) {
  Past past = past_of(rough_bars());
  past.setup.config.book.permanent_share = 1;
  // More longs than shorts: without matching, the exogenous price rises.
  fill_side(past.setup.ladder, 0, [](double, double high) { return high <= kOpen ? 7.5e6 : 0; });
  past.heatmap = {};
  fill_heatmap(past, past.setup.ladder);
  const RepairResult replayed = past.repair().report;
  EXPECT_EQ(replayed.daily_mean_repaired, replayed.daily_mean_subtracted);
  EXPECT_GT(replayed.daily_mean_subtracted - replayed.daily_mean_history, 0.01);
  past.setup.config.paths.process = "bootstrap";
  const RepairedHistory drawn = past.repair();
  const double tick = kUnitsPerTick * kDaySeconds / kBarSeconds;
  EXPECT_NEAR(drawn.report.daily_mean_repaired, drawn.report.daily_mean_history, tick);
  EXPECT_EQ(drawn.report.daily_mean_subtracted, replayed.daily_mean_subtracted);
  // The control: falls alone made smaller by as much have another mean.
  double shrunk = 0;
  for (std::size_t t = 0; t < past.setup.market.bars(); ++t) {
    const double from = t > 0 ? past.setup.market.mark_close[t - 1] : kOpen;
    const double r = std::log(past.setup.market.mark_close[t] / from);
    shrunk += r < 0 ? r - static_cast<double>(std::min(drawn.report.return_removed[t], 0.0F)) : r;
  }
  EXPECT_GT(shrunk - drawn.report.daily_mean_history / kDaySeconds * kBarSeconds * 9, 0.005);
}

TEST(HistoryRepair, SmallerVolatilityForDiffusions) {
  Past past = past_of(rough_bars());
  past.setup.config.paths.process = "gbm";
  past.setup.config.paths.volatility_annual = 0;
  const RepairedHistory repaired = past.repair();
  EXPECT_LT(repaired.report.daily_sigma_repaired, repaired.report.daily_sigma_history);
  past.setup.history = repaired.market;
  const CascadeResult cascade = run_forward(past.setup).result.cascade;
  EXPECT_DOUBLE_EQ(cascade.daily_sigma, repaired.report.daily_sigma_repaired);
}

TEST(HistoryRepair, RunawayBarsAreMissedAndCounted) {
  // Ten times the ladder: the model would have run away, and the history did not.
  const Past past = past_of(rough_bars(), 1e8);
  const RepairedHistory repaired = past.repair();
  EXPECT_GT(repaired.report.missed_bars, 0);
  EXPECT_GT(repaired.report.largest_miss, 1e-5);
  for (std::size_t t = 0; t < repaired.market.bars(); ++t) {
    EXPECT_TRUE(std::isfinite(repaired.market.mark_close[t]));
    EXPECT_LE(repaired.market.mark_low[t], repaired.market.mark_close[t]);
    EXPECT_GE(repaired.market.mark_high[t], repaired.market.mark_close[t]);
  }
}

TEST(HistoryRepair, EmptyBookTakesNothingOut) {
  Past past = past_of(rough_bars());
  past.setup.config.book.depth_usd_per_percent = 0;
  const RepairResult report = past.repair().report;
  EXPECT_NEAR(report.daily_sigma_history, report.daily_sigma_repaired, 1e-6);  // ticks
  EXPECT_EQ(report.missed_bars, 0);
}

TEST(HistoryRepair, FlowWithoutALadderIsSpreadOverTheMove) {
  Past past = past_of(rough_bars());
  std::fill(past.heatmap.contracts.begin(), past.heatmap.contracts.end(), 0);
  past.heatmap.contracts_outside[2] = 1'000'000;  // of bar 0, longs, never
  past.heatmap.open_interest_usd[0] = 1e8F;
  past.heatmap.flow.assign(past.heatmap.flow.size(), 0);
  past.heatmap.flow[2] = 500'000;  // in bar 0, which has no map before it
  past.setup.market = market_of_bars(kOpen, {{99000, 100000, 100000}, {100000, 100000, 100000}}, kBarSeconds);
  const PastSweep sweep = past_sweep(past.heatmap, past.setup.market, 0, 0, 100000, 0.01);
  EXPECT_NEAR(sweep.usd, 5e7, 1);
  EXPECT_EQ(triggered_within(sweep.view(), 0, 50000), 2'500'000'000);
}

// The whole pipeline.
RunResult run_walk(const char* repair, const char* feedback = "on", std::int64_t batch = 0) {
  const MarketState market = walking_market(400);
  RunConfig config = small_path_config(market, 40000, 2, 512);
  config.book.depth_multiplier = 0.1;
  config.book.depth_usd_per_percent = 1e6;
  config.paths.repair = repair;
  config.cascade.feedback = feedback;
  EngineOptions options;
  options.batch_positions = options.batch_paths = batch;
  return run_small(config, market, tiered_venue(), options);
}

TEST(HistoryRepair, RunSubtractsWhatTheMapLiquidated) {
  const RunResult run = run_walk("on");
  const RepairResult& repair = run.repair;
  ASSERT_EQ(repair.time.size(), run.market.bars());
  double total = 0;
  for (std::size_t t = 0; t < run.market.bars(); ++t)
    for (std::size_t side = 0; side < kSides; ++side) {
      const double lots = static_cast<double>(run.heatmap.flow[(t * kSides + side) * kFlowKinds + 2]);
      const double usd = lots * run.market.lot_size * run.market.mark_close[t];
      EXPECT_NEAR(static_cast<double>(repair.liquidated[t * kSides + side]), usd, 0.05 * usd + 1);
      total += usd;
    }
  EXPECT_GT(total, 1e5);
  EXPECT_LT(repair.daily_sigma_repaired, repair.daily_sigma_history);
  EXPECT_NEAR(repair.daily_mean_repaired, repair.daily_mean_history, 1e-4);
}

TEST(HistoryRepair, SwitchedOffTheHistoryIsAsItWas) {
  const RunResult off = run_walk("off");
  EXPECT_TRUE(off.repair.time.empty());
  EXPECT_DOUBLE_EQ(off.cascade.daily_sigma, history_volatility(off.market) / std::sqrt(kYearDays));
  EXPECT_LT(run_walk("on").cascade.daily_sigma, off.cascade.daily_sigma);
}

TEST(HistoryRepair, FeedbackOffHasTheSameNoise) {
  const RunResult on = run_walk("on");
  const RunResult off = run_walk("on", "off");
  EXPECT_EQ(on.paths.touch_probability_no_feedback, off.paths.touch_probability);
  EXPECT_EQ(on.repair.displacement, off.repair.displacement);
}

}  // namespace
}  // namespace tinderbox::testing
