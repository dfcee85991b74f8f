// Headline answers of a run, each with its error over replicates.
#pragma once

#include <string>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

enum class Side { kLong = 0, kShort = 1 };

// What R replicates say about one number. NaN where there is nothing to say (one replicate: no error).
struct Estimate {
  double value = 0;
  double standard_error = 0;  // of the prior-mean answer: sd over replicates / sqrt(R)
  double low = 0;             // 5% quantile over replicates
  double high = 0;            // 95% quantile over replicates
};

// Mean, standard error and band of one number a replicate. Quantiles interpolate linearly between order statistics.
[[nodiscard]] Estimate estimate_mean(const std::vector<double>& per_replicate);

// Ratio of the means of numerator and denominator; the error by linearisation (residuals n_r - ratio * d_r), the band
// over the replicates' own ratios, those with an empty denominator left out.
[[nodiscard]] Estimate estimate_ratio(const std::vector<double>& numerator, const std::vector<double>& denominator);

// A run of neighbouring bins around a local maximum of the mean ladder notional, at most 1% of the mark away from it,
// in which every bin holds at least half of the peak. Peaks of different clusters are at least 2% of the mark apart.
struct Cluster {
  double price_low = 0;  // USD, outer edges of the region, cut at the mark
  double price_high = 0;
  double distance_percent = 0;  // of its dollar-weighted centre from the mark, negative below
  Estimate usd;                 // notional in the region. Chosen for being large, so rather too high than too low
};

// The largest `most` clusters of a side by dollars, largest first.
[[nodiscard]] std::vector<Cluster> largest_clusters(const RunResult& run, Side side, std::size_t most);

// Notional of each replicate that would be forced within `percent` of the mark: longs below it, shorts above it. Of a
// bin that is cut, the part inside counts as if its notional were spread evenly.
[[nodiscard]] std::vector<double> notional_within(const RunResult& run, Side side, double percent);

// The same over the open interest of that side now.
[[nodiscard]] Estimate share_within(const RunResult& run, Side side, double percent);
// Both sides over the open interest of both.
[[nodiscard]] Estimate share_within(const RunResult& run, double percent);

// (long - short) / (long + short) of the notional within `percent` of the mark, NaN if there is none.
[[nodiscard]] Estimate imbalance_within(const RunResult& run, double percent);

// Whether the price axis reaches `percent` below and above the mark.
[[nodiscard]] bool axis_covers(const RunResult& run, double percent);

// Liquidated lots over open interest, for whole days after the warm-up.
struct DailyLiquidation {
  int days = 0;
  double mean = 0;            // NaN without a whole day
  double standard_error = 0;  // sd over days / sqrt(days), as if days were independent; NaN with one day
  double median = 0;
};
[[nodiscard]] DailyLiquidation daily_liquidation(const RunResult& run, Side side);

// First bar after the warm-up, which is the first 10% of bars.
[[nodiscard]] std::size_t first_settled_bar(const RunResult& run);

// Largest |closure| of the settled bars; NaN if it is nowhere known.
[[nodiscard]] double largest_closure(const RunResult& run);

[[nodiscard]] double open_interest_now(const RunResult& run, Side side);
[[nodiscard]] std::size_t replicates_of(const RunResult& run);

}  // namespace tinderbox
