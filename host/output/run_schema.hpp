// The datasets of a run file, once: writer and reader both walk these lists, so they cannot disagree.
// host/docs/format.md says the same in prose.
#pragma once

#include <string_view>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

enum class Missing { kNever, kNan };             // kNan: NaN means "not known" and is declared as _FillValue
enum class Presence { kRequired, kWhereKnown };  // kWhereKnown: empty values are no dataset, and the other way round

struct VariableSpec {
  std::string_view name;
  std::string_view dims;  // separated by blanks, slowest first; "" is a single value
  std::string_view units;
  std::string_view long_name;
  Missing missing = Missing::kNever;
  std::string_view cell_methods = {};
  std::string_view ancillary = {};  // variables that say how sure this one is
  Presence presence = Presence::kRequired;
};

inline constexpr std::string_view kTimeUnits = "seconds since 1970-01-01 00:00:00";
inline constexpr std::string_view kHorizonUnits = "seconds";
inline constexpr std::string_view kSideLabels[kSides] = {"long", "short"};
inline constexpr std::string_view kWhereLabels[kOutsideKinds] = {"below", "above", "never"};
inline constexpr std::string_view kKindLabels[kFlowKinds] = {"opened", "closed", "liquidated"};

[[nodiscard]] inline std::vector<std::string_view> split_dims(std::string_view dims) {
  std::vector<std::string_view> result;
  while (!dims.empty()) {
    const std::size_t blank = dims.find(' ');
    result.push_back(dims.substr(0, blank));
    dims.remove_prefix(blank == std::string_view::npos ? dims.size() : blank + 1);
  }
  return result;
}

// Calls visit(spec, series) for the stored series of the market. `Market` is MarketState or const MarketState.
template <typename Market, typename Visit>
void visit_market(Market& market, Visit&& visit) {
  constexpr auto kNan = Missing::kNan;
  visit(VariableSpec{"open", "time", "USD", "first traded price of the bar"}, market.open);
  visit(VariableSpec{"high", "time", "USD", "highest traded price of the bar", {}, "time: maximum"}, market.high);
  visit(VariableSpec{"low", "time", "USD", "lowest traded price of the bar", {}, "time: minimum"}, market.low);
  visit(VariableSpec{"close", "time", "USD", "last traded price of the bar"}, market.close);
  visit(VariableSpec{"mark_low", "time", "USD", "lowest price that triggers see in the bar", {}, "time: minimum"},
        market.mark_low);
  visit(VariableSpec{"mark_high", "time", "USD", "highest price that triggers see in the bar", {}, "time: maximum"},
        market.mark_high);
  visit(VariableSpec{"mark_close", "time", "USD", "price at bar close that the density is valued at"},
        market.mark_close);
  visit(VariableSpec{"volume", "time", "contracts", "contracts traded in the bar", {}, "time: sum"}, market.volume);
  visit(VariableSpec{"vwap", "time", "USD", "volume-weighted price of the bar", kNan, "time: mean"}, market.vwap);
  visit(
      VariableSpec{"taker_buy_volume", "time", "contracts", "contracts bought by takers in the bar", kNan, "time: sum"},
      market.taker_buy_volume);
  visit(VariableSpec{"open_interest_lots", "boundary", "lots", "open interest at the bar boundary"},
        market.open_interest_lots);
  visit(VariableSpec{"funding_paid", "time", "1", "sum of the funding rates exchanged in the bar", kNan, "time: sum"},
        market.funding_paid);
  visit(VariableSpec{"funding_rate", "time", "1", "last funding rate published at or before the open of the bar", kNan},
        market.funding_rate);
  visit(VariableSpec{"long_short_ratio", "time", "1", "long accounts over short accounts at the open of the bar", kNan},
        market.long_short_ratio);
}

// Calls visit(spec, tensor) for every dataset of /heatmap that is no coordinate.
template <typename Heatmap, typename Visit>
void visit_heatmap(Heatmap& heatmap, Visit&& visit) {
  constexpr std::string_view kCell = "time side price";
  constexpr std::string_view kBand = "density_stderr density_low density_high";
  visit(VariableSpec{"price_bounds", "price bnds", "USD", "edges of the price bins"}, heatmap.price_bounds);
  visit(VariableSpec{"density", kCell, "USD", "contracts liquidated in the price bin, at the mark of the bar",
                     Missing::kNever, "price: sum", kBand},
        heatmap.density);
  visit(
      VariableSpec{"density_stderr", kCell, "USD", "standard error of density, clustered by replicate", Missing::kNan},
      heatmap.density_stderr);
  visit(VariableSpec{"density_low", kCell, "USD", "5% quantile of density over replicates", Missing::kNan},
        heatmap.density_low);
  visit(VariableSpec{"density_high", kCell, "USD", "95% quantile of density over replicates", Missing::kNan},
        heatmap.density_high);
  visit(VariableSpec{"contracts", kCell, "lots", "contracts liquidated in the price bin", {}, "price: sum"},
        heatmap.contracts);
  visit(VariableSpec{"contracts_outside", "time side where", "lots",
                     "contracts liquidated below or above the price axis, or never"},
        heatmap.contracts_outside);
  visit(
      VariableSpec{
          "flow", "time side kind", "lots", "contracts opened, closed and liquidated in the bar", {}, "time: sum"},
      heatmap.flow);
  visit(VariableSpec{"open_interest_usd", "time side", "USD", "open interest at the mark of the bar"},
        heatmap.open_interest_usd);
  visit(VariableSpec{"prior_stock_share", "time", "1", "share of open interest that was there before the first bar",
                     Missing::kNan},
        heatmap.prior_stock_share);
  visit(VariableSpec{"closure", "time side", "1",
                     "(raw stock - open interest) / open interest before the exact apportionment", Missing::kNan},
        heatmap.closure);
}

