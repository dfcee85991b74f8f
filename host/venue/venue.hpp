// A venue file: the rules of one contract, with the margin rules and maintenance tiers in force at each date.
// The format is described in host/docs/venues.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "host/venue/venue_terms.hpp"

namespace tinderbox {

// One tier of a progressive schedule in USD: for notional in [floor_usd, cap_usd), maintenance margin is
// mmr * notional - maint_amount_usd. Progressive schedules are continuous at the caps.
struct MaintenanceTier {
  double floor_usd = 0;
  double cap_usd = 0;
  double max_leverage = 0;
  double mmr = 0;
  double maint_amount_usd = 0;
};

// One tier in the unit of its table's basis: USD, base units, contracts or coin.
struct TierBracket {
  double floor = 0;
  double cap = 0;  // infinity where the venue sets no limit
  double max_leverage = 0;
  double mmr = 0;
  double maint_amount = 0;  // settle currency (USD for linear, coin for inverse); 0 where the shape is whole-position
};

struct TierTable {
  std::string as_of = {};   // ISO date from which the table is used
  std::string source = {};  // where the figures were published
  // Progressive tables in USD of linear contracts: the same figures as `brackets`. Empty for every other table, so
  // that no code takes contracts or coin for dollars.
  std::vector<MaintenanceTier> tiers = {};

  TierBasis basis = TierBasis::kNotionalUsd;
  TierShape shape = TierShape::kProgressive;
  std::vector<TierBracket> brackets = {};  // ascending, contiguous from 0; empty where not sourced
  std::string caveat = {};                 // what is uncertain about a table that is used all the same
  bool sourced = true;
  std::string missing = {};  // why there are no figures; empty where sourced
};

// A rate that grows with the size of the position in coin (Deribit): base + per_coin * size.
struct SizeRate {
  double maintenance = 0;
  double maintenance_per_coin = 0;
  double initial = 0;
  double initial_per_coin = 0;
};

// How the liquidation price follows from margin, from a date on.
struct MarginRule {
  std::string as_of;
  std::string source;
  MarginFamily family = MarginFamily::kLinearMark;
  TierValuation tier_valued_at = TierValuation::kMark;
  double fee_in_trigger = 0;  // f; for kBitmexSatoshi the fee reserve, which is in both margin and maintenance
  // Rate at which added margin pays its own closing fee: of W only added / (1 + g) backs the position, with
  // g = -s * rate (linear) or +s * rate (inverse). 0 where added margin counts in full.
  double added_margin_fee = 0;
  SizeRate size_rate;  // kDeribitLinear and kDeribitInverse only
};

struct Venue {
  std::string name;      // "binance"
  std::string contract;  // "BTCUSDT"
  std::string kind;      // "linear" or "inverse"
  double tick_size_usd = 0;
  double lot_size = 0;                 // smallest step of the size: base units (linear) or contracts (inverse)
  double taker_fee = 0;                // fraction of notional; NaN where not sourced
  double liquidation_fee = 0;          // clearance fee, fraction of the liquidated notional; NaN where not sourced
  std::vector<TierTable> tier_tables;  // ascending by date; empty where the margin rule has a size rate

  ContractKind contract_kind = ContractKind::kLinear;
  double contract_value = 1;        // of one contract: base units (linear) or USD (inverse)
  std::string quote;                // currency of the price
  std::string settle;               // currency of margin and PnL
  Provenance contract_from;         // of kind, value, currencies, tick and lot
  Provenance taker_fee_from;        // of taker_fee
  Provenance liquidation_fee_from;  // of liquidation_fee

  std::vector<MarginRule> margin_rules;  // ascending by date, never empty
  TriggerPrice trigger = TriggerPrice::kMark;
  Sourced<DisplayRounding> display;
  Sourced<MarkPriceRule> mark;
  Sourced<FundingRule> funding;
  Sourced<LiquidationProcess> process;
  Sourced<AdlRule> adl;
  Sourced<double> insurance_fund_usd;

  // The table in force at `time` (s since 1970): the latest dated at or before it, or the earliest there is. Throws
  // InputError if that table could not be sourced, or if the venue has no table (size rates).
  [[nodiscard]] const TierTable& table_at(std::int64_t time) const;

  // The margin rule in force at `time`, by the same convention.
  [[nodiscard]] const MarginRule& margin_rule_at(std::int64_t time) const;
};

// Parses and validates a venue file (TOML). `name` is used in error messages. Throws InputError with all problems.
[[nodiscard]] Venue parse_venue(std::string_view toml_text, const std::string& name);

// Reads a venue file from disk, and the JSON files that its tier tables name. Throws InputError.
[[nodiscard]] Venue load_venue(const std::filesystem::path& file);

// The rules of a contract, from the first of these that has it:
//   1. `venue` itself where it ends in .toml: the path of a venue file, absolute, in the working folder, in `beside`
//      or in the folder of 2; its contract must be the one asked for, or `contract` is empty;
//   2. the *.toml files of the folder that the environment variable TINDERBOX_VENUES names;
//   3. the *.toml files of the folder `venues` in `beside`, the folder of the run's configuration ("": none);
//   4. the files embedded in the program.
// Throws InputError with what is wrong with a file of 1 to 3, or naming the known contracts if there is none.
[[nodiscard]] Venue find_venue(std::string_view venue, std::string_view contract,
                               const std::filesystem::path& beside = {});

// Every venue of 2 to 4. One that is found first hides later ones of the same name and contract.
[[nodiscard]] std::vector<Venue> known_venues(const std::filesystem::path& beside = {});

}  // namespace tinderbox
