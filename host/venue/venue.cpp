#include "host/venue/venue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "embedded.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "host/venue/venue_reader.hpp"

namespace tinderbox {
namespace {

const std::vector<std::string> kVenueKeys = {"name",      "contract",        "kind",       "tick_size_usd", "lot_size",
                                             "taker_fee", "liquidation_fee", "tier_tables"};
const std::vector<std::string> kTableKeys = {"as_of", "source", "tiers"};
const std::vector<std::string> kTierKeys = {"floor_usd", "cap_usd", "max_leverage", "mmr", "maint_amount_usd"};

// Published amounts are rounded to cents or to whole dollars: continuity holds within this share of the amount.
constexpr double kContinuityTolerance = 1e-6;

std::string shown(double value) {
  return fmt::format("{}", value);
}

// Reports a value outside its range; 0 stands for a value that could not be read.
double checked_number(VenueReader& reader, const toml::table& table, const std::string& key,
                      const std::string& expected, bool (*accepts)(double)) {
  const std::optional<double> value = reader.number(table, key);
  if (!value) return 0;
  if (!accepts(*value))
    reader.problems().add({reader.where(*table.get(key)), key + " is out of range", shown(*value), expected, ""});
  return *value;
}

bool is_positive(double value) {
  return value > 0;
}
bool is_not_negative(double value) {
  return value >= 0;
}
bool is_fee(double value) {
  return value >= 0 && value < 0.1;
}
bool is_rate(double value) {
  return value > 0 && value < 1;
}

// A tier as read, with whether all of it could be read: relations are checked between whole tiers only.
struct ReadTier {
  MaintenanceTier tier;
  bool whole = false;
  std::string where;
};

ReadTier read_tier(VenueReader& reader, const toml::table& table) {
  const std::size_t before = reader.problems().size();
  reader.check_keys(table, kTierKeys);
  ReadTier result;
  result.where = reader.where(table);
  result.tier.floor_usd = checked_number(reader, table, "floor_usd", "0 or more", is_not_negative);
  result.tier.cap_usd = checked_number(reader, table, "cap_usd", "more than 0", is_positive);
  result.tier.max_leverage = checked_number(reader, table, "max_leverage", "more than 0", is_positive);
  result.tier.mmr = checked_number(reader, table, "mmr", "a fraction between 0 and 1", is_rate);
  result.tier.maint_amount_usd = checked_number(reader, table, "maint_amount_usd", "0 or more", is_not_negative);
  result.whole = reader.problems().size() == before;
  return result;
}

void check_tier_alone(ProblemList& problems, const ReadTier& read) {
  const MaintenanceTier& tier = read.tier;
  if (tier.cap_usd <= tier.floor_usd)
    problems.add(
        {read.where, "cap_usd is not above floor_usd", shown(tier.cap_usd), "more than " + shown(tier.floor_usd), ""});
  // At the highest leverage the margin must exceed the maintenance, or the position starts out liquidated.
  if (tier.max_leverage * tier.mmr >= 1)
    problems.add({read.where, "mmr leaves no room at max_leverage", shown(tier.mmr),
                  "less than " + shown(1 / tier.max_leverage), ""});
}

void check_first_tier(ProblemList& problems, const ReadTier& read) {
  if (read.tier.floor_usd != 0)
    problems.add({read.where, "the first tier does not start at 0", shown(read.tier.floor_usd), "floor_usd = 0", ""});
  if (read.tier.maint_amount_usd != 0)
    problems.add({read.where, "the first tier deducts an amount", shown(read.tier.maint_amount_usd),
                  "maint_amount_usd = 0", ""});
}

void check_tier_pair(ProblemList& problems, const ReadTier& lower, const ReadTier& upper) {
  const MaintenanceTier& below = lower.tier;
  const MaintenanceTier& tier = upper.tier;
  if (tier.floor_usd != below.cap_usd)
    problems.add(
        {upper.where, "floor_usd is not the cap of the tier before", shown(tier.floor_usd), shown(below.cap_usd), ""});
  if (tier.mmr <= below.mmr)
    problems.add({upper.where, "mmr does not rise", shown(tier.mmr), "more than " + shown(below.mmr), ""});
  if (tier.max_leverage >= below.max_leverage)
    problems.add({upper.where, "max_leverage does not fall", shown(tier.max_leverage),
                  "less than " + shown(below.max_leverage), ""});
  const double continuous = below.maint_amount_usd + tier.floor_usd * (tier.mmr - below.mmr);
  if (std::abs(tier.maint_amount_usd - continuous) > kContinuityTolerance * std::max(1.0, std::abs(continuous)))
    problems.add({upper.where, "maint_amount_usd makes the margin jump at floor_usd", shown(tier.maint_amount_usd),
                  fmt::format("{:.10g}", continuous), ""});
}

std::vector<MaintenanceTier> read_tiers(VenueReader& reader, const toml::array& array) {
  std::vector<ReadTier> read;
  for (const toml::node& node : array) read.push_back(read_tier(reader, *node.as_table()));
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (!read[i].whole) continue;
    check_tier_alone(reader.problems(), read[i]);
    if (i == 0) check_first_tier(reader.problems(), read[i]);
    if (i > 0 && read[i - 1].whole) check_tier_pair(reader.problems(), read[i - 1], read[i]);
  }
  std::vector<MaintenanceTier> tiers;
  for (const ReadTier& one : read) tiers.push_back(one.tier);
  return tiers;
}

TierTable read_table(VenueReader& reader, const toml::table& table) {
  reader.check_keys(table, kTableKeys);
  TierTable result;
  result.as_of = reader.date(table, "as_of").value_or("");
  result.source = reader.text(table, "source").value_or("");
  if (const toml::array* tiers = reader.tables(table, "tiers")) result.tiers = read_tiers(reader, *tiers);
  return result;
}

std::vector<TierTable> read_tables(VenueReader& reader, const toml::array& array) {
  std::vector<TierTable> tables;
  for (const toml::node& node : array) {
    tables.push_back(read_table(reader, *node.as_table()));
    if (tables.size() < 2) continue;
    const std::string& before = tables[tables.size() - 2].as_of;
    const std::string& date = tables.back().as_of;
    if (!before.empty() && !date.empty() && date <= before)
      reader.problems().add({reader.where(node), "as_of does not ascend", date, "a date after " + before, ""});
  }
  return tables;
}

toml::table parsed(std::string_view toml_text, const std::string& name) {
  try {
    return toml::parse(toml_text, name);
  } catch (const toml::parse_error& error) {
    throw InputError(Problem{fmt::format("{}:{}:{}", name, error.source().begin.line, error.source().begin.column),
                             std::string(error.description()), "", "a venue file in TOML", ""});
  }
}

// Every venue file that is embedded in the program; configs that are no venue files have other names.
std::vector<Venue> embedded_venues() {
  std::vector<Venue> venues;
  for (const std::string_view file : embedded::names())
    if (file != "demo.toml") venues.push_back(parse_venue(embedded::find(file), std::string(file)));
  return venues;
}

}  // namespace

