#include "host/positions/position_venue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

std::string default_contract(const std::string& name, const std::string& where) {
  std::vector<std::string> names;
  std::vector<std::string> linear;
  std::vector<std::string> all;
  for (const Venue& venue : known_venues()) {
    if (std::find(names.begin(), names.end(), venue.name) == names.end()) names.push_back(venue.name);
    if (venue.name != name) continue;
    all.push_back(venue.contract);
    if (venue.contract_kind == ContractKind::kLinear) linear.push_back(venue.contract);
  }
  if (linear.size() == 1) return linear.front();
  if (all.size() == 1) return all.front();
  if (!all.empty())
    throw InputError(
        {where, "has several contracts", name, fmt::format("{}", fmt::join(all, " or ")), "name one with --contract"});
  const std::string nearest = nearest_word(name, names);
  throw InputError({where, "is not known", name, fmt::format("one of {}", fmt::join(names, ", ")),
                    nearest.empty() ? "a venue file adds one" : "did you mean " + nearest + "?"});
}

}  // namespace

Venue venue_for_positions(const std::string& venue, const std::string& contract, const std::string& where) {
  const bool file = venue.ends_with(".toml");
  const std::string wanted = contract.empty() && !file ? default_contract(venue, where) : contract;
  try {
    return find_venue(venue, wanted);
  } catch (const InputError& error) {
    // The lookup speaks of a run's configuration.
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems)
      if (problem.where.starts_with("market.venue")) problem.where = where;
    throw InputError(std::move(problems));
  }
}

}  // namespace tinderbox
