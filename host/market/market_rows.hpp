// One row of each kind of market file, checked.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "host/market/decimal.hpp"

namespace tinderbox {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class FileKind { kKlines, kMarkKlines, kMetrics, kFunding, kOpenInterest, kAccountRatio };

// The name of a kind in provenance and messages.
[[nodiscard]] std::string_view name_of(FileKind kind);

// Where a row was read: file (an index the caller chooses) and line or element.
struct RowSource {
  std::uint32_t file = 0;
  std::uint32_t number = 0;
};

// One candle. `quote_volume` and the taker columns are NaN where the file does not know them.
struct KlineRow {
  std::int64_t time = 0;  // open, s since 1970
  RowSource source;
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;            // contracts: coin for USD-M, contracts of 10 or 100 USD for COIN-M
  double quote_volume = 0;      // USD for USD-M; base coin for COIN-M
  double taker_buy_volume = 0;  // contracts
};

// One snapshot of open interest. Metrics rows carry the account ratio as well.
struct OpenInterestRow {
  std::int64_t time = 0;  // s since 1970
  RowSource source;
  std::optional<Decimal> contracts;    // nothing where the file leaves it empty, as COIN-M does at times
  double long_short_ratio = kUnknown;  // accounts long / accounts short
};

struct AccountRatioRow {
  std::int64_t time = 0;  // s since 1970
  RowSource source;
  double long_short_ratio = kUnknown;
};

// One exchange of funding. `time` is cleared of the few milliseconds of jitter that the venue publishes.
struct FundingRow {
  std::int64_t time = 0;  // s since 1970
  RowSource source;
  double rate = 0;                  // fraction of notional, paid by longs where positive
  std::int64_t interval_hours = 0;  // 0 where the file does not say
};

}  // namespace tinderbox
