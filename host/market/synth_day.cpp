#include "host/market/synth_day.hpp"

#include <algorithm>
#include <array>

#include "host/market/synth_noise.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::int64_t kHourSeconds = 3600;
constexpr std::size_t kHours = 24;
constexpr double kDaysPerYear = 365;

// Volatility: standard deviations of the two log components; the share of variance that comes from jumps.
constexpr double kSlowSd = 0.42;
constexpr double kFastSd = 0.32;
constexpr double kLogVariance = kSlowSd * kSlowSd + kFastSd * kFastSd;
constexpr std::size_t kMemoryHours = 14 * kHours;
constexpr double kJumpVarianceShare = 0.15;
constexpr double kJumpsPerDay = 0.5;
constexpr double kDownJumpShare = 0.55;

// Relative volatility by UTC hour and on weekends: quiet Asian morning, busiest when New York opens.
constexpr std::array<double, kHours> kHourSeason = {1.00, 1.00, 0.95, 0.82, 0.76, 0.74, 0.82, 0.86,
                                                    0.86, 0.80, 0.78, 0.82, 0.95, 1.25, 1.50, 1.38,
                                                    1.18, 1.15, 1.12, 1.10, 1.02, 0.96, 0.90, 0.85};
constexpr double kWeekendSeason = 0.70;

// Wick: last over fair price.
constexpr double kWickSd = 1.5e-4;
constexpr double kWickHalfLifeSeconds = 30;
constexpr double kJumpOvershoot = 0.25;

// Activity: elasticity to volatility, spread of its noise, and how much a large return adds.
constexpr double kActivityElasticity = 1.15;
constexpr double kActivityNoise = 0.40;
constexpr double kActivityPerReturn = 0.50;
constexpr double kJumpMinutes = 20;                         // a jump trades as much as these
constexpr double kMeanAbsoluteNormal = 0.7978845608028654;  // sqrt(2 / pi)
constexpr double kMeanRootExponential = 0.886226925452758;  // sqrt(pi) / 2

// Open interest, per hour. A flush runs while the move within the last hour exceeds the threshold (times the ratio of
// volatility to its calibration); the build-up makes good on average what flushes take.
constexpr double kBuildNoise = 0.0045;
constexpr double kMostNoisyActivity = 4;
constexpr double kBuildUpSd = 0.0016;
constexpr std::int64_t kFlushSeconds = 1800;
constexpr double kFlushThreshold = 0.014;
constexpr double kFlushPerMove = 10.0;
constexpr double kMostFlush = 0.10;
constexpr double kMeanBuild = 0.00025;
constexpr double kCalibrationVolatility = 0.50;

// Funding: premium = mean + noise + slope * (move of the last day), through the venue's formula
// F = P + clamp(I - P, -0.05%, 0.05%), capped.
constexpr double kPremiumMean = -1.0e-4;
constexpr double kPremiumSd = 2.5e-4;
constexpr double kPremiumPerMove = 0.016;
constexpr double kInterest = 1e-4;
constexpr double kPremiumDamper = 5e-4;
constexpr double kFundingCap = 3e-3;
constexpr double kFundingUnit = 1e8;  // rates are published with 8 decimals
constexpr std::size_t kFundingsPerDay = 3;

// Account ratio: the crowd leans against the move of the last day.
constexpr double kLogRatioMean = 0.12;
constexpr double kLogRatioSd = 0.22;
constexpr double kLogRatioPerMove = -3.0;

double squared(double x) {
  return x * x;
}

bool is_weekend(std::int64_t day) {
  const std::int64_t weekday = ((day + 4) % 7 + 7) % 7;  // 0 = Sunday; 1970-01-01 was a Thursday
  return weekday == 0 || weekday == 6;
}

// Factor of a day, and of an hour of the day, each with mean square 1.
double day_season(std::int64_t day) {
  const double weekday = square_root((7 - 2 * squared(kWeekendSeason)) / 5);
  return is_weekend(day) ? kWeekendSeason : weekday;
}

double hour_season(std::size_t hour) {
  double mean_square = 0;
  for (const double factor : kHourSeason) mean_square += squared(factor) / kHours;
  return kHourSeason[hour % kHours] / square_root(mean_square);
}

double clamped(double x, double low, double high) {
  return least(greatest(x, low), high);
}

// Between the values of this hour and the next.
double between(const std::vector<double>& hourly, double hour) {
  const auto whole = static_cast<std::size_t>(hour);
  const double part = hour - static_cast<double>(whole);
  return hourly[whole] * (1 - part) + hourly[whole + 1] * part;
}

