#include "host/engine/book_fit.hpp"

#include <algorithm>
#include <cmath>

#include "host/engine/book_table.hpp"
#include "sim/coordinate.hpp"

namespace tinderbox {
namespace {

constexpr double kLowBtc = 1;
constexpr double kHighBtc = 100;
constexpr int kOrders = 41;

// Logarithmically even.
double order_btc(int i) {
  return kLowBtc * std::pow(kHighBtc / kLowBtc, static_cast<double>(i) / (kOrders - 1));
}

// Sums of the normal equations of 1 = a u + k v with u = x / C, v = x^2 / (2 C).
struct Normal {
  double uu = 0, uv = 0, vv = 0, u = 0, v = 0;
};

Normal normal_of(const std::vector<DepthLevel>& points) {
  Normal n;
  for (const DepthLevel& p : points) {
    if (!(p.usd > 0)) continue;
    const double u = p.percent / p.usd;
    const double v = p.percent * p.percent / (2 * p.usd);
    n.uu += u * u;
    n.uv += u * v;
    n.vv += v * v;
    n.u += u;
    n.v += v;
  }
  return n;
}

double largest_error(const LinearDensity& density, const std::vector<DepthLevel>& points) {
  double largest = 0;
  for (const DepthLevel& p : points) {
    const double fitted = p.percent * (density.usd_per_percent + density.slope_usd_per_percent2 * p.percent / 2);
    if (p.usd > 0) largest = std::max(largest, std::abs(fitted / p.usd - 1));
  }
  return largest;
}

}  // namespace

LinearDensity fit_density(const std::vector<DepthLevel>& points) {
  const Normal n = normal_of(points);
  const double determinant = n.uu * n.vv - n.uv * n.uv;
  LinearDensity density;
  const bool both = determinant > 1e-12 * n.uu * n.vv;
  if (both) {
    density.usd_per_percent = (n.u * n.vv - n.v * n.uv) / determinant;
    density.slope_usd_per_percent2 = (n.v * n.uu - n.u * n.uv) / determinant;
  }
  // Where one of them would be negative, it is zero, and the other is fitted alone.
  if (!both || density.slope_usd_per_percent2 < 0)
    density = {n.u / n.uu, 0, 0};
  else if (density.usd_per_percent < 0)
    density = {0, n.v / n.vv, 0};
  density.largest_error = largest_error(density, points);
  return density;
}

double response_of_minute(double btc) {
  constexpr double kScale = 5.891e-4;
  constexpr double kUnitBtc = 25.54;
  constexpr double kAlpha = 0.778;
  constexpr double kBeta = 0.675;
  const double x = btc / kUnitBtc;
  return kScale * x / std::pow(1 + std::pow(x, kAlpha), kBeta / kAlpha);
}

std::vector<DepthLevel> depth_of_response(double price_usd) {
  std::vector<DepthLevel> points;
  for (int i = 0; i < kOrders; ++i)
    points.push_back({100 * response_of_minute(order_btc(i)), order_btc(i) * price_usd});
  return points;
}

double impact_exponent(const RunConfig& config, double price_usd) {
  const BookTable book = build_book_table(config, 1, 0.01);
  double x = 0, y = 0, xx = 0, xy = 0;
  for (int i = 0; i < kOrders; ++i) {
    const double volume = std::log(order_btc(i));
    const double impact = std::log(book.distance(order_btc(i) * price_usd / 0.01));
    x += volume / kOrders;
    y += impact / kOrders;
    xx += volume * volume / kOrders;
    xy += volume * impact / kOrders;
  }
  return (xy - x * y) / (xx - x * x);
}

}  // namespace tinderbox
