// Colours, dollar scale, axis labels and resampling.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "host/render/amount_text.hpp"
#include "host/render/axis_ticks.hpp"
#include "host/render/color_map.hpp"
#include "host/render/color_scale.hpp"
#include "host/render/heat_image.hpp"
#include "host/render/panels.hpp"
#include "host/support/utc_time.hpp"
#include "tests/render/sample_run.hpp"

namespace tinderbox {
namespace {

using testing::cell;
using testing::sample_run;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// ---- colours ----

double luminance(const Rgb& color) {
  const auto linear = [](double x) { return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double lightness(const Rgb& color) {
  return 116 * std::cbrt(luminance(color)) - 16;
}

TEST(HeatColor, LuminanceRisesAllTheWay) {
  double before = -1;
  for (int i = 0; i <= 1000; ++i) {
    const double now = luminance(heat_color(i / 1000.0));
    EXPECT_GT(now, before) << i;
    before = now;
  }
}

TEST(HeatColor, LightnessRisesEvenly) {
  const double whole = lightness(heat_color(1)) - lightness(heat_color(0));
  for (int i = 0; i < 10; ++i) {
    const double step = lightness(heat_color(0.1 * (i + 1))) - lightness(heat_color(0.1 * i));
    EXPECT_GT(step, 0.03 * whole) << i;
    EXPECT_LT(step, 0.25 * whole) << i;
  }
}

TEST(HeatColor, DarkPurpleToBrightYellow) {
  const Rgb low = heat_color(0);
  EXPECT_LT(luminance(low), 0.01);
  EXPECT_GT(low.blue, low.red);
  EXPECT_GT(low.red, low.green);
  const Rgb high = heat_color(1);
  EXPECT_GT(luminance(high), 0.8);
  EXPECT_GT(std::min(high.red, high.green), high.blue + 0.4);
  EXPECT_EQ(luminance(heat_color(-5)), luminance(low));
  EXPECT_EQ(luminance(heat_color(kNan)), luminance(low));
  EXPECT_EQ(luminance(heat_color(7)), luminance(high));
}

// ---- dollars ----

TEST(AmountText, RoundsUpNicely) {
  EXPECT_DOUBLE_EQ(round_up_nicely(1e6), 1e6);
  EXPECT_DOUBLE_EQ(round_up_nicely(1.01e6), 1.2e6);
  EXPECT_DOUBLE_EQ(round_up_nicely(31e6), 40e6);
  EXPECT_DOUBLE_EQ(round_up_nicely(8.1), 10);
  EXPECT_DOUBLE_EQ(round_up_nicely(0.0), 1);
  EXPECT_DOUBLE_EQ(round_up_nicely(kNan), 1);
  EXPECT_DOUBLE_EQ(round_up_nicely(INFINITY), 1);
}

TEST(AmountText, FormatsShortly) {
  EXPECT_EQ(format_dollars(0), "$0");
  EXPECT_EQ(format_dollars(950), "$950");
  EXPECT_EQ(format_dollars(999.6), "$1k");
  EXPECT_EQ(format_dollars(1250), "$1.25k");
  EXPECT_EQ(format_dollars(35e6), "$35M");
  EXPECT_EQ(format_dollars(2.5e9), "$2.5B");
  EXPECT_EQ(format_dollars(4e13), "$40T");
  EXPECT_EQ(format_probability(0), "0%");
  EXPECT_EQ(format_probability(0.0005), "0.05%");
  EXPECT_EQ(format_probability(0.125), "12.5%");
  EXPECT_EQ(format_probability(1), "100%");
}

TEST(ColorScale, MaximumIsThePercentileOfFilledCells) {
  RunResult run = sample_run(100, 100);
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 0.0F);
  // 1000 filled cells of 1 M and 4 outliers: the 99.5th percentile leaves the outliers out.
  for (std::size_t t = 0; t < 100; ++t)
    for (std::size_t k = 40; k < 50; ++k) cell(run, t, 0, k) = 1e6F;
  for (std::size_t t = 0; t < 4; ++t) cell(run, t, 1, 60) = 9e8F;
  EXPECT_NEAR(ColorScale::automatic(kDensityLaw, density_cells(run.heatmap), 0, 99).max(), 1e6, 1);
  for (std::size_t t = 0; t < 20; ++t) cell(run, t, 1, 61) = 9e8F;
  EXPECT_DOUBLE_EQ(ColorScale::automatic(kDensityLaw, density_cells(run.heatmap), 0, 99).max(), 1e9);
  EXPECT_NEAR(ColorScale::automatic(kDensityLaw, density_cells(run.heatmap), 0, 59).max(), 1e6, 1)
      << "bins outside do not count";
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 0.0F);
  EXPECT_DOUBLE_EQ(ColorScale::automatic(kDensityLaw, density_cells(run.heatmap), 0, 99).max(), 1);
}

TEST(ColorScale, PositionRisesFromZeroToOne) {
  const ColorScale scale(kDensityLaw, 1e7);
  EXPECT_EQ(scale.position(0), 0);
  EXPECT_EQ(scale.position(-5), 0);
  EXPECT_EQ(scale.position(kNan), 0);
  EXPECT_EQ(scale.position(1e7), 1);
  EXPECT_EQ(scale.position(1e9), 1);
  EXPECT_LT(scale.position(1e6), scale.position(2e6));
  EXPECT_EQ(scale.ticks().front(), 0);
  EXPECT_EQ(scale.ticks().back(), 1e7);
}

TEST(ColorScale, SaysDollarsOrProbability) {
  EXPECT_EQ(ColorScale(kDensityLaw, 2e6).label(1e6), "$1M");
  EXPECT_EQ(ColorScale(kDensityLaw, 2e6).label(2e6), "$2M+");
  EXPECT_EQ(ColorScale(kVisitLaw, 0.4).label(0.2), "20%");
  EXPECT_EQ(ColorScale(kVisitLaw, 0.4).label(0.4), "40%+");
  EXPECT_EQ(ColorScale(kVisitLaw, 1).label(1), "100%") << "nothing lies above";
}

TEST(ColorScale, AProbabilityEndsAtOne) {
  RunResult run = sample_run(10, 10);
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 0.46F);  // 0.92 a cell
  EXPECT_DOUBLE_EQ(ColorScale::automatic(kVisitLaw, density_cells(run.heatmap), 0, 9).max(), 1);
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 40.0F);
  EXPECT_DOUBLE_EQ(ColorScale::automatic(kVisitLaw, density_cells(run.heatmap), 0, 9).max(), 1);
}

