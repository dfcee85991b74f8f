// Tier tables as exchanges answer with them:
//   Binance `leverageBracket` (fapi and dapi v1/v2): an array of, or one, {symbol|pair, brackets: [{bracket,
//     initialLeverage, notionalFloor, notionalCap | qtyFloor, qtyCap, maintMarginRatio, cum}]}; progressive, in USD for
//     linear contracts and in coin for inverse ones;
//   OKX `position-tiers` of swaps: {code: "0", data: [{tier, instId | instFamily | uly, minSz, maxSz, mmr, maxLever}]};
//     whole-position, in contracts. A tier that starts one step above the last one's cap starts at that cap.
// Numbers may be JSON numbers or text. The order of the tiers does not matter.
#pragma once

#include <string>
#include <string_view>

#include "host/venue/venue.hpp"

namespace tinderbox {

struct TierJsonTarget {
  std::string contract;  // "BTCUSDT", "BTC-USDT-SWAP"
  ContractKind kind = ContractKind::kLinear;
};

// Basis, shape and figures of the contract's table; date and source are the caller's to add. `name` is used in error
// messages. Throws InputError with all problems, each naming the tier.
[[nodiscard]] TierTable tier_table_from_json(std::string_view json, const TierJsonTarget& target,
                                             const std::string& name);

}  // namespace tinderbox
