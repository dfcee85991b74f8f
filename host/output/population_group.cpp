#include "host/output/population_group.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "host/output/group_reader.hpp"
#include "host/output/group_writer.hpp"

namespace tinderbox {
namespace {

using h5::NetcdfGroup;
using h5::ReadFile;

template <typename To, typename From>
std::vector<To> converted(const std::vector<From>& values) {
  std::vector<To> result;
  result.reserve(values.size());
  for (const From value : values) result.push_back(static_cast<To>(value));
  return result;
}

void check_index(const ReadFile& file, const std::string& name, const std::vector<std::int64_t>& values,
                 std::uint64_t count) {
  for (const std::int64_t value : values)
    if (value < 0 || static_cast<std::uint64_t>(value) >= count)
      file.refuse(name, "is no index", fmt::format("{}", value), fmt::format("0 to {}", count - 1));
}

// NaN is refused as well, except where `unknown` allows it.
template <typename T>
void check_positive(const ReadFile& file, const std::string& name, const std::vector<T>& values, Missing unknown) {
  for (const T value : values)
    if (!(value > 0 && value <= std::numeric_limits<T>::max()) && !(unknown == Missing::kNan && std::isnan(value)))
      file.refuse(name, "is out of range", fmt::format("{}", value), "positive numbers");
}

void check_columns(const ReadFile& file, const GroupReader& group, const PopulationColumns& columns, std::size_t venues,
                   std::size_t replicates) {
  check_index(file, group.full("side_index"), columns.side, kSides);
  check_index(file, group.full("venue_index"), columns.venue, venues);
  check_index(file, group.full("replicate"), columns.replicate, replicates);
  check_index(file, group.full("is_cross"), columns.is_cross, 2);
  check_positive(file, group.full("weight"), columns.weight, Missing::kNever);
  check_positive(file, group.full("entry_price"), columns.entry, Missing::kNever);
  check_positive(file, group.full("notional_usd"), columns.notional_usd, Missing::kNever);
  check_positive(file, group.full("leverage"), columns.leverage, Missing::kNever);
  for (const double price : columns.liquidation_price)
    if (std::isinf(price))
      file.refuse(group.full("liquidation_price"), "is out of range", fmt::format("{}", price), "a number, or NaN");
}

}  // namespace

PopulationColumns population_columns(const PopulationResult& population) {
  const PopulationResult& p = population;
  return {converted<std::int64_t>(p.side),
          converted<std::int64_t>(p.venue),
          converted<std::int64_t>(p.replicate),
          converted<std::int64_t>(p.is_cross),
          p.weight,
          p.entry,
          p.notional_usd,
          p.leverage,
          p.liquidation_price};
}

void write_population(h5::WriteContext& context, const RunResult& run) {
  if (!has_population(run)) return;
  NetcdfGroup group(context, "/population");
  const PopulationColumns columns = population_columns(run.population);
  std::vector<std::int64_t> numbers(columns.side.size());
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  group.coordinate({"position", "position", "1", "number of the position"}, numbers);
  write_side(group);
  write_venue(group, run.ladder.venues);
  visit_population(columns, writer_into(group));
}

void read_population(ReadFile& file, RunResult& run) {
  if (!file.has("/population")) return;
  GroupReader group(file, "/population");
  static_cast<void>(group.coordinate<std::int64_t>("position"));
  group.labels("side", kSideLabels);
  const std::vector<std::string> venues = group.labels("venue");
  if (venues != run.ladder.venues) file.refuse(group.full("venue"), "has other labels than the ladder's");
  PopulationColumns columns;
  visit_population(columns, group);
  const std::size_t replicates = run.ladder.notional.size() / (kSides * run.ladder.price.size());
  check_columns(file, group, columns, venues.size(), replicates);
  PopulationResult& p = run.population;
  p.side = converted<std::int8_t>(columns.side);
  p.venue = converted<std::int32_t>(columns.venue);
  p.replicate = converted<std::int32_t>(columns.replicate);
  p.is_cross = converted<std::int8_t>(columns.is_cross);
  p.weight = std::move(columns.weight);
  p.entry = std::move(columns.entry);
  p.notional_usd = std::move(columns.notional_usd);
  p.leverage = std::move(columns.leverage);
  p.liquidation_price = std::move(columns.liquidation_price);
}

}  // namespace tinderbox
