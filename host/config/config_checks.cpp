#include "host/config/config_checks.hpp"

#include <fmt/format.h>

#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kSecondsPerDay = 86400;
constexpr std::int64_t kFewestBars = 2;  // one bar has no change of open interest behind it
constexpr std::int64_t kMostBars = 10'000'000;

using Rules = std::vector<BrokenRule>;

// Start and end of the window on the bar grid.
void check_alignment(const RunConfig& config, Rules& broken) {
  const std::int64_t bar = config.market.bar_seconds;
  if (kSecondsPerDay % bar != 0) {
    broken.push_back(
        {{"market.bar_seconds"},
         {"", "does not divide a day", fmt::format("{}", bar), "a divisor of 86400 such as 300 or 3600", ""}});
    return;
  }
  const auto check = [&](std::string_view key, std::int64_t time) {
    if (time % bar != 0)
      broken.push_back(
          {{key, "market.bar_seconds"},
           {"", "is not on the bar grid", format_utc(time), fmt::format("a multiple of market.bar_seconds = {}", bar),
            "the nearest before it is " + format_utc(time - time % bar)}});
  };
  check("market.start_utc", config.market.start_utc);
  check("market.end_utc", config.market.end_utc);
}

void check_window(const RunConfig& config, Rules& broken) {
  const auto& market = config.market;
  const std::vector<std::string_view> keys{"market.end_utc", "market.start_utc", "market.bar_seconds"};
  if (market.end_utc <= market.start_utc) {
    broken.push_back({keys,
                      {"", "is not after market.start_utc", format_utc(market.end_utc),
                       "a time after " + format_utc(market.start_utc), ""}});
    return;
  }
  const std::int64_t bars = config.configured_bars();
  if (bars < kFewestBars || bars > kMostBars)
    broken.push_back(
        {keys,
         {"", "gives an unusable number of bars", fmt::format("{}", bars),
          fmt::format("{} to {}", kFewestBars, kMostBars), "move the window or change market.bar_seconds"}});
}

void check_grid(const RunConfig& config, Rules& broken) {
  if (config.market.source != "synth") return;
  const double top = config.grid.price_min_usd + config.grid.bin_usd * config.grid.bins;
  if (config.synth.price_usd < config.grid.price_min_usd || config.synth.price_usd >= top)
    broken.push_back({{"synth.price_usd", "grid.price_min_usd", "grid.bin_usd", "grid.bins", "market.source"},
                      {"", "lies outside the price grid", fmt::format("{}", config.synth.price_usd),
                       fmt::format("a price from {} to {}", config.grid.price_min_usd, top), ""}});
}

void check_priors(const RunConfig& config, Rules& broken) {
  const auto& prior = config.prior;
  if (prior.size_min_usd >= prior.size_cap_usd)
    broken.push_back({{"prior.size_min_usd", "prior.size_cap_usd"},
                      {"", "is not below prior.size_cap_usd", fmt::format("{}", prior.size_min_usd),
                       fmt::format("a size below {}", prior.size_cap_usd), ""}});
  if (prior.slow_close_rate_per_day.high > prior.fast_close_rate_per_day.low)
    broken.push_back(
        {{"prior.slow_close_rate_per_day", "prior.fast_close_rate_per_day"},
         {"", "overlaps prior.fast_close_rate_per_day", fmt::format("up to {}", prior.slow_close_rate_per_day.high),
          fmt::format("at most {}", prior.fast_close_rate_per_day.low), ""}});
}

}  // namespace

std::vector<BrokenRule> broken_rules(const RunConfig& config) {
  Rules broken;
  check_alignment(config, broken);
  check_window(config, broken);
  const WindowState window = broken.empty() ? WindowState::kUsable : WindowState::kUnusable;
  check_grid(config, broken);
  check_priors(config, broken);
  for (BrokenRule& rule : broken_forward_rules(config, window)) broken.push_back(std::move(rule));
  return broken;
}

}  // namespace tinderbox
