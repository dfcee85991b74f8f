#include "host/output/venues_group.hpp"

#include <limits>

#include "host/output/group_reader.hpp"
#include "host/output/group_writer.hpp"

namespace tinderbox {

void write_venues(h5::WriteContext& context, const VenuesResult& venues) {
  h5::NetcdfGroup group(context, "/venues");
  write_venue(group, venues.venues);
  write_side(group);
  visit_venues(venues, writer_into(group));
}

VenuesResult read_venues(h5::ReadFile& file) {
  VenuesResult venues;
  GroupReader group(file, "/venues");
  venues.venues = group.labels("venue");
  group.labels("side", kSideLabels);
  visit_venues(venues, group);
  return venues;
}

double coverage_of(const VenuesResult& venues) {
  double held = 0;
  for (const float usd : venues.open_interest_usd) held += static_cast<double>(usd) / kSides;
  const double all = venues.total_open_interest_usd.empty() ? 0 : venues.total_open_interest_usd.front();
  return all > 0 ? held / all : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace tinderbox
