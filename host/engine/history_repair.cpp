#include "host/engine/history_repair.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "host/engine/book_table.hpp"
#include "host/engine/exogenous_price.hpp"
#include "host/engine/past_sweep.hpp"
#include "sim/cascade.hpp"
#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr double kMoneyUnitUsd = 0.01;
constexpr double kDaySeconds = 86400;
constexpr double kYearDays = 365;
constexpr std::int32_t kMissTicks = 64;  // 4e-6 of the price: more than rounding of ticks and rounds

// A bar in ticks from the close before it.
struct TickBar {
  std::int32_t low = 0;
  std::int32_t high = 0;
  std::int32_t end = 0;
};

// The observed bars in ticks from the open of the first, so that rounding does not add up.
class ObservedBars {
 public:
  explicit ObservedBars(const MarketState& market) : market_(market) {}

  [[nodiscard]] std::int64_t close(std::size_t t) const { return ticks(market_.mark_close[t]); }
  [[nodiscard]] std::int64_t close_before(std::size_t t) const { return t > 0 ? close(t - 1) : 0; }
  [[nodiscard]] TickBar bar(std::size_t t) const {
    const std::int64_t from = close_before(t);
    const auto end = static_cast<std::int32_t>(close(t) - from);
    return {static_cast<std::int32_t>(std::min<std::int64_t>(ticks(market_.mark_low[t]) - from, std::min(end, 0))),
            static_cast<std::int32_t>(std::max<std::int64_t>(ticks(market_.mark_high[t]) - from, std::max(end, 0))),
            end};
  }

 private:
  [[nodiscard]] std::int64_t ticks(double price) const { return log_ticks(market_.open.front(), price); }

  const MarketState& market_;
};

// Of the extremes of a bar.
enum class Order { kLowFirst, kHighFirst };

struct BothSweeps {
  PastSweep side[kSides];
};

// The cascade of the past, run backwards: finds the exogenous bar behind an observed one.
class BarInverter {
 public:
  BarInverter(const CascadeRules& rules, const BookTable& book, double bar_seconds)
      : rules_(rules),
        book_{book.volume.data(), book.moment.data(), book.bin_ticks, book.bins},
        bar_seconds_(bar_seconds),
        rounds_(static_cast<std::int32_t>(std::min(std::max(bar_seconds / rules.round_seconds, 1.0),
                                                   1.0 * std::numeric_limits<std::int32_t>::max()))) {
    state_.fund = std::numeric_limits<std::int64_t>::max();
  }

  // Ticks from the observed close before the bar, as all the results of `invert`.
  [[nodiscard]] std::int32_t displacement_now() const { return displacement(state_); }
  // Of the last bar: by how much the low, the high or the close of its replay is off.
  [[nodiscard]] std::int32_t miss() const { return miss_; }

  // The exogenous bar, which starts at `start`. Advances the state of the market.
  TickBar invert(const TickBar& observed, const BothSweeps& sweeps, std::int32_t start) {
    const Order guess =
        observed.end - observed.low >= observed.high - observed.end ? Order::kLowFirst : Order::kHighFirst;
    Attempt found = attempt(observed, sweeps, start, guess);
    if (found.miss > kMissTicks) {
      const Attempt other =
          attempt(observed, sweeps, start, guess == Order::kLowFirst ? Order::kHighFirst : Order::kLowFirst);
      if (other.miss < found.miss) found = other;
    }
    state_ = found.state;
    miss_ = found.miss;
    return found.bar;
  }

 private:
  struct Attempt {
    TickBar bar;
    CascadeState state;
    std::int32_t miss;
  };

  // A close near `wanted` from which the engine sees the extremes in this order: the farther one comes first.
  [[nodiscard]] static std::int32_t end_of(const TickBar& bar, std::int32_t wanted, Order order) {
    const std::int32_t sum = bar.low + bar.high;
    const std::int32_t middle = sum / 2 + (sum % 2 > 0 ? 1 : 0);  // rounded up
    const std::int32_t end = order == Order::kLowFirst ? std::max(wanted, middle) : std::min(wanted, middle - 1);
    return std::clamp(end, bar.low, bar.high);
  }

