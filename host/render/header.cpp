// Title, subtitle, and the captions of past and future with their colour scales.
#include <fmt/format.h>

#include <cmath>

#include "host/render/axis_ticks.hpp"
#include "host/render/color_map.hpp"
#include "host/render/panels.hpp"
#include "host/support/printable.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr double kSameScale = 0.03;  // time scales closer than this are called the same

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// A run file may hold any bytes as a name.
std::string shown(const std::string& name) {
  return printable(name, LineBreaks::kEscape);
}

std::string bin_text(const Cells& cells) {
  const double width = cells.price_bounds[1] - cells.price_bounds[0];
  return fmt::format("${}", format_price(width, width));
}

std::string candle_text(const Picture& picture) {
  return fmt::format("candles: {}", format_duration(drawn_candle_seconds(picture)));
}

// "time axis 2.7x wider".
std::string stretch_text(const Picture& picture) {
  const double stretch = picture.future->axes.pixels_per_second() / picture.axes.pixels_per_second();
  if (std::abs(stretch - 1) < kSameScale) return "same time scale";
  return stretch > 1 ? fmt::format("time axis {:.2g}x wider", stretch)
                     : fmt::format("time axis {:.2g}x narrower", 1 / stretch);
}

struct Caption {
  std::vector<std::string> names;      // bold
  std::vector<std::string> additions;  // behind the name
  std::vector<std::string> meanings;   // of the colours
};

Caption past_caption(const Picture& picture) {
  const std::string bin = bin_text(picture.cells);
  const std::string sides = "longs below the price, shorts above";
  Axes all = picture.axes;
  all.start_time = picture.run.market.start_time;
  const std::string shown_part = "Past " + length_text(picture.axes);
  return {{picture.first_bar > 0 ? shown_part + " of " + length_text(all) : shown_part, shown_part, "Past"},
          {candle_text(picture)},
          {fmt::format("cell: $ that would be liquidated in this {} price bin at that time;  {}", bin, sides),
           fmt::format("cell: $ that would be liquidated in this {} price bin", bin), "cell: $ to be liquidated",
           "$ per cell"}};
}

Caption future_caption(const Picture& picture) {
  const Future& future = *picture.future;
  const std::string length = length_text(future.axes);
  const std::int64_t columns = static_cast<std::int64_t>(future.cells.columns);
  const std::string cell = format_duration((future.axes.end_time - future.axes.start_time) / columns);
  const std::string bin = bin_text(future.cells);
  Caption caption{{"Next " + length, "Next"}, {stretch_text(picture)}, {}};
  if (future.kind == PictureKind::kVisit)
    caption.meanings = {fmt::format("probability that price visits the {} bin in {}", bin, cell),
                        "probability of a visit, per cell", "probability", "prob."};
  else
    caption.meanings = {fmt::format("expected $ liquidated per cell ({} x {})", cell, bin),
                        "expected $ liquidated per cell", "expected $ liquidated", "exp. $"};
  return caption;
}

void draw_lying_bar(Canvas& canvas, const Layout& layout, const Rect& bar, const ColorScale& scale) {
  for (double column = 0; column < bar.width; ++column)
    canvas.fill(Rect{bar.x + column, bar.y, 1, bar.height}, {heat_color((column + 0.5) / bar.width)});
  const TextStyle style{.size = 0.88 * layout.font, .paint = {ink::kText}, .align = TextAlign::kCenter};
  const std::vector<double> ticks = scale.ticks();
  const double last = bar.right() - canvas.text_width(scale.label(ticks.back()), style) / 2;
  double used = -1e9;  // the right end of the label before
  for (const double value : ticks) {
    const double x = bar.x + scale.position(value) * bar.width;
    canvas.line({{x, bar.bottom()}, {x, bar.bottom() + 0.25 * layout.font}}, {ink::kLine, 0.8}, layout.hairline());
    const double half = canvas.text_width(scale.label(value), style) / 2;
    const double gap = 0.35 * layout.font;
    const bool is_last = value == ticks.back();
    if (x - half < used + gap || (!is_last && x + half + gap > last)) continue;
    canvas.text({x, bar.bottom() + 1.15 * layout.font}, scale.label(value), style);
    used = x + half;
  }
}

