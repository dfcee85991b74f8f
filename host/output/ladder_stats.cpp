#include "host/output/ladder_stats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/support/quantile.hpp"

namespace tinderbox {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kDaySeconds = 86400;
constexpr double kClusterReach = 0.01;  // of the mark, on each side of a cluster's peak

double mean_of(const std::vector<double>& values) {
  return values.empty() ? kNan
                        : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Standard error of the mean of `values`; NaN for fewer than two.
double error_of(const std::vector<double>& values) {
  if (values.size() < 2) return kNan;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto count = static_cast<double>(values.size());
  return std::sqrt(squares / (count - 1) / count);
}

double quantile(std::vector<double> values, double probability) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return kNan;
  std::sort(values.begin(), values.end());
  return quantile_of_sorted(values, probability);
}

std::size_t bins_of(const RunResult& run) {
  return run.ladder.price.size();
}

// Notional of one replicate, side and bin.
double notional_at(const RunResult& run, std::size_t replicate, Side side, std::size_t bin) {
  return static_cast<double>(
      run.ladder.notional[(replicate * kSides + static_cast<std::size_t>(side)) * bins_of(run) + bin]);
}

std::vector<double> mean_notional(const RunResult& run, Side side) {
  std::vector<double> mean(bins_of(run), 0);
  for (std::size_t r = 0; r < replicates_of(run); ++r)
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += notional_at(run, r, side, k);
  for (double& value : mean) value /= static_cast<double>(replicates_of(run));
  return mean;
}

// The part of the bin in which positions of that side can be liquidated: longs below the mark, shorts above it.
struct Interval {
  double low;
  double high;
  [[nodiscard]] double length() const { return std::max(0.0, high - low); }
};

Interval reachable_part(const RunResult& run, Side side, std::size_t bin) {
  const double low = run.ladder.price_bounds[2 * bin];
  const double high = run.ladder.price_bounds[2 * bin + 1];
  return side == Side::kLong ? Interval{low, std::min(high, run.now_mark_usd)}
                             : Interval{std::max(low, run.now_mark_usd), high};
}

// Share of the bin's notional that lies within `percent` of the mark.
double part_within(const RunResult& run, Side side, std::size_t bin, double percent) {
  const Interval part = reachable_part(run, side, bin);
  if (part.length() <= 0) return 0;
  const double step = run.now_mark_usd * percent / 100;
  const Interval inside = side == Side::kLong ? Interval{std::max(part.low, run.now_mark_usd - step), part.high}
                                              : Interval{part.low, std::min(part.high, run.now_mark_usd + step)};
  return inside.length() / part.length();
}

Cluster make_cluster(const RunResult& run, Side side, std::size_t first, std::size_t last,
                     const std::vector<double>& mean) {
  std::vector<double> per_replicate(replicates_of(run), 0);
  double weighted = 0;
  double total = 0;
  for (std::size_t k = first; k <= last; ++k) {
    for (std::size_t r = 0; r < per_replicate.size(); ++r) per_replicate[r] += notional_at(run, r, side, k);
    weighted += mean[k] * run.ladder.price[k];
    total += mean[k];
  }
  const double low = reachable_part(run, side, first).low;  // not across the mark
  const double high = reachable_part(run, side, last).high;
  return {low, high, (weighted / total / run.now_mark_usd - 1) * 100, estimate_mean(per_replicate)};
}

// Mean notional of the bins a side can reach, 0 elsewhere and where it is not a number.
std::vector<double> reachable_notional(const RunResult& run, Side side) {
  std::vector<double> mean = mean_notional(run, side);
  for (std::size_t k = 0; k < mean.size(); ++k)
    if (reachable_part(run, side, k).length() <= 0 || !std::isfinite(mean[k])) mean[k] = 0;
  return mean;
}

bool is_local_maximum(const std::vector<double>& mean, std::size_t bin) {
  const bool over_left = bin == 0 || mean[bin] >= mean[bin - 1];
  const bool over_right = bin + 1 == mean.size() || mean[bin] >= mean[bin + 1];
  return mean[bin] > 0 && over_left && over_right;
}

}  // namespace

