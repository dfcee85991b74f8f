// Depth of a path's own, through the whole forward engine: closed forms, common noise, and what can only go one way.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/engine/depth_rule.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;
constexpr std::int64_t kPaths = 2048;

// One even ladder of longs, an even book, all impact permanent: n = 0.3 with the calm book.
ForwardSetup even_setup(const char* process) {
  ForwardSetup setup = forward_setup(process, kNow, kPaths);
  setup.ladder = empty_ladder(even_edges(40000, 250, 280), 2);
  fill_side(setup.ladder, 0, [](double, double high) { return high <= kNow ? 7.5e6 : 0; });
  even_book(setup.config.book, 1e10, 1);
  set_horizon(setup.config.paths, 0.25, 90, 3);
  setup.config.cascade.round_seconds = 0.01;
  return setup;
}

TEST(ForwardDepth, SurvivalScalesTheBookOfEachPath) {
  // A straight fall of 5% in the arithmetic coordinate: drop = shock / (1 - n / m) with each path's own m.
  ForwardSetup setup = even_setup("bachelier");
  set_horizon(setup.config.paths, 60 / kDaySeconds, 1, 1);
  straight_steps(setup.config.paths, -0.02);
  setup.config.book.survival_sd = 0.4;
  const DepthRule rule = depth_rule(setup.config.book, 0, 60);
  const std::vector<PathRecord> records = run_forward(setup).records;
  double largest = 0;
  for (std::size_t p = 0; p < records.size(); ++p) {
    const auto m = static_cast<double>(depth_survival(rule, setup.config.seed, p));
    const double n = 0.3 / m;
    if (n > 0.8) continue;  // near criticality whole ticks add up
    const double drop = -records[p].low * kUnitsPerTick;
    largest = std::max(largest, std::abs(drop / (0.02 / (1 - n)) - 1));
  }
  EXPECT_LT(largest, 1e-3);
  // The control: without a spread all paths fall alike.
  setup.config.book.survival_sd = 0;
  const std::vector<PathRecord> same = run_forward(setup).records;
  EXPECT_TRUE(std::all_of(same.begin(), same.end(), [&](const PathRecord& r) { return r.low == same.front().low; }));
  EXPECT_NE(records.front().low, records.back().low);
}

TEST(ForwardDepth, SurvivalHasMeanOne) {
  BookConfig book;
  book.survival_sd = 0.5;
  const DepthRule rule = depth_rule(book, 0.02, 60);
  double sum = 0;
  constexpr int kDraws = 200000;
  for (int p = 0; p < kDraws; ++p) sum += static_cast<double>(depth_survival(rule, 99, static_cast<std::uint64_t>(p)));
  const double sd = std::sqrt(std::exp(0.25) - 1);
  expect_law({"depth survival", "mean", 1, sum / kDraws, sd / std::sqrt(kDraws)});
  expect_rejected(
      {"depth survival", "mean, median taken for it", std::exp(0.125), sum / kDraws, sd / std::sqrt(kDraws)});
}

TEST(ForwardDepth, RealisedVarianceIsOneInTheMean) {
  // Moves of the exogenous volatility itself: V has mean 1 and W too.
  BookConfig book;
  book.depth_state = "on";
  const DepthRule rule = depth_rule(book, 0.02, 60);
  const double sd = 0.02 * std::sqrt(60.0 / 86400) * kTicksPerUnit;
  DepthMemory memory = calm_memory();
  double variance = 0;
  double trend = 0;
  constexpr int kMoves = 400000;
  for (int i = 0; i < kMoves; ++i) {
    const DrawId id{1, Purpose::kPathStep, static_cast<std::uint32_t>(i), 0, 0};
    memory = remember(rule, memory, nearest(normal_from_word(draw_words(5, id, 0).w0) * static_cast<float>(sd)));
    variance += static_cast<double>(memory.variance) / kMoves;
    trend += static_cast<double>(memory.trend * memory.trend * rule.trend_unit) / kMoves;
  }
  EXPECT_NEAR(variance, 1, 4 * std::sqrt(2.0 / kMoves));
  EXPECT_NEAR(trend, 1, 4 * std::sqrt(2.0 * 10 / kMoves));
}

TEST(ForwardDepth, NoStateNoChange) {
  const ForwardRun calm = run_forward(even_setup("gbm"));
  ForwardSetup setup = even_setup("gbm");
  setup.config.book.depth_state = "on";
  setup.config.book.volatility_response = 0;
  setup.config.book.trend_response = 0;
  const ForwardRun on = run_forward(setup);
  EXPECT_EQ(on.result.paths.touch_probability, calm.result.paths.touch_probability);
  EXPECT_EQ(on.result.cascade.account, calm.result.cascade.account);
}

TEST(ForwardDepth, LessDepthNeverLiquidatesLessAndTwinsStay) {
  const ForwardRun calm = run_forward(even_setup("gbm"));
  ForwardSetup setup = even_setup("gbm");
  setup.config.book.depth_state = "on";
  setup.config.book.volatility_response = 0.5;
  setup.config.book.trend_response = 0.2;
  const ForwardRun thin = run_forward(setup);
  std::int64_t more = 0;
  for (std::size_t p = 0; p < calm.records.size(); ++p) {
    EXPECT_GE(thin.records[p].liquidated[0], calm.records[p].liquidated[0]);
    EXPECT_LE(thin.records[p].low, calm.records[p].low);
    EXPECT_EQ(thin.records[p].twin_low, calm.records[p].twin_low);
    more += thin.records[p].liquidated[0] > calm.records[p].liquidated[0] ? 1 : 0;
  }
  EXPECT_GT(more, kPaths / 4);
  setup.config.book.depth_floor = 1;  // it never falls
  EXPECT_EQ(run_forward(setup).result.cascade.account, calm.result.cascade.account);
}

TEST(ForwardDepth, AnyBatchGivesTheSame) {
  ForwardSetup setup = even_setup("gbm");
  setup.config.book.depth_state = "on";
  setup.config.book.survival_sd = 0.5;
  const ForwardRun whole = run_forward(setup);
  const ForwardRun parts = run_forward(setup, 300);
  EXPECT_EQ(whole.result.paths.touch_probability, parts.result.paths.touch_probability);
  EXPECT_EQ(whole.result.cascade.account, parts.result.cascade.account);
}

}  // namespace
}  // namespace tinderbox::testing
