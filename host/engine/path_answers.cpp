#include "host/engine/path_answers.hpp"

#include <algorithm>
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
          money.sum[r] = 0;
          for (std::size_t v = 0; v < size(c.ladders.venues); ++v) {
            const std::size_t row = v * money.sum.size() + r;
            const std::size_t at = ((row * steps + h) * 2 + side) * stride + j;
            const auto held = static_cast<double>(c.ladders.in_level(row * kSides + side, j));
            money.sum[r] += (static_cast<double>(sums.crossed[at]) * held + static_cast<double>(sums.partial[at])) *
                            c.plan.open_share[r * (steps + 1) + h] * c.ladders.money_unit_usd;
          }
        }
        const Answer a = answer_of(money);
        const std::size_t to = (h * kSides + side) * bins + static_cast<std::size_t>(bin);
        out.liquidated[to] = static_cast<float>(a.value);
        out.liquidated_stderr[to] = static_cast<float>(a.standard_error);
      }
  });
}

// A running distribution function over the price axis. Cells: below, bins, above.
class AxisDistribution {
 public:
  AxisDistribution(const std::vector<double>& bounds, std::size_t bins)
      : bounds_(bounds), bins_(bins), before_(bins + 3, 0.0) {}

  void add(const std::int32_t* counts) {
    double seen = 0;
    for (std::size_t cell = 0; cell < bins_ + 2; ++cell) before_[cell + 1] += seen += counts[cell];
  }

  [[nodiscard]] double paths() const { return before_.back(); }

  // Price below which `wanted` paths lie, linear inside its bin; NaN outside the axis.
  [[nodiscard]] double price_at(double wanted) const {
    const auto above = std::lower_bound(before_.begin() + 1, before_.end(), std::max(wanted, 1e-9));
    const auto cell = static_cast<std::size_t>(above - before_.begin()) - 1;
    if (cell == 0 || cell > bins_) return kNan;
    const double low = bounds_[2 * (cell - 1)];
    return low + (bounds_[2 * cell - 1] - low) * (wanted - before_[cell]) / (before_[cell + 1] - before_[cell]);
  }

  // Paths below a price on the axis.
  [[nodiscard]] double below(double price) const {
    std::size_t bin = 0;
    while (bin + 1 < bins_ && price > bounds_[2 * bin + 1]) ++bin;
    const double part = (price - bounds_[2 * bin]) / (bounds_[2 * bin + 1] - bounds_[2 * bin]);
    return before_[bin + 1] + std::clamp(part, 0.0, 1.0) * (before_[bin + 2] - before_[bin + 1]);
  }

 private:
  const std::vector<double>& bounds_;
  std::size_t bins_;
  std::vector<double> before_;  // [bins + 3] paths below each cell
};

// A quantile and its error: that of the distribution function there, clustered by replicate, carried over to the price
// axis (Woodruff, JASA 47, 1952).
class AxisQuantiles {
 public:
  AxisQuantiles(const PathContext& c, const std::vector<std::int64_t>& paths)
      : pooled_(c.ladder.price_bounds, c.ladder.price.size()), counter_(paths) {}

  void add_replicate(const PathContext& c, const std::int32_t* counts) {
    replicates_.emplace_back(c.ladder.price_bounds, c.ladder.price.size()).add(counts);
    pooled_.add(counts);
  }

  Answer quantile(double q) {
    Answer answer{kNan, kNan, kNan, kNan, kNan};
    const double paths = pooled_.paths();
    answer.value = pooled_.price_at(q * paths);
    if (std::isnan(answer.value)) return answer;
    const double error =
        counter_.answer([&](std::size_t r) { return replicates_[r].below(answer.value); }).standard_error;
    if (error == 0) {
      answer.standard_error = 0;
      return answer;
    }
    answer.standard_error = 0.5 * (pooled_.price_at((q + error) * paths) - pooled_.price_at((q - error) * paths));
    return answer;
  }

 private:
  AxisDistribution pooled_;
  std::vector<AxisDistribution> replicates_;
  HitCounter counter_;
};

