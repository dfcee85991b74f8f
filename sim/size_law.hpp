// Truncated Pareto sizes, sampled by notional: a sample stands for equal dollars, not equal positions, so that the few
// accounts that hold most of the notional are resolved.
//
// By count the law is F(x) = (1 - (m/x)^alpha) / (1 - (m/M)^alpha) on [m, M]; by notional its density is weighted with
// x, so with a = 1 - alpha the distribution function is (x^a - m^a) / (M^a - m^a), and log x / m for a = 0.
#pragma once

#include "sim/math.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Size at which a share u in (0, 1) of the notional between `low` and `high` is held by smaller positions.
// `exponent` is 1 - alpha; `log_ratio` is ln(high / low) > 0. Continuous through exponent = 0.
TINDERBOX_HD double size_by_notional(double u, double low, double log_ratio, double exponent) {
  const double growth = exponent * log_ratio;
  // For |growth| below 1e-8 the law is log-uniform to within 1e-7 relative, where exp(growth) - 1 would lose more.
  const bool flat = growth < 1e-8 && growth > -1e-8;
  const double safe = flat ? 1.0 : exponent;
  const double inside = fused(u, exp(growth) - 1.0, 1.0);
  const double power_of_ratio = log(greatest(inside, 0x1p-1000)) / safe;
  return low * exp(flat ? u * log_ratio : least(greatest(power_of_ratio, 0.0), log_ratio));
}

// Share of the notional of the law on [m, M] that lies in [low, high].
TINDERBOX_HD double notional_share(double low, double high, double m, double M, double alpha) {
  const double a = 1.0 - alpha;
  const double span = log(M / m);
  if (a * span < 1e-8 && a * span > -1e-8) return log(high / low) / span;
  return (exp(a * log(high / m)) - exp(a * log(low / m))) / (exp(a * span) - 1.0);
}

// Mean size by count: alpha m^alpha (M^(1-alpha) - m^(1-alpha)) / ((1 - alpha)(1 - (m/M)^alpha)).
TINDERBOX_HD double mean_size(double m, double M, double alpha) {
  const double span = log(M / m);
  const double a = 1.0 - alpha;
  const bool flat = a * span < 1e-8 && a * span > -1e-8;
  const double integral = flat ? span : (exp(a * span) - 1.0) / a;
  return alpha * m * integral / (1.0 - exp(-alpha * span));
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
