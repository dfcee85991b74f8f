#include "host/market/row_handler.hpp"

#include <algorithm>
#include <limits>

#include "host/market/csv_header.hpp"

namespace tinderbox {

std::span<const std::string_view> RowHandler::columns() const {
  switch (request_->kind) {
    case FileKind::kOpenInterest:
      return kRestOpenInterestColumns;
    case FileKind::kAccountRatio:
      return kRestRatioColumns;
    case FileKind::kFunding:
      if (layout_ == Layout::kRest) return kRestFundingColumns;
      return kFundingColumns;
    default:
      return csv_columns(request_->kind);
  }
}

std::size_t RowHandler::required_columns() const {
  constexpr std::size_t kRestRequired = 3;  // symbol, time and value; the rest is context
  return request_->kind == FileKind::kKlines || request_->kind == FileKind::kMarkKlines ? kKlineColumns.size()
                                                                                        : kRestRequired;
}

template <typename Row>
void RowHandler::emit(Row row, const RowReport& report, const RowSink<Row>& sink) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  row.source = {request_->file_index, static_cast<std::uint32_t>(std::min(report.place().number, kMost))};
  facts_.first_time = facts_.rows == 0 ? row.time : std::min(facts_.first_time, row.time);
  facts_.last_time = facts_.rows == 0 ? row.time : std::max(facts_.last_time, row.time);
  ++facts_.rows;
  if (sink) sink(row);
}

void RowHandler::take(std::span<const std::string_view> texts, RowReport& report) {
  const std::string_view symbol = request_->symbol;
  switch (request_->kind) {
    case FileKind::kKlines:
    case FileKind::kMarkKlines: {
      const Traded traded = request_->kind == FileKind::kKlines ? Traded::kYes : Traded::kNo;
      if (const auto row = parse_kline(texts, request_->interval_seconds, traded, report))
        emit(*row, report, sinks_->kline);
      return;
    }
    case FileKind::kMetrics:
      if (const auto row = parse_metrics(texts, symbol, report)) emit(*row, report, sinks_->open_interest);
      return;
    case FileKind::kOpenInterest:
      if (const auto row = parse_rest_open_interest(texts, symbol, report)) emit(*row, report, sinks_->open_interest);
      return;
    case FileKind::kAccountRatio:
      if (const auto row = parse_rest_ratio(texts, symbol, report)) emit(*row, report, sinks_->account_ratio);
      return;
    case FileKind::kFunding: {
      const auto row =
          layout_ == Layout::kRest ? parse_rest_funding(texts, symbol, report) : parse_funding(texts, report);
      if (row) emit(*row, report, sinks_->funding);
      return;
    }
  }
}

}  // namespace tinderbox