TEST(Cells, AddBothSides) {
  RunResult run = sample_run(3, 4);
  cell(run, 1, 0, 2) = 3;
  cell(run, 1, 1, 2) = 4;
  EXPECT_EQ(density_cells(run.heatmap).at(1, 2), 7);
  cell(run, 1, 1, 2) = NAN;
  EXPECT_EQ(density_cells(run.heatmap).at(1, 2), 3);
  cell(run, 1, 0, 2) = NAN;
  EXPECT_TRUE(std::isnan(density_cells(run.heatmap).at(1, 2)));
  cell(run, 1, 0, 2) = -8;
  EXPECT_EQ(density_cells(run.heatmap).at(1, 2), 0);
  cell(run, 1, 0, 2) = INFINITY;
  EXPECT_TRUE(std::isfinite(density_cells(run.heatmap).at(1, 2)));
}

// ---- labels ----

std::vector<std::string> labels(const std::vector<AxisTick>& ticks) {
  std::vector<std::string> result;
  for (const AxisTick& tick : ticks) result.push_back(tick.label);
  return result;
}

TEST(AxisTicks, Prices) {
  EXPECT_THAT(labels(price_ticks(98000, 103000, 5)),
              ::testing::ElementsAre("98,000", "99,000", "100,000", "101,000", "102,000", "103,000"));
  EXPECT_THAT(labels(price_ticks(0.101, 0.149, 3)), ::testing::ElementsAre("0.12", "0.14"));
  EXPECT_TRUE(price_ticks(5, 5, 4).empty());
  EXPECT_TRUE(price_ticks(kNan, 5, 4).empty());
  EXPECT_EQ(format_price(1234567.2, 1), "1,234,567");
  EXPECT_EQ(format_price(999, 1), "999");
  EXPECT_EQ(format_price(0.5, 0.01), "0.50");
}

