#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/market/assemble.hpp"
#include "host/market/file_name.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr double kFilledShareWarning = 0.05;

// Candles of one bar, put together.
struct Bar {
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;
  double quote_volume = 0;
  double taker_buy_volume = 0;
  std::int64_t present = 0;  // candles that were there
};

struct Gap {
  std::int64_t candles = 0;
  std::int64_t first = 0;
};

// Walks a series of candles slot by slot; a missing candle is flat at the close before it.
class BarBuilder {
 public:
  BarBuilder(const KlineSeries& series, const std::vector<FileNotes>& files, std::int64_t interval, std::int64_t start)
      : rows_(&series.rows()), files_(&files), interval_(interval) {
    if (series.anchor()) take_before(*series.anchor());
    while (next_ < rows_->size() && (*rows_)[next_].time < start) take_before((*rows_)[next_++]);
  }

  Bar build(std::int64_t open_time, std::int64_t bar_seconds) {
    Bar bar;
    for (std::int64_t time = open_time; time < open_time + bar_seconds; time += interval_) {
      const bool present = next_ < rows_->size() && (*rows_)[next_].time == time;
      if (!present) note_gap(time);
      add(present ? (*rows_)[next_] : flat(), time == open_time, present, bar);
      if (present) take_before((*rows_)[next_++]);
    }
    if (bar.present == 0) bar.taker_buy_volume = kUnknown;
    return bar;
  }

  // Missing candles by the file that held the one before.
  [[nodiscard]] const std::map<std::uint32_t, Gap>& gaps() const noexcept { return gaps_; }

 private:
  void take_before(const KlineRow& row) {
    close_before_ = row.close;
    file_before_ = row.source.file;
  }

  [[nodiscard]] KlineRow flat() const {
    KlineRow row;
    row.open = row.high = row.low = row.close = close_before_;
    return row;
  }

  void note_gap(std::int64_t time) {
    Gap& gap = gaps_[file_before_];
    if (gap.candles++ == 0) gap.first = time;
  }

  void add(const KlineRow& row, bool first, bool present, Bar& bar) const {
    if (first) {
      bar.open = row.open;
      bar.high = row.high;
      bar.low = row.low;
    }
    bar.high = std::max(bar.high, row.high);
    bar.low = std::min(bar.low, row.low);
    bar.close = row.close;
    bar.volume += row.volume;
    bar.quote_volume += row.quote_volume;
    if (!present) return;
    const bool taker_known = row.time >= (*files_)[row.source.file].first_taker_time;
    bar.taker_buy_volume += taker_known ? row.taker_buy_volume : kUnknown;
    ++bar.present;
  }

  const std::vector<KlineRow>* rows_;
  const std::vector<FileNotes>* files_;
  std::int64_t interval_;
  std::size_t next_ = 0;
  double close_before_ = 0;
  std::uint32_t file_before_ = 0;
  std::map<std::uint32_t, Gap> gaps_;
};

// Sums of rounded products may leave the range of the bar by an ulp; anything further off is no price of this bar.
// Inverse contracts, of so many USD each, turn over coin.
double vwap_of(const Bar& bar, double inverse_contract_usd) {
  constexpr double kSlack = 1e-9;
  if (!(bar.volume > 0) || !(bar.quote_volume > 0)) return kUnknown;
  const double vwap =
      inverse_contract_usd > 0 ? bar.volume * inverse_contract_usd / bar.quote_volume : bar.quote_volume / bar.volume;
  if (vwap < bar.low * (1 - kSlack) || vwap > bar.high * (1 + kSlack)) return kUnknown;
  return std::clamp(vwap, bar.low, bar.high);
}

void append(const Bar& bar, MarketState& state) {
  state.open.push_back(bar.open);
  state.high.push_back(bar.high);
  state.low.push_back(bar.low);
  state.close.push_back(bar.close);
  state.volume.push_back(bar.volume);
  state.vwap.push_back(vwap_of(bar, state.inverse_contract_usd));
  state.taker_buy_volume.push_back(bar.taker_buy_volume);
}

void report_gaps(const MarketData& data, const BarBuilder& builder, std::int64_t interval, std::string_view repair,
                 MarketState& state) {
  for (const auto& [file, gap] : builder.gaps()) {
    state.repairs.push_back(fmt::format("{}: {} missing {} klines {}, first at {}",
                                        data.files[file].entry.path.string(), gap.candles, interval_name(interval),
                                        repair, format_utc(gap.first)));
  }
}

void warn_if_many_filled(std::size_t filled, MarketState& state) {
  const double share = static_cast<double>(filled) / static_cast<double>(state.bars());
  if (share <= kFilledShareWarning) return;
  state.warnings.push_back(fmt::format("{} of {} bars ({:.1f}%) hold no klines and are flat at the price before",
                                       filled, state.bars(), 100 * share));
}

// A bar that lacks mark-price candles takes the last prices, which follow the market through the gap.
void assemble_mark(const MarketData& data, const FileSelection& selection, const BarWindow& window,
                   MarketState& state) {
  const std::int64_t candles = state.bar_seconds / selection.mark_kline_seconds;
  BarBuilder builder(data.mark_klines, data.files, selection.mark_kline_seconds, window.start);
  for (std::size_t t = 0; t < state.bars(); ++t) {
    const Bar bar = builder.build(window.start + static_cast<std::int64_t>(t) * state.bar_seconds, state.bar_seconds);
    const bool whole = bar.present == candles;
    state.mark_low.push_back(whole ? bar.low : state.low[t]);
    state.mark_high.push_back(whole ? bar.high : state.high[t]);
    state.mark_close.push_back(whole ? bar.close : state.close[t]);
  }
  report_gaps(data, builder, selection.mark_kline_seconds, "of the mark price: their bars take last prices", state);
}

void check_rows_inside(const MarketData& data, const BarWindow& window) {
  const auto& rows = data.klines.rows();
  const bool any = std::any_of(rows.begin(), rows.end(),
                               [&](const KlineRow& row) { return row.time >= window.start && row.time < window.end; });
  if (any) return;
  throw InputError({"market", "no klines inside the window", "klines before and after it only",
                    fmt::format("klines from {} to {}", format_utc(window.start), format_utc(window.end)), ""});
}

}  // namespace

void assemble_bars(const MarketData& data, const FileSelection& selection, const BarWindow& window,
                   MarketState& state) {
  check_rows_inside(data, window);
  BarBuilder builder(data.klines, data.files, selection.kline_seconds, window.start);
  std::size_t filled = 0;
  for (std::int64_t time = window.start; time < window.end; time += state.bar_seconds) {
    const Bar bar = builder.build(time, state.bar_seconds);
    if (bar.present == 0) ++filled;
    append(bar, state);
  }
  report_gaps(data, builder, selection.kline_seconds, "filled flat with the close before and no volume", state);
  warn_if_many_filled(filled, state);
  state.mark_source = window.mark_klines ? "mark" : "last";
  if (window.mark_klines) return assemble_mark(data, selection, window, state);
  state.mark_low = state.low;
  state.mark_high = state.high;
  state.mark_close = state.close;
}

}  // namespace tinderbox
