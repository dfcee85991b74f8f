// Mean block length of the stationary bootstrap from the data: Politis and White, "Automatic block-length selection for
// the dependent bootstrap", Econometric Reviews 23 (2004), with the correction of Patton, Politis and White,
// Econometric Reviews 28 (2009):
//
//   b = (2 G^2 / D)^(1/3) N^(1/3),  D = 2 g^2,  G = sum lambda(k/M) |k| R(k),  g = sum lambda(k/M) R(k),  |k| <= M,
//
// with R the sample autocovariances, lambda the flat-top window (1 up to 1/2, then falling to 0 at 1), M twice the
// smallest lag, at most sqrt N + K_N, after which K_N = max(5, sqrt(log10 N)) autocorrelations in a row are below
// 2 sqrt(log10 N / N). At most min(3 sqrt N, N / 3), as published.
#pragma once

#include <string>
#include <vector>

#include "host/market/market_state.hpp"

namespace tinderbox {

// In observations, at least 1; 1 for a series that is too short (fewer than 10) or does not vary.
[[nodiscard]] double politis_white_block(const std::vector<double>& series);

// In bars: the longer of the lengths for the log returns and for their absolute values. Returns hardly depend on each
// other; what blocks are for is that their sizes do. Appends a note of the choice.
[[nodiscard]] double automatic_block(const MarketState& market, std::vector<std::string>& notes);

}  // namespace tinderbox
