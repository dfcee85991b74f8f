// The group /repair of a run file: what the repair of double counting took out of the history. A run without it has no
// such group.
#pragma once

#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"
#include "host/output/run_schema_forward.hpp"

namespace tinderbox {

[[nodiscard]] inline bool has_repair(const RunResult& run) {
  return !run.repair.time.empty();
}

void write_repair(h5::WriteContext& context, const RunResult& run);

// Reads the group, if there is one, into a run whose market has been read. Throws InputError.
void read_repair(h5::ReadFile& file, RunResult& run);

}  // namespace tinderbox
