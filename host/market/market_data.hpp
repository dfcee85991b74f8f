// All rows of the selected files, merged into one series a kind.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/file_selection.hpp"
#include "host/market/market_readers.hpp"
#include "host/market/time_series.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

struct OpenInterestPoint {
  std::int64_t time = 0;
  RowSource source;
  std::int64_t lots = 0;
};

// Merge functors of TimeSeries: fill what is unknown in `kept`, say whether the two agree.
struct MergeKlines {
  bool operator()(KlineRow& kept, const KlineRow& other) const;
};
struct MergeOpenInterest {
  bool operator()(OpenInterestPoint& kept, const OpenInterestPoint& other) const { return kept.lots == other.lots; }
};
struct MergeFunding {
  bool operator()(FundingRow& kept, const FundingRow& other) const;
};
// The ratio steers a prior only: of two values the one that was read first is kept.
struct MergeRatio {
  bool operator()(AccountRatioRow&, const AccountRatioRow&) const { return true; }
};

using KlineSeries = TimeSeries<KlineRow, MergeKlines>;
using OpenInterestSeries = TimeSeries<OpenInterestPoint, MergeOpenInterest>;
using FundingSeries = TimeSeries<FundingRow, MergeFunding>;
using RatioSeries = TimeSeries<AccountRatioRow, MergeRatio>;

// What was seen in one file beside its rows.
struct FileNotes {
  CatalogEntry entry;
  FileFacts facts;
  CommonSpacing spacing;              // of open interest snapshots
  std::int64_t without_interest = 0;  // metrics rows whose open interest is empty
  std::int64_t without_interest_first = 0;
  std::int64_t rounded = 0;  // open interest finer than a lot
  std::int64_t rounded_first = 0;
  // Open of the earliest candle with taker volume: before it the column is taken for unknown.
  std::int64_t first_taker_time = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] std::string place_of(RowSource source) const;
};

struct MarketData {
  std::vector<FileNotes> files;  // by file index
  KlineSeries klines;
  KlineSeries mark_klines;
  OpenInterestSeries open_interest;
  FundingSeries funding;
  RatioSeries ratios;
  CommonSpacing funding_spacing;
};

// Reads the files row by row; keeps what the window [start_utc, end_utc] of the configuration needs. Throws InputError
// with the problems of all files, or of the first files that filled `problems`.
[[nodiscard]] MarketData read_market_data(const FileSelection& selection, const MarketConfig& config,
                                          const Venue& venue, ProblemLog& problems, Progress& progress);

}  // namespace tinderbox
