#include "host/market/row_handler.hpp"

#include <algorithm>
#include <limits>

namespace tinderbox {

void RowHandler::take(std::span<const std::string_view> texts, const JsonEnvelope* envelope, RowReport& report) {
  number_ = report.place().number;
  RowColumns columns(texts, layout_->columns, report);
  layout_->parse(columns, {request_, envelope}, *this);
}

void RowHandler::finish() {
  if (held_) ++facts_.unfinished;
  held_.reset();
}

RowSource RowHandler::source() const {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return {request_->file_index, static_cast<std::uint32_t>(std::min(number_, kMost))};
}

// A row may be emitted as two kinds; it counts once.
void RowHandler::count(std::int64_t time, RowSource source) {
  facts_.first_time = facts_.rows == 0 ? time : std::min(facts_.first_time, time);
  facts_.last_time = facts_.rows == 0 ? time : std::max(facts_.last_time, time);
  if (!counted_ || counted_->number != source.number) ++facts_.rows;
  counted_ = source;
}

void RowHandler::emit_held() {
  if (!held_) return;
  count(held_->time, held_->source);
  if (sinks_->kline) sinks_->kline(*held_);
  held_.reset();
}

void RowHandler::emit(KlineRow row, CandleState state) {
  row.source = source();
  const bool latest = row.time > latest_candle_;
  latest_candle_ = std::max(latest_candle_, row.time);
  if (held_ && latest) emit_held();
  if (state == CandleState::kOpen && latest) {
    held_ = row;
    return;
  }
  count(row.time, row.source);
  if (sinks_->kline) sinks_->kline(row);
}

void RowHandler::emit(OpenInterestRow row) {
  row.source = source();
  count(row.time, row.source);
  if (sinks_->open_interest) sinks_->open_interest(row);
}

void RowHandler::emit(FundingRow row) {
  row.source = source();
  count(row.time, row.source);
  if (sinks_->funding) sinks_->funding(row);
}

void RowHandler::emit(AccountRatioRow row) {
  row.source = source();
  count(row.time, row.source);
  if (sinks_->account_ratio) sinks_->account_ratio(row);
}

void parse_symbol_funding(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  FundingRow row;
  columns.symbol(0, context.request->symbol);
  row.rate = columns.funding_rate(1);
  if (const auto time = columns.time(2)) row.time = snapped_funding_time(*time);
  if (columns.good()) handler.emit(row);
}

}  // namespace tinderbox
