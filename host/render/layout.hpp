// Where the parts of the picture lie, and how prices and times become pixels.
//
// The past alone:
//   title, subtitle
//   colour scale | heatmap with candles | price axis | ladder
//                | time axis            |            | dollar axis
//
// The past and what lies ahead, one price axis for all of it:
//   title
//   captions and colour scales
//   heatmap with candles | future with the fan | price axis | touch  | ladder
//   time axis            | hours from now      |            | % axis | dollar axis
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "host/render/canvas.hpp"
#include "host/render/price_window.hpp"

namespace tinderbox {

struct Layout {
  double font = 0;   // size of labels, pixels
  double title = 0;  // size of the title
  double left = 0;   // where text begins
  Rect color_bar;
  Rect heat;        // whole pixels
  Rect ladder;      // the heatmap's height
  Rect future_bar;  // this and the next two: empty where the past stands alone
  Rect future;      // whole pixels, from the right edge of the heatmap on
  Rect touch;
  double header_right = 0;

  // Everything is in proportion to the text, which grows with the picture.
  [[nodiscard]] static Layout past(int width, int height);
  [[nodiscard]] static Layout forward(int width, int height);

  [[nodiscard]] bool has_future() const { return future.width > 0; }
  // Where the price axis stands, and where what is beside it begins.
  [[nodiscard]] double map_right() const { return has_future() ? future.right() : heat.right(); }
  [[nodiscard]] double side_left() const { return has_future() ? touch.x : ladder.x; }
  [[nodiscard]] double hairline() const { return std::max(1.0, std::round(font / 14)); }
};

// Share of the map's width that the future takes, whatever its length.
inline constexpr double kFutureShare = 0.28;

// The axes of one part.
struct Axes {
  Rect place;
  PriceWindow window;
  std::int64_t start_time = 0;
  std::int64_t end_time = 0;

  [[nodiscard]] double y_of(double price) const {
    return place.bottom() - (price - window.low) / (window.high - window.low) * place.height;
  }
  [[nodiscard]] double pixels_per_second() const { return place.width / static_cast<double>(end_time - start_time); }
  [[nodiscard]] double x_of(double time) const {
    return place.x + (time - static_cast<double>(start_time)) * pixels_per_second();
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
// With and without feedback: apart in lightness, width and dashes, not in hue alone.
inline constexpr Rgb kFeedback{1.00, 1.00, 1.00};
inline constexpr Rgb kTwin{0.68, 0.72, 0.76};
}  // namespace ink

}  // namespace tinderbox
