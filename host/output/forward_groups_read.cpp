#include <fmt/format.h>

#include <limits>

#include "host/output/forward_groups.hpp"
#include "host/output/group_reader.hpp"

namespace tinderbox {
namespace {

using h5::ReadFile;

constexpr double kLowest = std::numeric_limits<double>::lowest();

// Bins between edges that rise.
template <typename Edges>
void set_bins(const ReadFile& file, GroupReader& group, std::string_view bin, std::string_view name,
              const Edges& edges) {
  check_rising(file, group.full(name), edges, kLowest);
  if (edges.size() < 2) file.refuse(group.full(name), "holds no bin");
  group.set(bin, edges.size() - 1);
}

PathsResult read_paths(ReadFile& file, const LadderResult& ladder) {
  PathsResult paths;
  GroupReader group(file, "/paths");
  paths.price = group.coordinate<double>("price");
  if (paths.price != ladder.price) file.refuse(group.full("price"), "is another axis than the ladder's");
  paths.horizon = group.coordinate<std::int64_t>("horizon");
  paths.quantile = group.coordinate<double>("quantile");
  check_rising(file, group.full("quantile"), paths.quantile, kLowest);
  group.labels("side", kSideLabels);
  visit_paths(paths, group);
  check_price_axis(file, group.full("price"), paths.price, paths.price_bounds);
  check_horizon(file, group.full("horizon"), paths.horizon, paths.horizon_bounds);
  return paths;
}

CascadeResult read_cascade(ReadFile& file, const MarketState& market) {
  CascadeResult cascade;
  GroupReader group(file, "/cascade");
  cascade.price = group.coordinate<double>("price");
  cascade.horizon = group.coordinate<std::int64_t>("horizon");
  cascade.size_edges = group.coordinate<double>("size_edges");
  set_bins(file, group, "size_bin", "size_edges", cascade.size_edges);
  cascade.amplification_edges = group.coordinate<double>("amplification_edges");
  set_bins(file, group, "amplification_bin", "amplification_edges", cascade.amplification_edges);
  cascade.level = group.coordinate<double>("level");
  check_rising(file, group.full("level"), cascade.level, kLowest);
  cascade.venues = group.labels("venue");
  cascade.time = group.coordinate<std::int64_t>("time");
  check_times(file, group.full("time"), cascade.time, market.start_time, market.bar_seconds);
  cascade.distance = group.coordinate<double>("distance");
  check_rising(file, group.full("distance"), cascade.distance, 0);
  static_cast<void>(group.coordinate<std::int64_t>("replicate"));
  group.labels("side", kSideLabels);
  group.labels("payer", kPayerLabels);
  group.labels("entry", kEntryLabels);
  visit_cascade(cascade, group);
  check_price_axis(file, group.full("price"), cascade.price, cascade.price_bounds);
  check_horizon(file, group.full("horizon"), cascade.horizon, cascade.horizon_bounds);
  return cascade;
}

WhatIfResult read_whatif(ReadFile& file) {
  WhatIfResult whatif;
  GroupReader group(file, "/whatif");
  whatif.price = group.coordinate<double>("price");
  visit_whatif(whatif, group);
  check_price_axis(file, group.full("price"), whatif.price, whatif.price_bounds);
  return whatif;
}

StressResult read_stress(ReadFile& file) {
  StressResult stress;
  GroupReader group(file, "/stress");
  visit_stress(stress, group);
  if (stress.duration_seconds < 1)
    file.refuse(group.full("duration_seconds"), "is out of range", fmt::format("{}", stress.duration_seconds),
                "seconds of the stress");
  return stress;
}

}  // namespace

void read_forward_groups(ReadFile& file, RunResult& run) {
  if (file.has("/paths")) run.paths = read_paths(file, run.ladder);
  if (file.has("/cascade")) run.cascade = read_cascade(file, run.market);
  if (file.has("/adl")) run.adl = read_adl(file);
  if (file.has("/whatif")) run.whatif = read_whatif(file);
  if (file.has("/stress")) run.stress = read_stress(file);
}

}  // namespace tinderbox
