// What-if answers as curves over the bins: dollars forced and how much further price goes.
#pragma once

#include <array>

#include "host/output/run_result.hpp"
#include "host/render/ladder_bands.hpp"

namespace tinderbox {

// NaN where the level is on the other side of the mark, or nothing is known.
struct CascadeCurves {
  std::array<Band, kSides> forced;  // USD
  std::array<Band, kSides> stop;    // USD, where the cascade ends
  std::array<Band, kSides> beyond;  // fraction of the level by which price goes further; low <= mean <= high
};

[[nodiscard]] CascadeCurves cascade_curves(const WhatIfResult& whatif, double now_mark_usd);

}  // namespace tinderbox
