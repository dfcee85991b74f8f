#include "host/positions/reported_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "host/support/quantile.hpp"

namespace tinderbox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// The collateral by which a row can be checked in a way; NaN where it cannot.
double collateral_for(CheckBy by, const PositionRow& row, const PositionRules& rules) {
  switch (by) {
    case CheckBy::kMargin:
      return row.mode == MarginMode::kIsolated ? collateral_by_margin(row, rules) : kUnknown;
    case CheckBy::kLeverage:
      return row.mode == MarginMode::kIsolated ? collateral_by_leverage(row, rules) : kUnknown;
    case CheckBy::kAccount:
      return row.mode != MarginMode::kIsolated ? collateral_by_account(row, rules) : kUnknown;
    case CheckBy::kMarginOfUnknownMode:
      return row.mode == MarginMode::kUnknown ? collateral_by_margin(row, rules) : kUnknown;
  }
  return kUnknown;
}

void summarise(std::vector<CheckedRow> rows, double tick, CheckSummary& summary) {
  summary.rows = static_cast<std::int64_t>(rows.size());
  const auto share = [&](auto within) {
    const auto hits = std::count_if(rows.begin(), rows.end(), within);
    return rows.empty() ? kUnknown : static_cast<double>(hits) / static_cast<double>(rows.size());
  };
  const auto closer_than = [&](double part) {
    return share([=](const CheckedRow& row) { return std::abs(row.difference) <= part; });
  };
  summary.within_tick = share([=](const CheckedRow& row) { return std::abs(row.ours - row.reported) <= tick; });
  summary.within_a_thousandth = closer_than(1e-3);
  summary.within_a_hundredth = closer_than(1e-2);
  std::stable_sort(rows.begin(), rows.end(), [](const CheckedRow& a, const CheckedRow& b) {
    return std::abs(a.difference) > std::abs(b.difference);
  });
  std::vector<double> sizes;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) sizes.push_back(std::abs(row->difference));
  summary.median = sizes.empty() ? kUnknown : quantile_of_sorted(sizes, 0.5);
  summary.ninety_percent = sizes.empty() ? kUnknown : quantile_of_sorted(sizes, 0.9);
  rows.resize(std::min(rows.size(), kWorstRows));
  summary.worst = std::move(rows);
}

// One way over all rows; marks the rows it applies to.
CheckSummary check_by(CheckBy by, const PositionFile& file, const PositionRules& rules, std::vector<bool>& applied) {
  CheckSummary summary;
  summary.by = by;
  std::vector<CheckedRow> checked;
  for (std::size_t i = 0; i < file.rows.size(); ++i) {
    const PositionRow& row = file.rows[i];
    const double collateral = collateral_for(by, row, rules);
    if (std::isnan(collateral)) continue;
    applied[i] = true;
    const LiquidationPrice ours = solved_price(row, rules, collateral);
    const bool has_price = ours.outcome == LiquidationOutcome::kAtPrice;
    if (std::isnan(row.liquidation_price)) {
      ++(has_price ? summary.only_ours : summary.both_never);
    } else if (!has_price) {
      ++summary.only_reported;
    } else {
      const double reported = row.liquidation_price;
      checked.push_back({row.line, row.user, row.side, reported, ours.price, ours.price / reported - 1});
    }
  }
  summarise(std::move(checked), rules.tick_usd, summary);
  return summary;
}

std::string reason_of(const PositionRow& row) {
  switch (row.mode) {
    case MarginMode::kIsolated:
      return "isolated, but neither leverage nor margin used with value or PnL is given";
    case MarginMode::kCross:
      return "cross, without account value: the price hangs on the whole account, which one row does not show";
    case MarginMode::kUnknown:
      break;
  }
  return "margin mode unknown, with neither account value nor margin used";
}

bool any_row(const CheckSummary& s) {
  return s.rows + s.both_never + s.only_reported + s.only_ours > 0;
}

}  // namespace

ReportedCheck check_reported(const PositionFile& file, const PositionRules& rules) {
  ReportedCheck check{rules.venue, rules.contract, static_cast<std::int64_t>(file.rows.size()), 0, 0, {}, {}};
  if (!file.has_liquidation_column) {
    check.unchecked.push_back({"the file has no column of liquidation prices", check.rows});
    return check;
  }
  std::vector<bool> applied(file.rows.size());
  for (const CheckBy by : {CheckBy::kMargin, CheckBy::kLeverage, CheckBy::kAccount, CheckBy::kMarginOfUnknownMode}) {
    CheckSummary summary = check_by(by, file, rules, applied);
    if (any_row(summary)) check.summaries.push_back(std::move(summary));
  }
  std::map<std::string, std::int64_t> reasons;
  for (std::size_t i = 0; i < file.rows.size(); ++i) {
    check.reported += std::isnan(file.rows[i].liquidation_price) ? 0 : 1;
    check.checked += applied[i] ? 1 : 0;
    if (!applied[i]) ++reasons[reason_of(file.rows[i])];
  }
  for (const auto& [reason, rows] : reasons) check.unchecked.push_back({reason, rows});
  return check;
}

}  // namespace tinderbox
