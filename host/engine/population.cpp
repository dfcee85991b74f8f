#include "host/engine/population.hpp"

#include <algorithm>
#include <limits>

namespace tinderbox {
namespace {

constexpr std::int64_t kMostRecords = 8 * kMostPopulation;

std::int64_t places_for(const std::vector<std::int64_t>& samples, std::int64_t stride) {
  return (*std::max_element(samples.begin(), samples.end()) + stride - 1) / stride;
}

// Lots of the kept positions of each side.
std::vector<double> side_lots(const std::vector<const PopulationRecord*>& kept, const PopulationRecord* first,
                              std::int64_t pitch) {
  std::vector<double> lots(kSides, 0.0);
  for (const PopulationRecord* record : kept)
    lots[static_cast<std::size_t>((record - first) / pitch % kSides)] += static_cast<double>(record->lots);
  return lots;
}

}  // namespace

PopulationPlaces population_places(const SampleCounts& counts) {
  std::int64_t samples = 0;
  for (const auto* part : {&counts.births, &counts.initial})
    for (const std::int64_t n : *part) samples += n;
  PopulationPlaces places{};
  places.stride = std::max<std::int64_t>(1, (samples + kMostRecords - 1) / kMostRecords);
  places.initial = places_for(counts.initial, places.stride);
  places.pitch = places.initial + places_for(counts.births, places.stride);
  return places;
}

PopulationResult build_population(const PositionTensors& tensors, const MarketState& market, std::int32_t venue) {
  std::vector<const PopulationRecord*> open;
  for (const PopulationRecord& record : tensors.population)
    if (record.lots > 0) open.push_back(&record);
  const auto most = static_cast<std::size_t>(kMostPopulation);
  const std::size_t step = std::max<std::size_t>(1, (open.size() + most - 1) / most);
  std::vector<const PopulationRecord*> kept;
  for (std::size_t i = 0; i < open.size(); i += step) kept.push_back(open[i]);

  const PopulationRecord* first = tensors.population.data();
  const std::int64_t pitch = tensors.population_pitch;
  const std::vector<double> lots = side_lots(kept, first, pitch);
  PopulationResult out;
  for (const PopulationRecord* record : kept) {
    const std::int64_t group = (record - first) / pitch;
    const auto side = static_cast<std::size_t>(group % kSides);
    out.side.push_back(static_cast<std::int8_t>(side));
    out.venue.push_back(venue);
    out.replicate.push_back(static_cast<std::int32_t>(group / kSides));
    out.is_cross.push_back(static_cast<std::int8_t>(record->is_cross));
    out.weight.push_back(static_cast<float>(static_cast<double>(record->lots) / lots[side]));
    out.entry.push_back(record->entry_ticks * market.tick_size_usd);
    out.notional_usd.push_back(record->notional_usd);
    out.leverage.push_back(static_cast<float>(record->leverage));
    out.liquidation_price.push_back(record->never != 0 ? std::numeric_limits<double>::quiet_NaN()
                                                       : record->level_ticks * market.tick_size_usd);
  }
  return out;
}

}  // namespace tinderbox
