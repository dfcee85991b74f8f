// The probability fan over the future: quantiles of the price, the low end of the running low, and the same without
// feedback where that is another line.
#include <algorithm>
#include <cmath>
#include <optional>

#include "host/render/panels.hpp"

namespace tinderbox {
namespace {

constexpr double kSameLine = 1.0;  // pixels: lines closer than this are one line
constexpr double kSameQuantile = 1e-6;

enum class LineStyle { kSolid, kDashed, kDotted };

struct FanLine {
  std::vector<Point> points;
  std::vector<Point> twin;
  LineStyle style = LineStyle::kSolid;
  double width = 1;  // times a hairline
};

std::optional<std::size_t> quantile_at(const std::vector<double>& quantiles, double wanted) {
  for (std::size_t q = 0; q < quantiles.size(); ++q)
    if (std::abs(quantiles[q] - wanted) < kSameQuantile) return q;
  return std::nullopt;
}

class Fan {
 public:
  Fan(Canvas& canvas, const Picture& picture)
      : canvas_(canvas), picture_(picture), layout_(picture.layout), axes_(picture.future->axes) {
    const PathsResult& paths = picture.run.paths;
    for (const double quantile : {0.05, 0.25, 0.5, 0.75, 0.95})
      add(paths.price_quantile, paths.price_quantile_no_feedback, quantile, LineStyle::kSolid,
          quantile == 0.5 ? 2.2 : 1.2);
    prices_ = lines_.size();
    add(paths.low_quantile, paths.low_quantile_no_feedback, 0.05, LineStyle::kDashed, 1.6);
  }

  void draw() {
    canvas_.clip(layout_.future);
    for (const FanLine& line : lines_)
      if (differs(line)) stroke(line.twin, LineStyle::kDotted, ink::kTwin, 1.4);
    for (const FanLine& line : lines_) stroke(line.points, line.style, ink::kFeedback, line.width);
    canvas_.unclip();
    draw_legend();
  }

 private:
  void add(const std::vector<float>& prices, const std::vector<float>& twin, double quantile, LineStyle style,
           double width) {
    const auto column = quantile_at(picture_.run.paths.quantile, quantile);
    if (column) lines_.push_back({points_of(prices, *column), points_of(twin, *column), style, width});
  }

  std::vector<Point> points_of(const std::vector<float>& prices, std::size_t column) const {
    const PathsResult& paths = picture_.run.paths;
    std::vector<Point> points;
    if (picture_.run.now_mark_usd > 0) points.push_back({layout_.future.x, axes_.y_of(picture_.run.now_mark_usd)});
    for (std::size_t step = 0; step < paths.horizon.size(); ++step) {
      const double price = prices[step * paths.quantile.size() + column];
      if (!std::isfinite(price)) continue;
      const double time = static_cast<double>(axes_.start_time + paths.horizon[step]);
      points.push_back({axes_.x_of(time), std::clamp(axes_.y_of(price), -1e4, 1e5)});
    }
    return points;
  }

  static bool differs(const FanLine& line) {
    if (line.points.size() != line.twin.size()) return true;
    return !std::equal(line.points.begin(), line.points.end(), line.twin.begin(),
                       [](const Point& a, const Point& b) { return std::abs(a.y - b.y) < kSameLine; });
  }

  // A dark rim keeps the line apart from bright cells.
  void stroke(const std::vector<Point>& points, LineStyle style, const Rgb& color, double width) {
    const double hair = layout_.hairline();
    canvas_.line(points, {ink::kBackground, 0.5}, width * hair + 2 * hair);
    if (style == LineStyle::kSolid) return canvas_.line(points, {color}, width * hair);
    const double dash = style == LineStyle::kDashed ? 0.45 * layout_.font : 0.17 * layout_.font;
    canvas_.dashed_line(points, {color}, width * hair, dash);
  }

  struct Entry {
    std::vector<std::string> texts;  // the longest first
    LineStyle style;
    Rgb color;
    double width;
  };

  std::vector<Entry> entries() const {
    std::vector<Entry> result;
    if (prices_ > 0) {
      result.push_back({{"median price", "median"}, LineStyle::kSolid, ink::kFeedback, 2.2});
      result.push_back({{"25-75%, 5-95%", "25, 5%"}, LineStyle::kSolid, ink::kFeedback, 1.2});
    }
    if (lines_.size() > prices_)
      result.push_back({{"running low, 5%", "low, 5%"}, LineStyle::kDashed, ink::kFeedback, 1.6});
    if (std::any_of(lines_.begin(), lines_.end(), differs))
      result.push_back({{"without feedback", "without"}, LineStyle::kDotted, ink::kTwin, 1.4});
    return result;
  }

  // In the corner that the fan leaves free: it begins at the present price and opens to the right.
  void draw_legend() {
    const double font = layout_.font;
    const std::vector<Entry> legend = entries();
    const TextStyle style{.size = 0.85 * font, .paint = {ink::kText}};
    const double room = layout_.future.width - 4.2 * font;
    std::vector<std::string> texts;
    double width = 0;
    for (const Entry& entry : legend) {
      texts.push_back(canvas_.fitting(entry.texts, style, room));
      if (texts.back().empty()) return;
      width = std::max(width, canvas_.text_width(texts.back(), style) + 3.2 * font);
    }
    if (legend.empty()) return;
    const double height = (1.25 * static_cast<double>(legend.size()) + 0.5) * font;
    const Rect& place = layout_.future;
    const bool now_is_low = axes_.y_of(picture_.run.now_mark_usd) > place.y + place.height / 2;
    const Rect box{place.x + 0.5 * font, now_is_low ? place.y + 0.5 * font : place.bottom() - 0.5 * font - height,
                   width, height};
    canvas_.fill(box, {ink::kBackground, 0.85});
    double baseline = box.y + 1.25 * font;
    for (std::size_t i = 0; i < legend.size(); ++i) {
      const double y = baseline - 0.3 * font;
      stroke({{box.x + 0.5 * font, y}, {box.x + 2.3 * font, y}}, legend[i].style, legend[i].color, legend[i].width);
      canvas_.text({box.x + 2.8 * font, baseline}, texts[i], style);
      baseline += 1.25 * font;
    }
  }

  Canvas& canvas_;
  const Picture& picture_;
  const Layout& layout_;
  const Axes& axes_;
  std::vector<FanLine> lines_;
  std::size_t prices_ = 0;  // how many lines are quantiles of the price
};

}  // namespace

void draw_fan(Canvas& canvas, const Picture& picture) {
  Fan(canvas, picture).draw();
}

}  // namespace tinderbox
