#include "host/render/layout.hpp"

namespace tinderbox {
namespace {

// What both layouts share: text sizes and margins.
Layout sized(double w, double h) {
  Layout layout;
  // In a narrow or flat picture the text must leave room for the map.
  layout.font = std::clamp(std::min({std::sqrt(w * h) / 84, w / 44, h / 30}), 9.0, 150.0);
  layout.title = 1.45 * layout.font;
  layout.left = 0.9 * layout.font;
  layout.header_right = w - std::round(layout.left);
  return layout;
}

}  // namespace

Layout Layout::past(int width, int height) {
  const double w = width;
  const double h = height;
  Layout layout = sized(w, h);
  const double font = layout.font;
  const double margin = std::round(layout.left);
  const double top = std::round(margin + 2.0 * layout.title + 1.9 * font);
  const double bottom = std::round(h - 3.6 * font);
  const double scale_labels = std::round(4.2 * font);
  const double scale_width = std::round(1.1 * font);
  const double price_labels = std::round(5.6 * font);
  const double ladder_width = std::round(std::max(0.175 * w, 7 * font));

  layout.color_bar = {margin + scale_labels, top, scale_width, bottom - top};
  layout.ladder = {w - margin - ladder_width, top, ladder_width, bottom - top};
  const double left = layout.color_bar.right() + std::round(0.8 * font);
  layout.heat = {left, top, layout.ladder.x - price_labels - left, bottom - top};
  return layout;
}

Layout Layout::forward(int width, int height) {
  const double w = width;
  const double h = height;
  Layout layout = sized(w, h);
  const double font = layout.font;
  const double margin = std::round(layout.left);
  const double top = std::round(9.3 * font);
  const double bottom = std::round(h - 3.6 * font);
  const double left = std::round(2.2 * font);
  const double price_labels = std::round(5.6 * font);
  const double ladder_width = std::round(std::max(0.145 * w, 7 * font));
  const double touch_width = std::round(std::max(0.085 * w, 6 * font));

  layout.ladder = {w - margin - ladder_width, top, ladder_width, bottom - top};
  layout.touch = {layout.ladder.x - std::round(1.4 * font) - touch_width, top, touch_width, bottom - top};
  const double map = layout.touch.x - price_labels - left;
  const double future = std::round(kFutureShare * map);
  layout.heat = {left, top, map - future, bottom - top};
  layout.future = {layout.heat.right(), top, future, bottom - top};
  const auto bar_above = [&](const Rect& panel) {
    return Rect{panel.x + std::round(0.8 * font), std::round(top - 2.5 * font),
                std::round(std::min(panel.width - 2.6 * font, 26 * font)), std::round(0.8 * font)};
  };
  layout.color_bar = bar_above(layout.heat);
  layout.future_bar = bar_above(layout.future);
  return layout;
}

}  // namespace tinderbox
