// A panel with prices across and amounts up, for curves given by bin.
#pragma once

#include <vector>

#include "host/render/canvas.hpp"
#include "host/render/ladder_bands.hpp"
#include "host/render/price_window.hpp"

namespace tinderbox {

struct XyPanel {
  Rect place;
  PriceWindow window;
  double max = 1;  // amount at the top

  [[nodiscard]] double x_of(double price) const {
    return place.x + (price - window.low) / (window.high - window.low) * place.width;
  }
  [[nodiscard]] double y_of(double amount) const { return place.bottom() - amount / max * place.height; }

  // Points of the bins whose value is known; curves[i] belongs to prices[i].
  [[nodiscard]] std::vector<Point> curve(const std::vector<double>& prices, const std::vector<double>& values) const;
  // Outline of a band, for filling.
  [[nodiscard]] std::vector<Point> outline(const std::vector<double>& prices, const Band& band) const;
};

// The largest value at prices inside the window; 0 if there is none.
[[nodiscard]] double largest_within(const PriceWindow& window, const std::vector<double>& prices,
                                    const std::vector<double>& values);

}  // namespace tinderbox
