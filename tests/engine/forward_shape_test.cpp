// Forward engine: answers that must be ordered, sizes that must not matter, shocks on constructed ladders, and error
// bars that cover.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "host/engine/drop_tally.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;

// Lumps on both sides that differ between replicates.
LadderResult random_ladder(std::uint32_t seed, std::size_t replicates, double bin, double usd) {
  LadderResult ladder =
      empty_ladder(even_edges(80000, bin, static_cast<std::size_t>(std::lround(40000 / bin))), replicates);
  std::mt19937 random(seed);
  std::exponential_distribution<double> size(1 / usd);
  const std::size_t bins = ladder.price.size();
  for (std::size_t i = 0; i < ladder.notional.size(); ++i)
    if ((ladder.price[i % bins] < kNow) == (i / bins % 2 == 0)) ladder.notional[i] = static_cast<float>(size(random));
  return ladder;
}

ForwardSetup random_setup(std::int64_t paths, std::size_t replicates) {
  ForwardSetup setup = forward_setup("gbm", kNow, paths);
  set_horizon(setup.config.paths, 1, 48, 5);
  setup.config.paths.volatility_annual = 0.8;
  setup.config.book = BookConfig{};
  setup.config.cascade.fund_usd = 1e6;
  setup.ladder = random_ladder(3, replicates, 500, 1e7);
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.004F);
  return setup;
}

template <class T>
bool rises(const std::vector<T>& values) {
  return std::is_sorted(values.begin(), values.end());
}

TEST(ForwardShape, WhatMustBeOrderedIs) {
  const ForwardRun run = run_forward(random_setup(4000, 4));
  const PathsResult& p = run.result.paths;
  const CascadeResult& c = run.result.cascade;
  const std::size_t bins = p.price.size();
  for (std::size_t k = 0; k + 1 < bins; ++k) {
    const bool below = p.price[k + 1] < kNow;
    if (!below && p.price[k] < kNow) continue;  // one on each side
    const std::size_t nearer = below ? k + 1 : k;
    const std::size_t farther = below ? k : k + 1;
    EXPECT_GE(p.touch_probability[nearer], p.touch_probability[farther]);
    EXPECT_GE(run.result.whatif.forced[farther], run.result.whatif.forced[nearer]);
    EXPECT_GE((below ? -1.0F : 1.0F) * run.result.whatif.stop_price[farther],
              (below ? -1.0F : 1.0F) * run.result.whatif.stop_price[nearer]);
  }
  for (std::size_t k = 0; k < bins; ++k) {
    EXPECT_LE((p.price[k] < kNow ? 1 : -1) * (static_cast<double>(run.result.whatif.stop_price[k]) - p.price[k]), 0.01);
    EXPECT_LE(run.result.whatif.forced_low[k], run.result.whatif.forced_high[k]);
    EXPECT_LE(p.touch_probability_interval[2 * k], p.touch_probability[k]);
    EXPECT_GE(p.touch_probability_interval[2 * k + 1], p.touch_probability[k]);
    for (std::size_t h = 0; h < p.horizon.size(); ++h)
      EXPECT_LE(p.visit_probability[h * bins + k], p.touch_probability[k]);
  }
  EXPECT_TRUE(rises(c.insurance_exhausted_probability));
  EXPECT_TRUE(rises(c.adl_notional));
  for (std::size_t l = 0; l < c.level.size(); ++l) {
    const bool known = (1 - c.level[l]) * 4000 > DropTally::kFewestPaths;
    EXPECT_EQ(std::isnan(c.value_at_risk[l].value), !known);
    EXPECT_EQ(std::isnan(c.expected_shortfall[l].value), !known);
    if (!known) continue;
    EXPECT_GE(c.value_at_risk[l].value, c.value_at_risk[l > 0 ? l - 1 : 0].value);
    EXPECT_GE(c.expected_shortfall[l].value, c.expected_shortfall[l > 0 ? l - 1 : 0].value);
    EXPECT_GE(c.expected_shortfall[l].value, c.value_at_risk[l].value);
  }
  EXPECT_GE(c.amplification.value, 1);
  EXPECT_TRUE(rises(p.horizon));
  const std::size_t levels = p.quantile.size();
  for (std::size_t h = 0; h < p.horizon.size(); ++h) {
    EXPECT_TRUE(std::is_sorted(p.price_quantile.begin() + static_cast<std::ptrdiff_t>(h * levels),
                               p.price_quantile.begin() + static_cast<std::ptrdiff_t>((h + 1) * levels)));
    for (std::size_t q = 0; q < levels; ++q)
      EXPECT_LE(p.low_quantile[h * levels + q], p.price_quantile[h * levels + q]);
  }
}