// Sums of the returns of two days, from the open of the first: moves over any stretch are differences.
std::vector<double> summed_returns(const SynthDay& before, const SynthDay& day) {
  std::vector<double> sums{0.0};
  for (const std::vector<double>* returns : {&before.log_return, &day.log_return})
    for (const double r : *returns) sums.push_back(sums.back() + r);
  return sums;
}

}  // namespace

// Hourly states of one day and the first hour of the next: [25].
struct SynthDayModel::Hourly {
  std::vector<double> log_volatility;  // of the two components, standard normal weights applied
  std::vector<double> season;
  std::vector<double> build_up;
  std::vector<double> premium;
  std::vector<double> ratio;
};

struct SynthDayModel::SubStep {
  double log_return, wick_shock, activity, buy_share;
};

SynthDayModel::SynthDayModel(const SynthConfig& config, std::int64_t sub_seconds)
    : seed_(config.seed),
      sub_seconds_(sub_seconds),
      n_(static_cast<std::size_t>(kDaySeconds / sub_seconds)),
      scale_(config.volatility_annual / kCalibrationVolatility) {
  const double days = static_cast<double>(sub_seconds) / static_cast<double>(kDaySeconds);
  const double daily_volatility = config.volatility_annual / square_root(kDaysPerYear);
  step_volatility_ = daily_volatility * square_root(days * (1 - kJumpVarianceShare));
  jump_probability_ = kJumpsPerDay * days;
  jump_sd_ = daily_volatility * square_root(kJumpVarianceShare / kJumpsPerDay);
  wick_decay_ = exp(-kLn2High * static_cast<double>(sub_seconds) / kWickHalfLifeSeconds);
}

SynthDayModel::Hourly SynthDayModel::hourly_states(std::int64_t day) const {
  static const HourlyMemory kSlow(SynthStream::kSlowVolatility, 24, kMemoryHours);
  static const HourlyMemory kFast(SynthStream::kFastVolatility, 2, kMemoryHours);
  static const HourlyMemory kBuildUp(SynthStream::kBuildUp, 10, kMemoryHours);
  static const HourlyMemory kPremium(SynthStream::kPremium, 24, kMemoryHours);
  static const HourlyMemory kRatio(SynthStream::kRatio, 48, kMemoryHours);
  const std::int64_t first = day * static_cast<std::int64_t>(kHours);
  Hourly hourly;
  hourly.log_volatility = kSlow.values(seed_, first, kHours + 1);
  const std::vector<double> fast = kFast.values(seed_, first, kHours + 1);
  for (std::size_t h = 0; h <= kHours; ++h) {
    hourly.log_volatility[h] = kSlowSd * hourly.log_volatility[h] + kFastSd * fast[h];
    hourly.season.push_back(hour_season(h) * day_season(h == kHours ? day + 1 : day));
  }
  hourly.build_up = kBuildUp.values(seed_, first, kHours + 1);
  hourly.premium = kPremium.values(seed_, first, kHours + 1);
  hourly.ratio = kRatio.values(seed_, first, kHours + 1);
  return hourly;
}

SynthDayModel::SubStep SynthDayModel::sub_step(std::int64_t index, double log_volatility, double season) const {
  const SynthUniforms price = synth_uniforms(seed_, SynthStream::kPrice, index);
  const SynthUniforms flow = synth_uniforms(seed_, SynthStream::kFlow, index);
  const double z = normal_quantile(price.u0);
  const double volatility = season * exp(log_volatility - kLogVariance);  // mean square 1
  const double diffusion = volatility * step_volatility_;

  const bool jumps = price.u1 < jump_probability_;
  const double size = jumps ? jump_sd_ * square_root(-log(price.u2)) : 0;
  const double jump = price.u3 < kDownJumpShare ? -size : size;
  const double mean_jump = jump_probability_ * jump_sd_ * kMeanRootExponential * (1 - 2 * kDownJumpShare);

  // exp(a x - a^2 v / 2) has mean 1 for x normal with variance v.
  const double shift = -0.5 * squared(kActivityElasticity) * kLogVariance - 0.5 * squared(kActivityNoise);
  const double spread = exp(kActivityElasticity * log_volatility + kActivityNoise * normal_quantile(flow.u0) + shift);
  const double burst = jumps ? kJumpMinutes * 60 / static_cast<double>(sub_seconds_) : 0;
  const double pressure = 0.9 * z + 0.6 * normal_quantile(flow.u1);
  const double wick_noise = kWickSd * scale_ * square_root(1 - squared(wick_decay_));
  return {
      .log_return = diffusion * z - 0.5 * squared(diffusion) + jump - mean_jump,
      .wick_shock = wick_noise * volatility * normal_quantile(flow.u3) + kJumpOvershoot * jump,
      .activity = squared(season) * spread * (1 + kActivityPerReturn * (greatest(z, -z) - kMeanAbsoluteNormal)) + burst,
      .buy_share = 0.5 + 0.30 * pressure / square_root(1 + squared(pressure))};
}

