// Which of the catalogued files a bar width needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/file_catalog.hpp"
#include "host/market/problem_log.hpp"

namespace tinderbox {

// The window may hold this many candles, which are all in memory (80 bytes each) until they are put on the bar grid.
inline constexpr std::int64_t kMaxCandles = 50'000'000;

struct FileSelection {
  std::vector<CatalogEntry> files;      // to be read, sorted by path
  std::int64_t kline_seconds = 0;       // interval of the klines that are read
  std::int64_t mark_kline_seconds = 0;  // of the mark-price klines; 0 if none are read
  std::vector<std::string> ignored;
  std::vector<std::string> warnings;
};

// Klines: the coarsest interval that divides the bar; finer ones are aggregated, the others left alone. Adds to
// `problems` what is missing: klines of a usable interval, open interest, mark-price klines where they are required.
[[nodiscard]] FileSelection select_files(const FileCatalog& catalog, const MarketConfig& config,
                                         const std::filesystem::path& data_dir, ProblemLog& problems);

}  // namespace tinderbox
