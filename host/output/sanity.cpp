// Warnings where a run is far from what a practitioner expects of BTC perpetuals. Expected values and their public
// sources; where a figure was computed here, it was from BTCUSDT USD-M between 2024-11 and 2025-06:
//   open interest     71 to 103 thousand BTC, about 8.3 bn USD (Binance open-interest statistics, as in the public
//                     archive's `metrics` files); half and twice that are accepted
//   turnover          volume / open interest a day, median 2.1, mean 2.4 (Binance klines and metrics); 1 to 5 accepted
//   intraday lows     the low of a UTC day was 2 / 3 / 5% below its open on 34 / 21 / 9% of days (Binance klines)
//   liquidations      reported long 0.16% and short 0.12% of open interest a day on average (Binance liquidation
//                     stream as collected by Coinglass; at most one order a symbol and second is published, so this is
//                     a lower bound, plausibly by up to 5x). BitMEX 2019 saw 3.5% and 1.9% (Cheng, Deng, Wang, Yu,
//                     SSRN 3781646): another regime
//   share within 5%   1 to 4% of open interest: the reported slope is about 0.08% of open interest a side for each 1%
//                     of move (the same stream against klines), under-reported by up to 5x
//   closure           the ledger of births and exits explains open interest to 2% after the first 10% of bars
//   prior stock       above 20% the map still rests on the assumed pre-history
//   branching ratio   the reported slope and the measured impact of a minute's net flow give about 0.08 on a calm day,
//                     0.4 if liquidations are under-reported by 5x; 0.5 accepted within 10% of the mark
//   amplification     about 1 / (1 - branching ratio) of that: 1.1 to 1.6 with an undisturbed book
//   ladder end        beyond 1% of paths the answers say more about the end of the price axis than about the market

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/output/branching.hpp"
#include "host/output/forward_groups.hpp"
#include "host/output/inspect.hpp"
#include "host/output/ladder_stats.hpp"
#include "host/output/stored_config.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::size_t kFewestDays = 7;
constexpr int kFewestDaysOfFlow = 5;        // single days reach 2.3% (long) and 0.8% (short) even as reported
constexpr std::int64_t kFewestPaths = 100;  // whose twin dropped a daily sigma
constexpr std::size_t kPathsInARow = 256;   // that use one replicate
constexpr double kRareProbability = 0.001;  // of so few or so many such days, were they independent

using Warnings = std::vector<std::string>;

std::string percent(double share) {
  return fmt::format("{:.3g}%", 100 * share);
}

void check_open_interest(const RunResult& run, Warnings& warnings) {
  if (run.market.venue != "binance" || run.market.contract != "BTCUSDT") return;
  const double usd = open_interest_now(run, Side::kLong);
  if (usd >= 4.2e9 && usd <= 16.6e9) return;
  warnings.push_back(
      fmt::format("open interest is {:.3g} bn USD, expected 4.2 to 16.6 (about 8.3 in 2024-11 to 2025-06); another "
                  "period, another contract's file, or contracts taken for lots",
                  usd / 1e9));
}

void check_turnover(const RunResult& run, Warnings& warnings) {
  const MarketState& market = run.market;
  double volume = 0;
  double open_interest = 0;
  for (std::size_t t = 0; t < market.bars(); ++t) {
    volume += market.volume[t];
    open_interest += static_cast<double>(market.open_interest_lots[t + 1]) * market.lot_size;
  }
  // Days of the window times mean open interest.
  const double turnover = volume / (open_interest * market.bar_seconds / static_cast<double>(kDaySeconds));
  if (!std::isfinite(turnover) || (turnover >= 1 && turnover <= 5)) return;
  warnings.push_back(fmt::format(
      "volume over open interest is {:.3g} a day, expected 1 to 5 (median 2.1); volume and open interest may "
      "be in different units, or holding times are unusual",
      turnover));
}

struct Day {
  double open = 0;
  double low = 0;
  std::int64_t bars = 0;
};

// UTC days that the window holds whole.
std::vector<Day> whole_days(const MarketState& market) {
  std::map<std::int64_t, Day> days;
  for (std::size_t t = 0; t < market.bars(); ++t) {
    const std::int64_t time = market.start_time + static_cast<std::int64_t>(t) * market.bar_seconds;
    Day& day = days[time / kDaySeconds];
    if (day.bars++ == 0) {
      day.open = market.open[t];
      day.low = market.low[t];
    }
    day.low = std::min(day.low, market.low[t]);
  }
  std::vector<Day> whole;
  for (const auto& [number, day] : days)
    if (day.bars * market.bar_seconds == kDaySeconds) whole.push_back(day);
  return whole;
}

// P(X <= count) for X binomial(trials, p), 0 < p < 1.
double binomial_at_most(std::int64_t count, std::int64_t trials, double p) {
  double total = 0;
  for (std::int64_t k = 0; k <= count; ++k) {
    const auto hits = static_cast<double>(k);
    const auto misses = static_cast<double>(trials - k);
    total += std::exp(std::lgamma(hits + misses + 1) - std::lgamma(hits + 1) - std::lgamma(misses + 1) +
                      hits * std::log(p) + misses * std::log1p(-p));
  }
  return total;
}

