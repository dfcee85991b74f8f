// Which files under a data folder belong to one contract, what each is, and why the others are left alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/market/file_name.hpp"
#include "host/market/market_rows.hpp"
#include "host/market/problem_log.hpp"
#include "host/market/row_layout.hpp"

namespace tinderbox {

// A folder with more files than this is no market folder (and "/" is not scanned by accident).
inline constexpr std::size_t kMaxScannedFiles = 200'000;

// Marks a folder of generated market files, and everything below it, so that they are never taken for real ones.
inline constexpr const char* kSyntheticMarker = "SYNTHETIC";

struct CatalogEntry {
  std::filesystem::path path;
  FileKind kind = FileKind::kKlines;
  std::int64_t interval_seconds = 0;  // of klines, and of what else has a period
  bool json = false;                  // a REST answer, not CSV
  std::int64_t disk_bytes = 0;
  const RowLayout* layout = nullptr;

  // Snapshots of open interest are among its rows.
  [[nodiscard]] bool holds_open_interest() const noexcept;
};

// Whose files are looked for, by the names that the venue file gives.
struct ContractId {
  std::string venue;
  std::string contract;
};

struct FileCatalog {
  ContractId wanted;
  std::vector<CatalogEntry> entries;  // sorted by path
  std::vector<std::string> ignored;   // one sentence a file
  std::vector<std::string> warnings;  // files taken on trust
  bool synthetic = false;
};

// Scans `data_dir` (a folder, recursively and sorted, or a single file) for the files of `wanted`. Files that are
// given as a needed kind and are no such thing go to `problems`. Throws InputError if there is nothing to scan.
[[nodiscard]] FileCatalog catalog_files(const std::filesystem::path& data_dir, const ContractId& wanted,
                                        ProblemLog& problems);

}  // namespace tinderbox