TEST(ForwardShape, MoreDepthForcesLess) {
  ForwardSetup setup = random_setup(2000, 4);
  double forced = INFINITY;
  double amplification = INFINITY;
  for (const double depth : {0.25, 1.0, 4.0}) {
    setup.config.book.depth_multiplier = depth;
    const ForwardResult result = run_forward(setup).result;
    EXPECT_LT(result.cascade.liquidated[0].value + result.cascade.liquidated[1].value, forced);
    EXPECT_LT(result.cascade.amplification.value, amplification);
    forced = result.cascade.liquidated[0].value + result.cascade.liquidated[1].value;
    amplification = result.cascade.amplification.value;
  }
}

bool same(const PathRecord& a, const PathRecord& b) {
  return a.end == b.end && a.low == b.low && a.high == b.high && a.twin_end == b.twin_end && a.twin_low == b.twin_low &&
         a.twin_high == b.twin_high && a.liquidated[0] == b.liquidated[0] && a.liquidated[1] == b.liquidated[1];
}

TEST(ForwardShape, AnyNumberOfPaths) {
  const std::vector<PathRecord> all = run_forward(random_setup(1024, 2)).records;
  for (const std::int64_t paths : {1, 255, 256, 257, 513}) {
    const ForwardRun run = run_forward(random_setup(paths, 2));
    ASSERT_EQ(static_cast<std::int64_t>(run.records.size()), paths);
    for (std::size_t i = 0; i < run.records.size(); ++i) EXPECT_TRUE(same(run.records[i], all[i])) << paths << ' ' << i;
    std::int64_t counted = 0;
    for (const std::int64_t n : run.result.cascade.size_count) counted += n;
    EXPECT_EQ(counted, paths);
    EXPECT_EQ(run.result.paths.touch_probability[39] > 0.99F || run.result.paths.touch_probability[40] > 0.99F, true);
    const auto used = run.result.cascade.replicate_paths;
    EXPECT_EQ(used[0] + used[1], paths);
    EXPECT_EQ(std::isnan(run.result.paths.touch_probability_stderr[30]), paths <= 256) << "one replicate: no error";
  }
}

TEST(ForwardShape, BatchesAreTheSamePaths) {
  const ForwardSetup setup = random_setup(1500, 3);
  const ForwardRun whole = run_forward(setup);
  for (const std::int64_t batch : {1, 256, 700}) {
    const ForwardRun parts = run_forward(setup, batch);
    ASSERT_EQ(parts.records.size(), whole.records.size());
    for (std::size_t i = 0; i < parts.records.size(); ++i) EXPECT_TRUE(same(parts.records[i], whole.records[i]));
    EXPECT_EQ(parts.result.paths.liquidated, whole.result.paths.liquidated);
    EXPECT_EQ(parts.result.paths.visit_probability, whole.result.paths.visit_probability);
    EXPECT_EQ(parts.result.cascade.squeeze_probability, whole.result.cascade.squeeze_probability);
    EXPECT_EQ(parts.result.cascade.account, whole.result.cascade.account);
  }
}

TEST(ForwardShape, EqualReplicatesAreOne) {
  ForwardSetup one = random_setup(2048, 1);
  ForwardSetup four = one;
  four.ladder = empty_ladder(even_edges(80000, 500, 80), 4);
  for (std::size_t i = 0; i < four.ladder.notional.size(); ++i)
    four.ladder.notional[i] = one.ladder.notional[i % one.ladder.notional.size()];
  four.ladder.bankruptcy_buffer.assign(four.ladder.notional.size(), 0.004F);
  const ForwardRun a = run_forward(one);
  const ForwardRun b = run_forward(four);
  for (std::size_t i = 0; i < a.records.size(); ++i) EXPECT_TRUE(same(a.records[i], b.records[i]));
  EXPECT_EQ(a.result.paths.touch_probability, b.result.paths.touch_probability);
  EXPECT_EQ(a.result.cascade.account, b.result.cascade.account);
  EXPECT_EQ(a.result.whatif.forced, b.result.whatif.forced);
  EXPECT_NEAR(a.result.cascade.amplification.value, b.result.cascade.amplification.value, 1e-12);
}

