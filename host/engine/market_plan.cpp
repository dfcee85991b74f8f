#include "host/engine/market_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tinderbox {
namespace {

CascadeRules rules_of(const RunConfig& config, const ForwardVenue& venue) {
  CascadeRules rules{};
  rules.permanent_share = config.book.permanent_share;
  rules.surplus_share = config.cascade.surplus_share;
  rules.refill_rate = 1 / config.book.refill_seconds;
  rules.reversion_rate = 1 / config.book.reversion_seconds;
  rules.round_seconds = config.cascade.round_seconds;
  rules.refill_of_round = left_after(rules.refill_rate, rules.round_seconds);
  rules.reversion_of_round = left_after(rules.reversion_rate, rules.round_seconds);
  rules.feedback = config.cascade.feedback == "on" ? 1 : 0;
  rules.gaps = config.cascade.first_fill == "mark" ? 1 : 0;
  rules.clearance_fee = venue.clearance_fee;
  rules.backstop_buffer_share = venue.backstop_buffer_share;
  return rules;
}

// Shares of depth that sum to kWhole exactly: what rounding leaves goes to the deepest, the first of several.
std::vector<std::int32_t> index_weights(const std::vector<ForwardVenue>& venues) {
  double all = 0;
  std::size_t deepest = 0;
  for (std::size_t v = 0; v < venues.size(); ++v) {
    all += venues[v].depth_ratio;
    if (venues[v].depth_ratio > venues[deepest].depth_ratio) deepest = v;
  }
  std::vector<std::int32_t> weights;
  std::int32_t rest = kWhole;
  for (const ForwardVenue& venue : venues) {
    const double share = all > 0 ? venue.depth_ratio / all : 1.0 / static_cast<double>(venues.size());
    weights.push_back(static_cast<std::int32_t>(std::floor(share * kWhole)));
    rest -= weights.back();
  }
  weights[deepest] += rest;
  return weights;
}

}  // namespace

MarketPlan build_market_plan(const RunConfig& config, const std::vector<ForwardVenue>& venues, double depth_multiplier,
                             double money_unit_usd) {
  MarketPlan plan;
  plan.pass_through = static_cast<std::int32_t>(std::lround(config.cascade.pass_through * kWhole));
  const std::vector<std::int32_t> weights = index_weights(venues);
  for (std::size_t v = 0; v < venues.size(); ++v)
    plan.venues.push_back({rules_of(config, venues[v]),
                           build_book_table(config, depth_multiplier * venues[v].depth_ratio, money_unit_usd),
                           static_cast<std::int64_t>(std::floor(venues[v].fund_usd / money_unit_usd)), weights[v]});
  return plan;
}

MarketOnDevice::MarketOnDevice(const MarketPlan& plan, Executor& executor) : plan_(plan) {
  for (const VenuePlan& venue : plan.venues) {
    volume_.push_back(DeviceArray<double>::of(executor, venue.book.volume));
    moment_.push_back(DeviceArray<double>::of(executor, venue.book.moment));
  }
}

void MarketOnDevice::fill(VenueView* views, double step_seconds) const {
  for (std::size_t v = 0; v < plan_.venues.size(); ++v) {
    const VenuePlan& venue = plan_.venues[v];
    views[v] = {venue.rules,
                left_after(venue.rules.reversion_rate, step_seconds),
                left_after(venue.rules.refill_rate, step_seconds),
                {volume_[v].data(), moment_[v].data(), venue.book.bin_ticks, venue.book.bins},
                venue.fund,
                venue.index_weight};
  }
}

}  // namespace tinderbox
