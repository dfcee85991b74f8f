#include "host/market/load_market.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/market/assemble.hpp"
#include "host/market/file_catalog.hpp"
#include "host/market/file_selection.hpp"
#include "host/market/market_data.hpp"
#include "host/market/venue_feeds.hpp"
#include "host/market/window.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

// Beyond this a bar grid takes more memory than a run can use.
constexpr std::int64_t kMaxBars = 5'000'000;

void check_config(const MarketConfig& config, const Venue& venue) {
  ProblemList problems;
  const auto refuse = [&](const char* key, std::string problem, std::string found, std::string expected) {
    problems.add({key, std::move(problem), std::move(found), std::move(expected), ""});
  };
  if (!(venue.lot_size > 0)) refuse("lot_size", "is no lot size", fmt::format("{}", venue.lot_size), "above 0");
  if (config.bar_seconds <= 0) {
    refuse("market.bar_seconds", "is no width of a bar", fmt::format("{}", config.bar_seconds), "1 or more");
    return problems.throw_if_any();
  }
  const std::string grid = fmt::format("a multiple of bar_seconds = {}", config.bar_seconds);
  if (config.start_utc < 0 || config.start_utc % config.bar_seconds != 0)
    refuse("market.start_utc", "is not on the grid of bars", format_utc(config.start_utc), grid);
  if (config.end_utc % config.bar_seconds != 0)
    refuse("market.end_utc", "is not on the grid of bars", format_utc(config.end_utc), grid);
  if (config.end_utc <= config.start_utc)
    refuse("market.end_utc", "is not after market.start_utc", format_utc(config.end_utc), format_utc(config.start_utc));
  if ((config.end_utc - config.start_utc) / config.bar_seconds > kMaxBars)
    refuse("market.end_utc", "makes the window too long", fmt::format("over {} bars", kMaxBars), "fewer bars");
  problems.throw_if_any();
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void report(MarketState& state, const FileNotes& file, std::string_view what, std::int64_t count, std::int64_t first) {
  if (count == 0) return;
  state.repairs.push_back(fmt::format("{}: {} {} {}, first at {}", file.entry.path.string(), count,
                                      name_of(file.entry.kind), what, format_utc(first)));
}

template <typename Series>
void report_merging(const Series& series, const MarketData& data, MarketState& state) {
  for (std::size_t i = 0; i < series.repairs().size(); ++i) {
    const FileRepairs& repairs = series.repairs()[i];
    const FileNotes& file = data.files[i];
    report(state, file, "rows repeated and dropped", repairs.repeated, repairs.repeated_first);
    report(state, file, "rows agree with another file and were merged", repairs.overlapping, repairs.overlapping_first);
    // Newest first is how most venues answer, and no disorder.
    const bool newest_first = file.entry.json && repairs.disordered + 1 == file.facts.rows;
    if (!newest_first)
      report(state, file, "rows out of order and sorted", repairs.disordered, repairs.disordered_first);
  }
}

// Ratios are left out: those of metrics files repeat what was said about their open interest.
void report_repairs(const MarketData& data, MarketState& state) {
  report_merging(data.klines, data, state);
  report_merging(data.mark_klines, data, state);
  report_merging(data.open_interest, data, state);
  report_merging(data.funding, data, state);
  for (const FileNotes& file : data.files) {
    report(state, file, "rows without open interest skipped", file.without_interest, file.without_interest_first);
    report(state, file, "values finer than a lot rounded half to even", file.rounded, file.rounded_first);
    if (file.facts.unfinished != 0) {
      state.repairs.push_back(fmt::format("{}: its last candle was still open when it was fetched and is left out",
                                          file.entry.path.string()));
    }
  }
}

// The venue answers with the candle that is still open as the last one.
void warn_about_open_candle(const MarketData& data, const FileSelection& selection, const BarWindow& window,
                            MarketState& state) {
  const auto& rows = data.klines.rows();
  if (rows.empty() || rows.back().time + selection.kline_seconds != window.end) return;
  const FileNotes& file = data.files[rows.back().source.file];
  const bool says = file.entry.layout != nullptr && file.entry.layout->says_finished;
  if (!file.entry.json || says || rows.back().time != data.klines.last_time()) return;
  state.warnings.push_back(
      fmt::format("{}: the last candle of a REST answer may still have been open when it was "
                  "fetched; it is taken for complete",
                  file.entry.path.string()));
}

std::int64_t bytes_of(const FileSelection& selection) {
  std::int64_t bytes = 0;
  for (const CatalogEntry& entry : selection.files) bytes += entry.disk_bytes;
  return bytes;
}

// Files that were picked may turn out to hold nothing of the contract or venue.
void check_rows(const MarketData& data, const FileCatalog& catalog, const std::filesystem::path& data_dir) {
  const auto missing = [&](const char* problem, FileKind kind) {
    return InputError({data_dir.string(), problem, fmt::format("files without any row of {}", catalog.wanted.contract),
                       feed_of(catalog.wanted.venue, catalog.wanted.contract, kind), ""});
  };
  if (data.klines.empty()) throw missing("no klines", FileKind::kKlines);
  if (!data.open_interest.empty()) return;
  const bool metrics = std::any_of(data.files.begin(), data.files.end(), [](const FileNotes& file) {
    return file.entry.kind == FileKind::kMetrics && file.facts.rows != 0;
  });
  if (!metrics) throw missing("no open interest", FileKind::kOpenInterest);
  throw InputError({data_dir.string(), "no open interest", "metrics whose open interest is empty in every row",
                    "at least one snapshot", ""});
}

// Twice what other venues would say: whoever reads the run should know that it was halved.
void warn_about_both_sides(const MarketData& data, MarketState& state) {
  for (const FileNotes& file : data.files) {
    const RowLayout* layout = file.entry.layout;
    if (layout == nullptr || !layout->counts_both_sides || file.facts.rows == 0) continue;
    state.warnings.push_back(fmt::format("{}: {} adds up the open interest of longs and shorts; it is halved",
                                         file.entry.path.string(), layout->venue));
    return;
  }
}

MarketState assemble(const MarketData& data, const FileSelection& selection, const MarketConfig& config,
                     const Venue& venue) {
  MarketState state;
  state.venue = config.venue;
  state.contract = config.contract;
  state.tick_size_usd = venue.tick_size_usd;
  state.lot_size = venue.lot_size;
  state.inverse_contract_usd = venue.contract_kind == ContractKind::kInverse ? venue.contract_value : 0;
  state.bar_seconds = config.bar_seconds;
  state.warnings = selection.warnings;
  const BarWindow window = cut_window(config, selection, data, state.warnings);
  state.start_time = window.start;
  report_repairs(data, state);
  assemble_bars(data, selection, window, state);
  assemble_open_interest(data, window, state);
  assemble_funding(data, window, state);
  assemble_ratios(data, window, state);
  warn_about_open_candle(data, selection, window, state);
  warn_about_both_sides(data, state);
  for (const FileNotes& file : data.files) {
    if (file.facts.rows == 0) {
      state.ignored.push_back(
          fmt::format("{}: holds no rows of {} on {}", file.entry.path.string(), config.contract, venue.name));
      continue;
    }
    state.inputs.push_back({file.entry.path.string(), std::string(name_of(file.entry.kind)), file.facts.sha256,
                            file.facts.rows, file.facts.first_time, file.facts.last_time});
  }
  return state;
}

}  // namespace

MarketState load_market(const MarketConfig& config, const Venue& venue, const std::filesystem::path& data_dir,
                        Progress& progress) {
  check_config(config, venue);
  ProblemLog problems;
  const FileCatalog catalog = catalog_files(data_dir, {venue.name, config.contract}, problems);
  // A broken file explains why a kind is missing: it is reported alone.
  problems.throw_if_any();
  const FileSelection selection = select_files(catalog, config, data_dir, problems);
  problems.throw_if_any();
  progress.begin("reading market", bytes_of(selection), "bytes");
  const MarketData data = read_market_data(selection, config, venue, problems, progress);
  progress.end();
  check_rows(data, catalog, data_dir);
  MarketState state = assemble(data, selection, config, venue);
  state.synthetic = catalog.synthetic;
  state.ignored.insert(state.ignored.begin(), catalog.ignored.begin(), catalog.ignored.end());
  append(state.ignored, selection.ignored);
  state.warnings.insert(state.warnings.begin(), catalog.warnings.begin(), catalog.warnings.end());
  return state;
}

}  // namespace tinderbox