TEST(ForwardShape, OutputStepsOnlyCutTheHorizon) {
  ForwardSetup setup = random_setup(1024, 2);
  setup.config.paths.output_steps = 1;
  const ForwardRun whole = run_forward(setup);
  for (const std::int32_t parts : {7, 11, 48}) {
    setup.config.paths.output_steps = parts;
    const ForwardRun run = run_forward(setup);
    for (std::size_t i = 0; i < run.records.size(); ++i) EXPECT_TRUE(same(run.records[i], whole.records[i]));
    EXPECT_EQ(run.result.paths.touch_probability, whole.result.paths.touch_probability);
    EXPECT_EQ(run.result.cascade.account, whole.result.cascade.account);
    const PathsResult& p = run.result.paths;
    ASSERT_EQ(p.horizon.size(), static_cast<std::size_t>(parts));
    for (std::int32_t h = 0; h < parts; ++h)
      EXPECT_EQ(p.horizon[static_cast<std::size_t>(h)], (h + 1) * 48 / parts * 1800) << "step floor((h + 1) S / O)";
    const std::size_t cells = p.price.size() * kSides;
    for (std::size_t i = 0; i < cells; ++i) {
      double sum = 0;
      for (std::size_t h = 0; h < p.horizon.size(); ++h) sum += static_cast<double>(p.liquidated[h * cells + i]);
      EXPECT_NEAR(sum, static_cast<double>(whole.result.paths.liquidated[i]), 1e-5 * sum + 0.05);
    }
    // A price that was touched was visited in some step, and a visit in one is a touch.
    for (std::size_t k = 0; k < p.price.size(); ++k) {
      double visits = 0;
      for (std::size_t h = 0; h < p.horizon.size(); ++h)
        visits += static_cast<double>(p.visit_probability[h * p.price.size() + k]);
      EXPECT_GE(visits + 1e-6, static_cast<double>(p.touch_probability[k]));
    }
  }
}

// All of a side's dollars at one level.
ForwardSetup lump_setup(int side, double distance) {
  ForwardSetup setup = forward_setup("gbm", kNow, 512);
  set_horizon(setup.config.paths, 1, 24, 1);
  straight_steps(setup.config.paths, 0);
  setup.ladder = empty_ladder(even_edges(80000, 50, 800), 2);
  put(setup.ladder, side, kNow * (1 + (side == 0 ? -distance : distance)) + (side == 0 ? -25 : 25), 5e7);
  return setup;
}

TEST(ForwardShape, TheCriticalShockOfALumpIsItsDistance) {
  for (const int side : {0, 1}) {
    const ForwardSetup setup = lump_setup(side, 0.06);
    const CascadeResult cascade = run_forward(setup).result.cascade;
    const auto at = static_cast<std::size_t>(side);
    // To the width of the bin and 1/4096 of the ladder.
    EXPECT_NEAR(static_cast<double>(cascade.critical_shock[at]), 0.06, 7e-4);
    EXPECT_NEAR(static_cast<double>(cascade.critical_shock_no_feedback[at]), 0.06, 7e-4);
    EXPECT_TRUE(std::isnan(cascade.critical_shock[1 - at]));
  }
}

// Half a percent of open interest at 2% moves the price on to the lump at 4%.
TEST(ForwardShape, FeedbackLowersTheCriticalShock) {
  ForwardSetup setup = lump_setup(0, 0.04);
  put(setup.ladder, 0, 97975, 5e5);
  even_book(setup.config.book, 5e5 / 0.025, 1);
  const CascadeResult cascade = run_forward(setup).result.cascade;
  EXPECT_NEAR(static_cast<double>(cascade.critical_shock[0]), 0.02, 7e-4);
  EXPECT_NEAR(static_cast<double>(cascade.critical_shock_no_feedback[0]), 0.04, 7e-4);
}

