// Forward engine: what adds up exactly, who pays, and the answers at the edges (empty ladder, empty book, no fund, no
// feedback).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/engine/forward_fixture.hpp"
#include "tests/engine/oracles.hpp"

namespace tinderbox::testing {
namespace {

using nlohmann::json;

constexpr double kNow = 100000;

enum Entry : std::size_t { kAtNow, kSurvived, kClosed, kBook, kFund, kAdl };

std::int64_t account(const CascadeResult& cascade, std::size_t side, Entry entry) {
  return cascade.account[side * kAccountEntries + entry];
}

// A two-sided market that leaves nothing out: lumpy ladders that differ between replicates, a book that refills, a fund
// that may end, closes, rounds that are rarer than steps.
ForwardSetup busy_setup(std::int64_t paths = 1500) {
  ForwardSetup setup = forward_setup("gbm", kNow, paths);
  RunConfig& c = setup.config;
  set_horizon(c.paths, 0.5, 96, 7);
  c.paths.volatility_annual = 1.2;
  c.prior = PriorConfig{};
  c.book = BookConfig{};
  c.book.depth_multiplier = 0.3;
  c.cascade = CascadeConfig{};
  c.cascade.fund_usd = 1e4;
  c.cascade.surplus_share = 0.01;
  c.cascade.round_seconds = 7;
  setup.ladder = empty_ladder(even_edges(80000, 250, 160), 3);
  const std::size_t bins = setup.ladder.price.size();
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.0F);
  for (std::size_t i = 0; i < setup.ladder.notional.size(); ++i) {
    const std::size_t row = i / bins;
    const bool of_longs = row % 2 == 0;
    const bool in_the_money = (setup.ladder.price[i % bins] < kNow) == of_longs;
    const std::size_t lump = (i * 7919 + row * 31) % 11;
    setup.ladder.notional[i] = in_the_money && lump < 4 ? static_cast<float>(lump * lump) * 3e6F + 1e5F : 0.0F;
    setup.ladder.bankruptcy_buffer[i] = 0.0002F + 0.0003F * static_cast<float>(lump);
  }
  return setup;
}

void expect_conserved(const ForwardRun& run) {
  const CascadeResult& cascade = run.result.cascade;
  for (std::size_t side = 0; side < kSides; ++side) {
    std::int64_t parts = 0;
    for (const Entry entry : {kSurvived, kClosed, kBook, kFund, kAdl}) {
      EXPECT_GE(account(cascade, side, entry), 0) << entry;
      parts += account(cascade, side, entry);
    }
    EXPECT_EQ(account(cascade, side, kAtNow), parts);
    // The same dollars in the records, and by payer.
    std::int64_t liquidated = 0;
    for (const PathRecord& r : run.records) liquidated += r.liquidated[side];
    EXPECT_EQ(liquidated, account(cascade, side, kBook) + account(cascade, side, kFund) + account(cascade, side, kAdl));
    const double unit = cascade.money_unit_usd / static_cast<double>(run.records.size());
    for (std::size_t payer = 0; payer < kPayers; ++payer) {
      const double usd = static_cast<double>(account(cascade, side, static_cast<Entry>(kBook + payer))) * unit;
      EXPECT_NEAR(static_cast<double>(cascade.absorbed[payer * kSides + side]), usd, 1e-6 * usd + 1e-9);
    }
    EXPECT_NEAR(cascade.liquidated[side].value, static_cast<double>(liquidated) * unit, 1e-9 * kNow);
  }
  const double deleveraged = static_cast<double>(account(cascade, 0, kAdl) + account(cascade, 1, kAdl)) *
                             cascade.money_unit_usd / static_cast<double>(run.records.size());
  EXPECT_NEAR(static_cast<double>(cascade.adl_notional.back()), deleveraged, 1e-6 * deleveraged + 1e-9);
  const std::int64_t paths = std::accumulate(cascade.size_count.begin(), cascade.size_count.end(), std::int64_t{0});
  EXPECT_EQ(paths, static_cast<std::int64_t>(run.records.size()));
}

// Cells hold whole levels; a path that fires a level in parts loses less than a unit each time.
void expect_cells_add_up(const ForwardRun& run) {
  for (std::size_t side = 0; side < kSides; ++side) {
    double cells = 0;
    const std::size_t bins = run.result.paths.price.size();
    for (std::size_t i = 0; i < run.result.paths.liquidated.size(); ++i)
      if (i / bins % kSides == side) cells += static_cast<double>(run.result.paths.liquidated[i]);
    EXPECT_NEAR(cells, run.result.cascade.liquidated[side].value, 1e-5 * cells + 1) << side;
  }
}

TEST(ForwardAccount, EverythingAtNowIsAccountedFor) {
  const ForwardRun run = run_forward(busy_setup());
  expect_conserved(run);
  expect_cells_add_up(run);
  for (std::size_t side = 0; side < kSides; ++side)
    for (const Entry entry : {kSurvived, kClosed, kBook, kFund, kAdl})
      EXPECT_GT(account(run.result.cascade, side, entry), 0) << "the market is meant to try all: " << entry;
}

TEST(ForwardAccount, WithoutClosesOfTheirOwnNothingIsClosed) {
  ForwardSetup setup = busy_setup();
  setup.config.prior.fast_close_rate_per_day = setup.config.prior.slow_close_rate_per_day = {0, 0};
  const ForwardRun run = run_forward(setup);
  expect_conserved(run);
  EXPECT_EQ(account(run.result.cascade, 0, kClosed), 0);
  EXPECT_EQ(account(run.result.cascade, 1, kClosed), 0);
  EXPECT_GT(account(run_forward(busy_setup()).result.cascade, 0, kClosed), 0) << "control";
}

// Closes at rate c: what is left at the end is e^-cT of what was not liquidated.
TEST(ForwardAccount, ClosesFollowTheirRate) {
  ForwardSetup setup = busy_setup(256);
  setup.config.prior.fast_close_rate_per_day = setup.config.prior.slow_close_rate_per_day = {1.6, 1.6};
  straight_steps(setup.config.paths, 0);
  const CascadeResult cascade = run_forward(setup).result.cascade;
  const double left =
      static_cast<double>(account(cascade, 0, kSurvived)) / static_cast<double>(account(cascade, 0, kAtNow));
  EXPECT_NEAR(left, std::exp(-1.6 * 0.5), 1e-6);
}

// One step that fires one level of a thousand: what the book cannot hold is deleveraged, the rest closes on its own.
TEST(ForwardAccount, TheReferenceAccounts) {
  TINDERBOX_NEED_ORACLES("conservation_identity");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    ForwardSetup setup = forward_setup("gbm", kNow, 256);
    set_horizon(setup.config.paths, 1, 1, 1);
    straight_steps(setup.config.paths, -0.15);
    setup.ladder = empty_ladder({20000, 40000, 90000, kNow, 110000}, 1);
    if (p.contains("opened")) {
      // Cents. The share s still open at half time and s^2 at the end solve
      //   (opened - (market + adl) / s) s^2 = surviving.
      const double opened = p.at("opened").get<double>();
      const double market = p.at("liq_market").get<double>();
      const double adl = p.at("liq_adl").get<double>();
      const double survived = opened - p.at("closed").get<double>() - market - adl;
      EXPECT_EQ(survived, entry.at("value").get<double>());
      const double s =
          (market + adl + std::sqrt((market + adl) * (market + adl) + 4 * opened * survived)) / (2 * opened);
      const double rate = -2 * std::log(s);
      setup.config.prior.fast_close_rate_per_day = setup.config.prior.slow_close_rate_per_day = {rate, rate};
      put(setup.ladder, 0, 95000, (market + adl) / s / 100);
      put(setup.ladder, 0, 30000, (opened - (market + adl) / s) / 100);
      straight_steps(setup.config.paths, std::log(0.9));
      even_book(setup.config.book, (market + 0.5) / 100 / 0.04, 0.04);
      const ForwardRun run = run_forward(setup);
      const auto a = [&](Entry e) { return static_cast<double>(account(run.result.cascade, 0, e)) / 256; };
      EXPECT_NEAR(a(kAtNow), opened, 1);
      EXPECT_EQ(a(kBook) + a(kFund), market);
      EXPECT_NEAR(a(kAdl), adl, 3);
      EXPECT_NEAR(a(kClosed), p.at("closed").get<double>(), 3);
      expect_value({"conservation_identity", "surviving", survived, a(kSurvived), 3});
    } else if (p.contains("long_bins")) {
      // The same open interest on both sides, however it is spread.
      std::vector<double> edges{kNow - 1000 * static_cast<double>(p.at("long_bins").size())};
      while (edges.back() < kNow + 1000 * static_cast<double>(p.at("short_bins").size()))
        edges.push_back(edges.back() + 1000);
      setup.ladder = empty_ladder(edges, 1);
      for (const int side : {0, 1}) {
        double at = kNow;
        for (const json& lots : p.at(side == 0 ? "long_bins" : "short_bins")) {
          put(setup.ladder, side, at + (side == 0 ? -500 : 500), lots.get<double>());
          at += side == 0 ? -1000 : 1000;
        }
      }
      const ForwardRun run = run_forward(setup);
      expect_conserved(run);
      for (std::size_t side = 0; side < kSides; ++side)
        expect_value(
            {"conservation_identity", side == 0 ? "long at now" : "short at now", entry.at("value").get<double>(),
             static_cast<double>(account(run.result.cascade, side, kAtNow)) * run.result.cascade.money_unit_usd / 256,
             1e-9});
    } else {
      // What those who lose beyond their margin lose is what the fund pays: a lump filled at a mean of half the way it
      // moves the price, without a margin left.
      constexpr double kUsd = 1e6;
      constexpr double kDepth = 5e7;  // USD per unit
      put(setup.ladder, 0, 95000, kUsd);
      even_book(setup.config.book, kDepth, 1);
      setup.config.cascade.fund_usd = 1e6;
      const ForwardRun run = run_forward(setup);
      expect_conserved(run);
      const double lost = kUsd * (kUsd / kDepth / 2);
      expect_value({"conservation_identity", "loss + fund change", 0,
                    lost - static_cast<double>(run.result.cascade.fund_loss[0]), 1e-4 * lost});
    }
  }
}

