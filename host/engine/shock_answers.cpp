#include "host/engine/shock_answers.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include "host/engine/cluster_statistics.hpp"
#include "host/engine/depth_rule.hpp"
#include "host/engine/device_ladders.hpp"
#include "host/engine/prior.hpp"
#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr double kDaySeconds = 86400;
constexpr std::int64_t kHourSeconds = 3600;

struct Band {
  std::vector<float>& mean;
  std::vector<float>& standard_error;
  std::vector<float>& low;
  std::vector<float>& high;

  void add(const Answer& answer) const {
    mean.push_back(static_cast<float>(answer.value));
    standard_error.push_back(static_cast<float>(answer.standard_error));
    low.push_back(static_cast<float>(answer.low));
    high.push_back(static_cast<float>(answer.high));
  }
};

std::int64_t money(double usd, const LadderTables& ladders) {
  return static_cast<std::int64_t>(std::floor(usd / ladders.money_unit_usd));
}

std::int64_t milliseconds(double seconds) {
  return std::max<std::int64_t>(1, std::llround(seconds * 1000));
}

// A plan of 256 paths a replicate without output steps.
PathPlan one_block_each(const ShockContext& c, std::int64_t steps, std::int64_t step_seconds) {
  PathPlan plan;
  plan.seed = c.config.seed;
  plan.paths = std::int64_t{c.ladders.replicates} * kLanes;
  plan.steps = static_cast<std::int32_t>(steps);
  plan.output_steps = 1;
  plan.step_milliseconds = step_seconds * 1000;
  plan.round_milliseconds = milliseconds(c.config.cascade.round_seconds);
  plan.market = build_market_plan(c.config, c.venues, c.config.book.depth_multiplier, c.ladders.money_unit_usd);
  const double days = static_cast<double>(steps * step_seconds) / kDaySeconds;
  plan.open_share = open_shares(c.config, c.ladders.replicates, {days / 2, days});
  plan.squeeze = {std::numeric_limits<std::int64_t>::max(), {0, 0}, 1, 1};
  return plan;
}

}  // namespace

std::vector<double> open_shares(const RunConfig& config, std::int32_t replicates, const std::vector<double>& days) {
  std::vector<double> shares;
  for (const ReplicatePrior& p : draw_priors(config.prior, config.seed, replicates))
    for (const double t : days)
      shares.push_back(p.fast_stock_share * exp(-p.fast_close_rate_per_day * t) +
                       (1 - p.fast_stock_share) * exp(-p.slow_close_rate_per_day * t));
  return shares;
}

