// What it costs to leave a position at once, walking the book that a run was configured with.
//
// Density a + k x in USD a percent at a distance of x percent, out to a range R: an order of V dollars walks to
// x(V) = (-a + sqrt(a^2 + 2 k V)) / k and is filled at the mean distance (a x^2 / 2 + k x^3 / 3) / V: the continuous
// limit of sim/order_book.hpp. Neglected: that the book moves, hides size or is shared with liquidations.
#pragma once

#include <optional>
#include <string>

#include "host/output/run_result.hpp"

namespace tinderbox {

// [book] of a run's configuration, depth multiplied out.
struct BookShape {
  double depth_usd_per_percent = 0;         // a
  double depth_slope_usd_per_percent2 = 0;  // k
  double range_percent = 0;                 // R

  [[nodiscard]] double depth_usd() const;  // on one side, out to R
};

// The book that governed the run (its density and slope, where that are measured levels), or for files that do not say,
// that of the configuration. Nothing where the configuration that the run holds cannot be read.
[[nodiscard]] std::optional<BookShape> book_of_run(const RunResult& run);
[[nodiscard]] std::optional<BookShape> book_of_config(const std::string& config_toml);

struct ExitCost {
  double usd = 0;                     // against the mark, fee left out; of an order beyond the book: of what it holds
  double basis_points = 0;            // of what was filled
  double fee_usd = 0;                 // taker fee of what was filled; NaN: the venue's is not known
  double worst_distance_percent = 0;  // of the last fill from the mark
  double unfilled_usd = 0;            // beyond the range of the book: its price is not known
};

// Requires order_usd > 0.
[[nodiscard]] ExitCost exit_cost(const BookShape& book, double order_usd, double taker_fee);

}  // namespace tinderbox