TEST(ForwardAccount, AnEmptyBookDeleveragesEverything) {
  ForwardSetup setup = busy_setup();
  setup.config.book.depth_multiplier = 0;
  const ForwardRun run = run_forward(setup);
  expect_conserved(run);
  for (std::size_t side = 0; side < kSides; ++side) {
    EXPECT_GT(account(run.result.cascade, side, kAdl), 0);
    EXPECT_EQ(account(run.result.cascade, side, kBook), 0);
    EXPECT_EQ(account(run.result.cascade, side, kFund), 0);
  }
  EXPECT_EQ(run.result.stress.adl.value, run.result.stress.forced.value);
  EXPECT_GT(run.result.stress.forced.value, 0);
  EXPECT_EQ(run.result.stress.book.value, 0);
  EXPECT_EQ(run.result.stress.feedback_share.value, 0);
  for (const PathRecord& r : run.records) EXPECT_EQ(r.low, r.twin_low);
  EXPECT_EQ(run.result.whatif.adl, run.result.whatif.forced);
  EXPECT_LT(run_forward(busy_setup()).result.stress.adl.value, run.result.stress.adl.value) << "control";
}

TEST(ForwardAccount, TheStressAtZeroDepth) {
  ForwardSetup setup = busy_setup();
  setup.config.stress.depth_multiplier = 0;
  const StressResult stress = run_forward(setup).result.stress;
  EXPECT_GT(stress.forced.value, 0);
  EXPECT_EQ(stress.adl.value, stress.forced.value);
}