void SynthDayModel::add_price_and_flow(SynthDay& day, const Hourly& hourly) const {
  double wick = 0;
  for (std::size_t i = 0; i < n_; ++i) {
    const double hour = static_cast<double>(i) * kHours / static_cast<double>(n_);
    const SubStep step =
        sub_step(index_of(day.day, i), between(hourly.log_volatility, hour), between(hourly.season, hour));
    wick = wick_decay_ * wick + step.wick_shock;
    day.log_return.push_back(step.log_return);
    day.wick.push_back(wick);
    day.activity.push_back(step.activity);
    day.buy_share.push_back(step.buy_share);
  }
}

void SynthDayModel::add_open_interest(SynthDay& day, const SynthDay& before, const Hourly& hourly) const {
  const std::vector<double> sums = summed_returns(before, day);
  const auto back = static_cast<std::size_t>(kFlushSeconds / sub_seconds_);
  const double length = static_cast<double>(sub_seconds_) / static_cast<double>(kHourSeconds);  // hours
  for (std::size_t i = 0; i < n_; ++i) {
    const double move = sums[n_ + i + 1] - sums[n_ + i + 1 - back];
    const double excess = greatest(greatest(move, -move) / scale_ - kFlushThreshold, 0.0);
    const double flush = least(kFlushPerMove * excess, kMostFlush);
    const double build = kMeanBuild + kBuildUpSd * between(hourly.build_up, static_cast<double>(i) * length);
    // Changes come out of what is traded: quiet hours move little open interest.
    const double z = normal_quantile(synth_uniforms(seed_, SynthStream::kFlow, index_of(day.day, i)).u2);
    const double noise = kBuildNoise * square_root(length * least(day.activity[i], kMostNoisyActivity)) * z;
    day.oi_build.push_back(noise + (build - flush) * length);
  }
}

void SynthDayModel::add_funding(SynthDay& day, const SynthDay& before, const Hourly& hourly) const {
  const std::vector<double> sums = summed_returns(before, day);
  for (std::size_t k = 0; k < kFundingsPerDay; ++k) {
    const std::size_t at = n_ + k * n_ / kFundingsPerDay;
    const double move = (sums[at] - sums[at - n_]) / scale_;
    const double premium =
        kPremiumMean + kPremiumSd * hourly.premium[k * kHours / kFundingsPerDay] + kPremiumPerMove * move;
    const double rate = premium + clamped(kInterest - premium, -kPremiumDamper, kPremiumDamper);
    const double units = round_down(clamped(rate, -kFundingCap, kFundingCap) * kFundingUnit + 0.5);
    day.funding_rate.push_back(units / kFundingUnit);
  }
}

void SynthDayModel::add_ratio(SynthDay& day, const SynthDay& before, const Hourly& hourly) const {
  const std::vector<double> sums = summed_returns(before, day);
  for (std::size_t h = 0; h <= kHours; ++h) {
    const std::size_t at = n_ + h * n_ / kHours;
    const double move = (sums[at] - sums[at - n_]) / scale_;
    day.log_ratio.push_back(kLogRatioMean + kLogRatioSd * hourly.ratio[h] + kLogRatioPerMove * move);
  }
}

SynthDay SynthDayModel::make_day(std::int64_t day, const SynthDay& before) const {
  const Hourly hourly = hourly_states(day);
  SynthDay result;
  result.day = day;
  add_price_and_flow(result, hourly);
  add_open_interest(result, before, hourly);
  add_funding(result, before, hourly);
  add_ratio(result, before, hourly);
  return result;
}

SynthDay SynthDayModel::quiet_day(std::int64_t day) const {
  SynthDay result;
  result.day = day;
  result.log_return.assign(n_, 0.0);
  return result;
}

}  // namespace tinderbox
