// What the groups of a run file have in common when they are written: their coordinates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/output/netcdf_group.hpp"

namespace tinderbox {

template <std::size_t N>
[[nodiscard]] std::vector<std::string> label_texts(const std::string_view (&names)[N]) {
  return {std::begin(names), std::end(names)};
}

// Bars: `time` with the attributes that CF asks for.
void write_time(h5::NetcdfGroup& group, const std::vector<std::int64_t>& time);
// Price bins; makes `bnds` as well.
void write_price(h5::NetcdfGroup& group, const std::vector<double>& price);
void write_side(h5::NetcdfGroup& group);
// Output steps by their right edge.
void write_horizon(h5::NetcdfGroup& group, const std::vector<std::int64_t>& horizon);
void write_replicate(h5::NetcdfGroup& group, std::size_t replicates);
void write_venue(h5::NetcdfGroup& group, const std::vector<std::string>& venues);

// "3-7x" and so on, from [B, 2] edges.
void write_leverage_bands(h5::NetcdfGroup& group, const std::vector<double>& bounds);

// A visitor for the lists of the schema that writes each dataset.
[[nodiscard]] inline auto writer_into(h5::NetcdfGroup& group) {
  return [&group](const VariableSpec& spec, const auto& values) { group.variable(spec, values); };
}

}  // namespace tinderbox