// Without margin behind it and without a fund, every sale would lose: all of it is deleveraged, none moves the price.
TEST(ForwardAccount, WithoutAFundNothingIsSoldBelowBankruptcy) {
  ForwardSetup setup = busy_setup();
  setup.config.cascade.fund_usd = 0;
  setup.config.cascade.surplus_share = 0;
  const ForwardRun run = run_forward(setup);
  expect_conserved(run);
  for (std::size_t side = 0; side < kSides; ++side) {
    EXPECT_EQ(run.result.cascade.fund_loss[side], 0);
    EXPECT_GT(account(run.result.cascade, side, kBook), 0) << "margins pay for some";
    EXPECT_GT(account(run.result.cascade, side, kAdl), 0);
  }
  EXPECT_GT(run.result.cascade.insurance_exhausted_probability.back(), 0);
  EXPECT_NEAR(static_cast<double>(run.result.cascade.insurance_exhausted_probability.back()),
              run.result.cascade.adl_probability.value, 1e-6);

  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.0F);
  const ForwardRun bare = run_forward(setup);
  expect_conserved(bare);
  for (std::size_t side = 0; side < kSides; ++side) EXPECT_EQ(account(bare.result.cascade, side, kBook), 0);
  for (const PathRecord& r : bare.records) EXPECT_EQ(r.end, r.twin_end);
}

