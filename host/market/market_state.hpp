// What the engine knows about one contract of one venue: bars on one grid, open interest at every bar boundary,
// funding and account ratios. Validated when it is built, immutable afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/contract.hpp"

namespace tinderbox {

// One input file, for provenance.
struct InputRecord {
  std::string path;
  std::string kind;             // "klines", "mark_klines", "metrics", "funding", ...
  std::string sha256;           // hexadecimal digest of the file as it lies on disk
  std::int64_t rows = 0;        // data rows read
  std::int64_t first_time = 0;  // s since 1970, time of the first row
  std::int64_t last_time = 0;   // s since 1970, time of the last row
};

// Shapes: T bars; every series of prices, volumes, funding and ratios holds T values, open interest T + 1.
// All of bar t is known at its close, start_time + (t + 1) * bar_seconds, and nothing later enters it.
struct MarketState {
  std::string venue;                // "binance"
  std::string contract;             // "BTCUSDT"
  std::int64_t start_time = 0;      // open of bar 0, s since 1970, a multiple of bar_seconds
  std::int32_t bar_seconds = 0;     // width of a bar
  double tick_size_usd = 0;         // price tick of the contract
  double lot_size = 0;              // contracts (base units for a linear contract) in one lot
  double inverse_contract_usd = 0;  // USD of one inverse contract; 0: the contract is linear
  bool synthetic = false;           // made by `synth`
  std::string mark_source;          // "mark" where mark klines were given, else "last"

  std::vector<double> open, high, low, close;    // USD, last price
  std::vector<double> mark_low, mark_high;       // USD, what triggers are compared with (mark where given, else last)
  std::vector<double> mark_close;                // USD, what the density is valued at
  std::vector<double> volume;                    // contracts traded in the bar
  std::vector<double> vwap;                      // USD; volume-weighted price of the bar, NaN where unknown
  std::vector<double> taker_buy_volume;          // contracts; NaN where unknown
  std::vector<std::int64_t> open_interest_lots;  // [T + 1] at bar boundaries: [t] at the open of bar t
  std::vector<double> funding_paid;      // sum of the funding rates exchanged in [open of t, open of t + 1), a fraction
  std::vector<double> funding_rate;      // last rate published at or before the open of bar t, per its own interval
  std::vector<double> long_short_ratio;  // accounts long / accounts short at the open of bar t; NaN where unknown

  std::vector<InputRecord> inputs;    // files that were used
  std::vector<std::string> ignored;   // recognised files that were not needed
  std::vector<std::string> repairs;   // one sentence for each kind of repair and file
  std::vector<std::string> warnings;  // what the user should know: window cut, funding absent, ...

  [[nodiscard]] bool is_inverse() const noexcept { return inverse_contract_usd > 0; }
  // What its lots are worth (usd_of_lots).
  [[nodiscard]] ContractTerms contract_terms() const noexcept { return {lot_size, inverse_contract_usd}; }
  [[nodiscard]] std::size_t bars() const noexcept { return close.size(); }
  [[nodiscard]] std::int64_t end_time() const noexcept {
    return start_time + static_cast<std::int64_t>(bars()) * bar_seconds;
  }
};

}  // namespace tinderbox
