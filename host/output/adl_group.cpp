#include "host/output/adl_group.hpp"

#include <limits>
#include <string>
#include <vector>

#include "host/output/group_reader.hpp"
#include "host/output/group_writer.hpp"

namespace tinderbox {
namespace {

constexpr double kLowest = std::numeric_limits<double>::lowest();

std::vector<double> read_edges(h5::ReadFile& file, GroupReader& group, std::string_view name, std::string_view bin) {
  std::vector<double> edges = group.coordinate<double>(name);
  check_rising(file, group.full(name), edges, kLowest);
  if (edges.size() < 2) file.refuse(group.full(name), "holds no bin");
  group.set(bin, edges.size() - 1);
  return edges;
}

}  // namespace

void write_adl(h5::WriteContext& context, const AdlResult& adl) {
  h5::NetcdfGroup group(context, "/adl");
  group.attribute("policy", adl.policy);
  group.dimension("bnds", 2);
  write_venue(group, adl.venues);
  write_side(group);
  write_replicate(group, adl.replicate_paths.size());
  write_leverage_bands(group, adl.leverage_bounds);
  group.coordinate({"move_edges", "move_edges", "1", "edges of the move of the mark since now, a fraction of price"},
                   adl.move_edges);
  group.dimension("move_bin", adl.move_edges.size() - 1);
  group.coordinate({"share_edges", "share_edges", "1", "edges of the share of a side's open interest"},
                   adl.share_edges);
  group.dimension("share_bin", adl.share_edges.size() - 1);
  visit_adl(adl, writer_into(group));
}

AdlResult read_adl(h5::ReadFile& file) {
  AdlResult adl;
  GroupReader group(file, "/adl");
  adl.policy = file.text("/adl", "policy").value_or("");
  if (adl.policy != "ranked" && adl.policy != "pro_rata")
    file.refuse("/adl@policy", "is not known", adl.policy, "ranked or pro_rata");
  adl.venues = group.labels("venue");
  group.labels("side", kSideLabels);
  static_cast<void>(group.coordinate<std::int64_t>("replicate"));
  static_cast<void>(group.labels("leverage_band"));
  adl.move_edges = read_edges(file, group, "move_edges", "move_bin");
  adl.share_edges = read_edges(file, group, "share_edges", "share_bin");
  visit_adl(adl, group);
  for (const std::int64_t paths : adl.count)
    if (paths < 0) file.refuse(group.full("count"), "holds a negative count");
  return adl;
}

}  // namespace tinderbox
