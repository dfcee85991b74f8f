// The generated market: deterministic, causal, the same at every bar width, and at the scale of a real one.
#include "host/market/synth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/support/error.hpp"
#include "host/support/progress.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDay = 86400;

RunConfig config_of(const char* start, std::int64_t days, std::int32_t bar_seconds = 300) {
  RunConfig config;
  config.market.source = "synth";
  config.market.start_utc = parse_utc(start).value();
  config.market.end_utc = config.market.start_utc + days * kDay;
  config.market.bar_seconds = bar_seconds;
  return config;
}

MarketState market_of(const RunConfig& config) {
  return synthesize_market(config, find_venue("binance", "BTCUSDT"));
}

// Twenty months, generated once.
const MarketState& long_market() {
  static const MarketState market = market_of(config_of("2023-01-01", 600));
  return market;
}

template <typename T>
void expect_prefix(const std::vector<T>& part, const std::vector<T>& whole) {
  ASSERT_LE(part.size(), whole.size());
  EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin()));
}

double on_grid_error(double value, double step) {
  return std::abs(value / step - std::round(value / step));
}

TEST(Synth, ShapesAndDescription) {
  const MarketState m = market_of(config_of("2025-01-06", 7));
  const std::size_t bars = 2016;
  EXPECT_EQ(m.bars(), bars);
  EXPECT_EQ(m.open_interest_lots.size(), bars + 1);
  for (const auto* series : {&m.open, &m.high, &m.low, &m.mark_low, &m.mark_high, &m.mark_close, &m.volume, &m.vwap,
                             &m.taker_buy_volume, &m.funding_paid, &m.funding_rate, &m.long_short_ratio})
    EXPECT_EQ(series->size(), bars);
  EXPECT_TRUE(m.synthetic);
  EXPECT_EQ(m.mark_source, "mark");
  EXPECT_EQ(m.venue, "binance");
  EXPECT_EQ(m.contract, "BTCUSDT");
  EXPECT_EQ(m.bar_seconds, 300);
  EXPECT_EQ(m.start_time, parse_utc("2025-01-06"));
  EXPECT_EQ(m.open[0], 100000);
  ASSERT_EQ(m.inputs.size(), 1U);
  EXPECT_EQ(m.inputs[0].kind, "synth");
  EXPECT_EQ(m.inputs[0].sha256.size(), 64U);
  EXPECT_EQ(m.inputs[0].rows, 2016);
}

TEST(Synth, DependsOnItsOwnSeedAlone) {
  RunConfig config = config_of("2025-01-06", 2);
  const MarketState first = market_of(config);
  config.seed = 99;
  config.sampling.positions = 5;
  EXPECT_EQ(market_of(config).inputs[0].sha256, first.inputs[0].sha256);
  config.synth.seed = 2;
  EXPECT_NE(market_of(config).inputs[0].sha256, first.inputs[0].sha256);
}

// The digest of the series: the same on every machine and compiler. It changes only when the model is meant to change.
TEST(Synth, EveryMachineMakesTheSameBits) {
  EXPECT_EQ(market_of(config_of("2025-01-06", 2)).inputs[0].sha256,
            "1ad9cd6b780435d1092d23cebe6a0f8774cddb002e376bc5804b8a39dc8bda7d");
}

TEST(Synth, ShorterWindowGivesTheLeadingBars) {
  const MarketState whole = market_of(config_of("2025-01-06", 3));
  RunConfig config = config_of("2025-01-06", 1);
  config.market.end_utc += 5 * 3600 + 300;
  const MarketState part = market_of(config);
  ASSERT_EQ(part.bars(), 349U);
  expect_prefix(part.close, whole.close);
  expect_prefix(part.low, whole.low);
  expect_prefix(part.mark_high, whole.mark_high);
  expect_prefix(part.volume, whole.volume);
  expect_prefix(part.vwap, whole.vwap);
  expect_prefix(part.taker_buy_volume, whole.taker_buy_volume);
  expect_prefix(part.open_interest_lots, whole.open_interest_lots);
  expect_prefix(part.funding_paid, whole.funding_paid);
  expect_prefix(part.funding_rate, whole.funding_rate);
  expect_prefix(part.long_short_ratio, whole.long_short_ratio);
}

