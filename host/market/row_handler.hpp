// Takes the texts of one row after the other, has its layout parse and check it, and hands the good rows on.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "host/market/row_layout.hpp"

namespace tinderbox {

enum class CandleState { kFinished, kOpen };

class RowHandler {
 public:
  RowHandler(const FileRequest& request, const RowLayout& layout, const RowSinks& sinks)
      : request_(&request), layout_(&layout), sinks_(&sinks) {}

  // Texts in the order of the layout's columns. `envelope` is nullptr for CSV.
  void take(std::span<const std::string_view> texts, const JsonEnvelope* envelope, RowReport& report);
  // Call after the last row.
  void finish();

  // For the parsers of layouts: a row without problems. A candle that was still open when it was fetched is left out
  // if no later candle follows in the file.
  void emit(KlineRow row, CandleState state = CandleState::kFinished);
  void emit(OpenInterestRow row);
  void emit(FundingRow row);
  void emit(AccountRatioRow row);
  // A good row of another contract or venue.
  void pass_over() { ++facts_.passed_over; }

  [[nodiscard]] const FileFacts& facts() const noexcept { return facts_; }
  [[nodiscard]] const RowLayout& layout() const noexcept { return *layout_; }

 private:
  [[nodiscard]] RowSource source() const;
  void count(std::int64_t time, RowSource source);
  void emit_held();

  const FileRequest* request_;
  const RowLayout* layout_;
  const RowSinks* sinks_;
  FileFacts facts_;
  std::int64_t number_ = 0;  // line or element of the current row
  std::optional<RowSource> counted_;
  std::optional<KlineRow> held_;  // the latest candle, still open
  std::int64_t latest_candle_ = 0;
};

// Parses funding as several venues write it: symbol, rate, time.
void parse_symbol_funding(RowColumns& columns, const RowContext& context, RowHandler& handler);

}  // namespace tinderbox
