#include "host/render/ladder_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/render/amount_text.hpp"
#include "host/render/axis_ticks.hpp"
#include "host/render/cascade_curves.hpp"
#include "host/render/panels.hpp"
#include "host/render/xy_panel.hpp"

namespace tinderbox {
namespace {

constexpr std::array<Rgb, kSides> kSideColors = {ink::kLong, ink::kShort};
constexpr double kBarHeight = 0.38;                               // of the panel, for the longest bar
constexpr double kLowerShare = 0.22;                              // of the height, for the further move
constexpr std::array<double, 3> kArrowPlaces = {0.3, 0.55, 0.8};  // of the way from the mark to the edge
constexpr double kShownPrecision = 1e-5;

// Zero on the side of the mark where there is nothing to burn is no value of the curve.
Band without_zeros(Band band) {
  for (std::size_t i = 0; i < band.mean.size(); ++i)
    if (!(band.high[i] > 0)) band.mean[i] = band.low[i] = band.high[i] = std::numeric_limits<double>::quiet_NaN();
  return band;
}

class LadderPicture {
 public:
  LadderPicture(Canvas& canvas, const RunResult& run)
      : canvas_(canvas),
        run_(run),
        layout_(Layout::past(static_cast<int>(canvas.width()), static_cast<int>(canvas.height()))),
        prices_(run.ladder.price),
        whatif_(cascade_curves(run.whatif, run.now_mark_usd)),
        has_whatif_(!run.whatif.price.empty()) {
    const PriceWindow window = has_paths(run) ? forward_window(run) : price_window(run);
    const double font = layout_.font;
    const double top = std::round(layout_.left + 2.0 * layout_.title + 3.6 * font);
    const double bottom = std::round(canvas.height() - 3.6 * font);
    const double left = std::round(5.2 * font);
    const double width = std::round(canvas.width() - 2 * left);
    const double lower = has_whatif_ ? std::round(kLowerShare * (bottom - top)) : 0;
    const double gap = has_whatif_ ? std::round(2.2 * font) : 0;
    main_ = {{left, top, width, bottom - top - lower - gap}, window, 1};
    bars_panel_ = main_;
    lower_ = {{left, bottom - lower, width, lower}, window, 1};
    measure();
  }

  void draw() {
    canvas_.fill(Rect{0, 0, canvas_.width(), canvas_.height()}, {ink::kBackground});
    canvas_.fill(main_.place, {ink::kPanel});
    if (has_whatif_) canvas_.fill(lower_.place, {ink::kPanel});
    draw_price_axis();
    draw_dollar_axes();
    canvas_.clip(main_.place);
    for (std::size_t side = 0; side < kSides; ++side) draw_bars(side);
    canvas_.unclip();
    if (run_.market.synthetic) draw_watermark(canvas_, main_.place);
    canvas_.clip(main_.place);
    for (std::size_t side = 0; side < kSides; ++side) draw_curves(side);
    canvas_.unclip();
    if (has_whatif_) draw_lower();
    const bool has_mark = std::isfinite(run_.now_mark_usd);
    draw_mark();
    draw_legend();
    for (std::size_t side = 0; side < kSides && has_whatif_ && has_mark; ++side) draw_arrows(side);
    draw_titles();
  }

 private:
  void measure() {
    const PriceWindow& window = main_.window;
    double sums = 0;
    double bars = 0;
    double beyond = 0;
    for (std::size_t side = 0; side < kSides; ++side) {
      bars_[side] = notional_band(run_.ladder, side);
      sums_[side] = without_zeros(cumulative_band(run_.ladder, side));
      bars = std::max(bars, largest_within(window, prices_, bars_[side].high));
      sums = std::max(sums, largest_within(window, prices_, sums_[side].high));
      if (!has_whatif_) continue;
      sums = std::max(sums, largest_within(window, run_.whatif.price, whatif_.forced[side].high));
      beyond = std::max(beyond, largest_within(window, run_.whatif.price, whatif_.beyond[side].high));
    }
    main_.max = round_up_nicely(sums);
    bar_max_ = round_up_nicely(bars);
    bars_panel_.max = bar_max_ / kBarHeight;
    lower_.max = beyond > 0 ? round_up_nicely(beyond) : 0.01;
  }

  double line_width() const { return std::max(1.0, layout_.font / 6); }