TEST(AxisTicks, Times) {
  const auto at = [](const char* text) { return parse_utc(text).value(); };
  const auto days = time_ticks(at("2025-01-06"), at("2025-01-10"), 4);
  EXPECT_THAT(labels(days), ::testing::ElementsAre("6 Jan", "7 Jan", "8 Jan", "9 Jan", "10 Jan"));
  const auto hours = time_ticks(at("2025-01-06T22:00"), at("2025-01-07T02:00"), 4);
  EXPECT_THAT(labels(hours), ::testing::ElementsAre("22:00", "23:00", "00:00", "01:00", "02:00"));
  EXPECT_EQ(hours[0].below, "6 Jan");
  EXPECT_EQ(hours[2].below, "7 Jan");
  const auto months = time_ticks(at("2023-11-20"), at("2024-04-02"), 5);
  EXPECT_THAT(labels(months), ::testing::ElementsAre("Dec 2023", "Jan 2024", "Feb 2024", "Mar 2024", "Apr 2024"));
  const auto weeks = time_ticks(at("2025-01-01"), at("2025-02-01"), 5);
  EXPECT_EQ(labels(weeks).front(), "6 Jan") << "weeks start on Mondays";
  EXPECT_TRUE(time_ticks(5, 5, 4).empty());
  EXPECT_EQ(format_duration(3600), "1 h");
  EXPECT_EQ(format_duration(300), "5 min");
  EXPECT_EQ(format_duration(172800), "2 d");
}

TEST(AxisTicks, Horizons) {
  const std::int64_t now = parse_utc("2025-01-06T16:25").value();
  const auto day = horizon_ticks(now, now + 86400, 4);
  EXPECT_THAT(labels(day), ::testing::ElementsAre("+6 h", "+12 h", "+18 h", "+24 h"));
  EXPECT_EQ(day[0].below, "22:25");
  EXPECT_EQ(day[3].below, "16:25");
  EXPECT_EQ(day[3].value, static_cast<double>(now + 86400));
  const auto month = horizon_ticks(now, now + 30 * 86400, 5);
  EXPECT_THAT(labels(month), ::testing::ElementsAre("+7 d", "+14 d", "+21 d", "+28 d"));
  EXPECT_EQ(month[0].below, "13 Jan");
  EXPECT_THAT(labels(horizon_ticks(now, now + 1, 4)), ::testing::ElementsAre("+1 s"));
  EXPECT_THAT(labels(horizon_ticks(now, now + 60, 2)), ::testing::ElementsAre("+30 s", "+1 min"));
  EXPECT_THAT(labels(horizon_ticks(now, now + 100, 0.2)), ::testing::ElementsAre("+100 s")) << "the end at least";
  EXPECT_LE(horizon_ticks(now, now + 1'000'000LL * 86400, 4).size(), 4U);
  EXPECT_TRUE(horizon_ticks(now, now, 4).empty());
}

TEST(Candles, WidenWhenThereIsNoRoom) {
  MarketState market;
  market.bar_seconds = 300;
  EXPECT_EQ(candle_seconds(market, 4.0 / 300, 4), 300);
  EXPECT_EQ(candle_seconds(market, 1.0 / 300, 4), 1800);
  EXPECT_EQ(candle_seconds(market, 1e-9, 4) % 300, 0);
  market.bar_seconds = 7200;
  EXPECT_EQ(candle_seconds(market, 1.0 / 7200, 2), 14400);
}

// ---- resampling ----

