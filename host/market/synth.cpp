#include "host/market/synth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "host/market/synth_day.hpp"
#include "host/support/progress.hpp"
#include "host/support/sha256.hpp"
#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::int64_t kFundingSeconds = 8 * 3600;
constexpr std::int64_t kLongestSubStep = 10;  // seconds; the market is the same for every bar width it divides

// Open interest forgets its build-ups and flushes with this half-life; what lies further back than the memory is
// left out, so that a day's open interest does not depend on where the window starts.
constexpr double kStockHalfLifeDays = 3;
constexpr std::int64_t kStockMemoryDays = 40;
// Open interest in contracts follows the price this slowly, so that its value in USD stays near the configured one.
constexpr double kPriceMemoryDays = 7;

constexpr double kMostLots = 9e14;
constexpr double kMostPrice = 1e9;
constexpr double kLeastVolumePerChange = 1.25;  // a change of open interest is traded at least this often over
constexpr double kRatioUnit = 1e4;              // published with 4 decimals
constexpr double kLowestRatio = 0.6;
constexpr double kHighestRatio = 2.0;

// count * step, as the double nearest to the decimal that is printed (0.1 and 0.001 are no binary fractions).
double in_steps(double count, double step) {
  const double per_unit = round_down(1 / step + 0.5);
  return per_unit > 0 && 1 / per_unit == step ? count / per_unit : count * step;
}

double rounded(double x) {
  return round_down(x + 0.5);
}

// What one bar gathers from its sub-steps.
struct Bar {
  double open, high, low, close;
  double mark_low, mark_high, mark_close;
  double lots = 0, buy_lots = 0, notional = 0;  // notional: lots times price

  Bar(double last, double mark)
      : open(last), high(last), low(last), close(last), mark_low(mark), mark_high(mark), mark_close(mark) {}

  void add_prices(double last, double mark) {
    high = greatest(high, last);
    low = least(low, last);
    close = last;
    mark_high = greatest(mark_high, mark);
    mark_low = least(mark_low, mark);
    mark_close = mark;
  }
};

class Synthesizer {
 public:
  Synthesizer(const RunConfig& config, const Venue& venue)
      : config_(config),
        venue_(venue),
        model_(config.synth, std::gcd<std::int64_t>(config.market.bar_seconds, kLongestSubStep)),
        stock_decay_(exp(-kLn2High * days_per_step() / kStockHalfLifeDays)),
        price_decay_(exp(-kLn2High * days_per_step() / kPriceMemoryDays)),
        lowest_log_price_(log(venue.tick_size_usd)),
        highest_log_price_(log(kMostPrice)),
        today_(model_.quiet_day(0)) {}

  MarketState run() {
    describe();
    warm_up();
    bars_left_ = config_.configured_bars();
    while (bars_left_ > 0) {
      throw_if_interrupted();
      run_day();
    }
    market_.inputs.push_back(record());
    return std::move(market_);
  }

 private:
  double days_per_step() const { return static_cast<double>(model_.sub_seconds()) / static_cast<double>(kDaySeconds); }

  void describe() {
    market_.venue = venue_.name;
    market_.contract = venue_.contract;
    market_.start_time = config_.market.start_utc;
    market_.bar_seconds = config_.market.bar_seconds;
    market_.tick_size_usd = venue_.tick_size_usd;
    market_.lot_size = venue_.lot_size;
    market_.inverse_contract_usd = venue_.contract_kind == ContractKind::kInverse ? venue_.contract_value : 0;
    market_.synthetic = true;
    market_.mark_source = config_.market.mark == "last" ? "last" : "mark";
  }

  // Generates the days before the window, whose build-ups and flushes are still felt in it.
  void warm_up() {
    const std::int64_t first_day = floor_day(config_.market.start_utc);
    // The very first day has no day before it and only serves the next; its own sum falls out of the memory.
    today_ = model_.quiet_day(first_day - kStockMemoryDays - 2);
    for (std::int64_t day = first_day - kStockMemoryDays - 1; day <= first_day; ++day) start_day(day);
    first_sub_step_ =
        static_cast<std::size_t>((config_.market.start_utc - first_day * kDaySeconds) / model_.sub_seconds());
    for (std::size_t i = 0; i < first_sub_step_; ++i) advance_stock(i);
    // The first open is the configured price, whatever the deviation of last from fair price is at that time.
    log_price_ = log(config_.synth.price_usd) - wick_before(first_sub_step_);
    slow_log_price_ = log(config_.synth.price_usd);
    funding_rate_ = funding_at_or_before(first_sub_step_);
    last_ = last_price(wick_before(first_sub_step_));
    mark_ = mark_price();
    market_.open_interest_lots.push_back(stock_lots());
  }

