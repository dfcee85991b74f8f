// Which book governs a run: configured figures, a depth file, or the measured response of price to flow.
#pragma once

#include "host/config/run_config.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

struct GoverningBook {
  RunConfig config;   // with the figures that govern, and depth_levels only where the levels themselves do
  BookResult report;  // for the run file
};

// config.depth_levels: of book.depth_file, where one is named. price_usd: of a coin at now. Throws InputError where
// the book is to be that of a file that was not read.
[[nodiscard]] GoverningBook governing_book(const RunConfig& config, double price_usd);

}  // namespace tinderbox
