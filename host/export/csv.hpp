// A run as CSV in long form (RFC 4180, first line: column names with their units), for spreadsheets and data frames.
// Unknown values are empty fields.
#pragma once

#include "host/export/text_buffer.hpp"

namespace tinderbox {

// time_utc,side,price_low_usd,price_high_usd,density_usd,density_stderr_usd,density_low_usd,density_high_usd: one row
// for each cell of the heatmap with dollars in it or in its band. Times are opens of bars; a row is the state at the
// close.
void csv_heatmap(const RunResult& run, TextBuffer& text);

// side,price_low_usd,price_high_usd,notional_usd,notional_stderr_usd,notional_low_usd,notional_high_usd,cumulative_usd,
// cumulative_stderr_usd,cumulative_low_usd,cumulative_high_usd,positions: one row for each bin of the ladder that a
// move has to cross. `cumulative` is what a move from now to the bin's far edge forces before any feedback.
void csv_map(const RunResult& run, TextBuffer& text);

}  // namespace tinderbox
