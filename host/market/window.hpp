// The bars that the data can fill.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/file_selection.hpp"
#include "host/market/market_data.hpp"

namespace tinderbox {

struct BarWindow {
  std::int64_t start = 0;    // open of the first bar, s since 1970
  std::int64_t end = 0;      // close of the last bar
  bool mark_klines = false;  // mark-price klines are used
};

// Cuts the configured window where data end, with a warning each that names both times and the reason. A bar belongs
// to the window only if all that is due at its close has been published: klines (and mark-price klines, if used) up to
// its close, and open interest no older than the feed's own interval, which is the most common spacing of the last
// file. So no file that arrives later changes a column that is there now. Throws InputError if nothing is left.
[[nodiscard]] BarWindow cut_window(const MarketConfig& config, const FileSelection& selection, const MarketData& data,
                                   std::vector<std::string>& warnings);

// Distance between snapshots of open interest: the most common one in the file that reaches furthest; where that file
// holds a single snapshot, in any file; 0 if no file holds two.
[[nodiscard]] std::int64_t open_interest_interval(const MarketData& data);

}  // namespace tinderbox