  static std::int64_t floor_day(std::int64_t time) {
    return time >= 0 ? time / kDaySeconds : -((-time + kDaySeconds - 1) / kDaySeconds);
  }

  // Makes `day` today. The stock at its open is rebuilt from the last days' sums, so that the start of the window
  // leaves no trace in it.
  void start_day(std::int64_t day) {
    today_ = model_.make_day(day, today_);
    stock_ = 0;
    for (const double sum : day_sums_) stock_ = stock_ * day_decay() + sum;
    double sum = 0;
    for (const double build : today_.oi_build) sum = sum * stock_decay_ + build;
    day_sums_.push_back(sum);
    if (day_sums_.size() > static_cast<std::size_t>(kStockMemoryDays)) day_sums_.erase(day_sums_.begin());
  }

  static double day_decay() { return exp(-kLn2High / kStockHalfLifeDays); }

  void advance_stock(std::size_t i) { stock_ = stock_ * stock_decay_ + today_.oi_build[i]; }

  void run_day() {
    const auto per_bar = static_cast<std::size_t>(config_.market.bar_seconds / model_.sub_seconds());
    for (std::size_t i = first_sub_step_; i < model_.sub_steps_per_day() && bars_left_ > 0; i += per_bar, --bars_left_)
      add_bar(i, i + per_bar);
    first_sub_step_ = 0;
    if (bars_left_ > 0) start_day(today_.day + 1);
  }

  void add_bar(std::size_t begin, std::size_t end) {
    double paid = 0;
    market_.long_short_ratio.push_back(ratio_at(begin));
    for (std::size_t i = begin; i < end; ++i) {
      if (!funding_falls_on(i)) continue;
      paid += today_.funding_rate[funding_index(i)];
      if (i == begin) funding_rate_ = today_.funding_rate[funding_index(i)];
    }
    market_.funding_rate.push_back(funding_rate_);
    market_.funding_paid.push_back(paid);
    funding_rate_ = funding_at_or_before(end - 1);

    Bar bar(last_, mark_);
    for (std::size_t i = begin; i < end; ++i) add_sub_step(bar, i);
    finish(bar);
  }

  void add_sub_step(Bar& bar, std::size_t i) {
    const double before = last_;
    log_price_ = clamped_log_price(log_price_ + today_.log_return[i]);
    slow_log_price_ = log_price_ + (slow_log_price_ - log_price_) * price_decay_;
    advance_stock(i);
    last_ = last_price(today_.wick[i]);
    mark_ = market_.mark_source == "mark" ? mark_price() : last_;
    bar.add_prices(last_, mark_);
    const double lots = today_.activity[i] * config_.synth.turnover_per_day * days_per_step() * level_lots();
    bar.lots += lots;
    bar.buy_lots += lots * today_.buy_share[i];
    bar.notional += lots * 0.5 * (before + last_);
  }

  void finish(const Bar& bar) {
    const std::int64_t stock = stock_lots();
    const std::int64_t change = stock - market_.open_interest_lots.back();
    const double least_lots = static_cast<double>(change < 0 ? -change : change) * kLeastVolumePerChange;
    const double lots = least(greatest(rounded(greatest(bar.lots, least_lots)), 2.0), kMostLots);
    const double buy_lots = least(greatest(rounded(lots * bar.buy_lots / bar.lots), 1.0), lots - 1);
    const double volume = in_steps(lots, venue_.lot_size);
    // Files hold the turnover in USD; the price comes from it, as for a market that is read from files.
    const double turnover = volume * least(greatest(bar.notional / bar.lots, bar.low), bar.high);

    market_.open.push_back(bar.open);
    market_.high.push_back(bar.high);
    market_.low.push_back(bar.low);
    market_.close.push_back(bar.close);
    market_.mark_low.push_back(bar.mark_low);
    market_.mark_high.push_back(bar.mark_high);
    market_.mark_close.push_back(bar.mark_close);
    market_.volume.push_back(volume);
    market_.taker_buy_volume.push_back(in_steps(buy_lots, venue_.lot_size));
    market_.vwap.push_back(least(greatest(turnover / volume, bar.low), bar.high));
    market_.open_interest_lots.push_back(stock);
  }