// A fund of F pays for sales until their loss reaches F; of a lump V over depth d the part x with x^2 / 2d = F is sold.
TEST(ForwardAccount, TheFundPaysAsFarAsItGoes) {
  constexpr double kUsd = 1e6;
  constexpr double kDepth = 5e7;
  constexpr double kFundUsd = 2500;
  ForwardSetup setup = forward_setup("gbm", kNow, 256);
  set_horizon(setup.config.paths, 1, 2, 2);
  straight_steps(setup.config.paths, -0.03);
  setup.ladder = empty_ladder({90000, 95000, 95100, 110000}, 1);
  put(setup.ladder, 0, 95050, kUsd);
  even_book(setup.config.book, kDepth, 1);
  setup.config.cascade.fund_usd = kFundUsd;
  const ForwardRun run = run_forward(setup);
  expect_conserved(run);
  const double sold = std::sqrt(2 * kFundUsd * kDepth);
  const CascadeResult& cascade = run.result.cascade;
  EXPECT_NEAR(static_cast<double>(cascade.fund_loss[0]), kFundUsd, 0.02);
  EXPECT_NEAR(static_cast<double>(cascade.absorbed[1 * kSides]), sold, 5);
  EXPECT_NEAR(static_cast<double>(cascade.absorbed[2 * kSides]), kUsd - sold, 5);
  // The lump fires in the second step, and not before.
  EXPECT_EQ(cascade.insurance_exhausted_probability, (std::vector<float>{0, 1}));
  EXPECT_EQ(cascade.adl_notional[0], 0);
  EXPECT_NEAR(static_cast<double>(cascade.adl_notional[1]), kUsd - sold, 5);
  EXPECT_EQ(cascade.adl_probability.value, 1);
}

// A sweep that ends where there is nothing has sold what lies before, with the margins of that.
TEST(ForwardAccount, MarginsOfALumpCountWhereverTheSweepEnds) {
  ForwardSetup setup = forward_setup("gbm", kNow, 256);
  set_horizon(setup.config.paths, 1, 1, 1);
  setup.ladder = empty_ladder(even_edges(80000, 1000, 30), 1);
  put(setup.ladder, 0, 98500, 1e6);
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.0F);
  setup.ladder.bankruptcy_buffer[18] = 0.05F;
  even_book(setup.config.book, 1e8, 1);
  setup.config.cascade.fund_usd = 1e6;
  for (const double drop : {0.018, 0.05, 0.15}) {
    straight_steps(setup.config.paths, -drop);
    const ForwardRun run = run_forward(setup);
    expect_conserved(run);
    EXPECT_EQ(account(run.result.cascade, 0, kFund), 0) << drop;
    EXPECT_EQ(run.result.cascade.fund_loss[0], 0) << drop;
  }
  setup.ladder.bankruptcy_buffer[18] = 0;
  EXPECT_GT(run_forward(setup).result.cascade.fund_loss[0], 0) << "control";
}

