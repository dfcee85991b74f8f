#include "host/validate/diffusion_setup.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tinderbox::validation {
namespace {

constexpr Range kDays{1e-6, 20000};
constexpr Range kVolatility{1e-9, 1e6};
constexpr Range kDrift{-1e6, 1e6};
constexpr double kFarthest = 50;  // units of the coordinate, of the 64 that there are

void need_range(double sd, double drift) {
  const double reach = 7 * sd + std::abs(drift);
  if (reach > kFarthest)
    throw OutOfReach(fmt::format("paths would reach {:.3g} units, beyond the price coordinate", reach));
  if (sd < 1e-5) throw OutOfReach(fmt::format("a standard deviation of {:.3g} is a few ticks of the coordinate", sd));
}

}  // namespace

GbmLaw gbm_law(const Parameters& p, const char* days_key) {
  GbmLaw law;
  law.now = p.number("S0", {1e-3, 1e12});
  law.days = p.number(days_key, kDays);
  const double years = law.days / p.number_or("year_days", kYearDays, {1, 1000});
  const double sigma = p.number("sigma", kVolatility);
  law.sd = sigma * std::sqrt(years);
  law.drift = (p.number_or("mu", 0, kDrift) - sigma * sigma / 2) * years;
  return law;
}

LogLaw log_law(const Parameters& p, double days) {
  return {days, p.number("sigma_day", kVolatility) * std::sqrt(days), p.number_or("nu_day", 0, kDrift) * days};
}

LogLaw log_law(const Parameters& p) {
  return log_law(p, p.number("T_days", kDays));
}

double bachelier_sd(const Parameters& p) {
  return p.number("sigma_per_sqrt_day", kPositive) * std::sqrt(p.number("T_days", kDays));
}

BridgeLaw bridge_law(const Parameters& p) {
  const double sd = p.number("sigma_day", kVolatility) * std::sqrt(p.number("dt_days", kDays)) * kTicksPerUnit;
  return {sd * sd};
}

ForwardSetup log_setup(const LogLaw& law, std::uint64_t seed, std::int64_t paths, std::int32_t steps,
                       std::int32_t output_steps, double now) {
  need_range(law.sd, law.drift);
  ForwardSetup setup = forward_setup("gbm", now, paths);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  setup.config.seed = seed;
  set_diffusion(setup.config, law.days, steps, output_steps, law.sd, law.drift);
  setup.ladder = empty_ladder({now / 2, now * 1.5}, 1);
  return setup;
}

ForwardSetup gbm_setup(const GbmLaw& law, std::uint64_t seed, std::int64_t paths, std::int32_t steps,
                       std::int32_t output_steps) {
  return log_setup(law, seed, paths, steps, output_steps, law.now);
}

ForwardSetup bachelier_setup(double now, double sd, double days, std::uint64_t seed, std::int64_t paths,
                             std::int32_t steps) {
  need_range(sd / now, 0);
  ForwardSetup setup = forward_setup("bachelier", now, paths);
  setup.market.open_interest_lots.back() = 0;
  setup.config.seed = seed;
  set_diffusion(setup.config, days, steps, std::min(steps, 4), sd / now, 0);
  setup.ladder = empty_ladder({now / 2, now * 1.5}, 1);
  return setup;
}

Windows windows_between(double from, double to, std::int32_t most) {
  if (!(from >= 0 && from < to)) throw BadEntry("the window ends before it begins");
  for (std::int32_t count = 1; count <= most; ++count) {
    const double at = from / to * count;
    if (std::abs(at - std::round(at)) < 1e-9 * count) return {count, static_cast<std::int32_t>(std::lround(at))};
  }
  throw OutOfReach(fmt::format("{} and {} days are no multiples of a common output step", from, to));
}

}  // namespace tinderbox::validation
