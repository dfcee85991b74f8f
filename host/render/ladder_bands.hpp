// The ladder as means with bands over replicates, one value a bin.
#pragma once

#include <cstddef>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

struct Band {
  std::vector<double> mean, low, high;  // low and high: 5% and 95% over replicates
};

// Dollars in each bin.
[[nodiscard]] Band notional_band(const LadderResult& ladder, std::size_t side);

// Dollars summed outward from the price.
[[nodiscard]] Band cumulative_band(const LadderResult& ladder, std::size_t side);

// What is not finite or below zero counts as zero.
[[nodiscard]] double finite_or_zero(double value);

[[nodiscard]] double largest(const std::vector<double>& values);

}  // namespace tinderbox