  void draw_bars(std::size_t side) {
    const std::vector<double>& bounds = run_.ladder.price_bounds;
    for (std::size_t bin = 0; bin < prices_.size(); ++bin) {
      if (!(bars_[side].mean[bin] > 0)) continue;
      const double x = main_.x_of(bounds[2 * bin]);
      const double y = bars_panel_.y_of(bars_[side].mean[bin]);
      const double width = main_.x_of(bounds[2 * bin + 1]) - x;
      canvas_.fill(Rect{x, y, std::max(width - 1, 0.5 * width), main_.place.bottom() - y}, {kSideColors[side], 0.42});
    }
  }

  void draw_curves(std::size_t side) {
    canvas_.fill(main_.outline(prices_, sums_[side]), {kSideColors[side], 0.22});
    if (has_whatif_) {
      const std::vector<double>& levels = run_.whatif.price;
      canvas_.fill(main_.outline(levels, whatif_.forced[side]), {ink::kFeedback, 0.16});
      canvas_.line(main_.curve(levels, whatif_.forced[side].mean), {ink::kFeedback}, line_width());
    }
    canvas_.line(main_.curve(prices_, sums_[side].mean), {kSideColors[side]}, line_width());
  }

  void draw_price_axis() {
    const double font = layout_.font;
    const Rect& bottom = has_whatif_ ? lower_.place : main_.place;
    const TextStyle style{.size = font, .paint = {ink::kText}, .align = TextAlign::kCenter};
    const TextStyle dim{.size = 0.88 * font, .paint = {ink::kDimText}, .align = TextAlign::kCenter};
    for (const AxisTick& tick : price_ticks(main_.window.low, main_.window.high, main_.place.width / (8 * font))) {
      const double x = std::round(main_.x_of(tick.value)) + 0.5;
      canvas_.line({{x, main_.place.y}, {x, main_.place.bottom()}}, {ink::kLine, 0.13}, layout_.hairline());
      if (has_whatif_)
        canvas_.line({{x, lower_.place.y}, {x, lower_.place.bottom()}}, {ink::kLine, 0.13}, layout_.hairline());
      canvas_.text({x, bottom.bottom() + 1.45 * font}, tick.label, style);
      if (run_.now_mark_usd > 0)
        canvas_.text({x, bottom.bottom() + 2.65 * font},
                     fmt::format("{:+.1f}%", 100 * (tick.value / run_.now_mark_usd - 1)), dim);
    }
  }

  void draw_dollar_axes() {
    const double font = layout_.font;
    const Rect& place = main_.place;
    const TextStyle left{.size = font, .paint = {ink::kText}, .align = TextAlign::kRight};
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
      const double y = std::round(main_.y_of(share * main_.max)) + 0.5;
      canvas_.line({{place.x, y}, {place.right(), y}}, {ink::kLine, 0.13}, layout_.hairline());
      canvas_.text({place.x - 0.5 * font, y + 0.36 * font}, format_dollars(share * main_.max), left);
    }
    const TextStyle right{.size = 0.88 * font, .paint = {ink::kDimText}};
    for (const double share : {0.0, 0.5, 1.0}) {
      const double y = std::round(bars_panel_.y_of(share * bar_max_)) + 0.5;
      canvas_.line({{place.right(), y}, {place.right() + 0.35 * font, y}}, {ink::kLine, 0.8}, layout_.hairline());
      canvas_.text({place.right() + 0.55 * font, y + 0.36 * font}, format_dollars(share * bar_max_), right);
    }
    canvas_.text({place.right() + 0.55 * font, bars_panel_.y_of(bar_max_) - 2.1 * font}, "bars:", right);
    canvas_.text({place.right() + 0.55 * font, bars_panel_.y_of(bar_max_) - 0.9 * font}, "$ per bin", right);
    canvas_.stroke(place, {ink::kLine, 0.35}, layout_.hairline());
  }

