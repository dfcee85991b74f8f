#include "host/output/rare_group.hpp"

#include <fmt/format.h>

#include "host/output/group_reader.hpp"
#include "host/output/group_writer.hpp"

namespace tinderbox {

void write_rare(h5::WriteContext& context, const RareResult& rare) {
  h5::NetcdfGroup group(context, "/rare");
  visit_rare(rare, writer_into(group));
}

RareResult read_rare(h5::ReadFile& file) {
  RareResult rare;
  GroupReader group(file, "/rare");
  visit_rare(rare, group);
  if (rare.paths < 1)
    file.refuse(group.full("paths"), "is out of range", fmt::format("{}", rare.paths), "paths of the rare event");
  return rare;
}

}  // namespace tinderbox
