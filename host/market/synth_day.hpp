// One day of the generated market in sub-steps, as a pure function of (seed, absolute day): whatever window is asked
// for, the same day has the same returns, activity and flows.
//
// Model (assumptions of our own, set to the scale of BTC perpetuals 2024-01 to 2025-06):
//   volatility   exp of two moving averages of hourly normal shocks (half-lives 1 day and 2 hours) with a memory of 14
//                days, times a season by hour of the day and weekday; mean square 1
//   return       volatility * normal + jump; jumps are rare, two-sided, slightly more often down
//   wick         last price over fair price: a fast mean-reverting deviation, and an overshoot at jumps
//   activity     traded volume over its mean: rises with volatility and with the size of the return
//   buy share    taker buys / volume, correlated with the return
//   build        log change of open interest before decay: slow build-ups and noise, and a flush (long or short
//                squeeze) while price has moved far within the hour
// Everything is built from + - * / sqrt and sim/math.hpp, so that every machine generates the same bits.
#pragma once

#include <cstdint>
#include <vector>

#include "host/config/run_config.hpp"

namespace tinderbox {

struct SynthDay {
  std::int64_t day = 0;              // days since 1970
  std::vector<double> log_return;    // [n] of the fair price
  std::vector<double> wick;          // [n] log of last price over fair price at the end of the sub-step
  std::vector<double> activity;      // [n] volume / (mean open interest * turnover per day * length), mean about 1
  std::vector<double> buy_share;     // [n] taker-buy volume / volume
  std::vector<double> oi_build;      // [n] log change of open interest, before its decay to the mean
  std::vector<double> funding_rate;  // [3] exchanged at 00, 08 and 16 h UTC, multiples of 1e-8
  std::vector<double> log_ratio;     // [25] accounts long / accounts short at every hour, the last of the next day
};

class SynthDayModel {
 public:
  // `sub_seconds` divides an hour.
  SynthDayModel(const SynthConfig& config, std::int64_t sub_seconds);

  [[nodiscard]] std::int64_t sub_seconds() const noexcept { return sub_seconds_; }
  [[nodiscard]] std::size_t sub_steps_per_day() const noexcept { return n_; }

  // `before` must be the day before, made by this model, or a day of which only the returns matter (`quiet_day`).
  [[nodiscard]] SynthDay make_day(std::int64_t day, const SynthDay& before) const;
  // A day without any move, to start from.
  [[nodiscard]] SynthDay quiet_day(std::int64_t day) const;

 private:
  struct Hourly;
  struct SubStep;
  [[nodiscard]] std::int64_t index_of(std::int64_t day, std::size_t i) const noexcept {  // of a sub-step since 1970
    return day * static_cast<std::int64_t>(n_) + static_cast<std::int64_t>(i);
  }
  [[nodiscard]] Hourly hourly_states(std::int64_t day) const;
  [[nodiscard]] SubStep sub_step(std::int64_t index, double log_volatility, double season) const;
  void add_price_and_flow(SynthDay& day, const Hourly& hourly) const;
  void add_open_interest(SynthDay& day, const SynthDay& before, const Hourly& hourly) const;
  void add_funding(SynthDay& day, const SynthDay& before, const Hourly& hourly) const;
  void add_ratio(SynthDay& day, const SynthDay& before, const Hourly& hourly) const;

  std::uint64_t seed_;
  std::int64_t sub_seconds_;
  std::size_t n_;            // sub-steps a day
  double scale_;             // volatility over that of the calibration, for thresholds of moves
  double step_volatility_;   // of the return of a sub-step without jumps
  double jump_probability_;  // a sub-step
  double jump_sd_;           // root mean square of a jump
  double wick_decay_;        // over a sub-step
};

}  // namespace tinderbox
