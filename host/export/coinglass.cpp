#include "host/export/coinglass.hpp"

#include <cmath>
#include <string_view>

namespace tinderbox {
namespace {

// Separates the elements of an array: nothing before the first.
class Comma {
 public:
  [[nodiscard]] std::string_view next() {
    const std::string_view mark = first_ ? "" : ",";
    first_ = false;
    return mark;
  }

 private:
  bool first_ = true;
};

void open_answer(const RunResult& run, TextBuffer& text) {
  text.add(R"({{"code":"0","msg":"success",{}"data":{{)", run.market.synthetic ? R"("synthetic":true,)" : "");
}

void close_answer(TextBuffer& text) {
  text.add("}}}}\n");
  text.finish();
}

void add_cells(const HeatmapResult& map, TextBuffer& text) {
  const std::size_t bins = map.price.size();
  Comma comma;
  for (std::size_t t = 0; t < map.time.size(); ++t)
    for (std::size_t k = 0; k < bins; ++k) {
      const double usd = static_cast<double>(map.density[(t * kSides) * bins + k]) +
                         static_cast<double>(map.density[(t * kSides + 1) * bins + k]);
      if (usd > 0) text.add("{}[{},{},{}]", comma.next(), t, k, usd_text(usd));
    }
}

void add_candles(const RunResult& run, TextBuffer& text) {
  const MarketState& market = run.market;
  Comma comma;
  for (std::size_t t = 0; t < run.heatmap.time.size(); ++t) {
    const double price = std::isfinite(market.vwap[t]) ? market.vwap[t] : market.close[t];
    const double contract_usd = market.is_inverse() ? market.inverse_contract_usd : price;
    text.add(R"({}[{},"{}","{}","{}","{}","{}"])", comma.next(), run.heatmap.time[t], price_text(market.open[t]),
             price_text(market.high[t]), price_text(market.low[t]), price_text(market.close[t]),
             usd_text(market.volume[t] * contract_usd));
  }
}

}  // namespace

void coinglass_heatmap(const RunResult& run, TextBuffer& text) {
  open_answer(run, text);
  text.add(R"("y_axis":[)");
  Comma comma;
  for (const double price : run.heatmap.price) text.add("{}{}", comma.next(), price_text(price));
  text.add(R"(],"liquidation_leverage_data":[)");
  add_cells(run.heatmap, text);
  text.add(R"(],"price_candlesticks":[)");
  add_candles(run, text);
  text.add("]");
  close_answer(text);
}

void coinglass_map(const RunResult& run, TextBuffer& text) {
  const LadderResult& ladder = run.ladder;
  const std::size_t bins = ladder.price.size();
  const std::size_t bands = ladder.leverage_bounds.size() / 2;
  open_answer(run, text);
  text.add(R"("data":{{)");
  Comma prices;
  for (std::size_t k = 0; k < bins; ++k) {
    Comma entries;
    for (std::size_t b = 0; b < bands; ++b) {
      const double usd = static_cast<double>(ladder.by_leverage[(b * kSides) * bins + k]) +
                         static_cast<double>(ladder.by_leverage[(b * kSides + 1) * bins + k]);
      if (!(usd > 0)) continue;
      const std::string_view comma = entries.next();
      const std::string price = price_text(ladder.price[k]);
      if (comma.empty()) text.add(R"({}"{}":[)", prices.next(), price);
      text.add("{}[{},{},{},null]", comma, price, usd_text(usd), price_text(ladder.leverage_bounds[2 * b + 1]));
    }
    if (!entries.next().empty()) text.add("]");
  }
  text.add("}}");
  close_answer(text);
}

}  // namespace tinderbox
