// The liquidation prices that a file reports against ours.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"

namespace tinderbox {

// From what ours is worked out (position_margin.hpp). A row may be checked in more ways than one.
enum class CheckBy {
  kMargin,    // isolated rows with margin used
  kLeverage,  // isolated rows, from leverage and entry alone: what was added or paid since entry shows as a difference
  kAccount,   // cross rows with account value, and rows of unknown mode taken for cross: as if alone in the account
  kMarginOfUnknownMode,  // rows of unknown mode taken for isolated
};

struct CheckedRow {
  std::int64_t line = 0;
  std::string user;
  int side = 0;
  double reported = 0;
  double ours = 0;
  double difference = 0;  // ours / reported - 1
};

inline constexpr std::size_t kWorstRows = 5;

struct CheckSummary {
  CheckBy by = CheckBy::kMargin;
  std::int64_t rows = 0;           // with a reported price and one of ours
  double within_tick = 0;          // shares of them; NaN without rows
  double within_a_thousandth = 0;  // 0.1%
  double within_a_hundredth = 0;   // 1%
  double median = 0;               // of |difference|; NaN without rows
  double ninety_percent = 0;       // 90% quantile of |difference|
  std::vector<CheckedRow> worst;   // at most kWorstRows, the largest |difference| first
  std::int64_t both_never = 0;     // reported none, and ours is never
  std::int64_t only_reported = 0;  // a price is reported, ours is never or none
  std::int64_t only_ours = 0;      // reported none, ours has a price
};

// Rows that could not be checked, and why.
struct UncheckedRows {
  std::string reason;
  std::int64_t rows = 0;
};

struct ReportedCheck {
  std::string venue;
  std::string contract;
  std::int64_t rows = 0;                // of the file
  std::int64_t reported = 0;            // with a reported price
  std::int64_t checked = 0;             // in any way
  std::vector<CheckSummary> summaries;  // of the ways that apply to any row
  std::vector<UncheckedRows> unchecked;
};

[[nodiscard]] ReportedCheck check_reported(const PositionFile& file, const PositionRules& rules);

[[nodiscard]] nlohmann::json check_json(const ReportedCheck& check);

}  // namespace tinderbox
