#include "host/engine/jump_price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/support/error.hpp"
#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr double kYearSeconds = 365.0 * 86400;
constexpr double kDaySeconds = 86400;
constexpr double kMostDrift = 16;  // log units a step

// Of one jump of the log price.
struct JumpMoments {
  double growth;  // E exp(jump) - 1
  double square;  // E jump^2
};

JumpMoments jump_moments(const PathsConfig& p) {
  if (p.process == "merton") {
    const double variance = p.jump_sd_log * p.jump_sd_log;
    return {exp(p.jump_mean_log + variance / 2) - 1, p.jump_mean_log * p.jump_mean_log + variance};
  }
  const double up = p.up_jump_share;
  const double down = 1 - up;
  return {up / (1 - p.up_jump_mean_log) + down / (1 + p.down_jump_mean_log) - 1,
          2 * (up * p.up_jump_mean_log * p.up_jump_mean_log + down * p.down_jump_mean_log * p.down_jump_mean_log)};
}

double diffusion_variance(const PathsConfig& paths, double history, double of_jumps) {
  if (paths.volatility_annual > 0) return paths.volatility_annual * paths.volatility_annual;
  const double rest = history * history - of_jumps;
  if (rest > 0) return rest;
  throw InputError({"paths.jumps_per_year", "makes the jumps alone more volatile than the history",
                    fmt::format("{:.3g} a year from jumps", std::sqrt(of_jumps)),
                    fmt::format("less than the history's {:.3g}", history),
                    "fewer or smaller jumps, or set paths.volatility_annual, that of the diffusion alone"});
}

JumpsView jumps_view(const PathsConfig& p) {
  JumpsView view{};
  view.law = p.process == "merton" ? JumpLaw::kNormal : JumpLaw::kDoubleExponential;
  view.rate = p.jumps_per_year * p.step_seconds / kYearSeconds;
  const double some = 1 - exp(-view.rate);
  view.may_jump = static_cast<std::uint32_t>(std::min(std::floor(some * 0x1p32) + 1, 0x1p32 - 1));
  view.mean_ticks = static_cast<float>(p.jump_mean_log * kTicksPerUnit);
  view.sd_ticks = static_cast<float>(p.jump_sd_log * kTicksPerUnit);
  view.up_threshold = static_cast<std::uint32_t>(std::min(std::floor(p.up_jump_share * 0x1p32 + 0.5), 0x1p32 - 1));
  view.up_ticks = static_cast<float>(p.up_jump_mean_log * kTicksPerUnit);
  view.down_ticks = static_cast<float>(p.down_jump_mean_log * kTicksPerUnit);
  view.inside = p.extremes == "inside" ? 1 : 0;
  return view;
}

}  // namespace

ExogenousPrice jump_price(const PathsConfig& paths, double history) {
  const JumpMoments jump = jump_moments(paths);
  const double of_jumps = paths.jumps_per_year * jump.square;
  const double variance = diffusion_variance(paths, history, of_jumps);
  const double growth = paths.drift_annual - variance / 2 - paths.jumps_per_year * jump.growth;
  if (const double a_step = growth * paths.step_seconds / kYearSeconds; std::abs(a_step) > kMostDrift)
    throw InputError({"paths.jumps_per_year", "needs a drift that no step holds to keep the expected price",
                      fmt::format("{:.3g} of the log price a step", a_step), fmt::format("at most {}", kMostDrift),
                      "fewer or smaller jumps, or shorter steps"});
  ExogenousPrice price;
  price.process = PathProcess::kJumps;
  price.diffusion = diffusion_view(paths, std::sqrt(variance), growth);
  price.jumps = jumps_view(paths);
  price.daily_sigma = std::sqrt((variance + of_jumps) * kDaySeconds / kYearSeconds);
  return price;
}

}  // namespace tinderbox
