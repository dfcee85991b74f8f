#include "host/market/file_selection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "host/market/venue_feeds.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDay = 86400;

std::set<std::int64_t> intervals_of(const FileCatalog& catalog, FileKind kind) {
  std::set<std::int64_t> intervals;
  for (const CatalogEntry& entry : catalog.entries) {
    if (entry.kind == kind) intervals.insert(entry.interval_seconds);
  }
  return intervals;
}

// The coarsest interval that divides the bar; 0 if there is none.
std::int64_t usable_interval(const std::set<std::int64_t>& intervals, std::int64_t bar_seconds) {
  for (auto at = intervals.rbegin(); at != intervals.rend(); ++at) {
    if (bar_seconds % *at == 0) return *at;
  }
  return 0;
}

std::string names_of(const std::set<std::int64_t>& intervals) {
  std::vector<std::string> names;
  for (const std::int64_t seconds : intervals) names.push_back(interval_name(seconds));
  return fmt::format("{}", fmt::join(names, ", "));
}

// Bar widths that these klines can fill: multiples of an interval that divide a day.
std::string working_bars(const std::set<std::int64_t>& intervals) {
  std::set<std::int64_t> bars;
  for (const std::int64_t interval : intervals) {
    for (std::int64_t bar = interval; bar <= kDay; bar += interval) {
      if (kDay % bar == 0 && is_kline_interval(bar)) bars.insert(bar);
    }
  }
  return fmt::format("{}", fmt::join(bars, ", "));
}

// What stood in the folder instead, so that one look at the error is enough.
std::string left_alone(const FileCatalog& catalog) {
  constexpr std::size_t kShown = 5;
  if (catalog.ignored.empty()) return "";
  const std::size_t shown_files = std::min(kShown, catalog.ignored.size());
  std::string text = "files left alone: ";
  for (std::size_t i = 0; i < shown_files; ++i) text += (i == 0 ? "" : "; ") + catalog.ignored[i];
  if (catalog.ignored.size() > kShown) text += fmt::format("; and {} more", catalog.ignored.size() - kShown);
  return text;
}

class Selector {
 public:
  Selector(const FileCatalog& catalog, const MarketConfig& config, std::string where, ProblemLog& problems)
      : catalog_(&catalog), config_(&config), where_(std::move(where)), problems_(&problems) {}

  FileSelection select() {
    select_klines();
    select_mark_klines();
    if (std::none_of(catalog_->entries.begin(), catalog_->entries.end(),
                     [](const CatalogEntry& entry) { return entry.holds_open_interest(); }))
      missing("no open interest", feed(FileKind::kOpenInterest));
    for (const CatalogEntry& entry : catalog_->entries) take(entry);
    return std::move(selection_);
  }

 private:
  void missing(std::string problem, std::string expected) {
    problems_->add({where_, std::move(problem), "", std::move(expected), left_alone(*catalog_)});
  }

  [[nodiscard]] std::string feed(FileKind kind) const {
    return feed_of(catalog_->wanted.venue, catalog_->wanted.contract, kind);
  }

  void select_klines() {
    const auto intervals = intervals_of(*catalog_, FileKind::kKlines);
    if (intervals.empty()) return missing("no klines", feed(FileKind::kKlines));
    selection_.kline_seconds = usable_interval(intervals, config_->bar_seconds);
    if (selection_.kline_seconds != 0) return check_candles();
    problems_->add({"market.bar_seconds", fmt::format("cannot be made from the klines in {}", where_),
                    fmt::format("{}, klines of {}", config_->bar_seconds, names_of(intervals)),
                    "klines whose interval divides the bar",
                    fmt::format("bar_seconds that would work: {}", working_bars(intervals))});
  }

  void check_candles() {
    const std::int64_t candles = (config_->end_utc - config_->start_utc) / selection_.kline_seconds;
    if (candles <= kMaxCandles) return;
    problems_->add({"market.end_utc", "makes the window too long for these klines",
                    fmt::format("{} klines of {}", candles, interval_name(selection_.kline_seconds)),
                    fmt::format("at most {}", kMaxCandles), "shorten the window or give coarser klines"});
  }

  void select_mark_klines() {
    const auto intervals = intervals_of(*catalog_, FileKind::kMarkKlines);
    if (config_->mark == "last") return;
    selection_.mark_kline_seconds = usable_interval(intervals, config_->bar_seconds);
    if (selection_.mark_kline_seconds != 0) return;
    if (config_->mark == "mark") {
      return missing("no usable mark-price klines, which market.mark = \"mark\" requires",
                     fmt::format("{}, whose interval divides {} s", feed(FileKind::kMarkKlines), config_->bar_seconds));
    }
    if (intervals.empty()) return;
    selection_.warnings.push_back(fmt::format("mark-price klines of {} do not fit bars of {} s: last prices are used",
                                              names_of(intervals), config_->bar_seconds));
  }

  // Why a kline file is not read; empty if it is.
  [[nodiscard]] std::string unused(const CatalogEntry& entry) const {
    const bool klines = entry.kind == FileKind::kKlines;
    if (!klines && entry.kind != FileKind::kMarkKlines) return "";
    if (!klines && config_->mark == "last") return "mark-price klines: market.mark is \"last\"";
    const std::int64_t used = klines ? selection_.kline_seconds : selection_.mark_kline_seconds;
    if (entry.interval_seconds == used) return "";
    const std::string name = interval_name(entry.interval_seconds);
    if (used == 0) return fmt::format("{} of {} do not fit the bar", name_of(entry.kind), name);
    return fmt::format("{} of {}: those of {} are used", name_of(entry.kind), name, interval_name(used));
  }

  void take(const CatalogEntry& entry) {
    const std::string reason = unused(entry);
    if (reason.empty()) {
      selection_.files.push_back(entry);
    } else {
      selection_.ignored.push_back(fmt::format("{}: {}", entry.path.string(), reason));
    }
  }

  const FileCatalog* catalog_;
  const MarketConfig* config_;
  std::string where_;
  ProblemLog* problems_;
  FileSelection selection_;
};

}  // namespace

FileSelection select_files(const FileCatalog& catalog, const MarketConfig& config,
                           const std::filesystem::path& data_dir, ProblemLog& problems) {
  return Selector(catalog, config, data_dir.string(), problems).select();
}

}  // namespace tinderbox
