#include "host/engine/heston_price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr double kYearSeconds = 365.0 * 86400;
constexpr double kDaySeconds = 86400;
constexpr double kPartsOfReversion = 50;    // of 1 / kappa: the trapezoid
constexpr double kPartsOfDispersion = 500;  // of v / xi^2: the bridge, which knows one variance a part
constexpr double kMostParts = 256;

// The parameters in their usual names.
struct Heston {
  double now;
  double theta;
  double kappa;
  double xi;
  double rho;
};

Heston heston_of(const PathsConfig& p, double history) {
  const double now = p.volatility_annual > 0 ? p.volatility_annual : history;
  const double long_run = p.long_run_volatility_annual > 0 ? p.long_run_volatility_annual : now;
  return {now * now, long_run * long_run, p.variance_reversion_per_year, p.volatility_of_variance_annual,
          p.price_variance_correlation};
}

double parts_needed(const Heston& h, double step_years) {
  const double dispersion = h.xi * h.xi / std::min(h.now, h.theta);
  return std::ceil(step_years * std::max(kPartsOfReversion * h.kappa, kPartsOfDispersion * dispersion));
}

VarianceView variance_view(const Heston& h, const PathsConfig& paths) {
  const double step_years = paths.step_seconds / kYearSeconds;
  const double parts = std::clamp(parts_needed(h, step_years), 1.0, kMostParts);
  const double years = step_years / parts;
  const double left = exp(-h.kappa * years);
  const double pull = 1 - left;
  VarianceView view{};
  view.now = static_cast<float>(h.now);
  view.long_run = static_cast<float>(h.theta);
  view.pull = static_cast<float>(pull);
  view.spread_now = static_cast<float>(h.xi * h.xi * left * pull / h.kappa);
  view.spread_long_run = static_cast<float>(h.theta * h.xi * h.xi * pull * pull / (2 * h.kappa));
  view.years = static_cast<float>(years);
  view.price_per_noise = static_cast<float>(h.rho / h.xi * (1 + h.kappa * years / 2));
  view.shared = static_cast<float>(h.rho * h.rho);
  view.own = static_cast<float>(1 - h.rho * h.rho);
  view.drift_ticks = paths.drift_annual * years * kTicksPerUnit;
  view.parts = static_cast<std::int32_t>(parts);
  view.inside = paths.extremes == "inside" ? 1 : 0;
  return view;
}

// Expected variance of a day from now.
double variance_of_day(const Heston& h) {
  const double days = kDaySeconds / kYearSeconds;
  return h.theta * days + (h.now - h.theta) * (1 - exp(-h.kappa * days)) / h.kappa;
}

}  // namespace

ExogenousPrice heston_price(const PathsConfig& paths, double history) {
  const Heston h = heston_of(paths, history);
  ExogenousPrice price;
  price.process = PathProcess::kVariance;
  price.variance = variance_view(h, paths);
  price.daily_sigma = std::sqrt(variance_of_day(h));
  if (2 * h.kappa * h.theta < h.xi * h.xi)
    price.notes.push_back(fmt::format(
        "paths.volatility_of_variance_annual = {:.4g} breaks the Feller condition (its square is above 2 x reversion x "
        "long-run variance = {:.4g}): the variance of some paths reaches zero",
        h.xi, 2 * h.kappa * h.theta));
  if (const double needed = parts_needed(h, paths.step_seconds / kYearSeconds); needed > kMostParts)
    price.notes.push_back(fmt::format(
        "paths.step_seconds = {} is long for this variance process: it should be cut into {:.0f} parts, and is into "
        "{:.0f}; the law of extremes and volatility within a step is approximate",
        paths.step_seconds, needed, kMostParts));
  return price;
}

}  // namespace tinderbox
