// The configured exogenous price process, with what it takes from the market's history.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"
#include "kernels/paths_launch.hpp"
#include "sim/coordinate.hpp"

namespace tinderbox {

// Whole bars of history in ticks, relative to the previous close (the first: to its own open), so that gaps count.
struct BarTable {
  std::vector<std::int32_t> end, low, high;
  std::vector<float> sd_ticks;
};

struct ExogenousPrice {
  Scale scale = Scale::kLog;
  PathProcess process = PathProcess::kDiffusion;
  DiffusionView diffusion{};
  JumpsView jumps{};
  VarianceView variance{};
  BarTable bars;
  std::int32_t steps_per_bar = 1;
  std::int32_t bars_per_step = 1;
  std::uint32_t restart_threshold = 0;
  std::int32_t first_bar = -1;
  std::int32_t inside = 1;
  double daily_sigma = 0;          // of the log price, jumps included (of price over the price now for "bachelier")
  std::vector<std::string> notes;  // what a user should know: what was chosen, what is doubtful
};

// Annual volatility of the marks' log returns, about their mean; 0 with fewer than two.
[[nodiscard]] double history_volatility(const MarketState& market);

// Brownian steps of `sigma_annual`, whose mean grows by `growth_annual` (both of the coordinate).
[[nodiscard]] DiffusionView diffusion_view(const PathsConfig& paths, double sigma_annual, double growth_annual);

// Throws InputError where the history is too short: no volatility to take from it, fewer bars than a block, a replay
// that runs past its end; where jumps are too large for volatility or step.
[[nodiscard]] ExogenousPrice make_exogenous_price(const RunConfig& config, const MarketState& market);

// A straight move by `price_change` (a fraction of the price) in `steps` steps; then the price stands still.
[[nodiscard]] ExogenousPrice straight_move(Scale scale, double price_change, std::int64_t steps);

}  // namespace tinderbox
