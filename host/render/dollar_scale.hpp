// Dollars a cell on the colour scale.
#pragma once

#include <string>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

// Long and short dollars of one cell together; NaN where neither is known, never negative.
[[nodiscard]] double cell_dollars(const HeatmapResult& heatmap, std::size_t bar, std::size_t bin);

// Colours follow the 0.7th power of dollars: a plain scale would leave everything but the few largest clusters dark, a
// logarithmic one would make noise look like structure.
class DollarScale {
 public:
  explicit DollarScale(double max_usd) : max_usd_(max_usd) {}

  // The 99.5th percentile of the cells that hold something, among bins [first_bin, last_bin], rounded up by
  // round_up_nicely. Depends on the run and the price window alone, never on the size of the picture.
  [[nodiscard]] static DollarScale automatic(const HeatmapResult& heatmap, std::size_t first_bin, std::size_t last_bin);

  [[nodiscard]] double max_usd() const noexcept { return max_usd_; }
  // Place on the colour scale, 0 to 1.
  [[nodiscard]] double position(double usd) const;
  // Values to label on the colour scale, ascending from 0 to the maximum.
  [[nodiscard]] std::vector<double> ticks() const;

 private:
  double max_usd_;
};

// "$0", "$850", "$1.2k", "$35M", "$2.5B": three significant digits at most.
[[nodiscard]] std::string format_dollars(double usd);

// The smallest of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is at least `value` (1 for anything that
// is not positive and finite).
[[nodiscard]] double round_up_nicely(double value);

}  // namespace tinderbox
