#include "host/render/check_run.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kLatestTime = 253'402'300'800;  // year 10000, where dates outgrow their four digits

[[noreturn]] void refuse(std::string problem, std::string found, std::string expected) {
  throw InputError({"run", std::move(problem), std::move(found), std::move(expected), ""});
}

void check_shapes(const RunResult& run) {
  const HeatmapResult& heatmap = run.heatmap;
  const LadderResult& ladder = run.ladder;
  const std::size_t bars = heatmap.time.size();
  const std::size_t bins = heatmap.price.size();
  const MarketState& market = run.market;
  const bool whole = bars > 0 && bins > 0 && market.bars() == bars && market.bar_seconds > 0 &&
                     market.open.size() == bars && market.high.size() == bars && market.low.size() == bars &&
                     heatmap.price_bounds.size() == 2 * bins && heatmap.density.size() == bars * kSides * bins &&
                     ladder.price.size() == bins && ladder.price_bounds.size() == 2 * bins &&
                     !ladder.notional.empty() && ladder.notional.size() % (kSides * bins) == 0 &&
                     ladder.cumulative.size() == kSides * bins && ladder.cumulative_low.size() == kSides * bins &&
                     ladder.cumulative_high.size() == kSides * bins;
  if (!whole)
    refuse("cannot be drawn", fmt::format("{} bars and {} price bins of unequal shapes", bars, bins),
           "a heatmap and a ladder with at least one bar and one bin");
}

void check_times(const MarketState& market) {
  const bool dated = market.start_time >= 0 && market.start_time < kLatestTime &&
                     market.bars() <= static_cast<std::size_t>(kLatestTime / market.bar_seconds) &&
                     market.end_time() < kLatestTime;
  if (!dated) refuse("has no usable time axis", "", "times between 1970 and 9999");
}

void check_prices(const std::vector<double>& bounds) {
  const double bottom = bounds.front();
  const double top = bounds.back();
  if (!std::isfinite(bottom) || !std::isfinite(top) || !(top > bottom))
    refuse("has no usable price axis", fmt::format("{} to {}", bottom, top), "ascending prices");
}

void check_path_shapes(const PathsResult& paths) {
  const std::size_t steps = paths.horizon.size();
  const std::size_t bins = paths.price.size();
  const std::size_t quantiles = steps * paths.quantile.size();
  const bool whole = bins > 0 && paths.price_bounds.size() == 2 * bins &&
                     paths.visit_probability.size() == steps * bins &&
                     paths.liquidated.size() == steps * kSides * bins && paths.touch_probability.size() == bins &&
                     paths.touch_probability_no_feedback.size() == bins && paths.touch_probability_low.size() == bins &&
                     paths.touch_probability_high.size() == bins && paths.price_quantile.size() == quantiles &&
                     paths.price_quantile_no_feedback.size() == quantiles && paths.low_quantile.size() == quantiles &&
                     paths.low_quantile_no_feedback.size() == quantiles;
  if (!whole)
    refuse("has forward paths that cannot be drawn",
           fmt::format("{} output steps and {} price bins of unequal shapes", steps, bins),
           "tensors with at least one step and one bin");
}

void check_horizon(const std::vector<std::int64_t>& horizon, std::int64_t now) {
  std::int64_t before = 0;
  for (const std::int64_t end : horizon) {
    if (end <= before || end >= kLatestTime - now)
      refuse("has no usable horizon", fmt::format("{} s", end), "ascending times from now until the year 9999");
    before = end;
  }
}

// Empty in a run without the forward half.
void check_whatif(const WhatIfResult& whatif) {
  const std::size_t bins = whatif.price.size();
  bool whole = whatif.price_bounds.size() == 2 * bins;
  for (const std::vector<float>* values : {&whatif.forced, &whatif.forced_low, &whatif.forced_high, &whatif.stop_price,
                                           &whatif.stop_price_low, &whatif.stop_price_high})
    whole = whole && values->size() == bins;
  if (!whole) refuse("has a what-if that cannot be drawn", fmt::format("{} price bins", bins), "equal shapes");
  if (bins > 0) check_prices(whatif.price_bounds);
}

}  // namespace

void check_run(const RunResult& run, PictureKind kind) {
  check_shapes(run);
  check_times(run.market);
  check_prices(run.heatmap.price_bounds);
  if (kind == PictureKind::kLadder) check_whatif(run.whatif);
  if (kind == PictureKind::kHeatmap || !has_paths(run)) return;
  check_path_shapes(run.paths);
  check_prices(run.paths.price_bounds);
  check_horizon(run.paths.horizon, run.market.end_time());
}

}  // namespace tinderbox