  void draw_lower() {
    const double font = layout_.font;
    const Rect& place = lower_.place;
    const TextStyle left{.size = font, .paint = {ink::kText}, .align = TextAlign::kRight};
    for (const double share : {0.0, 0.5, 1.0}) {
      const double y = std::round(lower_.y_of(share * lower_.max)) + 0.5;
      canvas_.line({{place.x, y}, {place.right(), y}}, {ink::kLine, 0.13}, layout_.hairline());
      canvas_.text({place.x - 0.5 * font, y + 0.36 * font}, format_probability(share * lower_.max), left);
    }
    canvas_.clip(place);
    for (std::size_t side = 0; side < kSides; ++side) {
      canvas_.fill(lower_.outline(run_.whatif.price, whatif_.beyond[side]), {ink::kFeedback, 0.16});
      canvas_.line(lower_.curve(run_.whatif.price, whatif_.beyond[side].mean), {ink::kFeedback}, line_width());
    }
    canvas_.unclip();
    canvas_.stroke(place, {ink::kLine, 0.35}, layout_.hairline());
    const TextStyle dim{.size = 0.88 * font, .paint = {ink::kDimText}};
    canvas_.text({place.x, place.y - 0.6 * font},
                 canvas_.fitting({"further move from the level to where the cascade stops, % of the level, 5-95% band",
                                  "further move until the cascade stops, %", "further move, %"},
                                 dim, place.width),
                 dim);
  }

  void draw_mark() {
    const double now = run_.now_mark_usd;
    if (!(now >= main_.window.low && now <= main_.window.high)) return;
    const double font = layout_.font;
    const double x = std::round(main_.x_of(now)) + 0.5;
    for (const XyPanel* panel : {&main_, &lower_})
      canvas_.dashed_line({{x, panel->place.y}, {x, panel->place.bottom()}}, {ink::kNow, 0.8}, layout_.hairline(),
                          0.5 * font);
    const TextStyle style{
        .size = font, .paint = {ink::kBackground}, .align = TextAlign::kCenter, .weight = TextWeight::kBold};
    const std::string text = "mark now " + format_price(now, now * kShownPrecision);
    const double width = canvas_.text_width(text, style) + font;
    const double middle = std::clamp(x, main_.place.x + width / 2, main_.place.right() - width / 2);
    mark_label_ = {middle - width / 2, main_.place.y - 1.7 * font, width, 1.6 * font};
    canvas_.fill(mark_label_, {ink::kNow});
    canvas_.text({middle, main_.place.y - 0.5 * font}, text, style);
  }

  // Under the mark's label: the curves are low there.
  void draw_legend() {
    const double font = layout_.font;
    const TextStyle style{.size = 0.88 * font, .paint = {ink::kText}};
    std::vector<std::string> lines = {"ladder: $ liquidated if price gets there"};
    if (has_whatif_) {
      lines.emplace_back("with the cascade that this sets off");
      lines.emplace_back("where the cascade stops");
    }
    double width = 0;
    for (const std::string& line : lines) width = std::max(width, canvas_.text_width(line, style) + 4.6 * font);
    const double height = (1.4 * static_cast<double>(lines.size()) + 0.5) * font;
    const double x = std::clamp(main_.x_of(run_.now_mark_usd) - width / 2, main_.place.x,
                                std::max(main_.place.right() - width, main_.place.x));
    legend_ = {x, main_.place.y + 0.6 * font, width, height};
    if (!(legend_.x >= 0) || width > main_.place.width) return;
    canvas_.fill(legend_, {ink::kBackground, 0.8});
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const double baseline = legend_.y + (1.3 + 1.4 * static_cast<double>(i)) * font;
      draw_sample(i, {legend_.x + 0.6 * font, baseline - 0.32 * font});
      canvas_.text({legend_.x + 4.1 * font, baseline}, lines[i], style);
    }
  }

  void draw_sample(std::size_t line, Point from) {
    const double font = layout_.font;
    const Point middle{from.x + 1.5 * font, from.y};
    const Point to{from.x + 3.0 * font, from.y};
    if (line == 2) return draw_arrow(from, to);
    canvas_.line({from, middle}, {line == 0 ? ink::kLong : ink::kFeedback}, line_width());
    canvas_.line({middle, to}, {line == 0 ? ink::kShort : ink::kFeedback}, line_width());
  }

  void draw_arrow(Point from, Point to) {
    const double font = layout_.font;
    const double direction = to.x >= from.x ? 1 : -1;
    const double head = std::min(0.6 * font, std::abs(to.x - from.x));
    canvas_.line({from, {to.x - direction * head * 0.5, to.y}}, {ink::kWarning}, line_width());
    canvas_.fill({to, {to.x - direction * head, to.y - 0.35 * font}, {to.x - direction * head, to.y + 0.35 * font}},
                 {ink::kWarning});
  }

