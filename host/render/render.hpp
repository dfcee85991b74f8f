// `tinderbox render`: a run as a picture. The past as a heatmap, dark purple to bright yellow, with candles over it and
// the ladder beside it; what lies ahead on the same price axis, with the probability fan; or the ladder alone. Every
// scale says what it counts.
#pragma once

#include <filesystem>

#include "host/output/run_result.hpp"
#include "host/render/picture_kind.hpp"

namespace tinderbox {

struct RenderOptions {
  int width_px = 1600;
  int height_px = 900;
  double max_usd = 0;     // colour maximum of the past in dollars a cell; 0: chosen from the data
  double future_max = 0;  // colour maximum of the future, dollars a cell or a probability; 0: chosen from the data
  PictureKind what = PictureKind::kAutomatic;
};

// Draws `run` into a PNG at `path`, atomically. Throws InputError (options, path, a run that cannot be drawn) or
// Failure.
void render_png(const RunResult& run, const std::filesystem::path& path, const RenderOptions& options);

}  // namespace tinderbox
