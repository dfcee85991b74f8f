#include "host/venue/venue.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "host/venue/text_file.hpp"
#include "host/venue/tier_table.hpp"
#include "host/venue/venue_figures.hpp"
#include "host/venue/venue_reader.hpp"

namespace tinderbox {
namespace {

toml::table parsed(std::string_view toml_text, const std::string& name) {
  try {
    return toml::parse(toml_text, name);
  } catch (const toml::parse_error& error) {
    throw InputError(Problem{fmt::format("{}:{}:{}", name, error.source().begin.line, error.source().begin.column),
                             std::string(error.description()), "", "a venue file in TOML", ""});
  }
}

// The last entry dated at or before the day, or the first one.
template <typename Dated>
const Dated& in_force(const std::vector<Dated>& entries, std::int64_t time) {
  const std::string day = format_utc(time).substr(0, entries.front().as_of.size());
  const auto later =
      std::find_if(entries.begin(), entries.end(), [&](const Dated& entry) { return entry.as_of > day; });
  return later == entries.begin() ? entries.front() : *(later - 1);
}

bool has_size_rate(const MarginRule& rule) {
  return rule.family == MarginFamily::kDeribitLinear || rule.family == MarginFamily::kDeribitInverse;
}

void read_tables(VenueReader& reader, const toml::table& root, const std::filesystem::path& folder, Venue& venue) {
  const std::vector<MarginRule>& rules = venue.margin_rules;
  const bool by_size = !rules.empty() && std::all_of(rules.begin(), rules.end(), has_size_rate);
  if (by_size) {
    if (root.contains("tier_tables"))
      reader.problems().add({reader.where(*root.get("tier_tables")), "tier_tables beside rates that grow with the size",
                             "", "no tier tables", ""});
    return;
  }
  if (const toml::array* tables = reader.tables(root, "tier_tables"))
    venue.tier_tables = read_tier_tables(reader, *tables, {venue.contract, venue.contract_kind, folder});
}

Venue read_venue(std::string_view toml_text, const std::string& name, const std::filesystem::path& folder) {
  const toml::table root = parsed(toml_text, name);
  VenueReader reader(name);
  std::vector<std::string> known = contract_keys();
  known.insert(known.end(), figure_keys().begin(), figure_keys().end());
  reader.check_keys(root, known);
  Venue venue;
  read_contract(reader, root, venue);
  read_figures(reader, root, venue);
  if (venue.kind.empty()) reader.problems().throw_if_any();  // what is allowed below depends on it
  read_margin_rules(reader, root, venue);
  read_tables(reader, root, folder, venue);
  reader.problems().throw_if_any();
  return venue;
}

}  // namespace

const TierTable& Venue::table_at(std::int64_t time) const {
  const std::string title = name + " " + contract;
  if (tier_tables.empty()) {
    if (margin_rules.empty()) throw Failure(title + " has no tier tables");
    throw InputError(Problem{title, "has no maintenance tiers: its margin rate grows with the size", "", "", ""});
  }
  const TierTable& table = in_force(tier_tables, time);
  if (!table.sourced)
    throw InputError(
        Problem{title, fmt::format("the maintenance tiers of {} could not be sourced: {}", table.as_of, table.missing),
                "", "", "write a venue file with them, or give the maintenance rate of each position"});
  return table;
}

const MarginRule& Venue::margin_rule_at(std::int64_t time) const {
  if (margin_rules.empty()) throw Failure(fmt::format("{} {} has no margin rules", name, contract));
  return in_force(margin_rules, time);
}

Venue parse_venue(std::string_view toml_text, const std::string& name) {
  return read_venue(toml_text, name, {});
}

Venue load_venue(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  return read_venue(read_text_file(file), file.string(), folder);
}

}  // namespace tinderbox
