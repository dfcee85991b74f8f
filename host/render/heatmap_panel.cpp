// Tensors as colours, and what is written over them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/render/color_map.hpp"
#include "host/render/heat_image.hpp"
#include "host/render/panels.hpp"

namespace tinderbox {
namespace {

constexpr float kMostPriorShare = 0.20F;
constexpr std::size_t kStripColumns = 256;

std::uint32_t channel(double value) {
  return static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

std::uint32_t packed(const Rgb& color) {
  return channel(color.red) << 16U | channel(color.green) << 8U | channel(color.blue);
}

// Colours of the scale in fine steps: a pixel looks its colour up.
std::vector<std::uint32_t> color_table() {
  constexpr std::size_t kSteps = 1024;
  std::vector<std::uint32_t> table;
  for (std::size_t i = 0; i <= kSteps; ++i)
    table.push_back(packed(heat_color(static_cast<double>(i) / static_cast<double>(kSteps))));
  return table;
}

// Leading bars until the last at whose close more than a fifth of open interest was there before the data.
std::size_t prior_bars(const HeatmapResult& heatmap) {
  std::size_t bars = 0;
  for (std::size_t t = 0; t < heatmap.prior_stock_share.size(); ++t)
    if (heatmap.prior_stock_share[t] > kMostPriorShare) bars = t + 1;
  return bars;
}

}  // namespace

void draw_cells(Canvas& canvas, const Rect& place, const PriceWindow& window, const Cells& cells,
                const ColorScale& scale) {
  const auto width = static_cast<std::size_t>(place.width);
  const auto height = static_cast<std::size_t>(place.height);
  const HeatResampler resampler(cells, window, width, height);
  const std::vector<std::uint32_t> table = color_table();
  for (std::size_t x = 0; x < width; x += kStripColumns) {
    const HeatImage strip = resampler.strip(x, std::min(kStripColumns, width - x));
    std::vector<std::uint32_t> pixels(strip.values.size());
    std::transform(strip.values.begin(), strip.values.end(), pixels.begin(), [&](float value) {
      if (std::isnan(value)) return packed(kNoDataColor);
      const double step = scale.position(double{value}) * static_cast<double>(table.size() - 1);
      return table[static_cast<std::size_t>(std::lround(step))];
    });
    canvas.image(static_cast<int>(place.x) + static_cast<int>(x), static_cast<int>(place.y),
                 static_cast<int>(strip.width), static_cast<int>(height), pixels);
  }
}

void draw_prior_note(Canvas& canvas, const Picture& picture) {
  const std::size_t bars = prior_bars(picture.run.heatmap);
  if (bars <= picture.first_bar) return;
  const Rect& heat = picture.layout.heat;
  const double font = picture.layout.font;
  const std::int64_t end =
      picture.run.market.start_time + static_cast<std::int64_t>(bars) * picture.run.market.bar_seconds;
  const double right = picture.axes.x_of(static_cast<double>(end));
  const double y = heat.y + 0.7 * font;
  const double foot = 0.45 * font;
  canvas.line({{heat.x + 1, y + foot}, {heat.x + 1, y}, {right, y}, {right, y + foot}}, {ink::kWarning, 0.95},
              std::max(1.0, font / 9));
  const TextStyle style{.size = 0.88 * font, .paint = {ink::kWarning}};
  const std::vector<std::string> texts = {
      "prior-heavy: over 20% of open interest here is older than the data, its entries are assumed",
      "prior-heavy: over 20% of open interest is older than the data", "prior-heavy"};
  const std::string text = canvas.fitting(texts, style, heat.right() - heat.x - font);
  if (text.empty()) return;
  const double width = canvas.text_width(text, style);
  canvas.fill(Rect{heat.x + 0.35 * font, y + 0.35 * font, width + 0.5 * font, 1.3 * font}, {ink::kBackground, 0.6});
  canvas.text({heat.x + 0.6 * font, y + 1.3 * font}, text, style);
}

void draw_watermark(Canvas& canvas, const Rect& place) {
  TextStyle style{.size = 10, .paint = {ink::kText, 0.17}, .weight = TextWeight::kBold};
  const std::string text = "SYNTHETIC DATA";
  const double diagonal = std::hypot(place.width, place.height);
  style.size = std::max(10 * 0.72 * diagonal / std::max(canvas.text_width(text, style), 1.0), 1.0);
  style.size = std::min(style.size, 0.3 * place.height);
  canvas.clip(place);
  canvas.turned_text({place.x + place.width / 2, place.y + place.height / 2}, text, style,
                     -std::atan2(place.height, place.width));
  canvas.unclip();
}

}  // namespace tinderbox