  // From a level, at the dollars that are forced there, to the price where the cascade stops.
  void draw_arrows(std::size_t side) {
    const std::vector<double>& levels = run_.whatif.price;
    const double edge = side == 0 ? main_.window.low : main_.window.high;
    double used = std::numeric_limits<double>::infinity();  // top of the label before
    for (const double place : kArrowPlaces) {
      const auto bin =
          static_cast<std::size_t>(bin_place(run_.whatif.price_bounds, std::lerp(run_.now_mark_usd, edge, place)));
      if (bin >= levels.size()) continue;
      const double forced = whatif_.forced[side].mean[bin];
      const double stop = whatif_.stop[side].mean[bin];
      if (!(forced > 0) || !std::isfinite(stop)) continue;
      const Point from{main_.x_of(levels[bin]), main_.y_of(forced)};
      canvas_.clip(main_.place);
      draw_arrow(from, {main_.x_of(stop), from.y});
      canvas_.unclip();
      const std::string stops = fmt::format("stops at {}", format_price(stop, stop * 1e-4));
      const std::string level = format_price(levels[bin], levels[bin] * 1e-4);
      used =
          draw_arrow_label(side, from, {fmt::format("{}: {}, {}", level, format_dollars(forced), stops), stops}, used);
    }
  }

  // Beside the level, towards the mark, where the curves are lower. Left out where it would cover something.
  double draw_arrow_label(std::size_t side, Point at, const std::vector<std::string>& texts, double used) {
    const double font = layout_.font;
    const TextStyle style{
        .size = 0.88 * font, .paint = {ink::kWarning}, .align = side == 0 ? TextAlign::kLeft : TextAlign::kRight};
    const std::string text = canvas_.fitting(texts, style, std::abs(main_.x_of(run_.now_mark_usd) - at.x) - font);
    const double width = canvas_.text_width(text, style) + font;
    const double left = side == 0 ? at.x : at.x - width;
    const double baseline = at.y - 0.5 * font;
    const bool clear_of_legend =
        baseline - font > legend_.bottom() || left > legend_.right() || left + width < legend_.x;
    if (!clear_of_legend || baseline > used || baseline - font < main_.place.y) return used;
    canvas_.text({side == 0 ? at.x + 0.6 * font : at.x - 0.6 * font, baseline}, text, style);
    return baseline - 1.2 * font;
  }

  void draw_titles() {
    const double font = layout_.font;
    const double room = layout_.header_right - layout_.left;
    const TextStyle title{.size = layout_.title, .paint = {ink::kText}, .weight = TextWeight::kBold};
    const std::string name = picture_name(run_);
    const std::string when = minute_of(run_.market.end_time()) + " UTC";
    canvas_.text({layout_.left, layout_.left + layout_.title},
                 canvas_.fitting({name + " liquidation ladder at " + when, name + " ladder", name}, title, room),
                 title);
    const TextStyle subtitle{.size = font, .paint = {ink::kDimText}};
    const std::string meaning = "$ liquidated, summed outward from the price";
    const std::string more = has_whatif_
                                 ? ";  shaded: 5-95% band over replicates;  cascade: full book now, no refill"
                                 : ";  shaded: 5-95% band over replicates;  no cascade: the run has no forward half";
    canvas_.text({layout_.left, layout_.left + layout_.title + 1.75 * font},
                 canvas_.fitting({meaning + more, meaning}, subtitle, room), subtitle);
    const double y = main_.place.y - 0.6 * font;
    TextStyle side{.size = font, .paint = {ink::kLong}, .weight = TextWeight::kBold};
    canvas_.text(
        {main_.place.x, y},
        canvas_.fitting({"longs, liquidated if price falls", "longs"}, side, mark_label_.x - main_.place.x - font),
        side);
    side.paint = {ink::kShort};
    side.align = TextAlign::kRight;
    canvas_.text({main_.place.right(), y},
                 canvas_.fitting({"shorts, liquidated if price rises", "shorts"}, side,
                                 main_.place.right() - mark_label_.right() - font),
                 side);
  }

  Canvas& canvas_;
  const RunResult& run_;
  Layout layout_;
  const std::vector<double>& prices_;
  CascadeCurves whatif_;
  bool has_whatif_;
  XyPanel main_;
  XyPanel bars_panel_;  // the place of main_ with the scale of the bars
  XyPanel lower_;
  std::array<Band, kSides> bars_;
  std::array<Band, kSides> sums_;
  double bar_max_ = 1;
  Rect mark_label_;
  Rect legend_;
};

}  // namespace

void draw_ladder_picture(Canvas& canvas, const RunResult& run) {
  LadderPicture(canvas, run).draw();
}

}  // namespace tinderbox
