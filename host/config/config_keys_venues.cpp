// Keys of [venues.NAME], and what must hold between them.
#include <fmt/format.h>

#include "host/config/config_checks.hpp"
#include "host/config/config_key.hpp"

namespace tinderbox {

std::vector<ConfigKey> venue_config_keys() {
  return {
      {"venues.NAME.exchange", NameKind{[](RunConfig& c) -> std::string& { return c.venue.exchange; }}, "",
       "Exchange whose rules apply, as in host/docs/venues.md.", "", Presence::kRequired},
      {"venues.NAME.contract", NameKind{[](RunConfig& c) -> std::string& { return c.venue.contract; }}, "",
       "Perpetual contract, as the venue spells it.", "", Presence::kRequired},
      {"venues.NAME.source",
       WordKind{[](RunConfig& c) -> std::string& { return c.venue.source; }, {"files", "primary", "positions"}}, "",
       "`files`: its market files in the data folder; `primary`: bars, funding and the course of open interest of the "
       "primary venue, with `open_interest_usd` at now; `positions`: nothing but the positions of `positions_file`.",
       "choice: measured open interest where there is any"},
      {"venues.NAME.open_interest_usd",
       RealKind{[](RunConfig& c) -> double& { return c.venue.open_interest_usd; }, {0, 1e13}}, "USD",
       "Open interest at now, a side, for `source = \"primary\"`.", "choice: has to be given there"},
      {"venues.NAME.positions_file", TextKind{[](RunConfig& c) -> std::string& { return c.venue.positions_file; }}, "",
       "CSV of real positions in the data folder (host/docs/positions.md). They are never scaled up: sampled positions "
       "stand for the rest of open interest.",
       "choice: none"},
      {"venues.NAME.coin", TextKind{[](RunConfig& c) -> std::string& { return c.venue.coin; }}, "",
       "Which positions, where the file holds several coins.", "choice: all"},
      {"venues.NAME.sampling_weight",
       RealKind{[](RunConfig& c) -> double& { return c.venue.sampling_weight; }, {0, 1e6, LowEdge::kExcluded}}, "",
       "Its part of `sampling.positions`, where the primary venue's is 1.", "choice: as many as the primary venue"},
      {"venues.NAME.depth_ratio", RealKind{[](RunConfig& c) -> double& { return c.venue.depth_ratio; }, {-1, 1e6}}, "",
       "Depth of its book over that of the primary venue; -1: as its open interest at now is to the primary's.",
       "assumption: depth grows with open interest"},
      {"venues.NAME.fund_usd", RealKind{[](RunConfig& c) -> double& { return c.venue.fund_usd; }, {-1, 1e13}}, "USD",
       "Its insurance fund at now; -1: `cascade.fund_usd` times its open interest over the primary's.",
       "assumption: funds grow with open interest"},
  };
}

std::vector<Problem> broken_venues(const RunConfig& config) {
  std::vector<Problem> problems;
  for (const auto& [name, venue] : config.venues) {
    const auto key = [&name = name](const char* last) { return fmt::format("venues.{}.{}", name, last); };
    if (venue.source == "primary" && !(venue.open_interest_usd > 0))
      problems.push_back(
          {key("open_interest_usd"), "is missing for source = \"primary\"", "", "open interest in USD", ""});
    if (venue.source != "primary" && venue.open_interest_usd > 0)
      problems.push_back({key("open_interest_usd"), fmt::format("does not fit source = \"{}\"", venue.source),
                          fmt::format("{}", venue.open_interest_usd), "source = \"primary\"",
                          venue.source == "files" ? "open interest comes from its files" : ""});
    if (venue.source == "positions" && venue.positions_file.empty())
      problems.push_back(
          {key("positions_file"), "is missing for source = \"positions\"", "", "a file of positions", ""});
    if (!venue.coin.empty() && venue.positions_file.empty())
      problems.push_back({key("coin"), "means nothing without positions_file", venue.coin, "a file of positions", ""});
    if (config.market.source == "synth" && (venue.source != "primary" || !venue.positions_file.empty()))
      problems.push_back({key("source"), "needs files, which a generated market has none of", venue.source,
                          "source = \"primary\" without positions_file, or market.source = \"files\"", ""});
    if (venue.prior && venue.source == "positions")
      problems.push_back({key("prior"), "means nothing where nothing is sampled", "source = \"positions\"",
                          "source = \"primary\" or \"files\"", ""});
    if (venue.prior && venue.prior->size_min_usd >= venue.prior->size_cap_usd)
      problems.push_back({key("prior.size_min_usd"), "is not below its size_cap_usd",
                          fmt::format("{}", venue.prior->size_min_usd),
                          fmt::format("a size below {}", venue.prior->size_cap_usd), ""});
    for (const auto& [last, ratio] : {std::pair{"depth_ratio", venue.depth_ratio}, {"fund_usd", venue.fund_usd}})
      if (ratio < 0 && ratio != -1)
        problems.push_back({key(last), "is negative", fmt::format("{}", ratio), "0 or more, or -1", ""});
    if (venue.exchange == config.market.venue && venue.contract == config.market.contract)
      problems.push_back({key("contract"), "is the primary venue's", venue.exchange + " " + venue.contract,
                          "another venue or contract", ""});
  }
  return problems;
}

}  // namespace tinderbox
