// The parts of the picture, each drawn into its place.
#pragma once

#include "host/output/run_result.hpp"
#include "host/render/canvas.hpp"
#include "host/render/dollar_scale.hpp"
#include "host/render/layout.hpp"

namespace tinderbox {

// What every part needs to know.
struct Picture {
  const RunResult& run;
  Layout layout;
  Axes axes;
  DollarScale scale;
};

void draw_heatmap(Canvas& canvas, const Picture& picture);
void draw_candles(Canvas& canvas, const Picture& picture);
void draw_prior_note(Canvas& canvas, const Picture& picture);  // where the stock from before the data prevails
void draw_watermark(Canvas& canvas, const Picture& picture);   // synthetic markets only
void draw_axes(Canvas& canvas, const Picture& picture);
void draw_color_bar(Canvas& canvas, const Picture& picture);
void draw_ladder(Canvas& canvas, const Picture& picture);
void draw_now(Canvas& canvas, const Picture& picture);
void draw_header(Canvas& canvas, const Picture& picture);

// Width of a candle, s: the shortest round duration that leaves at least `least_pixels` a candle.
[[nodiscard]] std::int64_t candle_seconds(const MarketState& market, double pixels_per_second, double least_pixels);
[[nodiscard]] std::int64_t drawn_candle_seconds(const Picture& picture);

}  // namespace tinderbox
