#include "host/engine/exogenous_price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/engine/block_length.hpp"
#include "host/engine/heston_price.hpp"
#include "host/engine/jump_price.hpp"
#include "host/support/error.hpp"
#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr double kYearSeconds = 365.0 * 86400;
constexpr double kDaySeconds = 86400;

double log_ratio(double to, double from) {
  return log(to / from);
}

double close_before(const MarketState& market, std::size_t t) {
  return t > 0 ? market.mark_close[t - 1] : market.open[0];
}

// Mean and variance of the bars' log returns.
struct ReturnMoments {
  double mean = 0;
  double variance = 0;
};

ReturnMoments return_moments(const MarketState& market) {
  ReturnMoments m;
  const std::size_t bars = market.bars();
  if (bars < 2) return m;
  for (std::size_t t = 0; t < bars; ++t) m.mean += log_ratio(market.mark_close[t], close_before(market, t));
  m.mean /= static_cast<double>(bars);
  for (std::size_t t = 0; t < bars; ++t) {
    const double r = log_ratio(market.mark_close[t], close_before(market, t)) - m.mean;
    m.variance += r * r;
  }
  m.variance /= static_cast<double>(bars - 1);
  return m;
}

// At most a factor of e^16 either way.
std::int32_t in_ticks(double units) {
  return static_cast<std::int32_t>(std::floor(std::clamp(units, -16.0, 16.0) * kTicksPerUnit + 0.5));
}

// Returns are scaled about their mean and shifted to `target_mean`; extremes follow, staying around open and close.
BarTable bar_table(const MarketState& market, double scale, double mean, double target_mean, int steps_per_bar) {
  BarTable table;
  const double shift = target_mean - scale * mean;
  for (std::size_t t = 0; t < market.bars(); ++t) {
    const double from = close_before(market, t);
    const double end = scale * log_ratio(market.mark_close[t], from) + shift;
    const double low = scale * log_ratio(std::min(market.mark_low[t], from), from) + shift / 2;
    const double high = scale * log_ratio(std::max(market.mark_high[t], from), from) + shift / 2;
    table.end.push_back(in_ticks(end));
    table.low.push_back(std::min({in_ticks(low), table.end.back(), 0}));
    table.high.push_back(std::max({in_ticks(high), table.end.back(), 0}));
    // Parkinson: the mean squared range of a Brownian motion is 4 ln 2 times its variance.
    const double range = table.high.back() - table.low.back();
    table.sd_ticks.push_back(static_cast<float>(range / std::sqrt(4 * 0.6931471805599453 * steps_per_bar)));
  }
  return table;
}

void need_volatility(double sigma, const RunConfig& config, const MarketState& market) {
  if (sigma > 0 || config.paths.volatility_annual > 0) return;
  throw InputError({"paths.volatility_annual", "cannot be taken from the history",
                    fmt::format("{} bars whose price does not move", market.bars()),
                    "a history with at least two moves", "set paths.volatility_annual"});
}

ExogenousPrice diffusion_price(const RunConfig& config, double sigma) {
  ExogenousPrice price;
  price.scale = config.paths.process == "bachelier" ? Scale::kLinear : Scale::kLog;
  const double correction = price.scale == Scale::kLog ? sigma * sigma / 2 : 0;
  price.diffusion = diffusion_view(config.paths, sigma, config.paths.drift_annual - correction);
  price.daily_sigma = sigma * std::sqrt(kDaySeconds / kYearSeconds);
  return price;
}

void set_steps(ExogenousPrice& price, const RunConfig& config, const MarketState& market) {
  const std::int32_t step = config.paths.step_seconds;
  price.steps_per_bar = std::max(1, market.bar_seconds / step);
  price.bars_per_step = std::max(1, step / market.bar_seconds);
  if (price.steps_per_bar * step != market.bar_seconds && price.bars_per_step * market.bar_seconds != step)
    throw InputError({"paths.step_seconds", "neither divides a bar nor holds whole bars", fmt::format("{} s", step),
                      fmt::format("a divisor or a multiple of {} s", market.bar_seconds), ""});
}

