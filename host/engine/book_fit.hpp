// A density a + k x fitted to what is known of a book: measured depth, or the measured response of price to flow.
#pragma once

#include <vector>

#include "host/config/run_config.hpp"

namespace tinderbox {

struct LinearDensity {
  double usd_per_percent = 0;         // a >= 0
  double slope_usd_per_percent2 = 0;  // k >= 0
  double largest_error = 0;           // of the cumulative depth, relative, over the points
};

// Least squares of the relative error of cumulative depth a x + k x^2 / 2, neither of the two negative. Points without
// depth are passed over; at least one has some.
[[nodiscard]] LinearDensity fit_density(const std::vector<DepthLevel>& points);

// Relative move of the price (a fraction) in the minute in which so many BTC were bought net of sales, on Binance's
// BTCUSDT perpetual: A x / (1 + x^alpha)^(beta / alpha), x = Q / 25.54 BTC. Source: somtri, impact-lab (778 million
// trades, 2026-02 to 2026-07). It is a correlation with total flow: an upper bound on impact that is caused.
[[nodiscard]] double response_of_minute(double btc);

// That curve as the cumulative depth that would give it, 1 to 100 BTC: there its exponent is 0.76, as that of the
// regression over all minutes. `price_usd`: of a BTC.
[[nodiscard]] std::vector<DepthLevel> depth_of_response(double price_usd);

// Exponent of impact over volume, by least squares of the logarithms over orders of 1 to 100 BTC.
[[nodiscard]] double impact_exponent(const RunConfig& config, double price_usd);

}  // namespace tinderbox