std::size_t replicates_of(const RunResult& run) {
  return run.ladder.notional.size() / (kSides * bins_of(run));
}

double open_interest_now(const RunResult& run, Side side) {
  double usd = 0;
  for (std::size_t v = 0; v < run.venues.venues.size(); ++v)
    usd += static_cast<double>(run.venues.open_interest_usd[v * kSides + static_cast<std::size_t>(side)]);
  if (!run.venues.venues.empty()) return usd;
  const std::size_t last = run.heatmap.open_interest_usd.size() - kSides;
  return static_cast<double>(run.heatmap.open_interest_usd[last + static_cast<std::size_t>(side)]);
}

std::size_t first_settled_bar(const RunResult& run) {
  return (run.heatmap.time.size() + 9) / 10;
}

Estimate estimate_mean(const std::vector<double>& per_replicate) {
  return {mean_of(per_replicate), error_of(per_replicate), quantile(per_replicate, 0.05),
          quantile(per_replicate, 0.95)};
}

Estimate estimate_ratio(const std::vector<double>& numerator, const std::vector<double>& denominator) {
  const double mean_denominator = mean_of(denominator);
  if (!(mean_denominator > 0)) return {kNan, kNan, kNan, kNan};
  const double ratio = mean_of(numerator) / mean_denominator;
  std::vector<double> residuals;
  std::vector<double> ratios;
  for (std::size_t r = 0; r < numerator.size(); ++r) {
    residuals.push_back((numerator[r] - ratio * denominator[r]) / mean_denominator);
    ratios.push_back(denominator[r] > 0 ? numerator[r] / denominator[r] : kNan);
  }
  return {ratio, error_of(residuals), quantile(ratios, 0.05), quantile(ratios, 0.95)};
}

std::vector<Cluster> largest_clusters(const RunResult& run, Side side, std::size_t most) {
  const std::vector<double> mean = reachable_notional(run, side);
  std::vector<std::size_t> peaks;
  for (std::size_t k = 0; k < mean.size(); ++k)
    if (is_local_maximum(mean, k)) peaks.push_back(k);
  std::stable_sort(peaks.begin(), peaks.end(), [&](std::size_t a, std::size_t b) { return mean[a] > mean[b]; });
  const double reach = kClusterReach * run.now_mark_usd;
  const auto distance = [&](std::size_t a, std::size_t b) {
    return std::abs(run.ladder.price[a] - run.ladder.price[b]) * (1 + 1e-12);
  };
  std::vector<std::size_t> chosen;
  std::vector<Cluster> clusters;
  for (const std::size_t peak : peaks) {
    const auto near_peak = [&](std::size_t other) { return distance(peak, other) < 2 * reach; };
    if (std::any_of(chosen.begin(), chosen.end(), near_peak)) continue;
    chosen.push_back(peak);
    const auto belongs = [&](std::size_t k) { return mean[k] >= mean[peak] / 2 && distance(peak, k) < reach * 1.001; };
    std::size_t first = peak;
    std::size_t last = peak;
    while (first > 0 && belongs(first - 1)) --first;
    while (last + 1 < mean.size() && belongs(last + 1)) ++last;
    clusters.push_back(make_cluster(run, side, first, last, mean));
  }
  std::stable_sort(clusters.begin(), clusters.end(),
                   [](const Cluster& a, const Cluster& b) { return a.usd.value > b.usd.value; });
  clusters.resize(std::min(most, clusters.size()));
  return clusters;
}

std::vector<double> notional_within(const RunResult& run, Side side, double percent) {
  std::vector<double> per_replicate(replicates_of(run), 0);
  for (std::size_t k = 0; k < bins_of(run); ++k) {
    const double part = part_within(run, side, k, percent);
    if (part <= 0) continue;
    for (std::size_t r = 0; r < per_replicate.size(); ++r) per_replicate[r] += part * notional_at(run, r, side, k);
  }
  return per_replicate;
}

