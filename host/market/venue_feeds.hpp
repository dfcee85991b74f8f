// Which files supply what a run needs of a venue, for messages: the endpoints and archives that publish it, and what a
// venue does not publish at all.
#pragma once

#include <string>

#include "host/market/market_rows.hpp"

namespace tinderbox {

// "klines files of BTCUSDT", or the answers of the venue's own interface that hold this kind. `kind` is kKlines,
// kMarkKlines or kOpenInterest.
[[nodiscard]] std::string feed_of(const std::string& venue, const std::string& contract, FileKind kind);

}  // namespace tinderbox
