#include "host/render/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/output/atomic_file.hpp"
#include "host/render/check_run.hpp"
#include "host/render/ladder_picture.hpp"
#include "host/render/panels.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr int kLeastWidth = 400;
constexpr int kLeastHeight = 300;
constexpr int kMostPixels = 16000;  // a side; cairo's limit is 32767

void check_maximum(ProblemList& problems, const char* where, double max) {
  if (!std::isfinite(max) || max < 0)
    problems.add({where, "is out of range", fmt::format("{}", max), "a number above 0",
                  "leave it out to choose it "
                  "from the data"});
}

// An option that would do nothing is a mistake.
void check_use(ProblemList& problems, const RenderOptions& options, PictureKind kind) {
  const bool has_future = kind == PictureKind::kLiquidated || kind == PictureKind::kVisit;
  if (options.max_usd > 0 && kind == PictureKind::kLadder)
    problems.add({"--max", "has no use: the ladder has no colour scale", "", "", "leave it out"});
  if (options.future_max > 0 && !has_future)
    problems.add({"--future-max", "has no use: the picture does not show the future", "", "",
                  "leave it out, or draw liquidated or visit"});
  if (options.future_max > 1 && kind == PictureKind::kVisit)
    problems.add(
        {"--future-max", "is out of range", fmt::format("{}", options.future_max), "a probability up to 1", ""});
}

void check_options(const RenderOptions& options, PictureKind kind) {
  ProblemList problems;
  const auto check_side = [&problems](const char* side, int found, int least) {
    if (found < least || found > kMostPixels)
      problems.add({"size of the picture", fmt::format("its {} is out of range", side), fmt::format("{} pixels", found),
                    fmt::format("{} to {}", least, kMostPixels), ""});
  };
  check_side("width", options.width_px, kLeastWidth);
  check_side("height", options.height_px, kLeastHeight);
  check_maximum(problems, "--max", options.max_usd);
  check_maximum(problems, "--future-max", options.future_max);
  check_use(problems, options, kind);
  problems.throw_if_any();
}

ColorScale scale_of(const ColorLaw& law, const Cells& cells, const PriceWindow& window, double max) {
  if (max > 0) return {law, max};
  const double first = bin_place(cells.price_bounds, window.low);
  const double last = std::ceil(bin_place(cells.price_bounds, window.high)) - 1;
  return ColorScale::automatic(law, cells, static_cast<std::size_t>(first),
                               static_cast<std::size_t>(std::max(last, 0.0)));
}

Future future_of(const RunResult& run, PictureKind kind, const Layout& layout, const PriceWindow& window, double max) {
  const std::int64_t now = run.market.end_time();
  const Cells cells = kind == PictureKind::kVisit ? visit_cells(run.paths) : liquidated_cells(run.paths);
  const ColorLaw& law = kind == PictureKind::kVisit ? kVisitLaw : kLiquidatedLaw;
  return {kind, {layout.future, window, now, now + run.paths.horizon.back()}, cells, scale_of(law, cells, window, max)};
}

Picture picture_of(const RunResult& run, PictureKind kind, const RenderOptions& options) {
  const bool forward = kind != PictureKind::kHeatmap;
  const PriceWindow window = forward ? forward_window(run) : price_window(run);
  const std::size_t first = forward ? first_shown_bar(run) : 0;
  const std::int64_t start = run.market.start_time + static_cast<std::int64_t>(first) * run.market.bar_seconds;
  const Cells cells = density_cells(run.heatmap, first);
  const Layout layout = forward ? Layout::forward(options.width_px, options.height_px)
                                : Layout::past(options.width_px, options.height_px);
  Picture picture{run,    first,
                  layout, {layout.heat, window, start, run.market.end_time()},
                  cells,  scale_of(kDensityLaw, cells, window, options.max_usd),
                  {}};
  if (forward) picture.future.emplace(future_of(run, kind, layout, window, options.future_max));
  return picture;
}

void draw(Canvas& canvas, const Picture& picture) {
  const Layout& layout = picture.layout;
  canvas.fill(Rect{0, 0, canvas.width(), canvas.height()}, {ink::kBackground});
  draw_cells(canvas, layout.heat, picture.axes.window, picture.cells, picture.scale);
  if (picture.future)
    draw_cells(canvas, layout.future, picture.axes.window, picture.future->cells, picture.future->scale);
  draw_ladder(canvas, picture);
  if (picture.future) draw_touch(canvas, picture);
  draw_axes(canvas, picture);
  draw_candles(canvas, picture);
  const Rect map{layout.heat.x, layout.heat.y, layout.map_right() - layout.heat.x, layout.heat.height};
  if (picture.run.market.synthetic) draw_watermark(canvas, map);
  draw_prior_note(canvas, picture);
  draw_now(canvas, picture);
  if (picture.future) {
    draw_fan(canvas, picture);
    draw_captions(canvas, picture);
  } else {
    draw_color_bar(canvas, picture);
  }
  draw_header(canvas, picture);
}

}  // namespace

void render_png(const RunResult& run, const std::filesystem::path& path, const RenderOptions& options) {
  const PictureKind kind = resolved(options.what, run);
  check_options(options, kind);
  check_output_target(path);
  check_run(run, kind);
  Canvas canvas(options.width_px, options.height_px);
  if (kind == PictureKind::kLadder)
    draw_ladder_picture(canvas, run);
  else
    draw(canvas, picture_of(run, kind, options));
  const std::string png = canvas.png();
  AtomicFile file(path);
  file.write_at(png.data(), png.size(), 0);
  file.commit();
}

}  // namespace tinderbox