WhatIfResult what_if(const ShockContext& c) {
  const std::size_t bins = c.ladder.price.size();
  const auto replicates = static_cast<std::size_t>(c.ladders.replicates);
  const auto venues = static_cast<std::size_t>(c.ladders.venues);
  MarketPlan market = build_market_plan(c.config, c.venues, c.config.book.depth_multiplier, c.ladders.money_unit_usd);
  for (VenuePlan& venue : market.venues) venue.rules.round_seconds = 0;
  const MarketOnDevice books(market, c.executor);
  std::vector<std::int32_t> at;
  for (const double price : c.ladder.price) at.push_back(c.coordinate.ticks(price));

  const auto ticks = DeviceArray<std::int32_t>::of(c.executor, at);
  const LaddersOnDevice ladders(c.ladders, c.executor);
  const DeviceArray<std::int32_t> stop(c.executor, replicates * bins);
  const DeviceArray<std::int64_t> liquidated(c.executor, venues * replicates * bins);
  const DeviceArray<std::int64_t> fund_part(c.executor, venues * replicates * bins);
  const DeviceArray<std::int64_t> adl(c.executor, venues * replicates * bins);

  WhatIfLaunch launch{};
  launch.venues = c.ladders.venues;
  launch.pass_through = market.pass_through;
  books.fill(launch.venue, 0);  // nothing decays at once
  ladders.fill(launch);
  launch.at = ticks.data();
  launch.levels = static_cast<std::int32_t>(bins);
  launch.replicates = c.ladders.replicates;
  launch.chunks = (launch.levels + kLanes - 1) / kLanes;
  launch.stop = stop.data();
  launch.liquidated = liquidated.data();
  launch.fund_part = fund_part.data();
  launch.adl = adl.data();
  c.executor.what_if(launch);

  const std::vector<std::int32_t> stops = stop.to_host();
  const auto over_venues = [&](const DeviceArray<std::int64_t>& money) {
    const std::vector<std::int64_t> all = money.to_host();
    std::vector<std::int64_t> sum(replicates * bins, 0);
    for (std::size_t i = 0; i < all.size(); ++i) sum[i % sum.size()] += all[i];
    return sum;
  };
  const std::vector<std::int64_t> forced = over_venues(liquidated);
  const std::vector<std::int64_t> below = over_venues(fund_part);
  const std::vector<std::int64_t> closed = over_venues(adl);
  WhatIfResult out;
  out.price = c.ladder.price;
  out.price_bounds = c.ladder.price_bounds;
  const auto summarise = [&](std::size_t k, const Band& band, const auto& value) {
    std::vector<double> values;
    for (std::size_t r = 0; r < replicates; ++r) values.push_back(value(r * bins + k));
    band.add(replicate_answer(std::move(values)));
  };
  const auto usd = [&](std::int64_t units) { return static_cast<double>(units) * c.ladders.money_unit_usd; };
  for (std::size_t k = 0; k < bins; ++k) {
    summarise(k, {out.forced, out.forced_stderr, out.forced_low, out.forced_high},
              [&](std::size_t i) { return usd(forced[i]); });
    summarise(k, {out.stop_price, out.stop_price_stderr, out.stop_price_low, out.stop_price_high},
              [&](std::size_t i) { return c.coordinate.price(stops[i]); });
    summarise(k, {out.book, out.book_stderr, out.book_low, out.book_high},
              [&](std::size_t i) { return usd(forced[i] - below[i] - closed[i]); });
    summarise(k, {out.fund, out.fund_stderr, out.fund_low, out.fund_high},
              [&](std::size_t i) { return usd(below[i]); });
    summarise(k, {out.adl, out.adl_stderr, out.adl_low, out.adl_high}, [&](std::size_t i) { return usd(closed[i]); });
    const int side = at[k] <= 0 ? 0 : 1;
    double ended = 0;
    for (std::size_t r = 0; r < replicates; ++r)
      ended += c.ladders.levels[side] > 0 && std::abs(stops[r * bins + k]) >= c.ladders.end_of(side) ? 1 : 0;
    out.ladder_end.push_back(static_cast<float>(ended / static_cast<double>(replicates)));
  }
  return out;
}

