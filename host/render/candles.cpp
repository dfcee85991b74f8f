#include <algorithm>
#include <array>
#include <cmath>

#include "host/render/panels.hpp"

namespace tinderbox {
namespace {

constexpr double kLeastPixels = 4.0;
constexpr double kBodyShare = 0.62;  // of a candle's width
constexpr std::array<std::int64_t, 14> kDurations = {60,    300,   900,   1800,  3600,      7200,      14400,
                                                     21600, 28800, 43200, 86400, 3 * 86400, 7 * 86400, 28 * 86400};

struct Candle {
  double open, high, low, close;
};

// Bars [first, last) as one candle.
Candle candle_of(const MarketState& market, std::size_t first, std::size_t last) {
  Candle candle{market.open[first], market.high[first], market.low[first], market.close[last - 1]};
  for (std::size_t t = first; t < last; ++t) {
    candle.high = std::max(candle.high, market.high[t]);
    candle.low = std::min(candle.low, market.low[t]);
  }
  return candle;
}

bool is_drawable(const Candle& candle) {
  return std::isfinite(candle.open) && std::isfinite(candle.high) && std::isfinite(candle.low) &&
         std::isfinite(candle.close);
}

void draw_candle(Canvas& canvas, const Axes& axes, const Candle& candle, double left, double right) {
  const Rgb color = candle.close >= candle.open ? ink::kUp : ink::kDown;
  const double width = std::max((right - left) * kBodyShare, 1.0);
  const double middle = (left + right) / 2;
  const double top = axes.y_of(std::max(candle.open, candle.close));
  const double bottom = std::max(axes.y_of(std::min(candle.open, candle.close)), top + 1);
  const double wick = std::clamp(width * 0.22, 1.0, 3.0);
  // A dark rim keeps the candle apart from bright cells.
  const Paint rim{ink::kBackground, 0.55};
  const Rect wick_rect{middle - wick / 2, axes.y_of(candle.high), wick, axes.y_of(candle.low) - axes.y_of(candle.high)};
  canvas.fill(Rect{wick_rect.x - 1, wick_rect.y - 1, wick + 2, wick_rect.height + 2}, rim);
  canvas.fill(Rect{middle - width / 2 - 1, top - 1, width + 2, bottom - top + 2}, rim);
  canvas.fill(wick_rect, {color});
  canvas.fill(Rect{middle - width / 2, top, width, bottom - top}, {color});
}

}  // namespace

std::int64_t candle_seconds(const MarketState& market, double pixels_per_second, double least_pixels) {
  const std::int64_t bar = market.bar_seconds;
  const auto wide_enough = [&](std::int64_t seconds) {
    return static_cast<double>(seconds) * pixels_per_second >= least_pixels;
  };
  if (wide_enough(bar)) return bar;
  for (const std::int64_t seconds : kDurations)
    if (seconds % bar == 0 && wide_enough(seconds)) return seconds;
  const double needed = least_pixels / pixels_per_second / static_cast<double>(bar);
  return bar * static_cast<std::int64_t>(std::ceil(needed));
}

std::int64_t drawn_candle_seconds(const Picture& picture) {
  return candle_seconds(picture.run.market, picture.axes.pixels_per_second(), kLeastPixels);
}

void draw_candles(Canvas& canvas, const Picture& picture) {
  const MarketState& market = picture.run.market;
  const std::int64_t seconds = drawn_candle_seconds(picture);
  canvas.clip(picture.layout.heat);
  for (std::size_t first = picture.first_bar; first < market.bars();) {
    const std::int64_t time = market.start_time + static_cast<std::int64_t>(first) * market.bar_seconds;
    const std::int64_t end = (time / seconds + 1) * seconds;  // candles lie on round times, whatever the window
    const auto bars = static_cast<std::size_t>(std::max<std::int64_t>(1, (end - time) / market.bar_seconds));
    const std::size_t last = std::min(first + bars, market.bars());
    const Candle candle = candle_of(market, first, last);
    const std::int64_t last_time = market.start_time + static_cast<std::int64_t>(last) * market.bar_seconds;
    if (is_drawable(candle))
      draw_candle(canvas, picture.axes, candle, picture.axes.x_of(static_cast<double>(time)),
                  picture.axes.x_of(static_cast<double>(last_time)));
    first = last;
  }
  canvas.unclip();
}

}  // namespace tinderbox
