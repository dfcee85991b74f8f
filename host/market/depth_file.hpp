// Measured order-book depth: files of the Binance public archive (`bookDepth`), CSV or zip.
//
// A row is `timestamp,percentage,depth,notional`: what rests within so many percent of the mid price, below it for
// negative percentages and above it for positive ones, cumulated outward. Rows of one time are a snapshot.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {

struct DepthFile {
  std::vector<DepthLevel> levels;  // rising; mean over snapshots and both sides
  std::int64_t rows = 0;
  std::int64_t snapshots = 0;
  std::int64_t first_time = 0;  // s since 1970
  std::int64_t last_time = 0;
  std::string sha256;
};

// Throws InputError naming file and line: numbers that are none, a side that is missing, levels that repeat or differ
// between snapshots, cumulative depth that decreases, no depth at all. Throws Interrupted.
[[nodiscard]] DepthFile read_depth_file(const std::filesystem::path& path, Progress& progress);

}  // namespace tinderbox
