// Where venue files are found: beside the run, in the user's folder, in the program.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "embedded.hpp"
#include "host/support/error.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolderVariable = "TINDERBOX_VENUES";

bool is_venue_file(std::string_view name) {
  return name.ends_with(".toml");
}

// The user's folder, or "" if none is set.
fs::path user_folder() {
  const char* value = std::getenv(kFolderVariable);
  if (value == nullptr || *value == '\0') return {};
  std::error_code error;
  if (!fs::is_directory(value, error))
    throw InputError({kFolderVariable, "is not a folder", value, "a folder of venue files", ""});
  return value;
}

std::vector<fs::path> venue_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) throw InputError({folder.string(), "cannot be listed", error.message(), "a folder of venue files", ""});
  for (const fs::directory_entry& entry : entries)
    if (is_venue_file(entry.path().filename().string())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// Every venue file of a folder. Two of the same contract leave no way to say which is meant.
std::vector<Venue> venues_in(const fs::path& folder) {
  std::vector<Venue> venues;
  for (const fs::path& file : venue_files(folder)) {
    venues.push_back(load_venue(file));
    const Venue& added = venues.back();
    for (std::size_t i = 0; i + 1 < venues.size(); ++i)
      if (venues[i].name == added.name && venues[i].contract == added.contract)
        throw InputError({file.string(), "holds a contract that another file of the folder holds",
                          added.name + " " + added.contract, "one file a contract", ""});
  }
  return venues;
}

std::vector<Venue> venues_beside(const fs::path& beside) {
  std::error_code error;
  const fs::path folder = beside / "venues";
  return !beside.empty() && fs::is_directory(folder, error) ? venues_in(folder) : std::vector<Venue>{};
}

// What else is embedded has other names.
std::vector<Venue> embedded_venues() {
  std::vector<Venue> venues;
  for (const std::string_view file : embedded::names())
    if (file.ends_with(".toml") && file != "demo.toml")
      venues.push_back(parse_venue(embedded::find(file), std::string(file)));
  return venues;
}

void add_hidden_last(std::vector<Venue>& venues, std::vector<Venue> more) {
  for (Venue& venue : more) {
    const bool hidden = std::any_of(venues.begin(), venues.end(), [&](const Venue& known) {
      return known.name == venue.name && known.contract == venue.contract;
    });
    if (!hidden) venues.push_back(std::move(venue));
  }
}

// The file that a name ending in .toml means.
fs::path file_of(const fs::path& name, const fs::path& beside) {
  std::error_code error;
  std::vector<fs::path> tried = {name};
  if (name.is_relative()) {
    if (!beside.empty()) tried.push_back(beside / name);
    if (const fs::path folder = user_folder(); !folder.empty()) tried.push_back(folder / name);
  }
  for (const fs::path& path : tried)
    if (fs::is_regular_file(path, error)) return path;
  std::vector<std::string> places;
  for (const fs::path& path : tried) places.push_back(path.string());
  throw InputError({"market.venue", "there is no such venue file", name.string(),
                    fmt::format("one of: {}", fmt::join(places, ", ")), ""});
}

Venue venue_of_file(const fs::path& file, std::string_view contract) {
  Venue venue = load_venue(file);
  if (!contract.empty() && venue.contract != contract)
    throw InputError({file.string(), "holds another contract", venue.contract, std::string(contract), ""});
  return venue;
}

[[noreturn]] void refuse(std::string_view venue, std::string_view contract, const std::vector<Venue>& candidates) {
  std::vector<std::string> known;
  for (const Venue& candidate : candidates) known.push_back(candidate.name + " " + candidate.contract);
  const std::string wanted = fmt::format("{} {}", venue, contract);
  const std::string nearest = nearest_word(wanted, known);
  throw InputError(Problem{"market.venue, market.contract", "no rules for this contract", wanted,
                           fmt::format("one of: {}", fmt::join(known, ", ")),
                           nearest.empty()
                               ? fmt::format("a venue file in the folder that {} names adds one", kFolderVariable)
                               : "did you mean " + nearest + "?"});
}

}  // namespace

std::vector<Venue> known_venues(const fs::path& beside) {
  std::vector<Venue> venues;
  if (const fs::path folder = user_folder(); !folder.empty()) venues = venues_in(folder);
  add_hidden_last(venues, venues_beside(beside));
  add_hidden_last(venues, embedded_venues());
  return venues;
}

Venue find_venue(std::string_view venue, std::string_view contract, const fs::path& beside) {
  if (is_venue_file(venue)) return venue_of_file(file_of(fs::path(venue), beside), contract);
  std::vector<Venue> candidates = known_venues(beside);
  for (Venue& candidate : candidates)
    if (candidate.name == venue && candidate.contract == contract) return std::move(candidate);
  refuse(venue, contract, candidates);
}

}  // namespace tinderbox
