#include "host/market/window.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

std::int64_t floor_to(std::int64_t time, std::int64_t step) {
  return time / step * step;
}
std::int64_t ceil_to(std::int64_t time, std::int64_t step) {
  return floor_to(time + step - 1, step);
}

// One end of the window and why it lies there.
struct Edge {
  std::int64_t time = 0;
  std::string reason;
};

Edge latest_of(const Edge& a, const Edge& b) {
  return a.time >= b.time ? a : b;
}
Edge earliest_of(const Edge& a, const Edge& b) {
  return a.time <= b.time ? a : b;
}

Edge data_start(const MarketConfig& config, const MarketData& data) {
  const std::int64_t klines = data.klines.first_time();
  const std::int64_t interest = data.open_interest.first_time();
  return latest_of({ceil_to(klines, config.bar_seconds), "klines begin at " + format_utc(klines)},
                   {ceil_to(interest, config.bar_seconds), "open interest begins at " + format_utc(interest)});
}

Edge open_interest_end(const MarketConfig& config, const MarketData& data) {
  const std::int64_t last = data.open_interest.last_time();
  const std::int64_t interval = open_interest_interval(data);
  const std::string begins = "open interest ends at " + format_utc(last);
  if (interval == 0) return {floor_to(last, config.bar_seconds), begins + ", its only snapshot"};
  const std::int64_t due = last + interval;
  return {floor_to(due - 1, config.bar_seconds),
          fmt::format("{} and the next snapshot was due at {}", begins, format_utc(due))};
}

Edge data_end(const MarketConfig& config, const FileSelection& selection, const MarketData& data) {
  const std::int64_t klines = data.klines.last_time() + selection.kline_seconds;
  return earliest_of({floor_to(klines, config.bar_seconds), "klines end at " + format_utc(klines)},
                     open_interest_end(config, data));
}

Edge mark_end(const MarketConfig& config, const FileSelection& selection, const MarketData& data) {
  const std::int64_t end = data.mark_klines.last_time() + selection.mark_kline_seconds;
  return {floor_to(end, config.bar_seconds),
          fmt::format("mark-price klines end at {} (market.mark = \"last\" goes on without them)", format_utc(end))};
}

// Mark prices are used from the first bar of the window on or not at all: a source that changed on the way would make
// crossings of the two stretches differ.
bool use_mark_klines(const MarketConfig& config, const FileSelection& selection, const MarketData& data,
                     const Edge& start, std::vector<std::string>& warnings) {
  if (selection.mark_kline_seconds == 0) return false;
  const std::int64_t first = data.mark_klines.first_time();
  const std::int64_t end = mark_end(config, selection, data).time;
  if (first <= start.time && end > start.time) return true;
  const std::string found = fmt::format("mark-price klines from {} to {}", format_utc(first), format_utc(end));
  const std::string expected = "mark-price klines from " + format_utc(start.time) + " on";
  if (config.mark == "mark")
    throw InputError({"market.mark", "the mark-price klines do not cover the window", found, expected, ""});
  warnings.push_back(fmt::format("mark: last prices are used everywhere (found {}, expected {})", found, expected));
  return false;
}

void check_overlap(const MarketConfig& config, const Edge& start, const Edge& end) {
  if (std::max(start.time, config.start_utc) < std::min(end.time, config.end_utc)) return;
  const std::string found = start.time < end.time
                                ? fmt::format("whole bars from {} to {}", format_utc(start.time), format_utc(end.time))
                                : std::string("no whole bar");
  throw InputError({"market", "the data do not reach into the configured window",
                    fmt::format("{}: {}; {}", found, start.reason, end.reason),
                    fmt::format("bars from {} to {}", format_utc(config.start_utc), format_utc(config.end_utc)),
                    "set market.start_utc and market.end_utc to a time that the files hold"});
}

}  // namespace

std::int64_t open_interest_interval(const MarketData& data) {
  const FileNotes* last = nullptr;
  CommonSpacing all;
  for (const FileNotes& file : data.files) {
    if (file.facts.rows != 0 && file.entry.holds_open_interest() &&
        (last == nullptr || file.facts.last_time > last->facts.last_time))
      last = &file;
  }
  if (last != nullptr && last->spacing.seconds() != 0) return last->spacing.seconds();
  for (const OpenInterestPoint& point : data.open_interest.rows()) all.add(point.time);
  return all.seconds();
}

BarWindow cut_window(const MarketConfig& config, const FileSelection& selection, const MarketData& data,
                     std::vector<std::string>& warnings) {
  Edge start = data_start(config, data);
  Edge end = data_end(config, selection, data);
  check_overlap(config, start, end);
  if (start.time > config.start_utc) {
    warnings.push_back(fmt::format("window cut: it starts at {} instead of {}, because {}", format_utc(start.time),
                                   format_utc(config.start_utc), start.reason));
  }
  start.time = std::max(start.time, config.start_utc);
  const bool mark = use_mark_klines(config, selection, data, start, warnings);
  if (mark) end = earliest_of(end, mark_end(config, selection, data));
  if (end.time < config.end_utc) {
    warnings.push_back(fmt::format("window cut: it ends at {} instead of {}, because {}", format_utc(end.time),
                                   format_utc(config.end_utc), end.reason));
  }
  return {start.time, std::min(end.time, config.end_utc), mark};
}

}  // namespace tinderbox
