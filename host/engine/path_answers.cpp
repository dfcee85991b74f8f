#include "host/engine/path_answers.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "host/engine/cluster_statistics.hpp"
#include "host/support/share_interval.hpp"
#include "kernels/parallel.hpp"

namespace tinderbox {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> kQuantiles{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

std::size_t size(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

void fill_horizon(const PathPlan& plan, std::vector<std::int64_t>& horizon, std::vector<std::int64_t>& bounds) {
  std::int64_t before = 0;
  for (std::int64_t h = 1; h <= plan.output_steps; ++h) {
    const std::int64_t edge = h * plan.steps / plan.output_steps * plan.step_milliseconds / 1000;
    horizon.push_back(edge);
    bounds.push_back(before);
    bounds.push_back(edge);
    before = edge;
  }
}

// Gathers one count a replicate and summarises it.
class HitCounter {
 public:
  explicit HitCounter(const std::vector<std::int64_t>& paths) : sums_{std::vector<double>(paths.size()), {}, &paths} {}

  // hits(r): paths of replicate r that hit.
  template <class Hits>
  Answer answer(const Hits& hits) {
    for (std::size_t r = 0; r < sums_.sum.size(); ++r) sums_.sum[r] = static_cast<double>(hits(r));
    return answer_of(sums_);
  }
  // The same with the share of the variance that is due to the replicate: hits are their own squares.
  template <class Hits>
  Answer full_answer(const Hits& hits) {
    for (std::size_t r = 0; r < sums_.sum.size(); ++r) sums_.sum[r] = static_cast<double>(hits(r));
    sums_.squares = sums_.sum;
    return answer_of(sums_);
  }

 private:
  ClusterSums sums_;
};

void fill_visits(const PathContext& c, const PathSums& sums, const RecordFold& fold, PathsResult& out) {
  const std::size_t steps = size(c.plan.output_steps);
  const std::size_t bins = c.ladder.price.size();
  for (auto* cells : {&out.visit_probability, &out.visit_probability_stderr, &out.visit_probability_no_feedback,
                      &out.visit_probability_no_feedback_stderr})
    cells->assign(steps * bins, 0.0F);
  parallel_indices(steps, [&](std::size_t h) {
    HitCounter counter(fold.paths);
    for (std::size_t twin = 0; twin < 2; ++twin)
      for (std::size_t k = 0; k < bins; ++k) {
        const Answer p =
            counter.answer([&](std::size_t r) { return sums.visits[((r * steps + h) * 2 + twin) * bins + k]; });
        auto& value = twin == 0 ? out.visit_probability : out.visit_probability_no_feedback;
        auto& error = twin == 0 ? out.visit_probability_stderr : out.visit_probability_no_feedback_stderr;
        value[h * bins + k] = static_cast<float>(p.value);
        error[h * bins + k] = static_cast<float>(p.standard_error);
      }
  });
}

void fill_touches(const PathContext& c, const PathSums& sums, const RecordFold& fold, PathsResult& out) {
  const std::size_t bins = c.ladder.price.size();
  HitCounter counter(fold.paths);
  for (std::size_t k = 0; k < bins; ++k) {
    const Answer p = counter.full_answer([&](std::size_t r) { return sums.touches[r * 2 * bins + k]; });
    const Answer twin = counter.answer([&](std::size_t r) { return sums.touches[(r * 2 + 1) * bins + k]; });
    const ShareInterval interval = share_interval(p.value, p.standard_error, static_cast<double>(c.plan.paths));
    out.touch_probability.push_back(static_cast<float>(p.value));
    out.touch_probability_stderr.push_back(static_cast<float>(p.standard_error));
    out.touch_probability_low.push_back(static_cast<float>(p.low));
    out.touch_probability_high.push_back(static_cast<float>(p.high));
    out.touch_probability_interval.push_back(static_cast<float>(interval.low));
    out.touch_probability_interval.push_back(static_cast<float>(interval.high));
    out.touch_probability_replicate_share.push_back(static_cast<float>(p.replicate_share));
    out.touch_probability_no_feedback.push_back(static_cast<float>(twin.value));
    out.touch_probability_no_feedback_stderr.push_back(static_cast<float>(twin.standard_error));
  }
}

// Dollars liquidated in an output step at each level: whole levels by count, parts by amount, times what is still open.
void fill_liquidated(const PathContext& c, const PathSums& sums, const RecordFold& fold, PathsResult& out) {
  const std::size_t steps = size(c.plan.output_steps);
  const std::size_t bins = c.ladder.price.size();
  const std::size_t stride = size(c.ladders.stride);
  out.liquidated.assign(steps * kSides * bins, 0.0F);
  out.liquidated_stderr.assign(steps * kSides * bins, 0.0F);
  parallel_indices(steps, [&](std::size_t h) {
    ClusterSums money{std::vector<double>(fold.paths.size()), {}, &fold.paths};
    for (std::size_t side = 0; side < kSides; ++side)
      for (std::size_t j = 0; j < size(c.ladders.levels[side]); ++j) {
        const std::int32_t bin = c.ladders.bin[side * stride + j];
        if (bin < 0) continue;
        for (std::size_t r = 0; r < money.sum.size(); ++r) {
          const std::size_t at = ((r * steps + h) * 2 + side) * stride + j;
          const std::size_t level = (r * kSides + side) * stride + j;
          const auto held = static_cast<double>(c.ladders.cumulative[level + 1] - c.ladders.cumulative[level]);
          money.sum[r] = (static_cast<double>(sums.crossed[at]) * held + static_cast<double>(sums.partial[at])) *
                         c.plan.open_share[r * (steps + 1) + h] * c.ladders.money_unit_usd;
        }
        const Answer a = answer_of(money);
        const std::size_t to = (h * kSides + side) * bins + static_cast<std::size_t>(bin);
        out.liquidated[to] = static_cast<float>(a.value);
        out.liquidated_stderr[to] = static_cast<float>(a.standard_error);
      }
  });
}

// Price below which a share `q` of the counts lies: linear inside its bin. Cells: below, bins, above; outside the axis
// its edge stands.
double quantile_of_counts(const std::int32_t* counts, const std::vector<double>& bounds, std::size_t bins, double q,
                          double paths) {
  double seen = counts[0];
  const double wanted = q * paths;
  if (seen >= wanted && seen > 0) return bounds[0];
  for (std::size_t k = 0; k < bins; ++k) {
    const double here = counts[k + 1];
    if (here > 0 && seen + here >= wanted)
      return bounds[2 * k] + (bounds[2 * k + 1] - bounds[2 * k]) * (wanted - seen) / here;
    seen += here;
  }
  return bounds[2 * bins - 1];
}

void fill_quantiles(const PathContext& c, const PathSums& sums, PathsResult& out) {
  const std::size_t bins = c.ladder.price.size();
  out.quantile = kQuantiles;
  std::vector<float>* const results[kHistograms] = {&out.price_quantile, &out.low_quantile,
                                                    &out.price_quantile_no_feedback, &out.low_quantile_no_feedback};
  for (std::size_t h = 0; h < size(c.plan.output_steps); ++h)
    for (std::size_t which = 0; which < kHistograms; ++which) {
      const std::int32_t* counts = sums.histogram.data() + (h * kHistograms + which) * (bins + 2);
      for (const double q : kQuantiles)
        results[which]->push_back(static_cast<float>(
            quantile_of_counts(counts, c.ladder.price_bounds, bins, q, static_cast<double>(c.plan.paths))));
    }
}

// Value at risk and expected shortfall of the running maximum drop; `lows` ascending.
void fill_tail(const PriceCoordinate& coordinate, std::vector<std::int32_t> lows, const std::vector<double>& levels,
               std::vector<float>& value_at_risk, std::vector<float>& expected_shortfall) {
  std::sort(lows.begin(), lows.end());
  const auto n = static_cast<double>(lows.size());
  for (const double level : levels) {
    const auto worst = static_cast<std::size_t>(std::max(1.0, std::floor((1 - level) * n + 0.5)));
    double sum = 0;
    for (std::size_t i = 0; i < worst; ++i) sum -= coordinate.fraction(lows[i]);
    value_at_risk.push_back(static_cast<float>(-coordinate.fraction(lows[worst - 1])));
    expected_shortfall.push_back(static_cast<float>(sum / static_cast<double>(worst)));
  }
}

void fill_payers(const PathContext& c, const PathSums& sums, const RecordFold& fold, CascadeResult& out) {
  out.venues = {c.ladder.venues.empty() ? std::string("venue") : c.ladder.venues.front()};
  for (std::size_t payer = 0; payer < kPayers; ++payer)
    for (std::size_t side = 0; side < kSides; ++side) {
      ClusterSums money{std::vector<double>(fold.paths.size()), {}, &fold.paths};
      for (std::size_t r = 0; r < money.sum.size(); ++r)
        money.sum[r] =
            static_cast<double>(sums.account[(r * kSides + side) * 6 + 3 + payer]) * c.ladders.money_unit_usd;
      const Answer a = answer_of(money);
      out.absorbed.push_back(static_cast<float>(a.value));
      out.absorbed_stderr.push_back(static_cast<float>(a.standard_error));
    }
  const auto paths = static_cast<double>(c.plan.paths);
  for (std::size_t side = 0; side < kSides; ++side) {
    double paid = 0;
    for (std::size_t r = 0; r < fold.paths.size(); ++r) paid += static_cast<double>(sums.paid[r * kSides + side]);
    out.fund_loss.push_back(static_cast<float>(paid * c.ladders.money_unit_usd / paths));
    for (std::size_t entry = 0; entry < kAccountEntries; ++entry) {
      std::int64_t total = 0;
      for (std::size_t r = 0; r < fold.paths.size(); ++r) total += sums.account[(r * kSides + side) * 6 + entry];
      out.account.push_back(total);
    }
  }
  const std::size_t steps = size(c.plan.output_steps);
  double deleveraged = 0;
  std::int64_t exhausted = 0;
  for (std::size_t h = 0; h < steps; ++h) {
    for (std::size_t r = 0; r < fold.paths.size(); ++r) deleveraged += static_cast<double>(sums.adl[r * steps + h]);
    exhausted += fold.exhausted[h];
    out.adl_notional.push_back(static_cast<float>(deleveraged * c.ladders.money_unit_usd / paths));
    out.insurance_exhausted_probability.push_back(static_cast<float>(static_cast<double>(exhausted) / paths));
  }
}

}  // namespace

PathsResult build_paths(const PathContext& context, const PathSums& sums, const RecordFold& fold) {
  PathsResult out;
  fill_horizon(context.plan, out.horizon, out.horizon_bounds);
  out.price = context.ladder.price;
  out.price_bounds = context.ladder.price_bounds;
  fill_visits(context, sums, fold, out);
  fill_touches(context, sums, fold, out);
  fill_liquidated(context, sums, fold, out);
  fill_quantiles(context, sums, out);
  return out;
}

CascadeResult build_cascade(const PathContext& context, const PathSums& sums, const RecordFold& fold) {
  CascadeResult out;
  out.size_edges = size_edges();
  out.size_count = fold.size_count;
  out.amplification_edges = amplification_edges();
  out.amplification_count = fold.amplification_count;
  out.amplification = ratio_answer(fold.drop, fold.twin_drop);
  out.amplification_paths = fold.amplification_paths;
  out.price = context.ladder.price;
  out.price_bounds = context.ladder.price_bounds;
  out.level = {0.9, 0.95, 0.99, 0.999};
  fill_tail(context.coordinate, fold.low, out.level, out.value_at_risk, out.expected_shortfall);
  fill_tail(context.coordinate, fold.twin_low, out.level, out.value_at_risk_no_feedback,
            out.expected_shortfall_no_feedback);
  fill_horizon(context.plan, out.horizon, out.horizon_bounds);
  fill_payers(context, sums, fold, out);
  HitCounter counter(fold.paths);
  for (std::size_t side = 0; side < kSides; ++side) {
    const Answer squeeze = counter.answer([&](std::size_t r) { return fold.squeezed[side][r]; });
    out.squeeze_probability.push_back(static_cast<float>(squeeze.value));
    out.squeeze_probability_stderr.push_back(static_cast<float>(squeeze.standard_error));
    out.ladder_end_probability.push_back(
        static_cast<float>(static_cast<double>(fold.ladder_end[side]) / static_cast<double>(context.plan.paths)));
    out.liquidated[side] = answer_of({fold.liquidated[side], fold.liquidated_squares[side], &fold.paths});
  }
  out.adl_probability = counter.full_answer([&](std::size_t r) { return fold.deleveraged[r]; });
  out.daily_sigma = context.daily_sigma;
  out.money_unit_usd = context.ladders.money_unit_usd;
  out.replicate_paths = fold.paths;
  out.critical_branching_ratio = critical_branching_ratio(context.plan.rules.permanent_share,
                                                          static_cast<double>(context.plan.rules.reversion_of_round));
  return out;
}

void fill_branching_ratio(const PathContext& context, CascadeResult& out) {
  constexpr double kReferenceUsd = 1e7;
  const double order = kReferenceUsd / context.ladders.money_unit_usd;
  const double impact = context.plan.rules.feedback != 0 ? context.book.distance(order) : 0;
  const auto replicates = context.ladders.replicates;
  for (const double price : context.ladder.price)
    for (int side = 0; side < kSides; ++side) {
      const std::int32_t at = (side == 0 ? -1 : 1) * context.coordinate.ticks(price);
      const auto beyond = static_cast<std::int32_t>(at + std::lround(impact));
      std::vector<double> ratios;
      for (std::int32_t r = 0; r < replicates; ++r) {
        const std::int64_t forced = context.ladders.within(r, side, beyond) - context.ladders.within(r, side, at);
        ratios.push_back(static_cast<double>(forced) / order);
      }
      const bool empty = context.ladders.levels[side] == 0;
      const Answer n = replicate_answer(std::move(ratios));
      out.branching_ratio.push_back(static_cast<float>(empty ? kNan : n.value));
      out.branching_ratio_stderr.push_back(static_cast<float>(empty ? kNan : n.standard_error));
    }
}

}  // namespace tinderbox