  [[nodiscard]] Attempt attempt(const TickBar& observed, const BothSweeps& sweeps, std::int32_t start,
                                Order order) const {
    Attempt result{{}, state_, 0};
    CascadeState& s = result.state;
    std::int32_t used = 0;
    std::int32_t waits = 0;
    for (int turn = 0; turn < kSides; ++turn) {
      const int side = (turn == 0) == (order == Order::kLowFirst) ? 0 : 1;
      const std::int32_t reach = side == 0 ? -observed.low : observed.high;
      const std::int32_t exogenous = extreme(s, sweeps.side[side], side, reach, rounds_ - used);
      (side == 0 ? result.bar.low : result.bar.high) =
          side == 0 ? std::min(exogenous, start) : std::max(exogenous, start);
      const Fired now = fire(s, sweeps.side[side], side, exogenous, rounds_ - used);
      used += now.rounds;
      waits += std::max(now.rounds - 1, 0);
      result.miss = std::max(result.miss, std::abs(now.farthest - reach));
    }
    const double rest = std::max(bar_seconds_ - rules_.round_seconds * waits, 0.0);
    decay(s, left_after(rules_.reversion_rate, rest), left_after(rules_.refill_rate, rest));
    result.bar.end = end_of(result.bar, observed.end + displacement(s), order);
    result.miss = std::max(result.miss, std::abs(result.bar.end - displacement(s) - observed.end));
    return result;
  }

  struct Fired {
    std::int32_t farthest;
    std::int32_t rounds;
  };

  // What an extreme of the exogenous price sets off. Every bar has a ladder of its own, from the close before it.
  Fired fire(CascadeState& s, const PastSweep& sweep, int side, std::int32_t exogenous, std::int32_t rounds) const {
    s.touched[side] = 0;
    s.frontier[side] = 0;
    s.level[side] = 0;
    CascadeAbsorbed absorbed{};
    Fired fired{-2 * kTickLimit, 0};
    fired.rounds =
        run_rounds(s, absorbed, rules_, sweep.view(), book_, side, sweep.share, exogenous, rounds, fired.farthest);
    return fired;
  }

  [[nodiscard]] std::int32_t reached(CascadeState s, const PastSweep& sweep, int side, std::int32_t distance,
                                     std::int32_t rounds) const {
    return fire(s, sweep, side, side == 0 ? -distance : distance, rounds).farthest;
  }

  // The extreme of the exogenous price, in ticks, from which the mark reaches `reach`: the smallest, or its neighbour
  // where that comes nearer.
  [[nodiscard]] std::int32_t extreme(const CascadeState& s, const PastSweep& sweep, int side, std::int32_t reach,
                                     std::int32_t rounds) const {
    const std::int32_t moved = displacement(s);
    std::int32_t enough = side == 0 ? reach - moved : reach + moved;  // without feedback
    if (sweep.share > 0) {
      std::int32_t step = 1;
      while (step < kTickLimit / 2 && reached(s, sweep, side, enough - step, rounds) >= reach) step *= 2;
      std::int32_t short_of = enough - step;
      while (enough - short_of > 1) {
        const std::int32_t middle = short_of + (enough - short_of) / 2;
        (reached(s, sweep, side, middle, rounds) >= reach ? enough : short_of) = middle;
      }
      const std::int32_t over = reached(s, sweep, side, enough, rounds) - reach;
      if (over > reach - reached(s, sweep, side, short_of, rounds)) enough = short_of;
    }
    return side == 0 ? -enough : enough;
  }

  CascadeRules rules_;
  BookView book_;
  double bar_seconds_;
  std::int32_t rounds_;  // of a bar
  CascadeState state_{};
  std::int32_t miss_ = 0;
};

CascadeRules rules_of_the_past(const RunConfig& config, const std::vector<ForwardVenue>& venues) {
  CascadeRules rules = build_market_plan(config, venues, 1, kMoneyUnitUsd).venues.front().rules;
  rules.feedback = 1;
  rules.surplus_share = 0;
  rules.clearance_fee = 0;
  rules.backstop_buffer_share = 1;
  return rules;
}

BookTable book_of_all(const RunConfig& config, const std::vector<ForwardVenue>& venues) {
  double depth = 0;
  for (const ForwardVenue& venue : venues) depth += venue.depth_ratio;
  return build_book_table(config, depth, kMoneyUnitUsd);
}

// Exogenous price levels in ticks from the first open.
struct Levels {
  std::vector<std::int64_t> low, high, close;
};