// Calls visit(spec, tensor) for every dataset of /ladder that is no coordinate.
template <typename Ladder, typename Visit>
void visit_ladder(Ladder& ladder, Visit&& visit) {
  constexpr std::string_view kBand = "cumulative_stderr cumulative_low cumulative_high";
  visit(VariableSpec{"price_bounds", "price bnds", "USD", "edges of the price bins"}, ladder.price_bounds);
  visit(VariableSpec{"leverage_bounds", "leverage_band bnds", "1", "edges of the leverage bands"},
        ladder.leverage_bounds);
  visit(VariableSpec{"notional", "replicate side price", "USD", "liquidated in the price bin, at trigger prices",
                     Missing::kNever, "price: sum"},
        ladder.notional);
  visit(VariableSpec{"bankruptcy_buffer",
                     "replicate side price",
                     "1",
                     "distance from trigger to bankruptcy price over the trigger price, mean of the price bin",
                     Missing::kNan,
                     "price: mean",
                     {},
                     Presence::kWhereKnown},
        ladder.bankruptcy_buffer);
  visit(VariableSpec{"cumulative", "side price", "USD", "what a move to this price would force, mean over replicates",
                     Missing::kNever, "replicate: mean", kBand},
        ladder.cumulative);
  visit(VariableSpec{"cumulative_stderr", "side price", "USD", "standard error of cumulative", Missing::kNan},
        ladder.cumulative_stderr);
  visit(VariableSpec{"cumulative_low", "side price", "USD", "5% quantile of cumulative over replicates", Missing::kNan},
        ladder.cumulative_low);
  visit(
      VariableSpec{"cumulative_high", "side price", "USD", "95% quantile of cumulative over replicates", Missing::kNan},
      ladder.cumulative_high);
  visit(VariableSpec{"count",
                     "side price",
                     "1",
                     "positions liquidated in the price bin, mean over replicates",
                     {},
                     "price: sum replicate: mean"},
        ladder.count);
  visit(VariableSpec{"by_leverage",
                     "leverage_band side price",
                     "USD",
                     "liquidated in the price bin by leverage",
                     {},
                     "price: sum replicate: mean"},
        ladder.by_leverage);
  visit(VariableSpec{"by_venue",
                     "venue side price",
                     "USD",
                     "liquidated in the price bin by venue",
                     {},
                     "price: sum replicate: mean"},
        ladder.by_venue);
}

// Calls visit(spec, column) for every dataset of /population that is no coordinate.
template <typename Columns, typename Visit>
void visit_population(Columns& columns, Visit&& visit) {
  constexpr std::string_view kPosition = "position";
  visit(VariableSpec{"side_index", kPosition, "1", "index into side"}, columns.side);
  visit(VariableSpec{"venue_index", kPosition, "1", "index into venue"}, columns.venue);
  visit(VariableSpec{"replicate", kPosition, "1", "number of the draw of the prior that it belongs to"},
        columns.replicate);
  visit(VariableSpec{"is_cross", kPosition, "1", "1: cross margin, 0: isolated"}, columns.is_cross);
  visit(VariableSpec{"weight", kPosition, "1", "share of the contracts of its side and venue that it stands for"},
        columns.weight);
  visit(VariableSpec{"entry_price", kPosition, "USD", "price of entry"}, columns.entry);
  visit(VariableSpec{"notional_usd", kPosition, "USD", "size at entry"}, columns.notional_usd);
  visit(VariableSpec{"leverage", kPosition, "1", "notional over margin at entry"}, columns.leverage);
  visit(VariableSpec{"liquidation_price", kPosition, "USD",
                     "liquidation price at now, funding paid since entry included; unknown: never liquidated",
                     Missing::kNan},
        columns.liquidation_price);
}

}  // namespace tinderbox
