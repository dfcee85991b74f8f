#include "host/output/group_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace tinderbox {
namespace {

// "3-7x", "20x" where the band is one leverage, "50x and above" where it is open.
std::string leverage_label(double low, double high) {
  if (std::isinf(high)) return fmt::format("{:g}x and above", low);
  return low < high ? fmt::format("{:g}-{:g}x", low, high) : fmt::format("{:g}x", low);
}

}  // namespace

using h5::NetcdfGroup;

void write_time(NetcdfGroup& group, const std::vector<std::int64_t>& time) {
  group.coordinate({"time", "time", kTimeUnits, "bar open; a value is the state at bar close"}, time);
  group.attribute("standard_name", "time", "time");
  group.attribute("calendar", "standard", "time");
  group.attribute("axis", "T", "time");
}

void write_price(NetcdfGroup& group, const std::vector<double>& price) {
  group.dimension("bnds", 2);
  group.coordinate({"price", "price", "USD", "centre of the price bin"}, price);
  group.attribute("bounds", "price_bounds", "price");
}

void write_side(NetcdfGroup& group) {
  group.coordinate({"side", "side", "", "side of the position"}, label_texts(kSideLabels));
}

void write_replicate(NetcdfGroup& group, std::size_t replicates) {
  std::vector<std::int64_t> numbers(replicates);
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  group.coordinate({"replicate", "replicate", "1", "number of the draw of the prior and of a population"}, numbers);
}

void write_leverage_bands(NetcdfGroup& group, const std::vector<double>& bounds) {
  std::vector<std::string> bands;
  for (std::size_t b = 0; b + 1 < bounds.size(); b += 2) bands.push_back(leverage_label(bounds[b], bounds[b + 1]));
  group.coordinate({"leverage_band", "leverage_band", "", "leverage of the position"}, bands);
}

void write_venue(NetcdfGroup& group, const std::vector<std::string>& venues) {
  group.coordinate({"venue", "venue", "", "exchange"}, venues);
}

void write_horizon(NetcdfGroup& group, const std::vector<std::int64_t>& horizon) {
  group.coordinate({"horizon", "horizon", kHorizonUnits, "right edge of the output step, from now"}, horizon);
  group.attribute("bounds", "horizon_bounds", "horizon");
}

}  // namespace tinderbox
