// Axes, colour scale, the present price, and the header.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/render/axis_ticks.hpp"
#include "host/render/color_map.hpp"
#include "host/render/panels.hpp"
#include "host/support/printable.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr double kNowHalfHeight = 1.55;  // of the label of the present price, times the font

constexpr double kShownPrecision = 1e-5;  // of the present price

double hairline(const Layout& layout) {
  return std::max(1.0, std::round(layout.font / 14));
}

void draw_price_axis(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  const Rect& heat = layout.heat;
  const TextStyle style{.size = layout.font, .paint = {ink::kText}};
  const double now = picture.axes.y_of(picture.run.now_mark_usd);  // its label takes the place of others
  for (const AxisTick& tick :
       price_ticks(picture.axes.window.low, picture.axes.window.high, heat.height / (3.6 * layout.font))) {
    const double y = std::round(picture.axes.y_of(tick.value)) + 0.5;
    canvas.line({{heat.x, y}, {heat.right(), y}}, {ink::kLine, 0.13}, hairline(layout));
    canvas.line({{layout.ladder.x, y}, {layout.ladder.right(), y}}, {ink::kLine, 0.13}, hairline(layout));
    canvas.line({{heat.right(), y}, {heat.right() + 0.35 * layout.font, y}}, {ink::kLine, 0.8}, hairline(layout));
    const bool hidden = std::abs(y - now) < (kNowHalfHeight + 0.5) * layout.font;
    if (!hidden) canvas.text({heat.right() + 0.55 * layout.font, y + 0.36 * layout.font}, tick.label, style);
  }
}

void draw_time_axis(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  const Rect& heat = layout.heat;
  const TextStyle style{.size = layout.font, .paint = {ink::kText}, .align = TextAlign::kCenter};
  TextStyle below = style;
  below.paint = {ink::kDimText};
  for (const AxisTick& tick :
       time_ticks(picture.axes.start_time, picture.axes.end_time, heat.width / (5.5 * layout.font))) {
    const double x = std::round(picture.axes.x_of(tick.value)) + 0.5;
    canvas.line({{x, heat.bottom()}, {x, heat.bottom() + 0.35 * layout.font}}, {ink::kLine, 0.8}, hairline(layout));
    canvas.line({{x, heat.y}, {x, heat.bottom()}}, {ink::kLine, 0.08}, hairline(layout));
    canvas.text({x, heat.bottom() + 1.45 * layout.font}, tick.label, style);
    if (!tick.below.empty()) canvas.text({x, heat.bottom() + 2.65 * layout.font}, tick.below, below);
  }
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// A run file may hold any bytes as a name.
std::string shown(const std::string& name) {
  return printable(name, LineBreaks::kEscape);
}

std::string minute_of(std::int64_t time) {
  const std::string text = format_utc(time);
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

double bin_width(const HeatmapResult& heatmap) {
  return heatmap.price_bounds[1] - heatmap.price_bounds[0];
}

}  // namespace

void draw_axes(Canvas& canvas, const Picture& picture) {
  draw_price_axis(canvas, picture);
  draw_time_axis(canvas, picture);
  canvas.stroke(picture.layout.heat, {ink::kLine, 0.35}, hairline(picture.layout));
}

void draw_color_bar(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  const Rect& bar = layout.color_bar;
  const auto rows = static_cast<std::size_t>(bar.height);
  for (std::size_t row = 0; row < rows; ++row) {
    const double position = 1 - (static_cast<double>(row) + 0.5) / static_cast<double>(rows);
    canvas.fill(Rect{bar.x, bar.y + static_cast<double>(row), bar.width, 1}, {heat_color(position)});
  }
  const TextStyle style{.size = layout.font, .paint = {ink::kText}, .align = TextAlign::kRight};
  const std::vector<double> ticks = picture.scale.ticks();
  for (const double usd : ticks) {
    const double y = std::round(bar.bottom() - picture.scale.position(usd) * bar.height) + (usd > 0 ? 0.5 : -0.5);
    canvas.line({{bar.x - 0.3 * layout.font, y}, {bar.x, y}}, {ink::kLine, 0.8}, hairline(layout));
    // The brightest colour stands for the maximum and everything above it.
    const std::string label = format_dollars(usd) + (usd == ticks.back() ? "+" : "");
    canvas.text({bar.x - 0.5 * layout.font, y + 0.36 * layout.font}, label, style);
  }
  const TextStyle caption{.size = 0.88 * layout.font, .paint = {ink::kDimText}};
  canvas.text({0.9 * layout.font, bar.bottom() + 1.45 * layout.font}, "$ per cell", caption);
}

void draw_now(Canvas& canvas, const Picture& picture) {
  const double price = picture.run.now_mark_usd;
  if (!picture.axes.shows(price)) return;
  const Layout& layout = picture.layout;
  const double y = std::round(picture.axes.y_of(price)) + 0.5;
  const double dash = 0.5 * layout.font;
  canvas.dashed_line({layout.heat.x, y}, {layout.heat.right(), y}, {ink::kNow, 0.8}, hairline(layout), dash);
  canvas.dashed_line({layout.ladder.x, y}, {layout.ladder.right(), y}, {ink::kNow, 0.8}, hairline(layout), dash);
  const Rect label{layout.heat.right() + 1, y - kNowHalfHeight * layout.font, layout.ladder.x - layout.heat.right() - 2,
                   2 * kNowHalfHeight * layout.font};
  canvas.fill(label, {ink::kNow});
  const double middle = label.x + label.width / 2;
  const TextStyle style{
      .size = layout.font, .paint = {ink::kBackground}, .align = TextAlign::kCenter, .weight = TextWeight::kBold};
  TextStyle caption = style;
  caption.size = 0.82 * layout.font;
  caption.weight = TextWeight::kNormal;
  canvas.text({middle, y - 0.25 * layout.font}, format_price(price, price * kShownPrecision), style);
  canvas.text({middle, y + 1.05 * layout.font}, "mark now", caption);
}

void draw_header(Canvas& canvas, const Picture& picture) {
  const MarketState& market = picture.run.market;
  const Layout& layout = picture.layout;
  const std::string name = capitalised(shown(market.venue)) + " " + shown(market.contract);
  const std::string window =
      fmt::format("{} to {} UTC", minute_of(picture.axes.start_time), minute_of(picture.axes.end_time));
  const double left = layout.font * 0.9;
  const double room = layout.header_right - left;
  const TextStyle title{.size = layout.title, .paint = {ink::kText}, .weight = TextWeight::kBold};
  const std::string synthetic = market.synthetic ? "SYNTHETIC  " : "";
  canvas.text({left, layout.font * 0.9 + layout.title},
              canvas.fitting({synthetic + name + " liquidation map,  " + window, synthetic + name + ",  " + window,
                              synthetic + name},
                             title, room),
              title);

  const TextStyle subtitle{.size = layout.font, .paint = {ink::kDimText}};
  const double width = bin_width(picture.run.heatmap);
  const std::string meaning = fmt::format(
      "each cell: $ that would be liquidated in this price bin (${} wide) at that time", format_price(width, width));
  const std::string candles = fmt::format("candles: {}", format_duration(drawn_candle_seconds(picture)));
  const std::string sides = "longs below the price, shorts above";
  canvas.text({left, layout.font * 0.9 + layout.title + 1.75 * layout.font},
              canvas.fitting({meaning + ";  " + sides + ";  " + candles, meaning + ";  " + sides, meaning,
                              "$ liquidated per price bin and time"},
                             subtitle, room),
              subtitle);
}

}  // namespace tinderbox
