// Readers of realised liquidations, for validation: what venues and vendors reported, in four layouts that are told by
// their content (host/docs/market-files.md). Streamed, every row checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>

#include "host/market/market_rows.hpp"

namespace tinderbox {

// Side of the position that was liquidated: a forced sale closes a long.
enum class LiquidatedSide { kLong, kShort };

struct LiquidationRow {
  std::int64_t time = 0;  // s since 1970: of the order, or the start of the interval that is summed up
  RowSource source;       // number: line or element
  LiquidatedSide side = LiquidatedSide::kLong;
  double price = kUnknown;      // average of the fills where given, else the order's; NaN for sums
  double usd = 0;               // notional that was filled
  double contracts = kUnknown;  // filled, as the venue counts: coin for linear contracts; NaN for sums
};

struct LiquidationRequest {
  std::filesystem::path path = {};
  // Contract whose orders are wanted, "" for all; files that do not name contracts are taken as they are. A coin alone
  // in a file stands for its contract in USDT.
  std::string symbol = {};
  double contract_usd = 100;  // of one COIN-M contract: 100 for BTC, 10 for the others
};

struct LiquidationFacts {
  std::int64_t rows = 0;              // handed on
  std::int64_t repeated = 0;          // whole rows that the file repeats, dropped
  std::int64_t passed_over = 0;       // orders of other contracts, or without a fill
  std::int64_t interval_seconds = 0;  // of sums: most common distance of their rows; 0 for single orders
};

// Hands every liquidation to `sink` in the order of the file. Throws InputError with all problems of the file (the good
// rows reach the sink before), Interrupted.
LiquidationFacts read_liquidations(const LiquidationRequest& request,
                                   const std::function<void(const LiquidationRow&)>& sink);

}  // namespace tinderbox
