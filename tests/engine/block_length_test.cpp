// The automatic block length against series whose best length is known.
#include "host/engine/block_length.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "host/engine/exogenous_price.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

// x(t) = phi x(t - 1) + normal noise.
std::vector<double> autoregression(double phi, std::size_t n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise;
  std::vector<double> x{noise(random) / std::sqrt(1 - phi * phi)};
  while (x.size() < n) x.push_back(phi * x.back() + noise(random));
  return x;
}

// With R(k) = R(0) phi^k: G = 2 phi / (1 - phi)^2, g = (1 + phi) / (1 - phi), so b = (2 phi / (1 - phi^2))^(2/3)
// N^(1/3).
double best_length(double phi, double n) {
  return std::pow(2 * phi / (1 - phi * phi), 2.0 / 3) * std::cbrt(n);
}

double mean_length(double phi, std::size_t n) {
  double sum = 0;
  for (unsigned seed = 0; seed < 20; ++seed) sum += politis_white_block(autoregression(phi, n, seed)) / 20;
  return sum;
}

TEST(BlockLength, OfAnAutoregressionIsTheBest) {
  for (const double phi : {0.3, 0.6, 0.9}) {
    const double expected = best_length(phi, 20'000);
    EXPECT_NEAR(mean_length(phi, 20'000) / expected, 1, 0.12) << phi;
    EXPECT_GT(std::abs(mean_length(phi, 2'500) / expected - 1), 0.25) << "control: " << phi;
  }
}

TEST(BlockLength, OfNoiseIsShort) {
  EXPECT_LT(mean_length(0, 20'000), 4);
}

TEST(BlockLength, IsDefinedForEverySeries) {
  EXPECT_EQ(politis_white_block({}), 1);
  EXPECT_EQ(politis_white_block({1, 2, 3}), 1);
  EXPECT_EQ(politis_white_block(std::vector<double>(50, 7.25)), 1);
  std::vector<double> trend;
  for (int i = 0; i < 400; ++i) trend.push_back(i);
  EXPECT_LE(politis_white_block(trend), std::ceil(3 * 20.0));
  EXPECT_GE(politis_white_block(trend), 20);
  std::vector<double> alternating;
  for (int i = 0; i < 400; ++i) alternating.push_back(i % 2 == 0 ? 1 : -1);
  EXPECT_GE(politis_white_block(alternating), 1);
  EXPECT_LE(politis_white_block(alternating), 60);
}

// Returns without memory whose sizes come in runs of about `run` bars.
MarketState clustered_market(std::size_t bars, double run) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> noise;
  std::bernoulli_distribution turns(1 / run);
  std::vector<Bar> rows;
  double price = 100000;
  bool wild = false;
  for (std::size_t t = 0; t < bars; ++t) {
    if (turns(random)) wild = !wild;
    const double next = price * std::exp(noise(random) * (wild ? 3e-3 : 5e-4));
    rows.push_back({std::min(price, next), std::max(price, next), next});
    price = next;
  }
  return market_of_bars(100000, rows, 300);
}

TEST(BlockLength, FollowsTheClustersOfVolatility) {
  std::vector<std::string> notes;
  const double calm = automatic_block(clustered_market(8000, 2), notes);
  const double clustered = automatic_block(clustered_market(8000, 40), notes);
  EXPECT_LT(calm, 10);
  EXPECT_GT(clustered, 40);
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NE(notes[1].find("Politis and White"), std::string::npos);
}

TEST(BlockLength, ZeroHoursChoosesIt) {
  const MarketState market = clustered_market(4000, 40);
  RunConfig config;
  config.paths.step_seconds = 300;
  config.paths.block_hours = 0;
  std::vector<std::string> notes;
  const double bars = automatic_block(market, notes);
  const ExogenousPrice price = make_exogenous_price(config, market);
  EXPECT_EQ(price.notes, notes);
  EXPECT_NEAR(0x1p32 / price.restart_threshold, bars, 1e-6 * bars);
  config.paths.block_hours = 3;
  EXPECT_TRUE(make_exogenous_price(config, market).notes.empty());
  EXPECT_NEAR(0x1p32 / make_exogenous_price(config, market).restart_threshold, 36, 1e-6);
}

TEST(BlockLength, OfAShortHistoryFitsIt) {
  RunConfig config;
  config.paths.step_seconds = 300;
  config.paths.block_hours = 0;
  for (const std::size_t bars : {2U, 3U, 12U}) {
    const ExogenousPrice price = make_exogenous_price(config, walking_market(bars));
    EXPECT_GE(0x1p32 / price.restart_threshold, 1 - 1e-9);
    EXPECT_LE(0x1p32 / price.restart_threshold, static_cast<double>(bars) + 1e-9);
  }
}

}  // namespace
}  // namespace tinderbox::testing
