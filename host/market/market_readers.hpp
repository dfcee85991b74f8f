// Readers of single market files, CSV or REST JSON, plain or zipped: every row is checked and handed to a sink in file
// order, in constant memory. What each takes and refuses is set out in host/docs/market-files.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "host/market/market_rows.hpp"
#include "host/market/problem_log.hpp"
#include "host/market/row_columns.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {

struct RowLayout;

template <typename Row>
using RowSink = std::function<void(const Row&)>;

// Receives the rows of one file; only the sink of the file's kind is called.
struct RowSinks {
  RowSink<KlineRow> kline;
  RowSink<OpenInterestRow> open_interest;
  RowSink<FundingRow> funding;
  RowSink<AccountRatioRow> account_ratio;
};

// What a file is read as.
struct FileRequest {
  std::filesystem::path path = {};
  FileKind kind = FileKind::kKlines;
  std::string symbol = {};            // what symbol columns must hold; "": anything
  std::int64_t interval_seconds = 0;  // of klines
  std::uint32_t file_index = 0;       // goes into the rows' source
  const RowLayout* layout = nullptr;  // nullptr: the common layout of the kind (row_layout.hpp)
  std::string venue = {};             // whose rows are taken of a file of several venues; "": all
  Decimal contract_value = {1, 0};    // base units of one contract, where the venue counts contracts
};

struct FileFacts {
  std::int64_t rows = 0;         // good rows
  std::int64_t passed_over = 0;  // good rows of other contracts and venues
  std::int64_t unfinished = 0;   // candles that were open when they were fetched, left out
  std::int64_t first_time = 0;   // earliest, s since 1970
  std::int64_t last_time = 0;    // latest
  std::string sha256;            // of the file as it lies on disk
};

// Adds what is wrong to `problems`: each bad row, and whatever stops the reading of the file. The good rows of a file
// with problems reach the sink as well; the caller asks `problems` before it uses them. Throws Interrupted.
FileFacts read_market_file(const FileRequest& request, const RowSinks& sinks, ProblemLog& problems, Progress& progress);

// Shorthands for one kind that throw InputError with all problems of the file.
FileFacts read_klines(const std::filesystem::path& path, std::int64_t interval_seconds, Traded traded,
                      const RowSink<KlineRow>& sink);
FileFacts read_metrics(const std::filesystem::path& path, const std::string& symbol,
                       const RowSink<OpenInterestRow>& sink);
FileFacts read_funding(const std::filesystem::path& path, const std::string& symbol, const RowSink<FundingRow>& sink);
FileFacts read_open_interest(const std::filesystem::path& path, const std::string& symbol,
                             const RowSink<OpenInterestRow>& sink);
FileFacts read_account_ratio(const std::filesystem::path& path, const std::string& symbol,
                             const RowSink<AccountRatioRow>& sink);

}  // namespace tinderbox
