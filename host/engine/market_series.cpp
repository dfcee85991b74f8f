#include "host/engine/market_series.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "host/engine/mix_table.hpp"

namespace tinderbox {
namespace {

// A price that lies on a tick to within rounding stays on it; others go down or up.
std::int32_t ticks_down(double price, double tick) {
  return static_cast<std::int32_t>(std::floor(price / tick + 1e-6));
}
std::int32_t ticks_up(double price, double tick) {
  return static_cast<std::int32_t>(std::ceil(price / tick - 1e-6));
}

// Mode of the triangular law on [0, 1] whose mean is nearest to the bar's volume-weighted price.
double entry_mode(const MarketState& market, std::size_t t) {
  const double width = market.high[t] - market.low[t];
  if (width <= 0) return 0.5;
  const double typical = (market.open[t] + market.high[t] + market.low[t] + market.close[t]) / 4;
  const double mean = std::isnan(market.vwap[t]) ? typical : market.vwap[t];
  return std::clamp(3 * (mean - market.low[t]) / width - 1, 0.0, 1.0);
}

double funding_of_bar(const MarketState& market, std::size_t t) {
  if (market.is_inverse()) return market.funding_paid[t] / (market.mark_close[t] / market.tick_size_usd);
  return market.funding_paid[t] * market.mark_close[t] / market.tick_size_usd;
}

}  // namespace

PricePyramid build_price_pyramid(const MarketState& market) {
  PricePyramid p;
  const std::size_t bars = market.bars();
  p.bars = static_cast<std::int32_t>(bars);
  p.offset.push_back(0);
  double paid = 0;
  for (std::size_t t = 0; t < bars; ++t) {
    paid += funding_of_bar(market, t);
    p.low_ticks.push_back(ticks_down(market.mark_low[t], market.tick_size_usd));
    p.high_ticks.push_back(ticks_up(market.mark_high[t], market.tick_size_usd));
    p.paid_min.push_back(paid);
    p.paid_max.push_back(paid);
  }
  std::size_t below = 0;
  for (std::size_t nodes = bars; nodes > 1;) {
    const std::size_t parents = (nodes + 1) / 2;
    const std::size_t start = p.low_ticks.size();
    p.offset.push_back(static_cast<std::int32_t>(start));
    for (std::size_t i = 0; i < parents; ++i) {
      const std::size_t left = below + 2 * i;
      const std::size_t right = below + std::min(2 * i + 1, nodes - 1);
      p.low_ticks.push_back(std::min(p.low_ticks[left], p.low_ticks[right]));
      p.high_ticks.push_back(std::max(p.high_ticks[left], p.high_ticks[right]));
      p.paid_min.push_back(std::min(p.paid_min[left], p.paid_min[right]));
      p.paid_max.push_back(std::max(p.paid_max[left], p.paid_max[right]));
    }
    below = start;
    nodes = parents;
  }
  return p;
}

std::vector<EntryBar> build_entry_bars(const MarketState& market, const PriorConfig& prior) {
  std::vector<EntryBar> bars;
  for (std::size_t t = 0; t < market.bars(); ++t) {
    EntryBar bar;
    bar.low_ticks = market.low[t] / market.tick_size_usd;
    bar.width_ticks = (market.high[t] - market.low[t]) / market.tick_size_usd;
    bar.mode = prior.entry == "uniform" ? -1.0 : entry_mode(market, t);
    bar.mix = mix_index(market.funding_rate[t], market.long_short_ratio[t]);
    bars.push_back(bar);
  }
  return bars;
}

std::vector<double> build_holding_clock(const MarketState& market, const PriorConfig& prior) {
  std::vector<double> clock{0};
  const double bar_days = market.bar_seconds / 86400.0;
  for (std::size_t t = 0; t < market.bars(); ++t) {
    const double open_interest = static_cast<double>(market.open_interest_lots[t]) * market.lot_size;
    const bool by_volume = prior.close_clock == "volume" && open_interest > 0;
    const double advance = by_volume ? market.volume[t] / open_interest / prior.reference_turnover_per_day : bar_days;
    clock.push_back(clock.back() + advance);
  }
  return clock;
}

}  // namespace tinderbox
