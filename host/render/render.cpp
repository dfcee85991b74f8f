#include "host/render/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/output/atomic_file.hpp"
#include "host/render/panels.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr int kLeastWidth = 400;
constexpr int kLeastHeight = 300;
constexpr std::int64_t kLatestTime = 253'402'300'800;  // year 10000, where dates outgrow their four digits
constexpr int kMostPixels = 16000;                     // a side; cairo's limit is 32767

void check_options(const RenderOptions& options) {
  ProblemList problems;
  const auto check_side = [&problems](const char* side, int found, int least) {
    if (found < least || found > kMostPixels)
      problems.add({"size of the picture", fmt::format("its {} is out of range", side), fmt::format("{} pixels", found),
                    fmt::format("{} to {}", least, kMostPixels), ""});
  };
  check_side("width", options.width_px, kLeastWidth);
  check_side("height", options.height_px, kLeastHeight);
  if (!std::isfinite(options.max_usd) || options.max_usd < 0)
    problems.add({"colour maximum", "is out of range", fmt::format("{}", options.max_usd),
                  "dollars above 0, or 0 to choose it from the data", ""});
  problems.throw_if_any();
}

// A run that is drawn must have at least one cell, and arrays of matching shapes.
void check_run(const RunResult& run) {
  const HeatmapResult& heatmap = run.heatmap;
  const LadderResult& ladder = run.ladder;
  const std::size_t bars = heatmap.time.size();
  const std::size_t bins = heatmap.price.size();
  const MarketState& market = run.market;
  const bool whole = bars > 0 && bins > 0 && market.bars() == bars && market.bar_seconds > 0 &&
                     market.open.size() == bars && market.high.size() == bars && market.low.size() == bars &&
                     heatmap.price_bounds.size() == 2 * bins && heatmap.density.size() == bars * kSides * bins &&
                     ladder.price.size() == bins && ladder.price_bounds.size() == 2 * bins &&
                     !ladder.notional.empty() && ladder.notional.size() % (kSides * bins) == 0 &&
                     ladder.cumulative.size() == kSides * bins && ladder.cumulative_low.size() == kSides * bins &&
                     ladder.cumulative_high.size() == kSides * bins;
  if (!whole)
    throw InputError({"run", "cannot be drawn", fmt::format("{} bars and {} price bins of unequal shapes", bars, bins),
                      "a heatmap and a ladder with at least one bar and one bin", ""});
  const bool dated = market.start_time >= 0 && market.start_time < kLatestTime &&
                     bars <= static_cast<std::size_t>(kLatestTime / market.bar_seconds) &&
                     market.end_time() < kLatestTime;
  if (!dated) throw InputError({"run", "has no usable time axis", "", "times between 1970 and 9999", ""});
  const double bottom = heatmap.price_bounds.front();
  const double top = heatmap.price_bounds.back();
  if (!std::isfinite(bottom) || !std::isfinite(top) || !(top > bottom))
    throw InputError({"run", "has no usable price axis", fmt::format("{} to {}", bottom, top), "ascending prices", ""});
}

DollarScale scale_of(const RunResult& run, const PriceWindow& window, double max_usd) {
  if (max_usd > 0) return DollarScale(max_usd);
  const double first = bin_place(run.heatmap.price_bounds, window.low);
  const double last = std::ceil(bin_place(run.heatmap.price_bounds, window.high)) - 1;
  return DollarScale::automatic(run.heatmap, static_cast<std::size_t>(first),
                                static_cast<std::size_t>(std::max(last, 0.0)));
}

void draw(Canvas& canvas, const Picture& picture) {
  canvas.fill(Rect{0, 0, canvas.width(), canvas.height()}, {ink::kBackground});
  draw_heatmap(canvas, picture);
  draw_ladder(canvas, picture);
  draw_axes(canvas, picture);
  draw_candles(canvas, picture);
  draw_watermark(canvas, picture);
  draw_prior_note(canvas, picture);
  draw_now(canvas, picture);
  draw_color_bar(canvas, picture);
  draw_header(canvas, picture);
}

}  // namespace

void render_png(const RunResult& run, const std::filesystem::path& path, const RenderOptions& options) {
  check_options(options);
  check_output_target(path);
  check_run(run);
  const PriceWindow window = price_window(run);
  const Layout layout = Layout::of(options.width_px, options.height_px);
  const Picture picture{run,
                        layout,
                        {layout.heat, window, run.market.start_time, run.market.end_time()},
                        scale_of(run, window, options.max_usd)};
  Canvas canvas(options.width_px, options.height_px);
  draw(canvas, picture);
  const std::string png = canvas.png();
  AtomicFile file(path);
  file.write_at(png.data(), png.size(), 0);
  file.commit();
}

}  // namespace tinderbox
