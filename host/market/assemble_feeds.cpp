#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "host/market/assemble.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

// Walks a series forward: the latest row at or before each time that is asked for, which must not decrease.
template <typename Series>
class LatestRow {
 public:
  using Row = typename std::decay_t<decltype(std::declval<Series>().rows())>::value_type;

  explicit LatestRow(const Series& series) : rows_(&series.rows()) {
    if (series.anchor()) latest_ = &*series.anchor();
  }

  const Row* at(std::int64_t time) {
    while (next_ < rows_->size() && (*rows_)[next_].time <= time) latest_ = &(*rows_)[next_++];
    return latest_;
  }

 private:
  const std::vector<Row>* rows_;
  const Row* latest_ = nullptr;
  std::size_t next_ = 0;
};

// The rows that a window sees: the latest one before it, and those inside.
template <typename Series>
auto rows_in_view(const Series& series, const BarWindow& window) {
  using Row = typename LatestRow<Series>::Row;
  std::vector<const Row*> rows;
  if (series.anchor()) rows.push_back(&*series.anchor());
  for (const Row& row : series.rows()) {
    if (row.time > window.end) break;
    if (row.time <= window.start) rows.clear();
    rows.push_back(&row);
  }
  return rows;
}

struct Missing {
  std::int64_t count = 0;
  std::int64_t after = 0;
};

// Snapshots that the feed's own interval promised and that are not there, by the file of the snapshot before.
void report_missing_snapshots(const MarketData& data, const BarWindow& window, MarketState& state) {
  std::map<std::uint32_t, Missing> missing;
  const auto rows = rows_in_view(data.open_interest, window);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::int64_t before = data.files[rows[i - 1]->source.file].spacing.seconds();
    const std::int64_t interval = std::max(before, data.files[rows[i]->source.file].spacing.seconds());
    const std::int64_t distance = rows[i]->time - rows[i - 1]->time;
    if (interval == 0 || distance < 2 * interval) continue;
    Missing& gap = missing[rows[i - 1]->source.file];
    if (gap.count == 0) gap.after = rows[i - 1]->time;
    gap.count += distance / interval - 1;
  }
  for (const auto& [file, gap] : missing) {
    state.repairs.push_back(fmt::format("{}: {} missing snapshots of open interest carried forward, first after {}",
                                        data.files[file].entry.path.string(), gap.count, format_utc(gap.after)));
  }
}

std::int64_t funding_interval(const MarketData& data, const FundingRow& row) {
  constexpr std::int64_t kHour = 3600;
  return row.interval_hours != 0 ? row.interval_hours * kHour : data.funding_spacing.seconds();
}

void warn_about_funding(const MarketData& data, const BarWindow& window, MarketState& state) {
  const auto rows = rows_in_view(data.funding, window);
  if (rows.empty()) {
    state.warnings.push_back("funding: no events up to the end of the window; funding is taken for 0");
    return;
  }
  if (rows.front()->time > window.start) {
    state.warnings.push_back(fmt::format("funding: unknown and taken for 0 from {} to its first event at {}",
                                         format_utc(window.start), format_utc(rows.front()->time)));
  }
  Missing missing;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::int64_t interval = std::max(funding_interval(data, *rows[i - 1]), funding_interval(data, *rows[i]));
    const std::int64_t distance = rows[i]->time - rows[i - 1]->time;
    if (interval == 0 || distance < 2 * interval) continue;
    if (missing.count == 0) missing.after = rows[i - 1]->time;
    missing.count += distance / interval - 1;
  }
  if (missing.count != 0) {
    state.warnings.push_back(fmt::format("funding: {} missing events taken for 0, first after {}", missing.count,
                                         format_utc(missing.after)));
  }
  const std::int64_t due = rows.back()->time + funding_interval(data, *rows.back());
  if (due < window.end) {
    state.warnings.push_back(fmt::format("funding: no event after {}; those due from {} to {} are taken for 0",
                                         format_utc(rows.back()->time), format_utc(due), format_utc(window.end)));
  }
}

}  // namespace

void assemble_open_interest(const MarketData& data, const BarWindow& window, MarketState& state) {
  LatestRow latest(data.open_interest);
  for (std::int64_t time = window.start; time <= window.end; time += state.bar_seconds)
    state.open_interest_lots.push_back(latest.at(time)->lots);
  report_missing_snapshots(data, window, state);
}

void assemble_funding(const MarketData& data, const BarWindow& window, MarketState& state) {
  if (data.funding.empty()) {
    state.warnings.push_back("funding: no files; funding is taken for 0");
  } else {
    warn_about_funding(data, window, state);
  }
  LatestRow latest(data.funding);
  const auto& rows = data.funding.rows();
  std::size_t next = 0;
  while (next < rows.size() && rows[next].time < window.start) ++next;
  for (std::int64_t time = window.start; time < window.end; time += state.bar_seconds) {
    const FundingRow* known = latest.at(time);
    state.funding_rate.push_back(known == nullptr ? 0 : known->rate);
    double paid = 0;
    for (; next < rows.size() && rows[next].time < time + state.bar_seconds; ++next) paid += rows[next].rate;
    state.funding_paid.push_back(paid);
  }
}

void assemble_ratios(const MarketData& data, const BarWindow& window, MarketState& state) {
  LatestRow latest(data.ratios);
  for (std::int64_t time = window.start; time < window.end; time += state.bar_seconds) {
    const AccountRatioRow* known = latest.at(time);
    const bool fresh = known != nullptr && time - known->time < kRatioLifeSeconds;
    state.long_short_ratio.push_back(fresh ? known->long_short_ratio : kUnknown);
  }
}

}  // namespace tinderbox