Estimate share_within(const RunResult& run, Side side, double percent) {
  const std::vector<double> within = notional_within(run, side, percent);
  return estimate_ratio(within, std::vector<double>(within.size(), open_interest_now(run, side)));
}

Estimate share_within(const RunResult& run, double percent) {
  std::vector<double> within = notional_within(run, Side::kLong, percent);
  const std::vector<double> shorts = notional_within(run, Side::kShort, percent);
  for (std::size_t r = 0; r < within.size(); ++r) within[r] += shorts[r];
  const double open_interest = open_interest_now(run, Side::kLong) + open_interest_now(run, Side::kShort);
  return estimate_ratio(within, std::vector<double>(within.size(), open_interest));
}

Estimate imbalance_within(const RunResult& run, double percent) {
  const std::vector<double> longs = notional_within(run, Side::kLong, percent);
  const std::vector<double> shorts = notional_within(run, Side::kShort, percent);
  std::vector<double> difference;
  std::vector<double> sum;
  for (std::size_t r = 0; r < longs.size(); ++r) {
    difference.push_back(longs[r] - shorts[r]);
    sum.push_back(longs[r] + shorts[r]);
  }
  return estimate_ratio(difference, sum);
}

bool axis_covers(const RunResult& run, double percent) {
  const double step = run.now_mark_usd * percent / 100;
  return run.ladder.price_bounds.front() <= run.now_mark_usd - step &&
         run.ladder.price_bounds.back() >= run.now_mark_usd + step;
}

namespace {

// Of a side at the close of a bar, over all venues: everything that is in a bin or outside of all.
double open_interest_lots(const HeatmapResult& heatmap, std::size_t bar, std::size_t side) {
  const std::size_t row = bar * kSides + side;
  const std::size_t bins = heatmap.price.size();
  std::int64_t lots = 0;
  for (std::size_t k = 0; k < bins; ++k) lots += heatmap.contracts[row * bins + k];
  for (std::size_t w = 0; w < kOutsideKinds; ++w) lots += heatmap.contracts_outside[row * kOutsideKinds + w];
  return static_cast<double>(lots);
}

}  // namespace

DailyLiquidation daily_liquidation(const RunResult& run, Side side) {
  const auto bars_a_day = static_cast<std::size_t>(kDaySeconds / run.market.bar_seconds);
  if (bars_a_day == 0 || kDaySeconds % run.market.bar_seconds != 0) return {0, kNan, kNan, kNan};
  const bool several = run.venues.venues.size() > 1;  // then lots are not those of the primary market
  std::vector<double> days;
  for (std::size_t first = first_settled_bar(run); first + bars_a_day <= run.heatmap.time.size(); first += bars_a_day) {
    double liquidated = 0;
    double open_interest = 0;
    for (std::size_t t = first; t < first + bars_a_day; ++t) {
      liquidated +=
          static_cast<double>(run.heatmap.flow[(t * kSides + static_cast<std::size_t>(side)) * kFlowKinds + 2]);
      open_interest += several ? open_interest_lots(run.heatmap, t, static_cast<std::size_t>(side))
                               : static_cast<double>(run.market.open_interest_lots[t + 1]);
    }
    if (open_interest > 0) days.push_back(liquidated / (open_interest / static_cast<double>(bars_a_day)));
  }
  return {static_cast<int>(days.size()), mean_of(days), error_of(days), quantile(days, 0.5)};
}

double largest_closure(const RunResult& run) {
  double largest = kNan;
  for (std::size_t i = first_settled_bar(run) * kSides; i < run.heatmap.closure.size(); ++i) {
    const double size = std::abs(static_cast<double>(run.heatmap.closure[i]));
    if (!(size <= largest) && !std::isnan(size)) largest = size;
  }
  return largest;
}

}  // namespace tinderbox
