// Where the parts of the picture lie, and how prices and times become pixels.
//
//   title, subtitle
//   colour scale | heatmap with candles | price axis | ladder
//                | time axis            |            | dollar axis
#pragma once

#include <cstdint>

#include "host/render/canvas.hpp"
#include "host/render/heat_image.hpp"

namespace tinderbox {

struct Layout {
  double font = 0;   // size of labels, pixels
  double title = 0;  // size of the title
  Rect color_bar;
  Rect heat;    // whole pixels
  Rect ladder;  // the heatmap's height
  double header_right = 0;

  // Everything is in proportion to the text, which grows with the picture.
  [[nodiscard]] static Layout of(int width, int height);
};

// The axes of the heatmap.
struct Axes {
  Rect heat;
  PriceWindow window;
  std::int64_t start_time = 0;
  std::int64_t end_time = 0;

  [[nodiscard]] double y_of(double price) const {
    return heat.bottom() - (price - window.low) / (window.high - window.low) * heat.height;
  }
  [[nodiscard]] double x_of(double time) const {
    return heat.x + (time - static_cast<double>(start_time)) / static_cast<double>(end_time - start_time) * heat.width;
  }
  [[nodiscard]] bool shows(double price) const { return price >= window.low && price <= window.high; }
};

// Colours of everything but the map itself.
namespace ink {
inline constexpr Rgb kBackground{0.045, 0.035, 0.07};
inline constexpr Rgb kPanel{0.075, 0.06, 0.11};
inline constexpr Rgb kText{0.93, 0.92, 0.95};
inline constexpr Rgb kDimText{0.66, 0.64, 0.72};
inline constexpr Rgb kLine{0.75, 0.72, 0.82};
inline constexpr Rgb kUp{0.30, 0.92, 0.74};
inline constexpr Rgb kDown{1.00, 0.42, 0.50};
inline constexpr Rgb kLong{0.35, 0.68, 1.00};
inline constexpr Rgb kShort{1.00, 0.60, 0.30};
inline constexpr Rgb kNow{1.00, 1.00, 1.00};
inline constexpr Rgb kWarning{1.00, 0.82, 0.40};
}  // namespace ink

}  // namespace tinderbox
