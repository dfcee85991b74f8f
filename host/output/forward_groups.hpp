// The groups of a run file that look ahead: /paths, /cascade, /adl, /whatif and /stress. A run without one of them (its
// price axis is empty, or its duration 0) has no such group.
#pragma once

#include "host/output/adl_group.hpp"
#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"
#include "host/output/run_schema_forward.hpp"

namespace tinderbox {

[[nodiscard]] inline bool has_paths(const RunResult& run) {
  return !run.paths.price.empty();
}
[[nodiscard]] inline bool has_cascade(const RunResult& run) {
  return !run.cascade.price.empty();
}
[[nodiscard]] inline bool has_whatif(const RunResult& run) {
  return !run.whatif.price.empty();
}
[[nodiscard]] inline bool has_stress(const RunResult& run) {
  return run.stress.duration_seconds > 0;
}

// Calls visit(spec, values) for every dataset of the groups that the run has, coordinates left out.
template <typename Visit>
void visit_forward_groups(const RunResult& run, Visit&& visit) {
  if (has_paths(run)) visit_paths(run.paths, visit);
  if (has_cascade(run)) visit_cascade(run.cascade, visit);
  if (has_adl(run)) visit_adl(run.adl, visit);
  if (has_whatif(run)) visit_whatif(run.whatif, visit);
  if (has_stress(run)) visit_stress(run.stress, visit);
}

void write_forward_groups(h5::WriteContext& context, const RunResult& run);

// Reads the groups that are there into a run whose market, heatmap and ladder have been read. Throws InputError.
void read_forward_groups(h5::ReadFile& file, RunResult& run);

}  // namespace tinderbox
