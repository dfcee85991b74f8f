// The whole engine with degenerate inputs against closed forms.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/price_path.hpp"
#include "tests/engine/oracles.hpp"
#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {
namespace {

// One price, one margin mode, fixed leverages, no tilts: what is left is the law under test.
PriorConfig plain_prior(std::vector<LeverageShare> leverage) {
  PriorConfig prior;
  prior.size_alpha = {0.8, 0.8};
  prior.isolated_share = {1, 1};
  prior.isolated_size_exponent = 0;
  prior.leverage_size_exponent = 0;
  prior.isolated_leverage = std::move(leverage);
  prior.funding_leverage_tilt = 0;
  prior.short_leverage_exponent = 0;
  prior.account_ratio_size_tilt = 0;
  prior.close_clock = "calendar";
  return prior;
}

std::vector<LeverageShare> mix_of(const nlohmann::json& mix) {
  std::vector<LeverageShare> shares;
  for (const auto& [leverage, share] : mix.items())
    shares.push_back({std::stod(leverage), std::stod(leverage), share.get<double>()});
  return shares;
}

// Long lots of one column with liquidation price in [low, high), as a share of open interest.
double long_share(const RunResult& run, std::size_t bar, double low, double high) {
  const std::size_t bins = run.heatmap.price.size();
  std::int64_t lots = 0;
  for (std::size_t k = 0; k < bins; ++k)
    if (run.heatmap.price[k] > low && run.heatmap.price[k] < high) lots += run.heatmap.contracts[bar * 2 * bins + k];
  return static_cast<double>(lots) / static_cast<double>(run.market.open_interest_lots[bar + 1]);
}

double z_score(double got, double expected, double samples) {
  return (got - expected) / std::sqrt(expected * (1 - expected) / samples);
}

// Everything is opened in bar 0, spread evenly over its range. Hazards so high that every expected life is the closing
// time make births equal to the stock mix.
RunResult uniform_entry_run(const nlohmann::json& p, double mmr) {
  MarketState market = flat_market(2);
  market.low[0] = p.at("a").get<double>();
  market.high[0] = p.at("b").get<double>();
  market.open_interest_lots = {0, 1'000'000'000, 1'000'000'000};
  RunConfig config = small_config(market, 2'000'000, 4);
  config.sampling.initial_share = 0;
  config.prior = plain_prior(mix_of(p.at("mix")));
  config.prior.entry = "uniform";
  config.prior.fast_close_rate_per_day = config.prior.slow_close_rate_per_day = {1e6, 1e6};
  return run_small(config, market, flat_venue(mmr));
}

TEST(Oracle, LadderMassOfUniformEntries) {
  TINDERBOX_NEED_ORACLES("ladder_mass_uniform_entry");
  for (const nlohmann::json& entry : entries) {
    const nlohmann::json& p = entry.at("params");
    const double expected = entry.at("value").get<double>() / p.at("Q").get<double>();
    const double low = p.at("lo").get<double>();
    const double high = p.at("hi").get<double>();
    constexpr double kLongSamples = 500'000;  // 2,000,000 over two bars and two sides
    const RunResult run = uniform_entry_run(p, p.at("mmr").get<double>());
    EXPECT_LT(std::abs(z_score(long_share(run, 0, low, high), expected, kLongSamples)), 4) << low;
    const RunResult wrong = uniform_entry_run(p, p.at("mmr").get<double>() + 0.01);
    EXPECT_GT(std::abs(z_score(long_share(wrong, 0, low, high), expected, kLongSamples)), 4) << "negative control";
  }
}

// The initial stock has lognormal entries; the mark stays far above every long's level.
RunResult lognormal_entry_run(const nlohmann::json& p, double sd) {
  MarketState market = flat_market(2);
  market.mark_low = market.mark_high = {1e6, 1e6};
  RunConfig config = small_config(market, 2'000'000, 4);
  config.sampling.initial_share = 0.9;
  config.prior = plain_prior(mix_of(p.at("mix")));
  config.prior.prehistory = "lognormal";
  config.prior.prehistory_sd_log = sd;
  config.prior.fast_close_rate_per_day = config.prior.slow_close_rate_per_day = {1e-9, 1e-9};
  return run_small(config, market, flat_venue(p.at("mmr").get<double>()));
}

TEST(Oracle, LadderMassOfLognormalEntries) {
  TINDERBOX_NEED_ORACLES("ladder_mass_lognormal_entry");
  for (const nlohmann::json& entry : entries) {
    const nlohmann::json& p = entry.at("params");
    const double expected = entry.at("value").get<double>() / p.at("Q").get<double>();
    const double low = p.at("lo").get<double>();
    const double high = p.at("hi").get<double>();
    constexpr double kLongSamples = 900'000;
    const double sd = p.at("sd").get<double>();
    EXPECT_LT(std::abs(z_score(long_share(lognormal_entry_run(p, sd), 0, low, high), expected, kLongSamples)), 4);
    EXPECT_GT(std::abs(z_score(long_share(lognormal_entry_run(p, sd * 1.1), 0, low, high), expected, kLongSamples)), 4)
        << "negative control";
  }
}

// Open interest of a constant inflow with exponential holding times, in lots of one dollar.
MarketState churn_market(double close_rate, double flow_day, double from_day, double to_day) {
  constexpr std::int32_t kBarSeconds = 300;
  const auto first = static_cast<std::size_t>(std::lround(from_day * 86400 / kBarSeconds));
  const auto last = static_cast<std::size_t>(std::lround(to_day * 86400 / kBarSeconds));
  MarketState market = flat_market(last - first, 100000, kBarSeconds);
  for (std::size_t t = first; t <= last; ++t) {
    const double days = static_cast<double>(t) * kBarSeconds / 86400.0;
    market.open_interest_lots[t - first] = std::llround(flow_day / close_rate * (1 - std::exp(-close_rate * days)));
  }
  market.start_time += static_cast<std::int64_t>(first) * kBarSeconds;
  return market;
}

RunResult churn_run(const MarketState& market, double close_rate, std::int64_t positions) {
  RunConfig config = small_config(market, positions, 2);
  config.grid = {90000, 1000, 20};
  config.prior = plain_prior({{1, 1, 1}});
  config.prior.fast_stock_share = {0, 0};
  config.prior.fast_close_rate_per_day = config.prior.slow_close_rate_per_day = {close_rate, close_rate};
  return run_small(config, market, flat_venue(0.004));
}

TEST(Oracle, ConstantFlowWithExponentialChurn) {
  TINDERBOX_NEED_ORACLES("oi_constant_flow_exponential_churn");
  for (const nlohmann::json& entry : entries) {
    const nlohmann::json& p = entry.at("params");
    const double rate = p.at("close_rate_day").get<double>();
    const double flow = p.at("flow_day").get<double>();
    const double days = p.at("t_days").get<double>();
    // Given the open interest of the closed form, the recursion must find the constant inflow.
    const MarketState market = churn_market(rate, flow, 0, days);
    EXPECT_NEAR(static_cast<double>(market.open_interest_lots.back()), entry.at("value").at(0).get<double>(), 1.0);
    const RunResult run = churn_run(market, rate, 400'000);
    double opened = 0;
    for (std::size_t t = 0; t < market.bars(); ++t) opened += static_cast<double>(run.heatmap.flow[t * 6]);
    // A position opened in a bar is exposed from the next bar on, half a bar late on average.
    const double late = rate * 300.0 / 86400 / 2;
    const double closed_share = 1 - static_cast<double>(market.open_interest_lots.back()) / (flow * days);
    const double standard_error = std::sqrt(closed_share / 200'000);
    EXPECT_NEAR(opened / (flow * days), 1.0, late + 4 * standard_error);
    EXPECT_GT(std::abs(opened / (flow * days) - 1.02), late + 4 * standard_error) << "negative control";
  }
}

// The share of open interest that is older than a is the remaining share of the initial stock of a run that starts a
// before the end; its integral is the mean age.
TEST(Oracle, MeanAgeOfConstantFlow) {
  TINDERBOX_NEED_ORACLES("oi_constant_flow_exponential_churn");
  for (const nlohmann::json& entry : entries) {
    const nlohmann::json& p = entry.at("params");
    const double rate = p.at("close_rate_day").get<double>();
    const double days = p.at("t_days").get<double>();
    constexpr int kSteps = 24;
    double mean_age = 0.5 * days / kSteps;  // every position is older than nothing, none older than the whole
    double variance = 0;
    for (int i = 1; i < kSteps; ++i) {
      const double from = days * i / kSteps;
      const MarketState market = churn_market(rate, p.at("flow_day").get<double>(), from, days);
      const RunResult run = churn_run(market, rate, 100'000);
      const double share = run.heatmap.prior_stock_share.back();
      mean_age += share * days / kSteps;
      variance += share * (1 - share) / 15'000 * (days / kSteps) * (days / kSteps);
    }
    // Trapezoid rule: exact up to (b - a)^3 f'' / 12 n^2, with f'' at most rate^2.
    const double expected = entry.at("value").at(1).get<double>();
    const double bound = days * days * days * rate * rate / 12 / kSteps / kSteps + rate * days * 300 / 86400;
    EXPECT_NEAR(mean_age, expected, bound + 4 * std::sqrt(variance));
    EXPECT_GT(std::abs(mean_age - 1.1 * expected), bound + 4 * std::sqrt(variance)) << "negative control";
  }
}

// All positions alike, entered at one price: all lots stand in the bin of the closed form.
RunResult one_position_run(double entry, double leverage, double quantity, double mmr, double cum,
                           const std::vector<double>& funding) {
  MarketState market = flat_market(funding.size() + 2, entry);
  for (std::size_t i = 0; i < funding.size(); ++i) market.funding_paid[i + 1] = funding[i];
  market.open_interest_lots.assign(market.bars() + 1, 1'000'000);
  market.open_interest_lots[0] = 0;
  Venue venue = flat_venue(mmr);
  venue.tier_tables[0].tiers[0].maint_amount_usd = cum;
  RunConfig config = small_config(market, 10'000, 2);
  config.sampling.initial_share = 0;
  config.grid = {80000, 1, 30000};
  config.prior = plain_prior({{leverage, leverage, 1}});
  config.prior.size_min_usd = quantity * entry * (1 - 1e-9);
  config.prior.size_cap_usd = quantity * entry * (1 + 1e-9);
  config.prior.fast_close_rate_per_day = config.prior.slow_close_rate_per_day = {1e-9, 1e-9};
  return run_small(config, market, venue);
}

std::int64_t lots_at(const RunResult& run, std::size_t bar, Side side, double price) {
  const std::size_t bins = run.heatmap.price.size();
  const auto k = static_cast<std::size_t>(std::floor(price - run.heatmap.price_bounds[0]));
  return run.heatmap.contracts[(bar * 2 + static_cast<std::size_t>(side)) * bins + k];
}

TEST(Oracle, LiquidationPriceOfLinearIsolatedPositions) {
  TINDERBOX_NEED_ORACLES("liq_price_linear_isolated");
  for (const nlohmann::json& entry : entries) {
    const nlohmann::json& p = entry.at("params");
    const Side side = p.at("side").get<int>() > 0 ? Side::kLong : Side::kShort;
    const RunResult run =
        one_position_run(p.at("entry").get<double>(), p.at("lev").get<double>(), p.at("qty").get<double>(),
                         p.at("mmr").get<double>(), p.at("cum").get<double>(), {});
    EXPECT_EQ(lots_at(run, 0, side, entry.at("value").get<double>()), 1'000'000);
    EXPECT_EQ(lots_at(run, 0, side, entry.at("value").get<double>() + 1), 0) << "negative control";
  }
}

TEST(Oracle, LiquidationPriceOfALongThatPaysFunding) {
  TINDERBOX_NEED_ORACLES("liq_price_long_after_funding");
  for (const nlohmann::json& entry : entries) {
    const nlohmann::json& p = entry.at("params");
    const auto payments = p.at("k").get<std::size_t>();
    const RunResult run =
        one_position_run(p.at("entry").get<double>(), p.at("lev").get<double>(), 1, p.at("mmr").get<double>(), 0,
                         std::vector<double>(payments, p.at("f").get<double>()));
    EXPECT_EQ(lots_at(run, payments, Side::kLong, entry.at("value").get<double>()), 1'000'000);
    EXPECT_EQ(lots_at(run, payments - 1, Side::kLong, entry.at("value").get<double>()), 0) << "negative control";
  }
}

}  // namespace
}  // namespace tinderbox::testing
