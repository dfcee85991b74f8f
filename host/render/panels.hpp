// The parts of the picture, each drawn into its place.
#pragma once

#include <optional>

#include "host/output/run_result.hpp"
#include "host/render/canvas.hpp"
#include "host/render/color_scale.hpp"
#include "host/render/layout.hpp"
#include "host/render/picture_kind.hpp"

namespace tinderbox {

// What lies ahead: from the close of the last bar to the end of the horizon.
struct Future {
  PictureKind kind = PictureKind::kLiquidated;
  Axes axes;
  Cells cells;
  ColorScale scale;
};

// What every part needs to know.
struct Picture {
  const RunResult& run;
  std::size_t first_bar = 0;  // of the past that is shown
  Layout layout;
  Axes axes;    // of the past
  Cells cells;  // likewise
  ColorScale scale;
  std::optional<Future> future;
};

void draw_cells(Canvas& canvas, const Rect& place, const PriceWindow& window, const Cells& cells,
                const ColorScale& scale);
void draw_candles(Canvas& canvas, const Picture& picture);
void draw_prior_note(Canvas& canvas, const Picture& picture);  // where the stock from before the data prevails
void draw_watermark(Canvas& canvas, const Rect& place);        // "SYNTHETIC DATA"
void draw_axes(Canvas& canvas, const Picture& picture);
void draw_color_bar(Canvas& canvas, const Picture& picture);  // upright, beside the past alone
void draw_ladder(Canvas& canvas, const Picture& picture);
void draw_now(Canvas& canvas, const Picture& picture);
void draw_header(Canvas& canvas, const Picture& picture);

// These need picture.future.
void draw_captions(Canvas& canvas, const Picture& picture);  // of the past and the future, each with its colour scale
void draw_fan(Canvas& canvas, const Picture& picture);
void draw_touch(Canvas& canvas, const Picture& picture);

// "SYNTHETIC  Binance BTCUSDT".
[[nodiscard]] std::string picture_name(const RunResult& run);
// "2025-01-06 00:00".
[[nodiscard]] std::string minute_of(std::int64_t time);

// How much time the axes hold: "24 h", "7 d", and for odd lengths of days "6.98 d".
[[nodiscard]] std::string length_text(const Axes& axes);

// Width of a candle, s: the shortest round duration that leaves at least `least_pixels` a candle.
[[nodiscard]] std::int64_t candle_seconds(const MarketState& market, double pixels_per_second, double least_pixels);
[[nodiscard]] std::int64_t drawn_candle_seconds(const Picture& picture);

}  // namespace tinderbox
