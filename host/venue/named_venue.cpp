#include "host/venue/named_venue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

std::string default_contract(const std::string& name) {
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
    throw InputError({"--contract", "is missing", "", fmt::format("one of {}", fmt::join(all, ", ")), ""});
  const std::string nearest = nearest_word(name, names);
  throw InputError({"--venue", "is not known", name, fmt::format("one of {}", fmt::join(names, ", ")),
                    nearest.empty() ? "a venue file adds one" : "did you mean " + nearest + "?"});
}

}  // namespace

Venue named_venue(const std::string& venue, const std::string& contract) {
  const bool file = venue.ends_with(".toml");
  const std::string wanted = contract.empty() && !file ? default_contract(venue) : contract;
  try {
    return find_venue(venue, wanted);
  } catch (const InputError& error) {
    // The lookup speaks of a run's configuration.
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems) {
      if (problem.where == "market.venue, market.contract") problem.where = "--venue, --contract";
      if (problem.where == "market.venue") problem.where = "--venue";
    }
    throw InputError(std::move(problems));
  }
}

}  // namespace tinderbox
