#include "host/output/inspect.hpp"

#include <algorithm>
#include <cmath>

#include "host/output/answers.hpp"
#include "host/output/book_group.hpp"
#include "host/output/ladder_stats.hpp"
#include "host/output/repair_group.hpp"
#include "host/output/run_file.hpp"
#include "host/output/stored_config.hpp"
#include "host/output/venues_group.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;

constexpr std::size_t kClustersShown = 3;
constexpr double kDistancesPercent[] = {1, 5, 10};

json inputs_of(const MarketState& market) {
  json list = json::array();
  for (const InputRecord& input : market.inputs)
    list.push_back({{"path", input.path},
                    {"kind", input.kind},
                    {"sha256", input.sha256},
                    {"rows", input.rows},
                    {"first_time", format_utc(input.first_time)},
                    {"last_time", format_utc(input.last_time)}});
  return list;
}

json contents_of(const RunResult& run) {
  const MarketState& market = run.market;
  const HeatmapResult& heatmap = run.heatmap;
  const auto positions = stored_value<std::int64_t>(run.provenance.config_toml, "sampling", "positions");
  return {{"format_version", kFormatVersion},
          {"venue", market.venue},
          {"contract", market.contract},
          {"synthetic", market.synthetic},
          {"mark_source", market.mark_source},
          {"first_time", format_utc(market.start_time)},
          {"end_time", format_utc(market.end_time())},
          {"bars", market.bars()},
          {"bar_seconds", market.bar_seconds},
          {"price_min_usd", heatmap.price_bounds.front()},
          {"price_max_usd", heatmap.price_bounds.back()},
          {"bin_usd", heatmap.price_bounds[1] - heatmap.price_bounds[0]},
          {"bins", heatmap.price.size()},
          {"replicates", replicates_of(run)},
          {"positions", positions ? json(*positions) : json(nullptr)},
          {"seed", run.provenance.seed},
          {"backend", run.provenance.backend},
          {"device", run.provenance.device},
          {"data_dir", run.provenance.data_dir},
          {"created_utc", run.provenance.created_utc},
          {"inputs", inputs_of(market)},
          {"ignored", market.ignored},
          {"repairs", market.repairs}};
}

json clusters_of(const RunResult& run, Side side) {
  json list = json::array();
  for (const Cluster& cluster : largest_clusters(run, side, kClustersShown))
    list.push_back({{"price_low_usd", cluster.price_low},
                    {"price_high_usd", cluster.price_high},
                    {"distance_percent", known(cluster.distance_percent)},
                    {"usd", as_json(cluster.usd)}});
  return list;
}

json shares_of(const RunResult& run) {
  json list = json::array();
  for (const double distance : kDistancesPercent)
    list.push_back({{"distance_percent", distance},
                    {"long", as_json(share_within(run, Side::kLong, distance))},
                    {"short", as_json(share_within(run, Side::kShort, distance))},
                    {"both", as_json(share_within(run, distance))},
                    {"inside_price_axis", axis_covers(run, distance)}});
  return list;
}

json imbalances_of(const RunResult& run) {
  json list = json::array();
  for (const double distance : kDistancesPercent) {
    json entry = as_json(imbalance_within(run, distance));
    entry["distance_percent"] = distance;
    entry["empty"] = entry["value"].is_null();
    list.push_back(std::move(entry));
  }
  return list;
}

json daily_of(const RunResult& run, Side side) {
  const DailyLiquidation daily = daily_liquidation(run, side);
  return {{"days", daily.days},
          {"mean", known(daily.mean)},
          {"standard_error", known(daily.standard_error)},
          {"median", known(daily.median)}};
}

json venues_of(const RunResult& run) {
  const VenuesResult& venues = run.venues;
  if (!has_venues(run)) return nullptr;
  json list = json::array();
  for (std::size_t v = 0; v < venues.venues.size(); ++v) {
    const auto usd = [&](const std::vector<float>& sides) {
      return json{{"long", known(static_cast<double>(sides[v * kSides]))},
                  {"short", known(static_cast<double>(sides[v * kSides + 1]))}};
    };
    list.push_back({{"name", venues.venues[v]},
                    {"open_interest_usd", usd(venues.open_interest_usd)},
                    {"real_usd", usd(venues.real_usd)},
                    {"real_positions", venues.real_positions[v]},
                    {"depth_share", known(static_cast<double>(venues.depth_share[v]))},
                    {"fund_usd", known(static_cast<double>(venues.fund_usd[v]))}});
  }
  return {{"list", std::move(list)},
          {"total_open_interest_usd", known(venues.total_open_interest_usd.at(0))},
          {"coverage", known(coverage_of(venues))}};
}

json repair_of(const RunResult& run) {
  const RepairResult& r = run.repair;
  if (!has_repair(run)) return nullptr;
  double usd[kSides] = {0, 0};
  for (std::size_t i = 0; i < r.liquidated.size(); ++i) usd[i % kSides] += static_cast<double>(r.liquidated[i]);
  return {{"liquidated_usd", {{"long", known(usd[0])}, {"short", known(usd[1])}}},
          {"daily_sigma", {{"history", known(r.daily_sigma_history)}, {"repaired", known(r.daily_sigma_repaired)}}},
          {"daily_mean",
           {{"history", known(r.daily_mean_history)},
            {"subtracted", known(r.daily_mean_subtracted)},
            {"repaired", known(r.daily_mean_repaired)}}},
          {"bars", r.time.size()},
          {"missed_bars", r.missed_bars},
          {"largest_miss", known(r.largest_miss)}};
}

json book_of(const RunResult& run) {
  const BookResult& b = run.book;
  if (!has_book(run)) return nullptr;
  return {{"source", b.source},
          {"depth_usd_per_percent", known(b.depth_usd_per_percent)},
          {"depth_slope_usd_per_percent2", known(b.depth_slope_usd_per_percent2)},
          {"range_percent", known(b.range_percent)},
          {"fit_error", known(b.fit_error)},
          {"impact_exponent", known(b.impact_exponent)},
          {"levels", b.percent.size()}};
}

// The run's own, the market's and those of the sanity checks, each once.
std::vector<std::string> all_warnings(const RunResult& run) {
  std::vector<std::string> all;
  for (const auto& list : {run.warnings, run.market.warnings, sanity_warnings(run)})
    for (const std::string& warning : list)
      if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(warning);
  return all;
}

}  // namespace

json inspect_json(const RunResult& run) {
  return {
      {"contents", contents_of(run)},
      {"mark_usd", known(run.now_mark_usd)},
      {"open_interest_usd",
       {{"long", known(open_interest_now(run, Side::kLong))}, {"short", known(open_interest_now(run, Side::kShort))}}},
      {"venues", venues_of(run)},
      {"clusters", {{"above", clusters_of(run, Side::kShort)}, {"below", clusters_of(run, Side::kLong)}}},
      {"open_interest_share_within", shares_of(run)},
      {"imbalance_within", imbalances_of(run)},
      {"daily_liquidation_share", {{"long", daily_of(run, Side::kLong)}, {"short", daily_of(run, Side::kShort)}}},
      {"repair", repair_of(run)},
      {"book", book_of(run)},
      {"answers", answers_of(run)},
      {"closure_max", known(largest_closure(run))},
      {"prior_stock_share_now", known(static_cast<double>(run.heatmap.prior_stock_share.back()))},
      {"warnings", all_warnings(run)}};
}

}  // namespace tinderbox