TEST(PixelShares, AveragesEveryCellWhenThereAreTooMany) {
  for (const std::size_t pixels : {1U, 7U, 64U, 99U}) {
    std::vector<double> used(100, 0.0);
    for (const PixelShares& pixel : pixel_shares(0, 100, 100, pixels)) {
      EXPECT_NEAR(std::accumulate(pixel.shares.begin(), pixel.shares.end(), 0.0), 1, 1e-12);
      for (std::size_t i = 0; i < pixel.shares.size(); ++i) used[pixel.first + i] += pixel.shares[i];
    }
    for (const double share : used) EXPECT_NEAR(share, static_cast<double>(pixels) / 100, 1e-12) << "none is dropped";
  }
}

TEST(PixelShares, TakesTheNearestWhenThereAreFew) {
  const auto pixels = pixel_shares(0, 3, 3, 9);
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(pixels[i].first, i / 3);
    EXPECT_EQ(pixels[i].shares.size(), 1U);
  }
}

TEST(HeatResampler, PlacesAndAverages) {
  RunResult run = sample_run(4, 4);
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 0.0F);
  cell(run, 3, 0, 0) = 8;  // last bar, lowest price
  const PriceWindow all{90000, 110000};
  const HeatImage same = HeatResampler(density_cells(run.heatmap), all, 4, 4).strip(0, 4);
  EXPECT_EQ(same.values[3 * 4 + 3], 8) << "bottom right";
  EXPECT_EQ(std::accumulate(same.values.begin(), same.values.end(), 0.0F), 8);
  const HeatImage half = HeatResampler(density_cells(run.heatmap), all, 2, 2).strip(0, 2);
  EXPECT_EQ(half.values[3], 2) << "the mean of four cells";
  const HeatImage upper = HeatResampler(density_cells(run.heatmap), {100000, 110000}, 4, 4).strip(0, 4);
  EXPECT_EQ(std::accumulate(upper.values.begin(), upper.values.end(), 0.0F), 0) << "cropped";
}

TEST(HeatResampler, LeavesOutWhatIsNotKnown) {
  RunResult run = sample_run(2, 2);
  for (float& usd : run.heatmap.density) usd = NAN;
  cell(run, 0, 0, 0) = 6;
  EXPECT_EQ(HeatResampler(density_cells(run.heatmap), {90000, 110000}, 1, 1).strip(0, 1).values[0], 6);
  cell(run, 0, 0, 0) = NAN;
  EXPECT_TRUE(std::isnan(HeatResampler(density_cells(run.heatmap), {90000, 110000}, 1, 1).strip(0, 1).values[0]));
}

TEST(HeatResampler, StripsMakeTheWhole) {
  const RunResult run = sample_run(37, 11);
  const HeatResampler resampler(density_cells(run.heatmap), {91234, 108765}, 20, 9);
  const HeatImage whole = resampler.strip(0, 20);
  const HeatImage part = resampler.strip(13, 5);
  for (std::size_t y = 0; y < 9; ++y)
    for (std::size_t x = 0; x < 5; ++x) EXPECT_EQ(part.values[y * 5 + x], whole.values[y * 20 + 13 + x]);
}

TEST(PriceWindow, HoldsCandlesAndDensityWithinReason) {
  const RunResult run = sample_run();
  const PriceWindow window = price_window(run);
  EXPECT_LE(window.low, 98250);
  EXPECT_GE(window.high, 101750);
  EXPECT_GE(window.low, 90000);
  EXPECT_LE(window.high, 110000);
  EXPECT_LT(window.low, run.heatmap.price[50]) << "the band below is shown";
  EXPECT_GT(window.high, run.heatmap.price[150]) << "the band above is shown";
}

TEST(PriceWindow, ZoomsInWhereNothingIsFarAway) {
  RunResult run = sample_run();
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 0.0F);
  const PriceWindow window = price_window(run);
  EXPECT_LT(window.high - window.low, 5000);
}

TEST(PriceWindow, FallsBackToTheGrid) {
  RunResult run = sample_run();
  for (auto* series : {&run.market.low, &run.market.high}) series->assign(series->size(), kNan);
  run.now_mark_usd = kNan;
  EXPECT_EQ(price_window(run).low, 90000);
  EXPECT_EQ(price_window(run).high, 110000);
}

}  // namespace
}  // namespace tinderbox