  // ---- prices ----

  double clamped_log_price(double x) const { return least(greatest(x, lowest_log_price_), highest_log_price_); }

  double on_tick(double price) const {
    return in_steps(greatest(rounded(price / venue_.tick_size_usd), 1.0), venue_.tick_size_usd);
  }
  double last_price(double wick) const { return on_tick(exp(log_price_ + wick)); }
  double mark_price() const { return on_tick(exp(log_price_)); }
  double wick_before(std::size_t i) const { return i == 0 ? 0.0 : today_.wick[i - 1]; }

  // ---- open interest ----

  // What open interest is without build-ups and flushes.
  // Of an inverse contract a lot is worth the same at every price.
  double level_lots() const {
    const double contracts = market_.is_inverse() ? config_.synth.open_interest_usd / market_.inverse_contract_usd
                                                  : config_.synth.open_interest_usd * exp(-slow_log_price_);
    return contracts / venue_.lot_size;
  }
  std::int64_t stock_lots() const {
    return static_cast<std::int64_t>(least(greatest(rounded(level_lots() * exp(stock_)), 1.0), kMostLots));
  }

  // ---- funding and account ratios ----

  std::size_t funding_index(std::size_t i) const {
    return i / static_cast<std::size_t>(kFundingSeconds / model_.sub_seconds());
  }
  bool funding_falls_on(std::size_t i) const {
    return i % static_cast<std::size_t>(kFundingSeconds / model_.sub_seconds()) == 0;
  }
  double funding_at_or_before(std::size_t i) const { return today_.funding_rate[funding_index(i)]; }

  double ratio_at(std::size_t i) const {
    const std::size_t per_hour = model_.sub_steps_per_day() / 24;
    const double part = static_cast<double>(i % per_hour) / static_cast<double>(per_hour);
    const std::vector<double>& knots = today_.log_ratio;
    const double ratio = exp(knots[i / per_hour] * (1 - part) + knots[i / per_hour + 1] * part);
    return rounded(least(greatest(ratio, kLowestRatio), kHighestRatio) * kRatioUnit) / kRatioUnit;
  }

  InputRecord record() const {
    Sha256 sha;
    const auto add = [&sha](const auto& series) { sha.update(series.data(), series.size() * sizeof(series[0])); };
    for (const auto* series :
         {&market_.open, &market_.high, &market_.low, &market_.close, &market_.mark_low, &market_.mark_high,
          &market_.mark_close, &market_.volume, &market_.vwap, &market_.taker_buy_volume, &market_.funding_paid,
          &market_.funding_rate, &market_.long_short_ratio})
      add(*series);
    add(market_.open_interest_lots);
    return {.path = fmt::format("synth.seed = {}", config_.synth.seed),
            .kind = "synth",
            .sha256 = sha.hex_digest(),
            .rows = static_cast<std::int64_t>(market_.bars()),
            .first_time = market_.start_time,
            .last_time = market_.end_time() - market_.bar_seconds};
  }

  const RunConfig& config_;
  const Venue& venue_;
  SynthDayModel model_;
  double stock_decay_;  // over a sub-step
  double price_decay_;
  double lowest_log_price_;
  double highest_log_price_;
  MarketState market_;
  SynthDay today_;
  std::vector<double> day_sums_;  // of the days before tomorrow, oldest first: what each leaves at its close
  std::size_t first_sub_step_ = 0;
  std::int64_t bars_left_ = 0;
  double stock_ = 0;           // log of open interest over its level
  double log_price_ = 0;       // fair price
  double slow_log_price_ = 0;  // its average over days
  double last_ = 0;            // last price
  double mark_ = 0;
  double funding_rate_ = 0;
};

}  // namespace

MarketState synthesize_market(const RunConfig& config, const Venue& venue) {
  return Synthesizer(config, venue).run();
}

}  // namespace tinderbox