const TierTable& Venue::tiers_at(std::int64_t time) const {
  if (tier_tables.empty()) throw Failure(fmt::format("{} {} has no tier tables", name, contract));
  const std::string day = format_utc(time).substr(0, tier_tables.front().as_of.size());
  const auto later =
      std::find_if(tier_tables.begin(), tier_tables.end(), [&](const TierTable& table) { return table.as_of > day; });
  return later == tier_tables.begin() ? tier_tables.front() : *(later - 1);
}

Venue parse_venue(std::string_view toml_text, const std::string& name) {
  const toml::table root = parsed(toml_text, name);
  VenueReader reader(name);
  reader.check_keys(root, kVenueKeys);
  Venue venue;
  venue.name = reader.text(root, "name").value_or("");
  venue.contract = reader.text(root, "contract").value_or("");
  venue.kind = reader.text(root, "kind").value_or("");
  if (!venue.kind.empty() && venue.kind != "linear")
    reader.problems().add({reader.where(*root.get("kind")), "kind is not known", venue.kind, "linear", ""});
  venue.tick_size_usd = checked_number(reader, root, "tick_size_usd", "more than 0", is_positive);
  venue.lot_size = checked_number(reader, root, "lot_size", "more than 0", is_positive);
  venue.taker_fee = checked_number(reader, root, "taker_fee", "a fraction from 0 to 0.1", is_fee);
  venue.liquidation_fee = checked_number(reader, root, "liquidation_fee", "a fraction from 0 to 0.1", is_fee);
  if (const toml::array* tables = reader.tables(root, "tier_tables")) venue.tier_tables = read_tables(reader, *tables);
  reader.problems().throw_if_any();
  return venue;
}

Venue find_venue(std::string_view venue, std::string_view contract) {
  std::vector<std::string> known;
  for (Venue& candidate : embedded_venues()) {
    if (candidate.name == venue && candidate.contract == contract) return std::move(candidate);
    known.push_back(candidate.name + " " + candidate.contract);
  }
  const std::string wanted = fmt::format("{} {}", venue, contract);
  const std::string nearest = nearest_word(wanted, known);
  throw InputError(Problem{"market.venue, market.contract", "no rules for this contract", wanted,
                           "one of: " + fmt::format("{}", fmt::join(known, ", ")),
                           nearest.empty() ? "" : "did you mean " + nearest + "?"});
}

}  // namespace tinderbox
