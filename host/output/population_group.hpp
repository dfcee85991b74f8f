// The group /population of a run file: a sample of the positions that are open at now. A run without one has no such
// group.
#pragma once

#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

[[nodiscard]] inline bool has_population(const RunResult& run) {
  return !run.population.side.empty();
}

// The columns as the file holds them: its integers are 64 bits wide.
struct PopulationColumns {
  std::vector<std::int64_t> side, venue, replicate, is_cross;
  std::vector<float> weight;
  std::vector<double> entry, notional_usd;
  std::vector<float> leverage;
  std::vector<double> liquidation_price;
};
[[nodiscard]] PopulationColumns population_columns(const PopulationResult& population);

void write_population(h5::WriteContext& context, const RunResult& run);

// Reads the group, if there is one, into a run whose ladder has been read. Throws InputError.
void read_population(h5::ReadFile& file, RunResult& run);

}  // namespace tinderbox
