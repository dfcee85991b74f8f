// The group /adl of a run file: how much of a side auto-deleveraging takes on a path, where the mark stands then, and
// whom that hits. A run without forward paths has no such group.
#pragma once

#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"
#include "host/output/run_schema.hpp"

namespace tinderbox {

[[nodiscard]] inline bool has_adl(const RunResult& run) {
  return !run.adl.count.empty();
}

// Calls visit(spec, values) for every dataset of /adl that is no coordinate.
template <typename Adl, typename Visit>
void visit_adl(Adl& adl, Visit&& visit) {
  visit(VariableSpec{"leverage_bounds", "leverage_band bnds", "1", "edges of the leverage bands"}, adl.leverage_bounds);
  visit(VariableSpec{"replicate_paths", "replicate", "1", "paths that used the replicate"}, adl.replicate_paths);
  visit(VariableSpec{"count", "replicate venue side move_bin share_bin", "1",
                     "paths on which so much of the side's open interest was auto-deleveraged, by the move of the mark "
                     "at its farthest"},
        adl.count);
  visit(VariableSpec{"by_leverage", "leverage_band venue side", "USD",
                     "expected notional of the side that is auto-deleveraged a path, by leverage at now; NaN: the run "
                     "holds no sample of the side",
                     Missing::kNan},
        adl.by_leverage);
}

void write_adl(h5::WriteContext& context, const AdlResult& adl);

// Throws InputError.
[[nodiscard]] AdlResult read_adl(h5::ReadFile& file);

}  // namespace tinderbox