void check_intraday_lows(const RunResult& run, Warnings& warnings) {
  const std::vector<Day> days = whole_days(run.market);
  if (days.size() < kFewestDays) return;
  const auto trials = static_cast<std::int64_t>(days.size());
  for (const auto& [drop, expected] : {std::pair{0.02, 0.34}, std::pair{0.03, 0.21}, std::pair{0.05, 0.09}}) {
    const auto is_below = [drop = drop](const Day& day) { return day.low <= day.open * (1 - drop); };
    const std::int64_t hits = std::count_if(days.begin(), days.end(), is_below);
    const bool too_few = binomial_at_most(hits, trials, expected) < kRareProbability;
    const bool too_many = 1 - binomial_at_most(hits - 1, trials, expected) < kRareProbability;
    if (!too_few && !too_many) continue;
    warnings.push_back(
        fmt::format("the low was {:.0f}% below the day's open on {} of {} days ({}), expected about {}; the market is "
                    "{} than BTC in 2024-11 to 2025-06",
                    100 * drop, hits, trials, percent(static_cast<double>(hits) / static_cast<double>(trials)),
                    percent(expected), too_few ? "calmer" : "wilder"));
  }
}

void check_liquidations(const RunResult& run, Warnings& warnings) {
  struct Expected {
    Side side;
    const char* name;
    double low, high, reported;
  };
  for (const Expected& expected :
       {Expected{Side::kLong, "long", 0.0003, 0.008, 0.0016}, Expected{Side::kShort, "short", 0.0003, 0.006, 0.0012}}) {
    const DailyLiquidation daily = daily_liquidation(run, expected.side);
    if (daily.days < kFewestDaysOfFlow || (daily.mean >= expected.low && daily.mean <= expected.high)) continue;
    warnings.push_back(fmt::format(
        "the map liquidates {} of {} open interest a day (mean of {} days), expected {} to {} (reported {}, a lower "
        "bound); {}",
        percent(daily.mean), expected.name, daily.days, percent(expected.low), percent(expected.high),
        percent(expected.reported),
        daily.mean < expected.low ? "leverage is set too low, or the window was calm"
                                  : "leverage or the isolated share is set too high, or the window was wild"));
  }
}

void check_share_within(const RunResult& run, Warnings& warnings) {
  const Estimate share = share_within(run, 5);
  if (std::isnan(share.value) || (share.value >= 0.01 && share.value <= 0.04)) return;
  warnings.push_back(fmt::format("{} of open interest would be liquidated within 5% of the mark, expected 1% to 4%; {}",
                                 percent(share.value),
                                 !axis_covers(run, 5) ? "the price axis ends before that"
                                 : share.value < 0.01 ? "the stretch was swept lately, or leverage is set too low"
                                                      : "leverage or the isolated share is set too high"));
}

void check_closure(const RunResult& run, Warnings& warnings) {
  const double closure = largest_closure(run);
  if (std::isnan(closure) || closure <= 0.02) return;
  warnings.push_back(
      fmt::format("births and exits miss open interest by up to {} after the warm-up, expected at most 2%; holding "
                  "times do not fit the volume, or open interest jumps",
                  percent(closure)));
}

void check_prior_stock(const RunResult& run, Warnings& warnings) {
  const auto share = static_cast<double>(run.heatmap.prior_stock_share.back());
  if (std::isnan(share) || share <= 0.20) return;
  warnings.push_back(fmt::format(
      "{} of open interest was there before the first bar, expected at most 20%; the map rests on the assumed "
      "pre-history, a longer window would mend that",
      percent(share)));
}

// An undisturbed book in which forced orders move the price.
bool is_calm(const RunResult& run) {
  const std::string& config = run.provenance.config_toml;
  return stored_value<double>(config, "book", "depth_multiplier").value_or(1) == 1 &&
         stored_value<std::string>(config, "cascade", "feedback").value_or("on") == "on";
}

void check_amplification(const RunResult& run, Warnings& warnings) {
  const double factor = run.cascade.amplification.value;
  if (!is_calm(run) || run.cascade.amplification_paths < kFewestPaths || !std::isfinite(factor)) return;
  if (factor >= 1.1 && factor <= 1.6) return;
  warnings.push_back(
      fmt::format("feedback makes large drops {:.3g} times as deep, expected 1.1 to 1.6 with a calm book; {}", factor,
                  factor < 1.1 ? "little is left to liquidate near the mark, or the book is set too deep"
                               : "leverage or the isolated share is set too high, or the book too thin"));
}

void check_branching(const RunResult& run, Warnings& warnings) {
  const auto largest = largest_branching_ratio(run, 10);
  if (!is_calm(run) || !largest || largest->ratio <= 0.5) return;
  warnings.push_back(
      fmt::format("the branching ratio reaches {:.3g} ({}s, {:+.1f}% from the mark), expected at most 0.5 within 10% "
                  "(reported liquidations suggest 0.08 to 0.4); a cluster stands there, or the book is set too thin",
                  largest->ratio, kSideLabels[static_cast<std::size_t>(largest->side)], largest->distance_percent));
}

void check_replicate_use(const RunResult& run, Warnings& warnings) {
  const auto& paths = run.cascade.replicate_paths;
  const auto unused = std::count(paths.begin(), paths.end(), 0);
  if (unused == 0) return;
  warnings.push_back(
      fmt::format("{} of {} replicates have no paths, expected none; {} paths in a row share a replicate, so the band "
                  "over replicates needs paths.count = {} or more",
                  unused, paths.size(), kPathsInARow, kPathsInARow * paths.size()));
}

}  // namespace

std::vector<std::string> sanity_warnings(const RunResult& run) {
  Warnings warnings;
  check_open_interest(run, warnings);
  check_turnover(run, warnings);
  check_intraday_lows(run, warnings);
  check_liquidations(run, warnings);
  check_share_within(run, warnings);
  check_closure(run, warnings);
  check_prior_stock(run, warnings);
  if (!has_cascade(run)) return warnings;
  check_amplification(run, warnings);
  check_branching(run, warnings);
  check_replicate_use(run, warnings);
  return warnings;
}

}  // namespace tinderbox
