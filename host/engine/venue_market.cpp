#include "host/engine/venue_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kFewestBars = 2;

// Keeps the values [first, first + count).
template <class T>
void keep(std::vector<T>& values, std::size_t first, std::size_t count) {
  values.erase(values.begin() + static_cast<std::ptrdiff_t>(first + count), values.end());
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(first));
}

void cut_to(MarketState& market, std::int64_t start, std::int64_t end) {
  const auto first = static_cast<std::size_t>((start - market.start_time) / market.bar_seconds);
  const auto bars = static_cast<std::size_t>((end - start) / market.bar_seconds);
  for (std::vector<double>* series :
       {&market.open, &market.high, &market.low, &market.close, &market.mark_low, &market.mark_high, &market.mark_close,
        &market.volume, &market.vwap, &market.taker_buy_volume, &market.funding_paid, &market.funding_rate,
        &market.long_short_ratio})
    keep(*series, first, bars);
  keep(market.open_interest_lots, first, bars + 1);
  market.start_time = start;
}

}  // namespace

MarketState market_like(const MarketState& primary, const std::string& name, const Venue& venue,
                        double open_interest_usd) {
  MarketState market = primary;
  market.venue = name;
  market.contract = venue.contract;
  market.tick_size_usd = venue.tick_size_usd;
  market.lot_size = venue.lot_size;
  market.inputs.clear();
  market.ignored.clear();
  market.repairs.clear();
  market.warnings.clear();
  market.inverse_contract_usd = venue.contract_kind == ContractKind::kInverse ? venue.contract_value : 0;
  const double now_lots = static_cast<double>(primary.open_interest_lots.back());
  const double lots = open_interest_usd / usd_of_lots(market.contract_terms(), 1, primary.mark_close.back());
  for (std::int64_t& held : market.open_interest_lots)
    held = now_lots > 0 ? std::llround(static_cast<double>(held) / now_lots * lots) : 0;
  const double contracts = now_lots > 0 ? lots * venue.lot_size / (now_lots * primary.lot_size) : 0;
  for (std::vector<double>* volume : {&market.volume, &market.taker_buy_volume})
    for (double& traded : *volume) traded *= contracts;
  return market;
}

void cut_to_common_bars(std::vector<RunVenue>& venues) {
  std::int64_t start = venues.front().market.start_time;
  std::int64_t end = venues.front().market.end_time();
  for (const RunVenue& venue : venues) {
    start = std::max(start, venue.market.start_time);
    end = std::min(end, venue.market.end_time());
  }
  const std::int64_t bar = venues.front().market.bar_seconds;
  if (end - start < kFewestBars * bar)
    throw InputError({"venues", "have no two bars in common", "",
                      fmt::format("bars of all venues from {} to {}", format_utc(venues.front().market.start_time),
                                  format_utc(venues.front().market.end_time())),
                      ""});
  MarketState& primary = venues.front().market;
  if (start > primary.start_time || end < primary.end_time())
    primary.warnings.push_back(fmt::format("the window is cut to {} to {}, for which all venues have data",
                                           format_utc(start), format_utc(end)));
  for (RunVenue& venue : venues) cut_to(venue.market, start, end);
}

std::vector<std::uint32_t> draw_numbers(const std::vector<RunVenue>& venues) {
  std::vector<std::uint32_t> numbers{0};
  std::map<std::uint32_t, std::string> owners{{0, venues.front().name}};
  for (std::size_t v = 1; v < venues.size(); ++v) {
    std::uint32_t hash = 0x811c9dc5U;  // FNV-1a, folded to 16 bits
    for (const char c : venues[v].venue.name + "/" + venues[v].venue.contract)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    const std::uint32_t number = std::max<std::uint32_t>(1, (hash >> 16U) ^ (hash & 0xFFFFU));
    const auto [owner, fresh] = owners.emplace(number, venues[v].name);
    if (!fresh)
      throw InputError({"venues." + venues[v].name, "is the same contract as another venue, or draws the same numbers",
                        venues[v].venue.name + " " + venues[v].venue.contract,
                        "another contract than that of " + owner->second, ""});
    numbers.push_back(number);
  }
  return numbers;
}

std::vector<std::int64_t> lots_in_lots(const std::vector<RunVenue>& venues) {
  // Of a lot: base units of a linear contract, USD of an inverse one.
  const auto unit = [](const RunVenue& venue) {
    const bool inverse = venue.venue.contract_kind == ContractKind::kInverse;
    return venue.venue.lot_size * (inverse ? venue.venue.contract_value : 1);
  };
  double smallest = unit(venues.front());
  for (const RunVenue& venue : venues) {
    if (!venue.sampled) continue;
    smallest = std::min(smallest, unit(venue));
    if (venue.venue.contract_kind != venues.front().venue.contract_kind)
      throw InputError({"venues." + venue.name, "counts its contracts in another unit than the primary venue",
                        venue.venue.kind, venues.front().venue.kind + " contracts, as the map counts one unit", ""});
  }
  std::vector<std::int64_t> multiples;
  for (const RunVenue& venue : venues) {
    const double ratio = unit(venue) / smallest;
    if (venue.sampled && std::abs(ratio - std::round(ratio)) > 1e-6 * ratio)
      throw InputError({"venues." + venue.name, "has a lot that is no multiple of the smallest",
                        fmt::format("{}", unit(venue)), fmt::format("a multiple of {}", smallest), ""});
    multiples.push_back(venue.sampled ? std::llround(ratio) : 1);
  }
  return multiples;
}

}  // namespace tinderbox