// A day has the same returns, flows, funding and crowd whatever window it lies in; only the levels differ.
TEST(Synth, ADayLooksTheSameWhateverTheStart) {
  const MarketState early = market_of(config_of("2025-01-01", 12));
  RunConfig config = config_of("2025-01-09", 3);
  config.market.start_utc += 6 * 3600 + 900;
  const MarketState late = market_of(config);
  const auto shift = static_cast<std::size_t>((late.start_time - early.start_time) / 300);
  const auto stock = [](const MarketState& m, std::size_t t) { return static_cast<double>(m.open_interest_lots[t]); };
  for (std::size_t t = 1; t < late.bars(); ++t) {
    const std::size_t s = t + shift;
    EXPECT_NEAR(std::log(late.close[t] / late.close[t - 1]), std::log(early.close[s] / early.close[s - 1]), 5e-6);
    EXPECT_NEAR(std::log(stock(late, t + 1) / stock(late, t)), std::log(stock(early, s + 1) / stock(early, s)), 1e-4);
    EXPECT_EQ(late.funding_paid[t], early.funding_paid[s]);
    EXPECT_EQ(late.funding_rate[t], early.funding_rate[s]);
    EXPECT_EQ(late.long_short_ratio[t], early.long_short_ratio[s]);
  }
}

TEST(Synth, HourlyBarsAreTheFiveMinuteBarsTogether) {
  const MarketState fine = market_of(config_of("2025-01-06", 2));
  const MarketState coarse = market_of(config_of("2025-01-06", 2, 3600));
  ASSERT_EQ(coarse.bars(), 48U);
  for (std::size_t t = 0; t < coarse.bars(); ++t) {
    const auto first = static_cast<std::ptrdiff_t>(12 * t);
    EXPECT_EQ(coarse.open[t], fine.open[12 * t]);
    EXPECT_EQ(coarse.close[t], fine.close[12 * t + 11]);
    EXPECT_EQ(coarse.high[t], *std::max_element(fine.high.begin() + first, fine.high.begin() + first + 12));
    EXPECT_EQ(coarse.mark_low[t], *std::min_element(fine.mark_low.begin() + first, fine.mark_low.begin() + first + 12));
    EXPECT_EQ(coarse.open_interest_lots[t], fine.open_interest_lots[12 * t]);
  }
}

TEST(Synth, EveryBarIsConsistent) {
  const MarketState& m = long_market();
  for (std::size_t t = 0; t < m.bars(); ++t) {
    ASSERT_GT(m.low[t], 0);
    ASSERT_LE(m.low[t], std::min({m.open[t], m.close[t], m.vwap[t]}));
    ASSERT_GE(m.high[t], std::max({m.open[t], m.close[t], m.vwap[t]}));
    ASSERT_LE(m.mark_low[t], m.mark_close[t]);
    ASSERT_GE(m.mark_high[t], m.mark_close[t]);
    ASSERT_GT(m.taker_buy_volume[t], 0);
    ASSERT_LT(m.taker_buy_volume[t], m.volume[t]);
    ASSERT_GT(m.open_interest_lots[t], 0);
    ASSERT_GE(m.long_short_ratio[t], 0.6);
    ASSERT_LE(m.long_short_ratio[t], 2.0);
    for (const double price : {m.open[t], m.high[t], m.low[t], m.close[t], m.mark_low[t], m.mark_close[t]})
      ASSERT_LT(on_grid_error(price, 0.1), 1e-6);
    ASSERT_LT(on_grid_error(m.volume[t], 0.001), 1e-5);
    ASSERT_EQ(m.open[t], t > 0 ? m.close[t - 1] : 100000);
    const auto change = static_cast<double>(m.open_interest_lots[t + 1] - m.open_interest_lots[t]) * 0.001;
    ASSERT_LE(std::abs(change), m.volume[t]) << "open interest changes by trades";
  }
}

// ---- scale ----

double share_of_days(const MarketState& m, double below) {
  const std::size_t per_day = 288;
  double days = 0;
  for (std::size_t t = 0; t + per_day <= m.bars(); t += per_day) {
    const auto first = m.low.begin() + static_cast<std::ptrdiff_t>(t);
    days += *std::min_element(first, first + per_day) < m.open[t] * (1 - below) ? 1 : 0;
  }
  return days * static_cast<double>(per_day) / static_cast<double>(m.bars());
}