TEST(ForwardAccount, AnEmptyLadderForcesNothing) {
  ForwardSetup setup = busy_setup();
  setup.ladder = empty_ladder(even_edges(80000, 250, 160), 3);
  const ForwardRun run = run_forward(setup);
  expect_conserved(run);
  const CascadeResult& cascade = run.result.cascade;
  EXPECT_EQ(cascade.amplification.value, 1);
  EXPECT_GT(cascade.amplification_paths, 0);
  EXPECT_EQ(cascade.size_count[0], 1500);
  for (const auto& values : {run.result.paths.liquidated, run.result.whatif.forced, cascade.absorbed,
                             cascade.ladder_end_probability, cascade.squeeze_probability})
    for (const float value : values) EXPECT_EQ(value, 0);
  EXPECT_EQ(run.result.stress.forced.value, 0);
  EXPECT_NEAR(run.result.stress.stop_price.value, 95000, 1);
  for (const float shock : cascade.critical_shock) EXPECT_TRUE(std::isnan(shock));
}

TEST(ForwardAccount, WithoutFeedbackEveryAnswerIsItsTwins) {
  ForwardSetup setup = busy_setup();
  const auto differing = [&] {
    const ForwardRun run = run_forward(setup);
    const PathsResult& p = run.result.paths;
    const CascadeResult& c = run.result.cascade;
    int n = 0;
    n += p.visit_probability != p.visit_probability_no_feedback ? 1 : 0;
    n += p.visit_probability_stderr != p.visit_probability_no_feedback_stderr ? 1 : 0;
    n += p.touch_probability != p.touch_probability_no_feedback ? 1 : 0;
    n += p.touch_probability_stderr != p.touch_probability_no_feedback_stderr ? 1 : 0;
    n += p.price_quantile != p.price_quantile_no_feedback ? 1 : 0;
    n += p.low_quantile != p.low_quantile_no_feedback ? 1 : 0;
    // The last level lies beyond 1,500 paths: not known, with feedback or without.
    for (std::size_t l = 0; l + 1 < c.level.size(); ++l) {
      n += c.value_at_risk[l] != c.value_at_risk_no_feedback[l] ? 1 : 0;
      n += c.expected_shortfall[l] != c.expected_shortfall_no_feedback[l] ? 1 : 0;
    }
    n += c.critical_shock != c.critical_shock_no_feedback ? 1 : 0;
    n += c.critical_shock_stderr != c.critical_shock_no_feedback_stderr ? 1 : 0;
    n += c.amplification.value != 1 ? 1 : 0;
    for (const PathRecord& r : run.records)
      if (r.low != r.twin_low || r.high != r.twin_high || r.end != r.twin_end) return n + 1;
    return n;
  };
  EXPECT_GE(differing(), 9) << "control";
  setup.config.cascade.feedback = "off";
  EXPECT_EQ(differing(), 0);
  const ForwardRun run = run_forward(setup);
  expect_conserved(run);
  expect_cells_add_up(run);
  EXPECT_GT(run.result.cascade.liquidated[0].value, 0);
  for (const float n : run.result.cascade.branching_ratio) EXPECT_EQ(n, 0);
}

// Noise is the twin's: no part of the stress scenario changes it.
TEST(ForwardAccount, TheTwinKnowsNoLadderBookOrFund) {
  ForwardSetup setup = busy_setup();
  const ForwardRun first = run_forward(setup);
  setup.config.book.depth_multiplier = 0.3;
  setup.config.cascade.fund_usd = 0;
  for (float& usd : setup.ladder.notional) usd *= 2;
  const ForwardRun second = run_forward(setup);
  int moved = 0;
  for (std::size_t i = 0; i < first.records.size(); ++i) {
    EXPECT_EQ(first.records[i].twin_end, second.records[i].twin_end);
    EXPECT_EQ(first.records[i].twin_low, second.records[i].twin_low);
    EXPECT_EQ(first.records[i].twin_high, second.records[i].twin_high);
    moved += first.records[i].low != second.records[i].low ? 1 : 0;
  }
  EXPECT_GT(moved, 100);
}

}  // namespace
}  // namespace tinderbox::testing
