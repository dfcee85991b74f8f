// Open interest of all venues together, as vendors publish it: the whole of which a run holds a part.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace tinderbox {

struct TotalOpenInterest {
  std::int64_t interval_seconds = 0;  // most common distance of the rows; 0 for a single row
  std::vector<std::int64_t> time;     // start of the interval, s since 1970, ascending
  std::vector<double> usd;            // at its close, time + interval_seconds
};

// Reads a CSV file with the header time_ms,open,high,low,close in USD, plain or zipped. Rows out of order are sorted,
// rows that say the same twice dropped. Throws InputError with all problems of the file: as read_market_file, and two
// rows of one time that differ.
[[nodiscard]] TotalOpenInterest read_total_open_interest(const std::filesystem::path& path);

}  // namespace tinderbox
