// Keys of [market], [synth] and [grid].
#include <limits>

#include "host/config/config_key.hpp"

namespace tinderbox {
namespace {

constexpr std::string_view kBinanceArchive = "Binance BTCUSDT public archive, 2024-11 to 2025-06";

std::vector<ConfigKey> market_keys() {
  return {
      {"market.source", WordKind{[](RunConfig& c) -> std::string& { return c.market.source; }, {"files", "synth"}}, "",
       "`files`: market files in the folder given by --data; `synth`: the seeded generator.", "choice"},
      {"market.venue", NameKind{[](RunConfig& c) -> std::string& { return c.market.venue; }}, "",
       "Exchange whose margin rules apply and whose files are read.",
       "choice: the largest open interest in BTC perpetuals"},
      {"market.contract", NameKind{[](RunConfig& c) -> std::string& { return c.market.contract; }}, "",
       "Perpetual contract, as the venue spells it.", "choice: the most traded BTC perpetual"},
      {"market.start_utc", TimeKind{[](RunConfig& c) -> std::int64_t& { return c.market.start_utc; }},
       "ISO 8601 time, UTC", "Open of the first bar; a multiple of bar_seconds since 1970.", "", Presence::kRequired},
      {"market.end_utc", TimeKind{[](RunConfig& c) -> std::int64_t& { return c.market.end_utc; }}, "ISO 8601 time, UTC",
       "Close of the last bar; a window that reaches past the data is cut there with a warning.", "",
       Presence::kRequired},
      {"market.bar_seconds", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.market.bar_seconds; }, 1, 86400},
       "s", "Width of a bar; must divide a day.", "the finest interval at which Binance archives open interest"},
      {"market.mark", WordKind{[](RunConfig& c) -> std::string& { return c.market.mark; }, {"auto", "mark", "last"}},
       "",
       "Price that triggers are compared with. `auto`: mark price where given, else last price; `mark`: mark price or "
       "an error; `last`.",
       "venues liquidate on the mark price (WhiteBIT and Binance documentation)"},
      {"market.total_open_interest_usd",
       RealKind{[](RunConfig& c) -> double& { return c.market.total_open_interest_usd; }, {0, 1e15}}, "USD",
       "Open interest of all venues at now, a side, as known from elsewhere: the coverage of the run is stated against "
       "it. 0: not known.",
       "choice: nothing is claimed that no file shows"},
  };
}

std::vector<ConfigKey> synth_keys() {
  return {
      {"synth.seed",
       WholeKind{[](RunConfig& c) -> std::uint64_t& { return c.synth.seed; }, 0,
                 std::numeric_limits<std::int64_t>::max()},
       "", "Seed of the generated market.", "convention"},
      {"synth.price_usd",
       RealKind{[](RunConfig& c) -> double& { return c.synth.price_usd; }, {0, 1e9, LowEdge::kExcluded}}, "USD",
       "Price at the open of the first bar.", "round number inside the range of BTC, 2024-11 to 2025-06"},
      {"synth.volatility_annual",
       RealKind{[](RunConfig& c) -> double& { return c.synth.volatility_annual; }, {0.01, 5}}, "per square root year",
       "Long-run volatility of log price; the generated volatility wanders around it.",
       "daily lows of BTC, 2024-11 to 2025-06: 3% below the open on 21% of days"},
      {"synth.open_interest_usd",
       RealKind{[](RunConfig& c) -> double& { return c.synth.open_interest_usd; }, {1, 1e13}}, "USD",
       "Typical open interest; builds up and is flushed around it.", kBinanceArchive},
      {"synth.turnover_per_day",
       RealKind{[](RunConfig& c) -> double& { return c.synth.turnover_per_day; }, {1e-3, 1e3}}, "per day",
       "Traded volume divided by open interest.", "the same archive: median 2.1, mean 2.4"},
  };
}

std::vector<ConfigKey> grid_keys() {
  return {
      {"grid.price_min_usd", RealKind{[](RunConfig& c) -> double& { return c.grid.price_min_usd; }, {0, 1e9}}, "USD",
       "Lower edge of the lowest price bin.", "", Presence::kRequired},
      {"grid.bin_usd", RealKind{[](RunConfig& c) -> double& { return c.grid.bin_usd; }, {0, 1e9, LowEdge::kExcluded}},
       "USD", "Width of a price bin.", "", Presence::kRequired},
      {"grid.bins", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.grid.bins; }, 1, 20000}, "",
       "Number of price bins; the grid never moves with the data.", "", Presence::kRequired},
  };
}

}  // namespace

std::vector<ConfigKey> market_config_keys() {
  std::vector<ConfigKey> keys = market_keys();
  for (std::vector<ConfigKey>& part : std::vector{synth_keys(), grid_keys()})
    std::move(part.begin(), part.end(), std::back_inserter(keys));
  return keys;
}

}  // namespace tinderbox
