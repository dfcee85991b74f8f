#include <fmt/format.h>

#include "host/output/forward_groups.hpp"
#include "host/output/group_writer.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

using h5::NetcdfGroup;
using h5::WriteContext;

void write_paths(WriteContext& context, const PathsResult& paths) {
  NetcdfGroup group(context, "/paths");
  write_price(group, paths.price);
  write_horizon(group, paths.horizon);
  write_side(group);
  group.coordinate({"quantile", "quantile", "1", "probability of the quantile"}, paths.quantile);
  visit_paths(paths, writer_into(group));
}

void write_edges(NetcdfGroup& group, const VariableSpec& spec, const std::vector<double>& edges, const char* bin,
                 std::size_t bins) {
  if (edges.size() != bins + 1)
    throw Failure(fmt::format("the run has {} values of '{}' for {} bins", edges.size(), spec.name, bins));
  group.coordinate(spec, edges);
  group.dimension(bin, bins);
}

void write_cascade(WriteContext& context, const CascadeResult& cascade) {
  NetcdfGroup group(context, "/cascade");
  write_price(group, cascade.price);
  write_horizon(group, cascade.horizon);
  write_side(group);
  write_edges(group, {"size_edges", "size_edges", "USD", "edges of what a path liquidates; the first bin holds zero"},
              cascade.size_edges, "size_bin", cascade.size_count.size());
  write_edges(group, {"amplification_edges", "amplification_edges", "1", "edges of the drop over that of the twin"},
              cascade.amplification_edges, "amplification_bin", cascade.amplification_count.size());
  group.coordinate({"level", "level", "1", "confidence"}, cascade.level);
  group.coordinate({"payer", "payer", "", "who absorbs a liquidation"}, label_texts(kPayerLabels));
  group.coordinate({"entry", "entry", "", "what became of what was open at now"}, label_texts(kEntryLabels));
  write_venue(group, cascade.venues);
  write_replicate(group, cascade.replicate_paths.size());
  write_time(group, cascade.time);
  group.coordinate({"distance", "distance", "percent", "distance from the mark"}, cascade.distance);
  visit_cascade(cascade, writer_into(group));
}

void write_whatif(WriteContext& context, const WhatIfResult& whatif) {
  NetcdfGroup group(context, "/whatif");
  write_price(group, whatif.price);
  visit_whatif(whatif, writer_into(group));
}

void write_stress(WriteContext& context, const StressResult& stress) {
  NetcdfGroup group(context, "/stress");
  visit_stress(stress, writer_into(group));
}

}  // namespace

void write_forward_groups(WriteContext& context, const RunResult& run) {
  if (has_paths(run)) write_paths(context, run.paths);
  if (has_cascade(run)) write_cascade(context, run.cascade);
  if (has_adl(run)) write_adl(context, run.adl);
  if (has_whatif(run)) write_whatif(context, run.whatif);
  if (has_stress(run)) write_stress(context, run.stress);
}

}  // namespace tinderbox
