// A venue file: the rules of one contract, with the maintenance tiers in force at each date.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tinderbox {

// One bracket of the maintenance schedule: for notional in [floor_usd, cap_usd), maintenance margin is
// mmr * notional - maint_amount_usd. Progressive schedules are continuous at the caps.
struct MaintenanceTier {
  double floor_usd = 0;
  double cap_usd = 0;
  double max_leverage = 0;
  double mmr = 0;
  double maint_amount_usd = 0;
};

struct TierTable {
  std::string as_of;   // ISO date from which the table is used
  std::string source;  // where the figures were published
  std::vector<MaintenanceTier> tiers;
};

struct Venue {
  std::string name;      // "binance"
  std::string contract;  // "BTCUSDT"
  std::string kind;      // "linear"
  double tick_size_usd = 0;
  double lot_size = 0;                 // contracts in one lot
  double taker_fee = 0;                // fraction of notional
  double liquidation_fee = 0;          // insurance clearance fee, fraction of the liquidated notional
  std::vector<TierTable> tier_tables;  // ascending by date

  // The table in force at `time` (s since 1970): the latest dated at or before it, or the earliest there is.
  [[nodiscard]] const TierTable& tiers_at(std::int64_t time) const;
};

// Parses and validates a venue file (TOML). `name` is used in error messages. Throws InputError with all problems.
[[nodiscard]] Venue parse_venue(std::string_view toml_text, const std::string& name);

// The venue files that are embedded in the program, looked up by venue and contract. Throws InputError naming the
// known ones if there is none.
[[nodiscard]] Venue find_venue(std::string_view venue, std::string_view contract);

}  // namespace tinderbox
