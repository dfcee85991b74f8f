// Position files written by hand, and a small run with a sampled population.
#pragma once

#include <string>

#include "host/output/run_result.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"

namespace tinderbox::testing {

// The rules of Hyperliquid BTC in 2025: 1.25% up to 150 M USD, 2.5% less 1.875 M above.
[[nodiscard]] PositionRules hyperliquid_rules();

// m of every size, linear.
[[nodiscard]] PositionRules flat_rules(double rate);
// The same of an inverse contract of 100 USD.
[[nodiscard]] PositionRules flat_inverse_rules(double rate);

// A run with mark 100,000, bins of 1,000 from 80,000 to 120,000, one venue ("binance"), 4,000 paths whose probability
// to reach an edge falls linearly to 0 at 20%, and the configured default book.
[[nodiscard]] RunResult small_run();

// Adds a sampled position. `price` NaN: never liquidated.
struct SampledPosition {
  int side = 0;
  double weight = 1;
  double entry = 100000;
  double notional = 1000;
  double leverage = 10;
  double price = 90000;
  int replicate = 0;
  int venue = 0;
};
void add_position(RunResult& run, const SampledPosition& position);

}  // namespace tinderbox::testing
