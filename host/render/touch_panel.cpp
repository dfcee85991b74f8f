// How likely price is to touch each level within the horizon, with and without feedback, on the price axis of the map.
// The axis is logarithmic: feedback shows in the tails.
#include <algorithm>
#include <cmath>

#include "host/render/amount_text.hpp"
#include "host/render/heat_image.hpp"
#include "host/render/ladder_bands.hpp"
#include "host/render/panels.hpp"

namespace tinderbox {
namespace {

constexpr double kLeast = 1e-3;  // left end of the axis
constexpr double kDecades = 3;

class TouchPanel {
 public:
  TouchPanel(Canvas& canvas, const Picture& picture)
      : canvas_(canvas),
        layout_(picture.layout),
        place_(picture.layout.touch),
        paths_(picture.run.paths),
        length_(length_text(picture.future->axes)) {
    const PriceWindow& window = picture.axes.window;
    rows_ = pixel_shares(bin_place(paths_.price_bounds, window.low), bin_place(paths_.price_bounds, window.high),
                         paths_.price.size(), static_cast<std::size_t>(place_.height));
  }

  void draw() {
    const double font = layout_.font;
    canvas_.fill(place_, {ink::kPanel});
    draw_axis();
    canvas_.clip(place_);
    draw_band();
    const std::vector<Point> twin = curve(paths_.touch_probability_no_feedback);
    canvas_.dashed_line(twin, {ink::kTwin}, std::max(1.0, font / 9), 0.2 * font);
    canvas_.line(curve(paths_.touch_probability), {ink::kFeedback}, std::max(1.0, font / 8));
    canvas_.unclip();
    canvas_.stroke(place_, {ink::kLine, 0.35}, layout_.hairline());
    draw_legend();
  }

 private:
  double x_of(double probability) const {
    const double decades = std::log10(std::clamp(probability, kLeast / 10, 1.0) / kLeast);
    return place_.x + decades / kDecades * place_.width;
  }

  std::vector<Point> curve(const std::vector<float>& probabilities) const {
    std::vector<double> bins;
    for (const float probability : probabilities) bins.push_back(finite_or_zero(double{probability}));
    std::vector<Point> points;
    double y = place_.bottom() - 0.5;
    for (const double probability : averaged(bins, rows_)) points.push_back({x_of(probability), y--});
    return points;
  }

  void draw_band() {
    std::vector<Point> outline = curve(paths_.touch_probability_low);
    const std::vector<Point> high = curve(paths_.touch_probability_high);
    outline.insert(outline.end(), high.rbegin(), high.rend());
    canvas_.fill(outline, {ink::kFeedback, 0.22});
  }

  void draw_axis() {
    const double font = layout_.font;
    const TextStyle style{.size = 0.88 * font, .paint = {ink::kText}, .align = TextAlign::kCenter};
    for (const double probability : {1e-3, 1e-2, 1e-1, 1.0}) {
      const double x = x_of(probability);
      canvas_.line({{x, place_.y}, {x, place_.bottom()}}, {ink::kLine, 0.2}, layout_.hairline());
      canvas_.line({{x, place_.bottom()}, {x, place_.bottom() + 0.25 * font}}, {ink::kLine, 0.8}, layout_.hairline());
      const std::string text = format_probability(probability);
      // The per cent sign stands once, at the end.
      const std::string label = probability < 1 ? text.substr(0, text.size() - 1) : text;
      const double half = canvas_.text_width(label, style) / 2;
      if (probability == 0.1 && place_.width < 8 * font) continue;  // it would touch its neighbour
      canvas_.text({std::clamp(x, place_.x + half - 0.4 * font, place_.right() - half + 0.9 * font),
                    place_.bottom() + 1.35 * font},
                   label, style);
    }
  }

  void draw_legend() {
    const double font = layout_.font;
    const TextStyle bold{.size = font, .paint = {ink::kText}, .weight = TextWeight::kBold};
    const TextStyle dim{.size = 0.88 * font, .paint = {ink::kDimText}};
    const double room = place_.width + 0.8 * font;
    const double y = place_.y - 5.1 * font;
    canvas_.text({place_.x, y}, canvas_.fitting({"Chance to touch", "P(touch)", "Touch"}, bold, room), bold);
    canvas_.text({place_.x, y + 1.45 * font}, canvas_.fitting({"within " + length_, length_}, dim, room), dim);
    canvas_.line(sample(y + 2.9 * font), {ink::kFeedback}, std::max(1.0, font / 8));
    draw_name(y + 2.9 * font, {"with feedback", "feedback", "with"});
    canvas_.dashed_line(sample(y + 4.2 * font), {ink::kTwin}, std::max(1.0, font / 9), 0.2 * font);
    draw_name(y + 4.2 * font, {"without feedback", "without", "w/o"});
    canvas_.text({place_.x, place_.bottom() + 2.55 * font}, canvas_.fitting({"probability", "prob."}, dim, room), dim);
  }

  std::vector<Point> sample(double baseline) const {
    const double y = baseline - 0.3 * layout_.font;
    return {{place_.x, y}, {place_.x + 1.6 * layout_.font, y}};
  }

  void draw_name(double baseline, const std::vector<std::string>& names) {
    const double font = layout_.font;
    const TextStyle dim{.size = 0.88 * font, .paint = {ink::kDimText}};
    canvas_.text({place_.x + 2.0 * font, baseline}, canvas_.fitting(names, dim, place_.width - 0.9 * font), dim);
  }

  Canvas& canvas_;
  const Layout& layout_;
  const Rect& place_;
  const PathsResult& paths_;
  std::string length_;  // of the horizon
  std::vector<PixelShares> rows_;
};

}  // namespace

void draw_touch(Canvas& canvas, const Picture& picture) {
  TouchPanel(canvas, picture).draw();
}

}  // namespace tinderbox