void fill_quantiles(const PathContext& c, const PathSums& sums, const RecordFold& fold, PathsResult& out) {
  const std::size_t cells = c.ladder.price.size() + 2;
  const std::size_t steps = size(c.plan.output_steps);
  out.quantile = kQuantiles;
  std::vector<float>* const values[kHistograms] = {&out.price_quantile, &out.low_quantile,
                                                   &out.price_quantile_no_feedback, &out.low_quantile_no_feedback};
  std::vector<float>* const errors[kHistograms] = {&out.price_quantile_stderr, &out.low_quantile_stderr,
                                                   &out.price_quantile_no_feedback_stderr,
                                                   &out.low_quantile_no_feedback_stderr};
  for (std::size_t which = 0; which < kHistograms; ++which) {
    values[which]->resize(steps * kQuantiles.size());
    errors[which]->resize(steps * kQuantiles.size());
  }
  parallel_indices(steps, [&](std::size_t h) {
    for (std::size_t which = 0; which < kHistograms; ++which) {
      AxisQuantiles quantiles(c, fold.paths);
      for (std::size_t r = 0; r < fold.paths.size(); ++r)
        quantiles.add_replicate(c, sums.histogram.data() + ((r * steps + h) * kHistograms + which) * cells);
      for (std::size_t q = 0; q < kQuantiles.size(); ++q) {
        const Answer answer = quantiles.quantile(kQuantiles[q]);
        (*values[which])[h * kQuantiles.size() + q] = static_cast<float>(answer.value);
        (*errors[which])[h * kQuantiles.size() + q] = static_cast<float>(answer.standard_error);
      }
    }
  });
}

void fill_tail(const PathContext& c, const RecordFold& fold, CascadeResult& out) {
  out.level = {0.9, 0.95, 0.99, 0.999};
  for (const double level : out.level) {
    const TailAnswers with = fold.low.tail(level, c.coordinate);
    const TailAnswers twin = fold.twin_low.tail(level, c.coordinate);
    out.value_at_risk.push_back(with.value_at_risk);
    out.expected_shortfall.push_back(with.expected_shortfall);
    out.value_at_risk_no_feedback.push_back(twin.value_at_risk);
    out.expected_shortfall_no_feedback.push_back(twin.expected_shortfall);
  }
}

// A probability with its error and interval.
void add_probability(const Answer& p, double paths, std::vector<float>& value, std::vector<float>& error,
                     std::vector<float>& interval) {
  const ShareInterval sure = share_interval(p.value, p.standard_error, paths);
  value.push_back(static_cast<float>(p.value));
  error.push_back(static_cast<float>(p.standard_error));
  interval.push_back(static_cast<float>(sure.low));
  interval.push_back(static_cast<float>(sure.high));
}

// A sum of money over the paths of each replicate. units(r): money units of replicate r.
template <class Units>
Answer money_answer(const PathContext& c, const RecordFold& fold, const Units& units) {
  ClusterSums money{std::vector<double>(fold.paths.size()), {}, &fold.paths};
  for (std::size_t r = 0; r < money.sum.size(); ++r)
    money.sum[r] = static_cast<double>(units(r)) * c.ladders.money_unit_usd;
  return answer_of(money);
}

void fill_payers(const PathContext& c, const PathSums& sums, const RecordFold& fold, CascadeResult& out) {
  const std::size_t venues = size(c.ladders.venues);
  const std::size_t replicates = fold.paths.size();
  // Cell of [V, R, side].
  const auto cell = [&](std::size_t v, std::size_t r, std::size_t side) {
    return (v * replicates + r) * kSides + side;
  };
  out.venues = c.ladder.venues;
  for (std::size_t payer = 0; payer < kPayers; ++payer)
    for (std::size_t v = 0; v < venues; ++v)
      for (std::size_t side = 0; side < kSides; ++side) {
        const Answer a = money_answer(
            c, fold, [&](std::size_t r) { return sums.account[cell(v, r, side) * kAccountEntries + 3 + payer]; });
        out.absorbed.push_back(static_cast<float>(a.value));
        out.absorbed_stderr.push_back(static_cast<float>(a.standard_error));
      }
  for (std::size_t v = 0; v < venues; ++v)
    for (std::size_t side = 0; side < kSides; ++side) {
      const Answer loss = money_answer(c, fold, [&](std::size_t r) { return sums.paid[cell(v, r, side)]; });
      out.fund_loss.push_back(static_cast<float>(loss.value));
      out.fund_loss_stderr.push_back(static_cast<float>(loss.standard_error));
    }
  for (std::size_t side = 0; side < kSides; ++side)
    for (std::size_t entry = 0; entry < kAccountEntries; ++entry) {
      std::int64_t total = 0;
      for (std::size_t v = 0; v < venues; ++v)
        for (std::size_t r = 0; r < replicates; ++r) total += sums.account[cell(v, r, side) * kAccountEntries + entry];
      out.account.push_back(total);
    }
}

