// The configuration written out: the effective TOML of a run, and the reference manual.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "host/config/config.hpp"
#include "host/config/config_key.hpp"
#include "host/config/config_value.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kSections{{
    {"market", "Which market, and which part of its history."},
    {"synth",
     "The generated market, for `market.source = \"synth\"`. The generator's seed is its own: `seed` never "
     "changes the market."},
    {"grid", "The price axis. It comes from the configuration alone, so that more data never moves it."},
    {"sampling", "How many synthetic positions are drawn."},
    {"prior",
     "What is assumed about positions that nobody publishes. A value `[low, high]` is drawn once a replicate, "
     "uniformly; the bands of the output show what these assumptions do to the answer."},
    {"paths",
     "Forward price paths: they start at the close of the last bar (now) and run `steps` times `step_seconds` ahead."},
    {"book",
     "The order book that forced orders walk, the same on both sides. Its density at distance x from the price is "
     "`depth_usd_per_percent` + `depth_slope_usd_per_percent2` x, with x in percent."},
    {"cascade", "How liquidations are carried out, and who pays for them."},
    {"stress",
     "The stress that every run answers beside its own paths: a straight move of the price with a thinner or "
     "thicker book."},
    {"levels",
     "Single prices that the run watches: whether price gets there, what is liquidated there and beyond, and whether "
     "the "
     "ladder draws price to them. Levels outside the price axis, or in the bin that holds the price now, are left "
     "out."},
    {"rare",
     "An event too rare for the plain paths, answered with paths of its own. `sobol` also serves `any`: the mean over "
     "all "
     "paths with a smaller error."},
    {"output", "The run file and the memory a run may take."},
    {kVenueSection,
     "One table for each further venue of the same market, under a name of your choice of small letters, digits, `_` "
     "and `-`. The order of the tables changes nothing. Where the positions of a venue are mixed otherwise than "
     "[prior] says, `[venues.NAME.prior]` holds the keys that differ: sizes, margin modes, leverages, collateral and "
     "the tilts of leverage and size. Holding times and entries are one for all venues."},
}};

std::string_view section_text(std::string_view section) {
  for (const auto& [name, text] : kSections)
    if (name == section) return text;
  return {};
}

// A `|` would end the cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

std::string key_row(const ConfigKey& key) {
  const bool required = key.presence == Presence::kRequired;
  return fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", key.last_name(), cell(allowed_text(key)),
                     key.unit.empty() ? "-" : key.unit,
                     required ? "(required)" : '`' + value_toml(key, RunConfig{}) + '`', cell(key.meaning),
                     required ? "-" : cell(key.source));
}

// The keys in which a venue's mix differs from [prior].
std::string venue_prior_toml(const std::string& name, const RunConfig& config, const PriorConfig& prior) {
  RunConfig draft;
  draft.prior = prior;
  std::string text;
  for (const ConfigKey& key : mix_config_keys())
    if (const std::string value = value_toml(key, draft); value != value_toml(key, config))
      text += fmt::format("{} = {}\n", key.last_name(), value);
  return text.empty() ? text : fmt::format("\n[venues.{}.prior]\n{}", name, text);
}

}  // namespace

std::string config_toml(const RunConfig& config) {
  std::string text;
  std::string_view section;
  for (const ConfigKey& key : config_keys()) {
    if (key.section() == kVenueSection) continue;
    if (key.section() != section) {
      section = key.section();
      text += fmt::format("\n[{}]\n", section);
    }
    text += fmt::format("{} = {}\n", key.last_name(), value_toml(key, config));
  }
  RunConfig draft;
  for (const auto& [name, venue] : config.venues) {
    draft.venue = venue;
    text += fmt::format("\n[venues.{}]\n", name);
    for (const ConfigKey& key : config_keys())
      if (key.section() == kVenueSection) text += fmt::format("{} = {}\n", key.last_name(), value_toml(key, draft));
    if (venue.prior) text += venue_prior_toml(name, config, *venue.prior);
  }
  return text;
}

std::string config_reference_markdown() {
  std::string text =
      "# Configuration reference\n\n"
      "A run is described by one TOML file. Units stand in the key names. Unknown keys, wrong types and values out of\n"
      "range are errors, all of them reported together. `--set section.key=value` lays a value over the file; bare\n"
      "words are text. Every run file carries the full configuration it was made with.\n\n"
      "This page is written by the program from the table that parses the file.\n";
  std::string_view section = "none yet";
  for (const ConfigKey& key : config_keys()) {
    if (key.section() != section) {
      section = key.section();
      text += section.empty() ? "\n## Top level\n" : fmt::format("\n## [{}]\n\n{}\n", section, section_text(section));
      text += "\n| key | value | unit | default | meaning | source of the default |\n|---|---|---|---|---|---|\n";
    }
    text += key_row(key);
  }
  return text;
}

}  // namespace tinderbox