TEST(SynthScale, IntradayLows) {
  EXPECT_NEAR(share_of_days(long_market(), 0.02), 0.34, 0.06);
  EXPECT_NEAR(share_of_days(long_market(), 0.03), 0.21, 0.06);
  EXPECT_NEAR(share_of_days(long_market(), 0.05), 0.09, 0.05);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

std::vector<double> daily_turnover(const MarketState& m) {
  std::vector<double> turnover;
  for (std::size_t t = 0; t + 288 <= m.bars(); t += 288) {
    const auto first = m.volume.begin() + static_cast<std::ptrdiff_t>(t);
    turnover.push_back(std::accumulate(first, first + 288, 0.0) /
                       (static_cast<double>(m.open_interest_lots[t]) * 0.001));
  }
  return turnover;
}

TEST(SynthScale, VolumeOverOpenInterest) {
  const std::vector<double> turnover = daily_turnover(long_market());
  EXPECT_NEAR(median(turnover), 2.1, 0.3);
  EXPECT_NEAR(std::accumulate(turnover.begin(), turnover.end(), 0.0) / static_cast<double>(turnover.size()), 2.4, 0.3);
}

TEST(SynthScale, OpenInterestStaysNearItsLevel) {
  const MarketState& m = long_market();
  std::vector<double> usd;
  for (std::size_t t = 0; t < m.bars(); ++t)
    usd.push_back(static_cast<double>(m.open_interest_lots[t]) * m.lot_size * m.mark_close[t]);
  EXPECT_NEAR(median(usd), 8.3e9, 0.8e9);
  EXPECT_GT(*std::min_element(usd.begin(), usd.end()), 4e9);
  EXPECT_LT(*std::max_element(usd.begin(), usd.end()), 13e9);
}

std::vector<double> log_moves(const std::vector<double>& values, std::size_t step) {
  std::vector<double> moves;
  for (std::size_t t = 0; t + step < values.size(); t += step) moves.push_back(std::log(values[t + step] / values[t]));
  return moves;
}

double moment(const std::vector<double>& values, double power) {
  double sum = 0;
  for (const double x : values) sum += std::pow(std::abs(x), power);
  return sum / static_cast<double>(values.size());
}

TEST(SynthScale, ReturnsHaveFatTailsAndClusters) {
  const std::vector<double> hourly = log_moves(long_market().close, 12);
  EXPECT_NEAR(std::sqrt(moment(hourly, 2) * 24 * 365), 0.50, 0.06) << "the configured volatility";
  EXPECT_GT(moment(hourly, 4) / (moment(hourly, 2) * moment(hourly, 2)), 6);
  const double mean = moment(hourly, 1);
  const auto autocorrelation = [&](std::size_t lag) {
    double sum = 0;
    double squares = 0;
    for (std::size_t t = 0; t + lag < hourly.size(); ++t) {
      sum += (std::abs(hourly[t]) - mean) * (std::abs(hourly[t + lag]) - mean);
      squares += (std::abs(hourly[t]) - mean) * (std::abs(hourly[t]) - mean);
    }
    return sum / squares;
  };
  EXPECT_GT(autocorrelation(1), 0.15);
  EXPECT_GT(autocorrelation(8), 0.05);
  EXPECT_LT(autocorrelation(500), 0.06);
}

// Correlation of what happens to open interest in the hour around quick moves, against quiet hours.
TEST(SynthScale, QuickMovesFlushOpenInterest) {
  const MarketState& m = long_market();
  std::vector<double> flushed;
  std::vector<double> quiet;
  for (std::size_t t = 12; t + 6 < m.bars(); t += 6) {
    const double move = std::abs(std::log(m.close[t] / m.close[t - 6]));
    const double change =
        std::log(static_cast<double>(m.open_interest_lots[t + 7]) / static_cast<double>(m.open_interest_lots[t - 5]));
    if (move > 0.025) flushed.push_back(change);
    if (move < 0.005) quiet.push_back(change);
  }
  ASSERT_GT(flushed.size(), 20U);
  EXPECT_LT(median(flushed), -0.03);
  EXPECT_GT(median(flushed), -0.09);
  EXPECT_NEAR(median(quiet), 0, 0.002);
}

TEST(SynthScale, FundingIsMostlyNeutralAndSometimesHigh) {
  const MarketState& m = long_market();
  std::vector<double> rates;
  for (std::size_t t = 0; t < m.bars(); t += 96) {
    EXPECT_EQ(m.funding_paid[t], m.funding_rate[t]) << "exchanged at 00, 08 and 16 h";
    rates.push_back(m.funding_rate[t]);
  }
  const auto share = [&](auto accepts) {
    return static_cast<double>(std::count_if(rates.begin(), rates.end(), accepts)) / static_cast<double>(rates.size());
  };
  EXPECT_GT(share([](double rate) { return rate == 1e-4; }), 0.5);
  EXPECT_GT(share([](double rate) { return rate >= 5e-4; }), 0.003);
  EXPECT_LT(share([](double rate) { return rate >= 5e-4; }), 0.15);
  EXPECT_LT(share([](double rate) { return rate < 0; }), 0.35);
}

TEST(SynthScale, BuyersFollowTheReturn) {
  const MarketState& m = long_market();
  double covariance = 0;
  double returns = 0;
  double shares = 0;
  for (std::size_t t = 0; t < m.bars(); ++t) {
    const double r = std::log(m.close[t] / m.open[t]);
    const double share = m.taker_buy_volume[t] / m.volume[t] - 0.5;
    covariance += r * share;
    returns += r * r;
    shares += share * share;
  }
  EXPECT_GT(covariance / std::sqrt(returns * shares), 0.4);
}

TEST(SynthScale, MarkIsCalmerThanLast) {
  const MarketState& m = long_market();
  double last = 0;
  double mark = 0;
  for (std::size_t t = 0; t < m.bars(); ++t) {
    last += std::log(m.high[t] / m.low[t]);
    mark += std::log(m.mark_high[t] / m.mark_low[t]);
  }
  EXPECT_LT(mark, last);
  EXPECT_GT(mark, 0.8 * last);
}

// ---- odd windows and settings ----

TEST(SynthEdge, OddBarsAndStarts) {
  for (const std::int32_t bar : {5, 96, 900, 86400}) {
    RunConfig config = config_of("2025-01-06", 2, bar);
    if (bar < 100) config.market.end_utc = config.market.start_utc + 50 * bar;
    EXPECT_EQ(static_cast<std::int64_t>(market_of(config).bars()), config.configured_bars()) << bar;
  }
}

TEST(SynthEdge, ExtremeSettingsStayFinite) {
  RunConfig config = config_of("1970-01-02", 60, 86400);
  for (const double volatility : {0.01, 5.0}) {
    for (const double price : {1e-3, 1e8}) {
      config.synth.volatility_annual = volatility;
      config.synth.price_usd = price;
      config.synth.open_interest_usd = price < 1 ? 1e13 : 1;
      const MarketState m = market_of(config);
      for (std::size_t t = 0; t < m.bars(); ++t) {
        ASSERT_TRUE(std::isfinite(m.close[t]) && m.low[t] > 0 && m.high[t] <= 2e9);
        ASSERT_TRUE(std::isfinite(m.volume[t]) && std::isfinite(m.vwap[t]) && m.volume[t] > 0);
        ASSERT_GE(m.open_interest_lots[t], 1);
      }
    }
  }
}

TEST(SynthEdge, LastPriceAsMark) {
  RunConfig config = config_of("2025-01-06", 1);
  config.market.mark = "last";
  const MarketState m = market_of(config);
  EXPECT_EQ(m.mark_source, "last");
  EXPECT_EQ(m.mark_low, m.low);
  EXPECT_EQ(m.mark_high, m.high);
  EXPECT_EQ(m.mark_close, m.close);
}

TEST(SynthEdge, CanBeInterrupted) {
  interrupt_requested = true;
  EXPECT_THROW(market_of(config_of("2025-01-06", 1)), Interrupted);
  interrupt_requested = false;
}

}  // namespace
}  // namespace tinderbox
