#include "host/market/total_open_interest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "host/market/csv_table.hpp"
#include "host/market/peeked_bytes.hpp"
#include "host/market/row_columns.hpp"
#include "host/market/time_series.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 5> kColumns{"time_ms", "open", "high", "low", "close"};

// Open, high, low and close of an amount of money.
double close_of(RowColumns& columns) {
  std::array<double, 4> usd{};
  for (std::size_t i = 0; i < usd.size(); ++i) usd[i] = columns.amount(i + 1);
  const auto [open, high, low, close] = usd;
  if (high < low) columns.refuse(2, "is below low", fmt::format("at least {}", columns.text(3)));
  if (close < low || close > high)
    columns.refuse(4, "lies outside low and high", fmt::format("from {} to {}", columns.text(3), columns.text(2)));
  if (open < low || open > high)
    columns.refuse(1, "lies outside low and high", fmt::format("from {} to {}", columns.text(3), columns.text(2)));
  return close;
}

TotalOpenInterest series_of(const std::map<std::int64_t, double>& rows) {
  TotalOpenInterest total;
  CommonSpacing spacing;
  for (const auto& [time, usd] : rows) {
    spacing.add(time);
    total.time.push_back(time);
    total.usd.push_back(usd);
  }
  total.interval_seconds = spacing.seconds();
  return total;
}

}  // namespace

TotalOpenInterest read_total_open_interest(const std::filesystem::path& path) {
  ProblemLog problems;
  NoProgress progress;
  std::map<std::int64_t, double> rows;
  MarketFile file(path, progress);
  const CsvTable table{.name = "total open interest", .columns = kColumns};
  read_csv_table(file, path.string(), table, problems, [&](std::span<const std::string_view> texts, RowReport& report) {
    RowColumns columns(texts, kColumns, report);
    const auto time = columns.time(0);
    const double usd = close_of(columns);
    if (!report.good()) return;
    const auto [at, is_new] = rows.emplace(time->seconds(), usd);
    if (!is_new && at->second != usd)
      columns.refuse(4, "disagrees with another row of that time", fmt::format("{}", at->second));
  });
  problems.throw_if_any();
  if (rows.empty()) throw InputError({path.string(), "holds no rows", "", "open interest of all venues", ""});
  return series_of(rows);
}

}  // namespace tinderbox
