#include "host/render/xy_panel.hpp"

#include <algorithm>
#include <cmath>

namespace tinderbox {

std::vector<Point> XyPanel::curve(const std::vector<double>& prices, const std::vector<double>& values) const {
  std::vector<Point> points;
  for (std::size_t i = 0; i < prices.size(); ++i)
    if (std::isfinite(values[i])) points.push_back({x_of(prices[i]), std::max(y_of(values[i]), -1e4)});
  return points;
}

std::vector<Point> XyPanel::outline(const std::vector<double>& prices, const Band& band) const {
  std::vector<Point> points = curve(prices, band.low);
  const std::vector<Point> high = curve(prices, band.high);
  points.insert(points.end(), high.rbegin(), high.rend());
  return points;
}

double largest_within(const PriceWindow& window, const std::vector<double>& prices, const std::vector<double>& values) {
  double result = 0;
  for (std::size_t i = 0; i < prices.size(); ++i)
    if (prices[i] >= window.low && prices[i] <= window.high && std::isfinite(values[i]))
      result = std::max(result, values[i]);
  return result;
}

}  // namespace tinderbox
