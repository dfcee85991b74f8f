#include "host/engine/block_length.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr std::size_t kShortest = 10;

std::vector<double> centred(std::vector<double> series) {
  double mean = 0;
  for (const double x : series) mean += x / static_cast<double>(series.size());
  for (double& x : series) x -= mean;
  return series;
}

// R(0) to R(lags).
std::vector<double> autocovariances(const std::vector<double>& x, std::size_t lags) {
  std::vector<double> r;
  for (std::size_t k = 0; k <= lags; ++k) {
    double sum = 0;
    for (std::size_t t = k; t < x.size(); ++t) sum += x[t] * x[t - k];
    r.push_back(sum / static_cast<double>(x.size()));
  }
  return r;
}

// The last lag that matters: `run` negligible autocorrelations follow it, or none that is not.
std::size_t last_lag(const std::vector<double>& r, std::size_t farthest, std::size_t run, double negligible) {
  std::size_t last = 0;
  for (std::size_t k = 1; k < r.size() && k <= last + run; ++k)
    if (std::abs(r[k]) >= negligible * r[0]) last = k;
  return std::min(last, farthest);
}

double flat_top(double t) {
  return std::clamp(2 * (1 - t), 0.0, 1.0);
}

}  // namespace

double politis_white_block(const std::vector<double>& series) {
  if (series.size() < kShortest) return 1;
  if (const auto [least, most] = std::ranges::minmax(series); !(least < most)) return 1;
  const auto n = static_cast<double>(series.size());
  const std::vector<double> x = centred(series);
  const double decades = log(n) / log(10.0);
  const auto run = static_cast<std::size_t>(std::max(5.0, std::ceil(std::sqrt(decades))));
  const auto farthest = static_cast<std::size_t>(std::ceil(std::sqrt(n))) + run;
  const std::vector<double> r = autocovariances(x, std::min(2 * farthest, series.size() - 1));
  const std::size_t window = 2 * std::max<std::size_t>(1, last_lag(r, farthest, run, 2 * std::sqrt(decades / n)));
  double level = r[0];
  double slope = 0;
  for (std::size_t k = 1; k <= std::min(window, r.size() - 1); ++k) {
    const double weighted = 2 * flat_top(static_cast<double>(k) / static_cast<double>(window)) * r[k];
    level += weighted;
    slope += static_cast<double>(k) * weighted;
  }
  const double most = std::ceil(std::min(3 * std::sqrt(n), n / 3));
  if (!(level * level > 0)) return most;
  const double cube = slope * slope / (level * level) * n;
  return cube > 1 ? std::min(power(cube, 1.0 / 3), most) : 1.0;
}

double automatic_block(const MarketState& market, std::vector<std::string>& notes) {
  std::vector<double> returns;
  std::vector<double> sizes;
  for (std::size_t t = 1; t < market.bars(); ++t) {
    returns.push_back(log(market.mark_close[t] / market.mark_close[t - 1]));
    sizes.push_back(std::abs(returns.back()));
  }
  const double of_returns = politis_white_block(returns);
  const double of_sizes = politis_white_block(sizes);
  const double bars = std::clamp(std::max(of_returns, of_sizes), 1.0, static_cast<double>(market.bars()));
  const double hours = market.bar_seconds / 3600.0;
  notes.push_back(fmt::format(
      "paths.block_hours = 0: blocks of {:.3g} h on average, by the rule of Politis and White (returns {:.3g} h, their "
      "sizes {:.3g} h)",
      bars * hours, of_returns * hours, of_sizes * hours));
  return bars;
}

}  // namespace tinderbox