ExogenousPrice bootstrap_price(const RunConfig& config, const MarketState& market) {
  ExogenousPrice price;
  price.process = PathProcess::kBars;
  set_steps(price, config, market);
  const double block_bars = config.paths.block_hours > 0 ? config.paths.block_hours * 3600 / market.bar_seconds
                                                         : automatic_block(market, price.notes);
  if (block_bars > static_cast<double>(market.bars()) * (1 + 1e-9))
    throw InputError({"paths.block_hours", "the history is shorter than a block of the bootstrap",
                      fmt::format("{} bars", market.bars()), fmt::format("at least {:.0f} bars", block_bars),
                      "shorten the block or lengthen the history"});
  const ReturnMoments moments = return_moments(market);
  const double bar_years = market.bar_seconds / kYearSeconds;
  const double history = std::sqrt(moments.variance / bar_years);
  if (!(history > 0))
    throw InputError({"paths.process", "has nothing to draw from",
                      fmt::format("{} bars whose price does not move", market.bars()), "a history with moves",
                      "use paths.process = \"gbm\" with paths.volatility_annual"});
  const double sigma = config.paths.volatility_annual > 0 ? config.paths.volatility_annual : history;
  const double target = (config.paths.drift_annual - sigma * sigma / 2) * bar_years;
  price.bars = bar_table(market, sigma / history, moments.mean, target, price.steps_per_bar);
  price.restart_threshold = static_cast<std::uint32_t>(std::min(1 / std::max(block_bars, 1.0) * 0x1p32, 0x1p32 - 1));
  price.daily_sigma = sigma * std::sqrt(kDaySeconds / kYearSeconds);
  return price;
}

ExogenousPrice replay_price(const RunConfig& config, const MarketState& market) {
  ExogenousPrice price;
  price.process = PathProcess::kBars;
  set_steps(price, config, market);
  const std::int64_t first = (config.paths.replay_start_utc - market.start_time) / market.bar_seconds;
  const std::int64_t seconds = static_cast<std::int64_t>(config.paths.steps) * config.paths.step_seconds;
  const std::int64_t needed = (seconds + market.bar_seconds - 1) / market.bar_seconds;
  if (config.paths.replay_start_utc < market.start_time || first + needed > static_cast<std::int64_t>(market.bars()))
    throw InputError({"paths.replay_start_utc", "the history does not hold the replayed time",
                      fmt::format("{} bars from bar {}", needed, first),
                      fmt::format("bars 0 to {} of the history", market.bars()),
                      "start the replay earlier, or shorten it with paths.steps"});
  price.bars = bar_table(market, 1, 0, 0, price.steps_per_bar);
  price.first_bar = static_cast<std::int32_t>(first);
  price.daily_sigma = history_volatility(market) * std::sqrt(kDaySeconds / kYearSeconds);
  return price;
}

}  // namespace

double history_volatility(const MarketState& market) {
  return std::sqrt(return_moments(market).variance / (market.bar_seconds / kYearSeconds));
}

DiffusionView diffusion_view(const PathsConfig& paths, double sigma_annual, double growth_annual) {
  const double years = paths.step_seconds / kYearSeconds;
  const double sd = sigma_annual * std::sqrt(years) * kTicksPerUnit;
  const double bridge_variance = paths.extremes == "inside" ? sd * sd : 0;
  return {static_cast<float>(sd), static_cast<float>(bridge_variance), growth_annual * years * kTicksPerUnit};
}

ExogenousPrice make_exogenous_price(const RunConfig& config, const MarketState& market) {
  ExogenousPrice price;
  if (config.paths.process == "bootstrap") {
    price = bootstrap_price(config, market);
  } else if (config.paths.process == "replay") {
    price = replay_price(config, market);
  } else {
    const double history = history_volatility(market);
    need_volatility(history, config, market);
    const std::string& process = config.paths.process;
    price =
        process == "merton" || process == "kou" ? jump_price(config.paths, history)
        : process == "heston"
            ? heston_price(config.paths, history)
            : diffusion_price(config, config.paths.volatility_annual > 0 ? config.paths.volatility_annual : history);
  }
  price.inside = config.paths.extremes == "inside" ? 1 : 0;
  return price;
}

ExogenousPrice straight_move(Scale scale, double price_change, std::int64_t steps) {
  ExogenousPrice price;
  price.scale = scale;
  const double units = scale == Scale::kLog ? log(1 + price_change) : price_change;
  price.diffusion.drift_ticks = units * kTicksPerUnit / static_cast<double>(steps);
  price.diffusion.drift_steps = static_cast<std::int32_t>(steps);
  return price;
}

}  // namespace tinderbox