void draw_caption(Canvas& canvas, const Layout& layout, const Rect& panel, double room, const Caption& caption) {
  const double font = layout.font;
  const TextStyle bold{.size = font, .paint = {ink::kText}, .weight = TextWeight::kBold};
  const TextStyle dim{.size = 0.88 * font, .paint = {ink::kDimText}};
  const double y = panel.y - 5.1 * font;
  const std::string name = canvas.fitting(caption.names, bold, room);
  canvas.text({panel.x, y}, name, bold);
  const double used = canvas.text_width(name, bold) + 0.8 * font;
  canvas.text({panel.x + used, y}, canvas.fitting(caption.additions, dim, room - used), dim);
  canvas.text({panel.x, y + 1.45 * font}, canvas.fitting(caption.meanings, dim, room), dim);
}

void draw_title(Canvas& canvas, const Layout& layout, const std::vector<std::string>& candidates) {
  const TextStyle title{.size = layout.title, .paint = {ink::kText}, .weight = TextWeight::kBold};
  canvas.text({layout.left, layout.left + layout.title},
              canvas.fitting(candidates, title, layout.header_right - layout.left), title);
}

void draw_subtitle(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  const TextStyle subtitle{.size = layout.font, .paint = {ink::kDimText}};
  const std::string meaning = fmt::format(
      "each cell: $ that would be liquidated in this price bin ({} wide) at that time", bin_text(picture.cells));
  const std::string sides = "longs below the price, shorts above";
  canvas.text({layout.left, layout.left + layout.title + 1.75 * layout.font},
              canvas.fitting({meaning + ";  " + sides + ";  " + candle_text(picture), meaning + ";  " + sides, meaning,
                              "$ liquidated per price bin and time"},
                             subtitle, layout.header_right - layout.left),
              subtitle);
}

}  // namespace

std::string length_text(const Axes& axes) {
  constexpr std::int64_t kDay = 86400;
  const std::int64_t seconds = axes.end_time - axes.start_time;
  if (seconds == kDay) return "24 h";
  if (seconds < 2 * kDay) return format_duration(seconds);
  return fmt::format("{:.3g} d", static_cast<double>(seconds) / static_cast<double>(kDay));
}

std::string picture_name(const RunResult& run) {
  return (run.market.synthetic ? "SYNTHETIC  " : "") + capitalised(shown(run.market.venue)) + " " +
         shown(run.market.contract);
}

std::string minute_of(std::int64_t time) {
  const std::string text = format_utc(time);
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

void draw_header(Canvas& canvas, const Picture& picture) {
  const std::string name = picture_name(picture.run);
  const std::string times =
      fmt::format("{} to {} UTC", minute_of(picture.axes.start_time), minute_of(picture.axes.end_time));
  if (!picture.future) {
    draw_title(canvas, picture.layout, {name + " liquidation map,  " + times, name + ",  " + times, name});
    return draw_subtitle(canvas, picture);
  }
  const std::string ahead = picture.future->kind == PictureKind::kVisit
                                ? " liquidation map and the prices ahead,  "
                                : " liquidation map and the liquidations ahead,  ";
  draw_title(canvas, picture.layout,
             {name + ahead + times, name + " liquidation map,  " + times, name + ",  " + times, name});
}

void draw_captions(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  draw_caption(canvas, layout, layout.heat, layout.heat.width - layout.font, past_caption(picture));
  draw_lying_bar(canvas, layout, layout.color_bar, picture.scale);
  // The price axis leaves room above it.
  draw_caption(canvas, layout, layout.future, layout.touch.x - layout.future.x - layout.font, future_caption(picture));
  draw_lying_bar(canvas, layout, layout.future_bar, picture.future->scale);
}

}  // namespace tinderbox