StressResult stress(const ShockContext& c) {
  const StressConfig& s = c.config.stress;
  StressResult out;
  out.price_change = s.price_change_percent / 100;
  out.duration_seconds = s.duration_seconds;
  out.depth_multiplier = s.depth_multiplier;
  const std::int64_t step_seconds = std::gcd<std::int64_t>(s.duration_seconds, 60);
  const std::int64_t move_steps = s.duration_seconds / step_seconds;
  // The price then stands still for ten minutes, or three rounds if those are longer: the cascade may come to its end.
  const auto settle_seconds = std::max<std::int64_t>(600, std::llround(3 * c.config.cascade.round_seconds));
  PathPlan plan = one_block_each(c, move_steps + (settle_seconds + step_seconds - 1) / step_seconds, step_seconds);
  plan.one_path_a_block = true;  // all paths of a replicate are the same
  plan.market = build_market_plan(c.config, c.venues, c.config.book.depth_multiplier * s.depth_multiplier,
                                  c.ladders.money_unit_usd);
  const ExogenousPrice price = straight_move(c.coordinate.scale, out.price_change, move_steps);
  std::vector<PathRecord> records;  // one a replicate
  const PathSums sums = run_paths(
      plan, price, c.ladders, c.axis_ticks, 0, c.executor, nullptr,
      [&](const PathBatch& batch) { records.insert(records.end(), batch.records.begin(), batch.records.end()); });
  const std::size_t side = out.price_change < 0 ? 0 : 1;
  const auto absorbed = [&](std::size_t r, std::size_t payer) {
    std::int64_t units = 0;
    for (std::size_t v = 0; v < c.venues.size(); ++v)
      units += sums.account[((v * records.size() + r) * kSides + side) * kAccountEntries + 3 + payer];
    return units;
  };
  std::vector<double> stop, forced, feedback, payers[kPayers];
  for (std::size_t r = 0; r < records.size(); ++r) {
    const std::int32_t reached = side == 0 ? records[r].low : records[r].high;
    const std::int32_t alone = side == 0 ? records[r].twin_low : records[r].twin_high;
    stop.push_back(c.coordinate.price(reached));
    forced.push_back(static_cast<double>(records[r].liquidated[side]) * c.ladders.money_unit_usd);
    const double whole = c.coordinate.fraction(reached);
    feedback.push_back(whole != 0 ? 1 - c.coordinate.fraction(alone) / whole : 0);
    for (std::size_t payer = 0; payer < kPayers; ++payer)
      payers[payer].push_back(static_cast<double>(absorbed(r, payer)) * c.ladders.money_unit_usd);
    out.ladder_end += (records[r].flags & (kLadderEnd << side)) != 0 ? 1.0 / static_cast<double>(records.size()) : 0.0;
  }
  out.stop_price = replicate_answer(std::move(stop));
  out.forced = replicate_answer(std::move(forced));
  out.feedback_share = replicate_answer(std::move(feedback));
  out.book = replicate_answer(std::move(payers[0]));
  out.fund = replicate_answer(std::move(payers[1]));
  out.adl = replicate_answer(std::move(payers[2]));
  return out;
}

namespace {

constexpr std::int32_t kShockTolerance = 1678;  // ticks: 1e-4 of the price

// Share of paths that a shock tips over, by its distance in ticks; it grows with the distance.
using TippedShare = std::function<Answer(std::int32_t distance)>;

// The smallest distance in (low, high] at which the share reaches `wanted`, where it does at high and not at low.
std::int32_t crossing(const TippedShare& share, double wanted, std::int32_t low, std::int32_t high) {
  while (high - low > kShockTolerance) {
    const std::int32_t middle = low + (high - low) / 2;
    (share(middle).value >= wanted ? high : low) = middle;
  }
  return high;
}

// The same, looked for outwards from `from` up to `end`; -1: nowhere.
std::int32_t crossing_beyond(const TippedShare& share, double wanted, std::int32_t from, std::int32_t end) {
  std::int32_t low = from;
  for (std::int32_t step = kShockTolerance; low < end; step *= 2) {
    const std::int32_t high = step < end - low ? low + step : end;
    if (share(high).value >= wanted) return crossing(share, wanted, low, high);
    low = high;
  }
  return -1;
}

// And inwards from `from`, where it is reached, down to 0.
std::int32_t crossing_before(const TippedShare& share, double wanted, std::int32_t from) {
  std::int32_t high = from;
  for (std::int32_t step = kShockTolerance; high > 0; step *= 2) {
    const std::int32_t low = std::max(high - step, 0);
    if (share(low).value < wanted) return crossing(share, wanted, low, high);
    high = low;
  }
  return 0;
}

ShockSize half_tipped(const TippedShare& share, std::int32_t longest, const std::function<double(std::int32_t)>& size) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kHalf = 0.5;
  if (longest <= 0 || share(longest).value < kHalf) return {kNan, kNan};
  const std::int32_t at = share(0).value >= kHalf ? 0 : crossing(share, kHalf, 0, longest);
  const double error = share(at).standard_error;
  if (std::isnan(error) || error <= 0) return {size(at), error};
  const std::int32_t farther = crossing_beyond(share, kHalf + error, at, longest);
  const std::int32_t nearer = at == 0 ? 0 : crossing_before(share, kHalf - error, at);
  return {size(at), farther < 0 ? kNan : 0.5 * (size(farther) - size(nearer))};
}

