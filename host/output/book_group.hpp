// The group /book of a run file: what the book of the run was, and where its figures come from.
#pragma once

#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"
#include "host/output/run_schema_forward.hpp"

namespace tinderbox {

[[nodiscard]] inline bool has_book(const RunResult& run) {
  return !run.book.source.empty();
}

void write_book(h5::WriteContext& context, const RunResult& run);

// Reads the group, if there is one. Throws InputError.
void read_book(h5::ReadFile& file, RunResult& run);

}  // namespace tinderbox
