// The book that governs: configured figures, measured levels, or the measured response of a minute.
#include "host/engine/governing_book.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "host/engine/book_fit.hpp"
#include "host/engine/book_table.hpp"
#include "host/support/error.hpp"
#include "sim/coordinate.hpp"
#include "tests/engine/forward_fixture.hpp"
#include "tests/engine/oracles.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kPrice = 100000;

RunConfig with_source(const char* source, std::vector<DepthLevel> levels = {}) {
  RunConfig config;
  config.book.source = source;
  config.depth_levels = std::move(levels);
  return config;
}

double percent_of(const BookTable& book, double usd) {
  return book.distance(usd / 0.01) * kUnitsPerTick * 100;
}

TEST(GoverningBook, FiguresStayAsTheyAre) {
  const GoverningBook book = governing_book(with_source("figures"), kPrice);
  EXPECT_EQ(book.config.book.depth_usd_per_percent, 1e8);
  EXPECT_EQ(book.config.book.depth_slope_usd_per_percent2, 8e8);
  EXPECT_EQ(book.report.source, "figures");
  EXPECT_EQ(book.report.fit_error, 0);
}

TEST(GoverningBook, TheCurveIsThePublishedOne) {
  // Slopes a BTC at the two ends that its source states: 1.27e-5 at 25 BTC, 1.85e-6 at 1,000 BTC.
  EXPECT_NEAR(response_of_minute(25) / 25, 1.27e-5, 0.005e-5);
  EXPECT_NEAR(response_of_minute(1000) / 1000, 1.85e-6, 0.005e-6);
}

TEST(GoverningBook, ImpactExponentOfTheCurveFitted) {
  const GoverningBook book = governing_book(with_source("curve"), kPrice);
  expect_value({"impact exponent", "book fitted to the response of a minute", 0.76, book.report.impact_exponent, 0.05});
  EXPECT_LT(book.report.fit_error, 0.25);
  const BookTable table = build_book_table(book.config, 1, 0.01);
  for (const double btc : {1.0, 10.0, 100.0})
    EXPECT_NEAR(percent_of(table, btc * kPrice) / (100 * response_of_minute(btc)), 1, 0.2) << btc;
  // The control: an even book has exponent 1, a V-shaped one 1/2.
  RunConfig even = with_source("figures");
  even.book.depth_slope_usd_per_percent2 = 0;
  EXPECT_NEAR(impact_exponent(even, kPrice), 1, 1e-9);
  RunConfig sharp = with_source("figures");
  sharp.book.depth_usd_per_percent = 0;
  sharp.book.depth_slope_usd_per_percent2 = 1e9;
  EXPECT_NEAR(impact_exponent(sharp, kPrice), 0.5, 0.03);
}

TEST(GoverningBook, FitFindsWhatItWasMadeFrom) {
  std::vector<DepthLevel> levels;
  for (const double x : {0.2, 1.0, 2.0, 5.0}) levels.push_back({x, 3e7 * x + 0.5 * 2e8 * x * x});
  const LinearDensity fit = fit_density(levels);
  EXPECT_NEAR(fit.usd_per_percent, 3e7, 1);
  EXPECT_NEAR(fit.slope_usd_per_percent2, 2e8, 10);
  EXPECT_LT(fit.largest_error, 1e-9);
}

TEST(GoverningBook, FitHasNoNegativeDensity) {
  // Depth that thins out outward, as visible books do: no slope. Depth that begins away from the price: no density
  // there.
  const LinearDensity thinning = fit_density({{1, 1e8}, {2, 1.2e8}, {5, 1.5e8}});
  EXPECT_EQ(thinning.slope_usd_per_percent2, 0);
  EXPECT_GT(thinning.usd_per_percent, 0);
  const LinearDensity late = fit_density({{1, 1e5}, {2, 1e6}, {5, 1e8}});
  EXPECT_EQ(late.usd_per_percent, 0);
  EXPECT_GT(late.slope_usd_per_percent2, 0);
  const LinearDensity single = fit_density({{2, 1e8}});
  EXPECT_NEAR(single.usd_per_percent, 5e7, 1);
  EXPECT_GT(thinning.largest_error, 0.1);
}

TEST(GoverningBook, LevelsAreWalkedAsMeasured) {
  const std::vector<DepthLevel> levels = {{1, 1e8}, {2, 1.2e8}, {5, 1.5e8}};
  const GoverningBook book = governing_book(with_source("levels", levels), kPrice);
  const BookTable table = build_book_table(book.config, 1, 0.01);
  EXPECT_NEAR(table.depth(), 1.5e10, 1);
  EXPECT_NEAR(percent_of(table, 5e7), 0.5, 1e-6);
  EXPECT_NEAR(percent_of(table, 1e8), 1, 0.02);
  EXPECT_NEAR(percent_of(table, 1.1e8), 1.5, 0.02);
  EXPECT_NEAR(percent_of(table, 1.35e8), 3.5, 0.02);
  EXPECT_EQ(book.report.range_percent, 5);
  EXPECT_EQ(book.report.level_usd.size(), 3U);
  const GoverningBook fitted = governing_book(with_source("fitted_levels", levels), kPrice);
  EXPECT_TRUE(fitted.config.depth_levels.empty());
  EXPECT_EQ(fitted.config.book.range_percent, 5);
  EXPECT_EQ(fitted.report.fit_error, book.report.fit_error);
  EXPECT_EQ(percent_of(build_book_table(book.config, 0, 0.01), 1e8), 0);
}

TEST(GoverningBook, AFileThatWasNotReadIsAnError) {
  EXPECT_THROW((void)governing_book(with_source("levels"), kPrice), InputError);
}

}  // namespace
}  // namespace tinderbox::testing
