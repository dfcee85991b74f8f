// Where the initial stock was entered, and when any position ends.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/position.hpp"
#include "tests/sim/sample_market.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::SampleMarket;
using testing::UnitHistogram;

// One isolated stratum of fixed leverage, closed at `rate` a day; one maintenance tier.
SampleMarket stock_market(double leverage, double rate, double mmr) {
  testing::CaseSource cases(1);
  SampleMarket market(testing::random_walk(cases, 4, {1e6, 5000, 0, 0, 1}), {{1e3, 1.0, leverage, 0.0, 0, 0}},
                      {{0.23, 0.0, {rate, rate}}});
  market.tiers = testing::TierTable({0}, {mmr});
  return market;
}

// ln(mark / entry) of many aged longs.
std::vector<double> past_moves(const SampleMarket& market, std::int64_t draws) {
  const SamplingView view = market.view();
  std::vector<double> moves;
  for (std::int64_t i = 0; i < draws; ++i)
    moves.push_back(std::log(view.initial_mark_ticks / draw_initial(view, 0, i).entry_ticks));
  return moves;
}

// A Brownian motion stopped at an exponential time has a Laplace law of rate a = sqrt(2 h) / s.
double laplace_rejection(double rate, double tested_rate) {
  const double a = std::sqrt(2 * tested_rate) / 0.03;
  UnitHistogram histogram(100);
  for (const double move : past_moves(stock_market(1, rate, 0.0), 400'000))
    histogram.add(move < 0 ? std::exp(a * move) / 2 : 1 - std::exp(-a * move) / 2);
  return histogram.statistic() - histogram.limit();
}

TEST(DrawInitial, WithoutALevelThePastIsLaplace) {
  EXPECT_LT(laplace_rejection(0.5, 0.5), 0);
}

TEST(DrawInitial, ControlThePastOfAnotherRate) {
  EXPECT_GT(laplace_rejection(0.5, 0.52), 0);
}

// With a barrier at distance d below the entry: the distance now, y, has density
// (a/2) (exp(-a |y - d|) - exp(-a (y + d))) / (1 - exp(-a d)), the Green's function of the half line.
double survivor_cumulative(double y, double d, double a) {
  const double mirrored = (std::exp(-a * d) - std::exp(-a * (y + d))) / 2;
  const double direct = y < d ? (std::exp(-a * (d - y)) - std::exp(-a * d)) / 2
                              : (1 - std::exp(-a * d)) / 2 + (1 - std::exp(-a * (y - d))) / 2;
  return (direct - mirrored) / (1 - std::exp(-a * d));
}

double survivor_rejection(double rate, double tested_rate) {
  const double leverage = 1 / (1 - std::exp(-0.06));  // level at exp(-0.06) of the entry: a d = 2 at rate 1/2
  const double a = std::sqrt(2 * tested_rate) / 0.03;
  UnitHistogram histogram(100);
  for (const double move : past_moves(stock_market(leverage, rate, 0.0), 400'000))
    histogram.add(survivor_cumulative(0.06 + move, 0.06, a));
  return histogram.statistic() - histogram.limit();
}

TEST(DrawInitial, SurvivorsFollowTheLawOfThePathThatNeverTouched) {
  EXPECT_LT(survivor_rejection(0.5, 0.5), 0);
}

TEST(DrawInitial, ControlSurvivorsOfAnotherRate) {
  EXPECT_GT(survivor_rejection(0.5, 0.52), 0);
}

// A try fails with probability exp(-a d); after all have failed the position is entered at the mark.
TEST(DrawInitial, WithoutAPastItIsEnteredAtTheMark) {
  const double d = 0.003;
  const double a = std::sqrt(2 * 0.5) / 0.03;
  std::vector<std::int64_t> at_mark(2, 0);
  for (const double move : past_moves(stock_market(1 / (1 - std::exp(-d)), 0.5, 0.0), 100'000))
    ++at_mark[move == 0 ? 0 : 1];
  const double none = std::exp(-a * d * kPrehistoryTries);
  EXPECT_LT(testing::chi_square(at_mark, {none, 1 - none}), testing::chi_square_limit(1));
}

TEST(DrawInitial, AgedStockIsNeverLiquidatedAtTheInitialMark) {
  const SampleMarket market = testing::small_sample_market(7, 8, 4);
  const SamplingView view = market.view();
  std::int64_t wrong = 0;
  for (std::int32_t group = 0; group < view.groups; ++group)
    for (std::int64_t i = 0; i < 50'000; ++i) {
      const Position p = draw_initial(view, group, i);
      const double side = sign_of(p.level.side);
      if (p.never == 0 && side * p.level.base >= side * view.initial_mark_ticks) ++wrong;
      EXPECT_EQ(p.birth_bar, -1);
      EXPECT_EQ(p.level.paid_at_birth, 0.0);
    }
  EXPECT_EQ(wrong, 0);
}

double lognormal_rejection(double sd, double tested_sd) {
  SampleMarket market = stock_market(10, 0.5, 0.004);
  market.prehistory_sd_log = sd;
  const SamplingView view = market.view();
  UnitHistogram histogram(100);
  for (const std::int32_t group : {0, 1})
    for (std::int64_t i = 0; i < 200'000; ++i) {
      const double z = std::log(draw_initial(view, group, i).entry_ticks / view.initial_mark_ticks) / tested_sd;
      histogram.add(std::erfc(-z / std::sqrt(2.0)) / 2);
    }
  return histogram.statistic() - histogram.limit();
}

TEST(DrawInitial, LognormalModeIsLognormal) {
  EXPECT_LT(lognormal_rejection(0.04, 0.04), 0);
}

TEST(DrawInitial, ControlLognormalOfAnotherSpread) {
  EXPECT_GT(lognormal_rejection(0.04, 0.0408), 0);
}

TEST(DrawInitial, IsTheSameInAnyOrder) {
  const SampleMarket market = testing::small_sample_market(8, 8, 2);
  const SamplingView view = market.view();
  const auto fingerprint = [&](std::int32_t group, std::int64_t i) {
    const Position p = draw_initial(view, group, i);
    return std::array<double, 5>{p.level.base, p.entry_ticks, p.notional_usd, p.close_at, p.withdraw_at};
  };
  std::vector<std::array<double, 5>> forward;
  for (std::int64_t k = 0; k < 4000; ++k) forward.push_back(fingerprint(static_cast<std::int32_t>(k % 4), k / 4));
  for (std::int64_t k = 3999; k >= 0; --k)
    EXPECT_EQ(fingerprint(static_cast<std::int32_t>(k % 4), k / 4), forward[static_cast<std::size_t>(k)]);
}

// find_end over every bar: liquidated where the mark meets the level, closed where the holding clock is due.
LifeEnd end_by_walking(const SampleMarket& market, const Position& p) {
  const SamplingView view = market.view();
  const double due = view.clock_days[p.birth_bar + 1] + p.close_at / p.close_rate;
  for (std::int32_t bar = p.birth_bar + 1; bar < view.bars; ++bar) {
    const auto t = static_cast<std::size_t>(bar);
    const std::int32_t level = level_ticks(p.level, market.pyramid.paid_min[t]);
    const bool met =
        p.level.side == Side::kLong ? market.pyramid.low_ticks[t] <= level : market.pyramid.high_ticks[t] >= level;
    if (met && p.never == 0) return {bar, 1};
    if (view.clock_days[bar + 1] >= due) return {bar, 0};
  }
  return {view.bars, 0};
}

TEST(FindEnd, IsTheFirstOfAllBars) {
  std::array<std::int64_t, 3> kinds{};
  for (const std::int32_t bars : {1, 2, 31, 33, 200}) {
    const SampleMarket market = testing::small_sample_market(9, bars, 2);
    const SamplingView view = market.view();
    for (std::int32_t group = 0; group < view.groups; ++group)
      for (std::int64_t i = 0; i < 10'000; ++i) {
        const auto birth = static_cast<std::int32_t>(i % (bars + 1)) - 1;
        const double paid = birth < 0 ? 0 : market.pyramid.paid_min[static_cast<std::size_t>(birth)];
        const Position p = birth < 0 ? draw_initial(view, group, i) : draw_birth(view, group, birth, i, paid);
        const LifeEnd end = find_end(view, market.path(), p);
        const LifeEnd walked = end_by_walking(market, p);
        ASSERT_EQ(end.bar, walked.bar);
        ASSERT_EQ(end.liquidated, walked.liquidated);
        ++kinds[end.bar == bars ? 0 : (end.liquidated != 0 ? 1 : 2)];
      }
  }
  for (const std::int64_t count : kinds) EXPECT_GT(count, 500);
}

}  // namespace
}  // namespace tinderbox
