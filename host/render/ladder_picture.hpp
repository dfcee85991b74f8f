// The ladder on its own: price across, dollars up. What a move to each price would force, and what the cascade that it
// sets off makes of it.
//
//   title, subtitle
//   dollars summed | curves and their bands, bars | dollars a bin
//   per cent       | the further move             |
//                  | price axis                   |
#pragma once

#include "host/output/run_result.hpp"
#include "host/render/canvas.hpp"

namespace tinderbox {

void draw_ladder_picture(Canvas& canvas, const RunResult& run);

}  // namespace tinderbox
