// The ladder: what is left to burn now, by price, beside the map and on its price axis.
#include <algorithm>
#include <array>

#include "host/render/amount_text.hpp"
#include "host/render/heat_image.hpp"
#include "host/render/ladder_bands.hpp"
#include "host/render/panels.hpp"

namespace tinderbox {
namespace {

constexpr std::array<Rgb, kSides> kSideColors = {ink::kLong, ink::kShort};

// The same for each row of pixels, the lowest price first.
Band on_rows(const Band& band, const std::vector<PixelShares>& rows) {
  return {averaged(band.mean, rows), averaged(band.low, rows), averaged(band.high, rows)};
}

class LadderPanel {
 public:
  LadderPanel(Canvas& canvas, const Picture& picture)
      : canvas_(canvas), picture_(picture), place_(picture.layout.ladder) {
    const std::vector<double>& bounds = picture.run.ladder.price_bounds;
    const auto rows =
        pixel_shares(bin_place(bounds, picture.axes.window.low), bin_place(bounds, picture.axes.window.high),
                     bounds.size() / 2, static_cast<std::size_t>(place_.height));
    for (std::size_t side = 0; side < kSides; ++side) {
      bars_[side] = on_rows(notional_band(picture.run.ladder, side), rows);
      sums_[side] = on_rows(cumulative_band(picture.run.ladder, side), rows);
      bar_max_ = std::max(bar_max_, largest(bars_[side].high));
      sum_max_ = std::max(sum_max_, largest(sums_[side].high));
    }
    bar_max_ = round_up_nicely(bar_max_);
    sum_max_ = round_up_nicely(sum_max_);
  }

  void draw() {
    canvas_.clip(place_);
    for (std::size_t side = 0; side < kSides; ++side) draw_bars(side);
    for (std::size_t side = 0; side < kSides; ++side) draw_sum(side);
    canvas_.unclip();
    draw_scales();
    draw_names();
  }

 private:
  double y_of(std::size_t row) const { return place_.bottom() - static_cast<double>(row) - 1; }
  double bar_length(double usd) const { return usd / bar_max_ * place_.width; }
  double sum_length(double usd) const { return usd / sum_max_ * place_.width; }

  // The mean, and over it the band between replicates.
  void draw_bars(std::size_t side) {
    const Band& bars = bars_[side];
    for (std::size_t row = 0; row < bars.mean.size(); ++row) {
      if (!(bars.high[row] > 0)) continue;
      canvas_.fill(Rect{place_.x, y_of(row), bar_length(bars.mean[row]), 1}, {kSideColors[side], 0.85});
      const double low = bar_length(bars.low[row]);
      canvas_.fill(Rect{place_.x + low, y_of(row), bar_length(bars.high[row]) - low, 1}, {kSideColors[side], 0.30});
    }
  }

  // Cumulated outward from the price: a line in its band.
  void draw_sum(std::size_t side) {
    const Band& sums = sums_[side];
    std::vector<Point> line;
    std::vector<Point> outline;
    for (std::size_t row = 0; row < sums.mean.size(); ++row) {
      if (!(sums.mean[row] > 0)) continue;
      const double y = y_of(row) + 0.5;
      line.push_back({place_.x + sum_length(sums.mean[row]), y});
      outline.push_back({place_.x + sum_length(sums.low[row]), y});
    }
    for (std::size_t row = sums.mean.size(); row-- > 0;)
      if (sums.mean[row] > 0) outline.push_back({place_.x + sum_length(sums.high[row]), y_of(row) + 0.5});
    canvas_.fill(outline, {ink::kText, 0.13});
    canvas_.line(line, {ink::kText, 0.9}, std::max(1.0, picture_.layout.font / 9));
  }

  void draw_scales() {
    const double font = picture_.layout.font;
    const TextStyle style{.size = 0.88 * font, .paint = {ink::kText}};
    TextStyle right = style;
    right.align = TextAlign::kRight;
    const TextStyle dim{.size = 0.88 * font, .paint = {ink::kDimText}};
    const double below = place_.bottom() + 1.35 * font;
    const double above = place_.y - 0.45 * font;
    canvas_.text({place_.x, below}, "$0", style);
    canvas_.text({place_.right(), below}, format_dollars(bar_max_), right);
    canvas_.text({place_.right(), above}, format_dollars(sum_max_), right);
    const double room = place_.width - 0.5 * font;
    const std::string bars =
        canvas_.fitting({"bars: $ per bin, 5-95% band", "bars: $ per bin", "$ per bin"}, dim, place_.width);
    canvas_.text({place_.x, below + 1.2 * font}, bars, dim);
    const double used = canvas_.text_width(format_dollars(sum_max_), right) + font;
    canvas_.text({place_.x, above},
                 canvas_.fitting({"line: $ if price gets there", "line: $ summed", "summed"}, dim, room - used), dim);
    canvas_.stroke(place_, {ink::kLine, 0.35}, std::max(1.0, std::round(font / 14)));
  }

  void draw_names() {
    const double font = picture_.layout.font;
    draw_name(1, place_.y + 1.7 * font, {"shorts liquidated", "shorts"});
    draw_name(0, place_.bottom() - 0.9 * font, {"longs liquidated", "longs"});
  }

  void draw_name(std::size_t side, double baseline, const std::vector<std::string>& names) {
    const double font = picture_.layout.font;
    const TextStyle style{
        .size = font, .paint = {kSideColors[side]}, .align = TextAlign::kRight, .weight = TextWeight::kBold};
    const std::string name = canvas_.fitting(names, style, place_.width - 1.5 * font);
    const double width = canvas_.text_width(name, style);
    const double right = place_.right() - 0.7 * font;
    canvas_.fill(Rect{right - width - 0.35 * font, baseline - 1.1 * font, width + 0.7 * font, 1.55 * font},
                 {ink::kBackground, 0.75});
    canvas_.text({right, baseline}, name, style);
  }

  Canvas& canvas_;
  const Picture& picture_;
  Rect place_;
  std::array<Band, kSides> bars_;
  std::array<Band, kSides> sums_;
  double bar_max_ = 0;
  double sum_max_ = 0;
};

}  // namespace

void draw_ladder(Canvas& canvas, const Picture& picture) {
  canvas.fill(picture.layout.ladder, {ink::kPanel});
  LadderPanel(canvas, picture).draw();
}

}  // namespace tinderbox