TEST(ForwardShape, ValueAtRiskOfAnArithmeticPrice) {
  ForwardSetup setup = forward_setup("bachelier", kNow, 1 << 16);
  set_horizon(setup.config.paths, 1, 8, 1);
  setup.config.paths.volatility_annual = 0.5;
  setup.ladder = empty_ladder({50000, 150000}, 1);
  const CascadeResult c = run_forward(setup).result.cascade;
  const double sd = 0.5 / std::sqrt(kYearDays);
  const double normal[] = {1.6448536269514722, 1.959963984540054, 2.5758293035489004, 3.2905267314918945};
  for (std::size_t l = 0; l < 4; ++l) {
    // P(drop > x) = 2 Phi(-x / sd); the error of a quantile is that of the share over the density.
    const double tail = 1 - c.level[l];
    const double density = 2 * std::exp(-normal[l] * normal[l] / 2) / std::sqrt(2 * M_PI) / sd;
    expect_law({"value at risk", std::to_string(c.level[l]), normal[l] * sd, c.value_at_risk[l].value,
                share_error(tail, 65536) / density});
    // E[drop | drop > x] = 2 sd phi(z) / tail
    const double shortfall = density * sd * sd / tail;
    EXPECT_NEAR(c.expected_shortfall[l].value, shortfall, 0.03 * shortfall);
  }
}

constexpr int kSeeds = 240;
constexpr std::size_t kReplicates = 16;
constexpr double kStudent = 2.131;  // 97.5% quantile of Student's t with 15 degrees of freedom

struct Observed {
  std::vector<std::vector<double>> value, error;  // [seed][cell]
};

// Every seed draws its own ladders and paths.
Observed observe() {
  Observed seen;
  ForwardSetup setup = random_setup(kReplicates * 256, kReplicates);
  set_horizon(setup.config.paths, 1, 4, 1);
  setup.config.cascade.round_seconds = 600;
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  for (int seed = 0; seed < kSeeds; ++seed) {
    setup.config.seed = 4000 + static_cast<std::uint64_t>(seed);
    setup.ladder = random_ladder(static_cast<std::uint32_t>(900 + seed), kReplicates, 2000, 3e7);
    const PathsResult p = run_forward(setup).result.paths;
    seen.value.emplace_back(p.touch_probability.begin(), p.touch_probability.end());
    seen.error.emplace_back(p.touch_probability_stderr.begin(), p.touch_probability_stderr.end());
  }
  return seen;
}

// Mean coverage of the intervals of cells with at least ten expected events, and not all of the paths.
double mean_coverage(const Observed& seen, double stretch, int& cells) {
  double sum = 0;
  cells = 0;
  for (std::size_t k = 0; k < seen.value[0].size(); ++k) {
    double truth = 0;
    for (const auto& value : seen.value) truth += value[k] / kSeeds;
    const double events = truth * static_cast<double>(kReplicates * 256);
    if (events < 10 || truth > 0.9) continue;
    ++cells;
    int covered = 0;
    for (std::size_t s = 0; s < seen.value.size(); ++s)
      covered += std::abs(seen.value[s][k] - truth) <= stretch * kStudent * seen.error[s][k] ? 1 : 0;
    const double coverage = static_cast<double>(covered) / kSeeds;
    if (stretch == 1) {
      EXPECT_GT(coverage, 0.95 - 4 * share_error(0.95, kSeeds)) << k;
    }
    sum += coverage;
  }
  return sum / cells;
}

TEST(ForwardShape, ErrorsOfTouchProbabilitiesCover) {
  const Observed seen = observe();
  int cells = 0;
  const double coverage = mean_coverage(seen, 1, cells);
  ASSERT_GE(cells, 6);
  RecordProperty("coverage", std::to_string(coverage));
  std::cout << "coverage of nominal 95%: " << coverage << " over " << cells << " cells\n";
  // Cells of one run depend on each other, so the band of a single one.
  EXPECT_GT(coverage, 0.95 - 3.29 * share_error(0.95, kSeeds));
  EXPECT_LT(coverage, 0.95 + 3.29 * share_error(0.95, kSeeds));
  EXPECT_LT(mean_coverage(seen, 0.7, cells), 0.95 - 3.29 * share_error(0.95, kSeeds)) << "negative control";
}

}  // namespace
}  // namespace tinderbox::testing
