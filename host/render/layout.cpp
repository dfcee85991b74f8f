#include "host/render/layout.hpp"

#include <algorithm>
#include <cmath>

namespace tinderbox {

Layout Layout::of(int width, int height) {
  Layout layout;
  const double w = width;
  const double h = height;
  layout.font = std::clamp(std::sqrt(w * h) / 84, 9.0, 150.0);
  layout.title = 1.45 * layout.font;
  const double font = layout.font;
  const double margin = std::round(0.9 * font);
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
  layout.header_right = w - margin;
  return layout;
}

}  // namespace tinderbox
