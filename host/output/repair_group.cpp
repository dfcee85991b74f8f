#include "host/output/repair_group.hpp"

#include "host/output/group_reader.hpp"
#include "host/output/group_writer.hpp"

namespace tinderbox {

void write_repair(h5::WriteContext& context, const RunResult& run) {
  if (!has_repair(run)) return;
  h5::NetcdfGroup group(context, "/repair");
  write_time(group, run.repair.time);
  write_side(group);
  visit_repair(run.repair, writer_into(group));
}

void read_repair(h5::ReadFile& file, RunResult& run) {
  if (!file.has("/repair")) return;
  GroupReader group(file, "/repair");
  run.repair.time = group.coordinate<std::int64_t>("time");
  check_times(file, group.full("time"), run.repair.time, run.market.start_time, run.market.bar_seconds);
  group.labels("side", kSideLabels);
  visit_repair(run.repair, group);
}

}  // namespace tinderbox