void add_report(RepairResult& report, const BothSweeps& sweeps, const TickBar& observed, const TickBar& exogenous,
                std::int32_t start, std::int32_t displacement) {
  for (const PastSweep& sweep : sweeps.side) report.liquidated.push_back(static_cast<float>(sweep.usd));
  const auto log_price = [](std::int32_t ticks) { return static_cast<float>(ticks * kUnitsPerTick); };
  report.displacement.push_back(log_price(displacement));
  report.return_removed.push_back(log_price(observed.end - (exogenous.end - start)));
  report.low_removed.push_back(log_price(observed.low - (exogenous.low - start)));
  report.high_removed.push_back(log_price(observed.high - (exogenous.high - start)));
}

Levels invert_all(const MarketState& market, const HeatmapResult& heatmap, BarInverter& inverter,
                  RepairResult& report) {
  const ObservedBars observed(market);
  Levels levels;
  std::int32_t start = 0;  // of the exogenous price, from the observed close
  for (std::size_t t = 0; t < market.bars(); ++t) {
    const TickBar bar = observed.bar(t);
    BothSweeps sweeps;
    for (std::size_t side = 0; side < kSides; ++side)
      sweeps.side[side] = past_sweep(heatmap, market, t, side, side == 0 ? -bar.low : bar.high, kMoneyUnitUsd);
    const TickBar exogenous = inverter.invert(bar, sweeps, start);
    const std::int64_t from = observed.close_before(t);
    levels.low.push_back(from + exogenous.low);
    levels.high.push_back(from + exogenous.high);
    levels.close.push_back(from + exogenous.end);
    add_report(report, sweeps, bar, exogenous, start, inverter.displacement_now());
    if (inverter.miss() > kMissTicks) ++report.missed_bars;
    report.largest_miss = std::max(report.largest_miss, inverter.miss() * kUnitsPerTick);
    start = exogenous.end - bar.end;
  }
  return levels;
}

// Takes the mean return of the subtraction out again: every bar is shifted alike, its extremes by half.
void match_mean(Levels& levels, std::int64_t observed_end) {
  const auto bars = static_cast<double>(levels.close.size());
  const double shift = static_cast<double>(observed_end - levels.close.back()) / bars;
  for (std::size_t t = 0; t < levels.close.size(); ++t) {
    const auto before = static_cast<double>(t);
    levels.close[t] += std::llround(shift * (before + 1));
    levels.low[t] += std::llround(shift * (before + 0.5));
    levels.high[t] += std::llround(shift * (before + 0.5));
  }
}

double mean_a_day(std::int64_t ticks, const MarketState& market) {
  return static_cast<double>(ticks) * kUnitsPerTick / static_cast<double>(market.bars()) * kDaySeconds /
         market.bar_seconds;
}

MarketState with_prices(const MarketState& market, const Levels& levels) {
  MarketState repaired = market;
  const double open = market.open.front();
  const auto price = [&](std::int64_t ticks) { return price_of_ticks(Scale::kLog, static_cast<double>(ticks), open); };
  for (std::size_t t = 0; t < market.bars(); ++t) {
    repaired.mark_low[t] = price(levels.low[t]);
    repaired.mark_high[t] = price(levels.high[t]);
    repaired.mark_close[t] = price(levels.close[t]);
  }
  return repaired;
}

double daily_sigma(const MarketState& market) {
  return history_volatility(market) / std::sqrt(kYearDays);
}

}  // namespace

RepairedHistory repair_history(const RunConfig& config, const MarketState& market, const HeatmapResult& heatmap,
                               const std::vector<ForwardVenue>& venues) {
  RepairedHistory result;
  RepairResult& report = result.report;
  report.time = heatmap.time;
  const BookTable book = book_of_all(config, venues);
  BarInverter inverter(rules_of_the_past(config, venues), book, market.bar_seconds);
  Levels levels = invert_all(market, heatmap, inverter, report);
  const std::int64_t observed_end = ObservedBars(market).close(market.bars() - 1);
  report.daily_mean_history = mean_a_day(observed_end, market);
  report.daily_mean_subtracted = mean_a_day(levels.close.back(), market);
  if (config.paths.process != "replay") match_mean(levels, observed_end);
  report.daily_mean_repaired = mean_a_day(levels.close.back(), market);
  result.market = with_prices(market, levels);
  report.daily_sigma_history = daily_sigma(market);
  report.daily_sigma_repaired = daily_sigma(result.market);
  return result;
}

}  // namespace tinderbox