// Paths of each replicate among the first `paths`.
std::vector<std::int64_t> paths_of_replicates(std::int64_t paths, std::int32_t replicates) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(replicates), 0);
  for (std::int64_t path = 0; path < paths; ++path) ++counts[static_cast<std::size_t>(replicate_of(path, replicates))];
  return counts;
}

}  // namespace

CriticalShock critical_shock(const ShockContext& c, const ExogenousPrice& price, int side, double open_interest_usd) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const std::int64_t step_seconds = c.config.paths.step_seconds;
  std::int64_t steps = std::clamp<std::int64_t>(kHourSeconds / step_seconds, 1, 3600);
  if (c.config.paths.process == "replay") steps = std::min<std::int64_t>(steps, c.config.paths.steps);
  PathPlan plan = one_block_each(c, steps, step_seconds);
  plan.with_tensors = false;
  plan.depth = depth_rule(c.config.book, price.daily_sigma, static_cast<double>(step_seconds));
  plan.paths = std::min(plan.paths, c.config.paths.count);
  const std::int64_t wanted = money(0.1 * open_interest_usd, c.ladders);
  if (wanted <= 0) return {{kNan, kNan}, {kNan, kNan}};
  const std::vector<std::int64_t> paths = paths_of_replicates(plan.paths, c.ladders.replicates);
  const auto no_hits = [&] { return ClusterSums{std::vector<double>(paths.size(), 0.0), {}, &paths}; };

  const auto for_each_record = [&](const std::function<void(std::size_t replicate, const PathRecord&)>& use) {
    (void)run_paths(plan, price, c.ladders, c.axis_ticks, 0, c.executor, nullptr, [&](const PathBatch& batch) {
      for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const std::int64_t path = batch.first + static_cast<std::int64_t>(i);
        use(static_cast<std::size_t>(replicate_of(path, c.ladders.replicates)), batch.records[i]);
      }
    });
  };
  const TippedShare with_feedback = [&](std::int32_t distance) {
    plan.start_ticks = side == 0 ? -distance : distance;
    ClusterSums hits = no_hits();
    for_each_record(
        [&](std::size_t r, const PathRecord& record) { hits.sum[r] += record.liquidated[side] >= wanted ? 1 : 0; });
    return answer_of(hits);
  };
  // A shock shifts the twin as a whole, so one run serves all shocks.
  std::vector<std::pair<std::size_t, std::int32_t>> reach;
  plan.start_ticks = 0;
  for_each_record([&](std::size_t r, const PathRecord& record) {
    reach.emplace_back(r, side == 0 ? -record.twin_low : record.twin_high);
  });
  const TippedShare without = [&](std::int32_t distance) {
    ClusterSums hits = no_hits();
    for (const auto& [r, farthest] : reach) {
      const auto triggered =
          static_cast<double>(c.ladders.within(static_cast<std::int32_t>(r), side, farthest + distance));
      hits.sum[r] += triggered * plan.open_share[r * 2] >= static_cast<double>(wanted) ? 1 : 0;
    }
    return answer_of(hits);
  };
  const auto size = [&](std::int32_t ticks) { return std::abs(c.coordinate.fraction(side == 0 ? -ticks : ticks)); };
  const std::int32_t longest = c.ladders.end_of(side);
  return {half_tipped(with_feedback, longest, size), half_tipped(without, longest, size)};
}

}  // namespace tinderbox
