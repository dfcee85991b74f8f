// The group /venues of a run file: what the run holds at each venue, and how much of all open interest that is.
#pragma once

#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"
#include "host/output/run_schema.hpp"

namespace tinderbox {

[[nodiscard]] inline bool has_venues(const RunResult& run) {
  return !run.venues.venues.empty();
}

// Calls visit(spec, values) for every dataset of /venues that is no coordinate.
template <typename Venues, typename Visit>
void visit_venues(Venues& venues, Visit&& visit) {
  visit(VariableSpec{"open_interest_usd", "venue side", "USD", "open interest at now"}, venues.open_interest_usd);
  visit(VariableSpec{"real_usd", "venue side", "USD", "part of open_interest_usd that is real positions"},
        venues.real_usd);
  visit(VariableSpec{"real_positions", "venue", "1", "how many real positions these are"}, venues.real_positions);
  visit(VariableSpec{"depth_share", "venue", "1", "share of the depth of all books, and weight in the index"},
        venues.depth_share);
  visit(VariableSpec{"fund_usd", "venue", "USD", "insurance fund at now"}, venues.fund_usd);
  visit(VariableSpec{"total_open_interest_usd", "", "USD",
                     "open interest of a side at now, of all venues there are, as configured; NaN: not known",
                     Missing::kNan},
        venues.total_open_interest_usd);
}

void write_venues(h5::WriteContext& context, const VenuesResult& venues);

// Throws InputError.
[[nodiscard]] VenuesResult read_venues(h5::ReadFile& file);

// Open interest in the run over that of all venues, both sides; NaN where the latter is not known.
[[nodiscard]] double coverage_of(const VenuesResult& venues);

}  // namespace tinderbox
