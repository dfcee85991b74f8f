// `tinderbox render`: the heatmap as a picture: dark purple to bright yellow, candles over it, the ladder beside it,
// a scale in dollars.
#pragma once

#include <filesystem>

#include "host/output/run_result.hpp"

namespace tinderbox {

struct RenderOptions {
  int width_px = 1600;
  int height_px = 900;
  double max_usd = 0;  // colour maximum in dollars a cell; 0: chosen from the data
};

// Draws `run` into a PNG at `path`, atomically. Throws InputError (size, path) or Failure.
void render_png(const RunResult& run, const std::filesystem::path& path, const RenderOptions& options);

}  // namespace tinderbox
