// The columns of each kind of row and their checks, shared by the CSV and the JSON readers: both hand over the texts
// of one row in the archive's column order.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "host/market/market_rows.hpp"
#include "host/market/problem_log.hpp"

namespace tinderbox {

inline constexpr std::array<std::string_view, 12> kKlineColumns{"open_time",
                                                                "open",
                                                                "high",
                                                                "low",
                                                                "close",
                                                                "volume",
                                                                "close_time",
                                                                "quote_volume",
                                                                "count",
                                                                "taker_buy_volume",
                                                                "taker_buy_quote_volume",
                                                                "ignore"};
inline constexpr std::array<std::string_view, 8> kMetricsColumns{"create_time",
                                                                 "symbol",
                                                                 "sum_open_interest",
                                                                 "sum_open_interest_value",
                                                                 "count_toptrader_long_short_ratio",
                                                                 "sum_toptrader_long_short_ratio",
                                                                 "count_long_short_ratio",
                                                                 "sum_taker_long_short_vol_ratio"};
inline constexpr std::array<std::string_view, 3> kFundingColumns{"calc_time", "funding_interval_hours",
                                                                 "last_funding_rate"};
inline constexpr std::array<std::string_view, 4> kRestFundingColumns{"symbol", "fundingTime", "fundingRate",
                                                                     "markPrice"};
inline constexpr std::array<std::string_view, 4> kRestOpenInterestColumns{"symbol", "timestamp", "sumOpenInterest",
                                                                          "sumOpenInterestValue"};
inline constexpr std::array<std::string_view, 5> kRestRatioColumns{"symbol", "timestamp", "longShortRatio",
                                                                   "longAccount", "shortAccount"};

// A time in milliseconds or microseconds since 1970, told apart by size: s since 1970 and what is left of a second.
// Times before 2001-09-09 or after 2100-01-01 are refused.
struct EpochTime {
  std::int64_t units = 0;             // as written
  std::int64_t units_per_second = 0;  // 1,000 or 1,000,000
  [[nodiscard]] std::int64_t seconds() const noexcept { return units / units_per_second; }
  [[nodiscard]] std::int64_t rest() const noexcept { return units % units_per_second; }
};
[[nodiscard]] std::optional<EpochTime> parse_epoch(std::string_view text);

// Time of a funding event: within 2 s of a full minute that minute, else the second it lies in.
[[nodiscard]] std::int64_t snapped_funding_time(EpochTime time);

enum class Traded { kYes, kNo };  // kNo: mark-price klines, whose volume columns mean nothing

// Each parses the texts of one row, reports every problem to `report` and returns the row if there was none. The
// number of texts is that of the columns above; `symbol` is the contract that the row's symbol must name ("": any).
[[nodiscard]] std::optional<KlineRow> parse_kline(std::span<const std::string_view> texts,
                                                  std::int64_t interval_seconds, Traded traded, RowReport& report);
[[nodiscard]] std::optional<OpenInterestRow> parse_metrics(std::span<const std::string_view> texts,
                                                           std::string_view symbol, RowReport& report);
[[nodiscard]] std::optional<FundingRow> parse_funding(std::span<const std::string_view> texts, RowReport& report);
[[nodiscard]] std::optional<FundingRow> parse_rest_funding(std::span<const std::string_view> texts,
                                                           std::string_view symbol, RowReport& report);
[[nodiscard]] std::optional<OpenInterestRow> parse_rest_open_interest(std::span<const std::string_view> texts,
                                                                      std::string_view symbol, RowReport& report);
[[nodiscard]] std::optional<AccountRatioRow> parse_rest_ratio(std::span<const std::string_view> texts,
                                                              std::string_view symbol, RowReport& report);

}  // namespace tinderbox