// What has happened by the end of each output step.
void fill_so_far(const PathContext& c, const PathSums& sums, const RecordFold& fold, CascadeResult& out) {
  const std::size_t venues = size(c.ladders.venues);
  const std::size_t replicates = fold.paths.size();
  const std::size_t steps = size(c.plan.output_steps);
  ClusterSums deleveraged{std::vector<double>(replicates, 0.0), {}, &fold.paths};
  std::vector<ClusterSums> exhausted(venues, deleveraged);
  for (std::size_t h = 0; h < steps; ++h) {
    for (std::size_t v = 0; v < venues; ++v) {
      for (std::size_t r = 0; r < replicates; ++r) {
        const std::size_t row = v * replicates + r;
        deleveraged.sum[r] += static_cast<double>(sums.adl[row * steps + h]) * c.ladders.money_unit_usd;
        exhausted[v].sum[r] += fold.exhausted[row * (steps + 1) + h];
      }
      add_probability(answer_of(exhausted[v]), static_cast<double>(c.plan.paths), out.insurance_exhausted_probability,
                      out.insurance_exhausted_probability_stderr, out.insurance_exhausted_probability_interval);
    }
    const Answer notional = answer_of(deleveraged);
    out.adl_notional.push_back(static_cast<float>(notional.value));
    out.adl_notional_stderr.push_back(static_cast<float>(notional.standard_error));
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
  fill_quantiles(context, sums, fold, out);
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
  fill_tail(context, fold, out);
  fill_horizon(context.plan, out.horizon, out.horizon_bounds);
  fill_payers(context, sums, fold, out);
  fill_so_far(context, sums, fold, out);
  const auto paths = static_cast<double>(context.plan.paths);
  HitCounter counter(fold.paths);
  for (std::size_t side = 0; side < kSides; ++side) {
    add_probability(counter.answer([&](std::size_t r) { return fold.squeezed[side][r]; }), paths,
                    out.squeeze_probability, out.squeeze_probability_stderr, out.squeeze_probability_interval);
    add_probability(counter.answer([&](std::size_t r) { return fold.ladder_end[side][r]; }), paths,
                    out.ladder_end_probability, out.ladder_end_probability_stderr, out.ladder_end_probability_interval);
    out.liquidated[side] = answer_of({fold.liquidated[side], fold.liquidated_squares[side], &fold.paths});
  }
  out.adl_probability = counter.full_answer([&](std::size_t r) { return fold.deleveraged[r]; });
  const ShareInterval sure = share_interval(out.adl_probability.value, out.adl_probability.standard_error, paths);
  out.adl_probability_interval = {static_cast<float>(sure.low), static_cast<float>(sure.high)};
  out.daily_sigma = context.daily_sigma;
  out.money_unit_usd = context.ladders.money_unit_usd;
  out.replicate_paths = fold.paths;
  const CascadeRules& rules = context.plan.market.venues.front().rules;  // the same impact everywhere
  out.critical_branching_ratio =
      critical_branching_ratio(rules.permanent_share, static_cast<double>(rules.reversion_of_round));
  return out;
}

namespace {

// Ticks by which an order of `money` units, split over the venues by depth, moves the index.
double index_impact(const MarketPlan& market, double money) {
  double ticks = 0;
  for (const VenuePlan& venue : market.venues) {
    const double weight = venue.index_weight / static_cast<double>(kWhole);
    if (venue.rules.feedback != 0) ticks += weight * venue.book.distance(weight * money);
  }
  return ticks;
}

}  // namespace

void fill_branching_ratio(const PathContext& context, CascadeResult& out) {
  const double order = kReferenceOrderUsd / context.ladders.money_unit_usd;
  const double impact = index_impact(context.plan.market, order);
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
