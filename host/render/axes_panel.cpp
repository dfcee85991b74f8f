// Axes, the upright colour scale, and the present price.
#include <algorithm>
#include <cmath>

#include "host/render/axis_ticks.hpp"
#include "host/render/color_map.hpp"
#include "host/render/panels.hpp"

namespace tinderbox {
namespace {

constexpr double kNowHalfHeight = 1.55;  // of the label of the present price, times the font

constexpr double kShownPrecision = 1e-5;  // of the present price

// The parts that share the price axis.
std::vector<Rect> parts(const Layout& layout) {
  if (layout.has_future()) return {layout.heat, layout.future, layout.touch, layout.ladder};
  return {layout.heat, layout.ladder};
}

void draw_price_axis(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  const double right = layout.map_right();
  const TextStyle style{.size = layout.font, .paint = {ink::kText}};
  const double now = picture.axes.y_of(picture.run.now_mark_usd);  // its label takes the place of others
  for (const AxisTick& tick :
       price_ticks(picture.axes.window.low, picture.axes.window.high, layout.heat.height / (3.6 * layout.font))) {
    const double y = std::round(picture.axes.y_of(tick.value)) + 0.5;
    for (const Rect& part : parts(layout))
      canvas.line({{part.x, y}, {part.right(), y}}, {ink::kLine, 0.13}, layout.hairline());
    canvas.line({{right, y}, {right + 0.35 * layout.font, y}}, {ink::kLine, 0.8}, layout.hairline());
    const bool hidden = std::abs(y - now) < (kNowHalfHeight + 0.5) * layout.font;
    if (!hidden) canvas.text({right + 0.55 * layout.font, y + 0.36 * layout.font}, tick.label, style);
  }
}

// Labels of one time axis; those that would reach into [taken_from, taken_to] are left out.
class TimeAxis {
 public:
  TimeAxis(Canvas& canvas, const Layout& layout, const Axes& axes) : canvas_(canvas), layout_(layout), axes_(axes) {}

  void take(double from, double to) {
    taken_from_ = from;
    taken_to_ = to;
  }

  void draw(const std::vector<AxisTick>& ticks) {
    const Rect& place = axes_.place;
    const TextStyle style{.size = layout_.font, .paint = {ink::kText}, .align = TextAlign::kCenter};
    TextStyle below = style;
    below.paint = {ink::kDimText};
    for (const AxisTick& tick : ticks) {
      const double x = std::round(axes_.x_of(tick.value)) + 0.5;
      canvas_.line({{x, place.bottom()}, {x, place.bottom() + 0.35 * layout_.font}}, {ink::kLine, 0.8},
                   layout_.hairline());
      canvas_.line({{x, place.y}, {x, place.bottom()}}, {ink::kLine, 0.08}, layout_.hairline());
      if (is_free(x, tick.label, style)) canvas_.text({x, place.bottom() + 1.45 * layout_.font}, tick.label, style);
      if (!tick.below.empty() && is_free(x, tick.below, below))
        canvas_.text({x, place.bottom() + 2.65 * layout_.font}, tick.below, below);
    }
  }

 private:
  bool is_free(double x, const std::string& label, const TextStyle& style) {
    const double half = canvas_.text_width(label, style) / 2 + 0.4 * layout_.font;
    return x + half < taken_from_ || x - half > taken_to_;
  }

  Canvas& canvas_;
  const Layout& layout_;
  const Axes& axes_;
  double taken_from_ = 0;
  double taken_to_ = 0;
};

// "now" where the past meets the future, and the time under it.
double draw_now_time(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  const double x = layout.future.x;
  const TextStyle style{
      .size = layout.font, .paint = {ink::kNow}, .align = TextAlign::kCenter, .weight = TextWeight::kBold};
  const TextStyle below{.size = layout.font, .paint = {ink::kDimText}, .align = TextAlign::kCenter};
  const std::string clock = format_clock(picture.axes.end_time);
  canvas.text({x, layout.heat.bottom() + 1.45 * layout.font}, "now", style);
  canvas.text({x, layout.heat.bottom() + 2.65 * layout.font}, clock, below);
  canvas.line({{x, layout.heat.y}, {x, layout.heat.bottom() + 0.5 * layout.font}}, {ink::kNow, 0.9},
              2 * layout.hairline());
  return canvas.text_width(clock, below) / 2;
}

void draw_time_axes(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  TimeAxis past(canvas, layout, picture.axes);
  const auto ticks =
      time_ticks(picture.axes.start_time, picture.axes.end_time, layout.heat.width / (5.5 * layout.font));
  if (!picture.future) return past.draw(ticks);
  const Axes& ahead = picture.future->axes;
  const double half = draw_now_time(canvas, picture);
  past.take(layout.future.x - half, layout.future.x + half);
  past.draw(ticks);
  TimeAxis future(canvas, layout, ahead);
  future.take(layout.future.x - half, layout.future.x + half);
  future.draw(horizon_ticks(ahead.start_time, ahead.end_time, layout.future.width / (5 * layout.font)));
}

}  // namespace

void draw_axes(Canvas& canvas, const Picture& picture) {
  draw_price_axis(canvas, picture);
  draw_time_axes(canvas, picture);
  canvas.stroke(picture.layout.heat, {ink::kLine, 0.35}, picture.layout.hairline());
  if (picture.future) canvas.stroke(picture.layout.future, {ink::kLine, 0.35}, picture.layout.hairline());
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
  for (const double value : picture.scale.ticks()) {
    const double y = std::round(bar.bottom() - picture.scale.position(value) * bar.height) + (value > 0 ? 0.5 : -0.5);
    canvas.line({{bar.x - 0.3 * layout.font, y}, {bar.x, y}}, {ink::kLine, 0.8}, layout.hairline());
    canvas.text({bar.x - 0.5 * layout.font, y + 0.36 * layout.font}, picture.scale.label(value), style);
  }
  const TextStyle caption{.size = 0.88 * layout.font, .paint = {ink::kDimText}};
  canvas.text({layout.left, bar.bottom() + 1.45 * layout.font}, "$ per cell", caption);
}

void draw_now(Canvas& canvas, const Picture& picture) {
  const double price = picture.run.now_mark_usd;
  if (!picture.axes.shows(price)) return;
  const Layout& layout = picture.layout;
  const double y = std::round(picture.axes.y_of(price)) + 0.5;
  const double dash = 0.5 * layout.font;
  for (const Rect& part : parts(layout))
    canvas.dashed_line({{part.x, y}, {part.right(), y}}, {ink::kNow, 0.8}, layout.hairline(), dash);
  const Rect label{layout.map_right() + 1, y - kNowHalfHeight * layout.font,
                   layout.side_left() - layout.map_right() - 2, 2 * kNowHalfHeight * layout.font};
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

}  // namespace tinderbox
