#include "host/market/venue_feeds.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace tinderbox {
namespace {

struct Feed {
  std::string_view venue;
  std::string_view klines;
  std::string_view mark;
  std::string_view interest;
};

constexpr std::array kFeeds{
    Feed{"bybit", "an answer of v5/market/kline", "an answer of v5/market/mark-price-kline whose name says \"mark\"",
         "an answer of v5/market/open-interest"},
    Feed{"okx", "an answer of market/candles or market/history-candles",
         "an answer of market/mark-price-candles whose name says \"mark\"",
         "an answer of rubik/stat/contracts/open-interest-history, or saved answers of public/open-interest"},
    Feed{"hyperliquid", "a candleSnapshot answer", "hyperliquid publishes no mark-price candles:",
         "hyperliquid's interface gives no past open interest: unpacked asset_ctxs files of its archive (CSV)"},
    Feed{
        "kraken", "an answer of charts/v1/trade", "an answer of charts/v1/mark whose name says \"mark\"",
        "an answer of charts/v1/analytics/<contract>/open-interest whose name says \"open-interest\", or saved answers "
        "of v3/tickers"},
    Feed{"dydx", "an answer of candles/perpetualMarkets",
         "dydx publishes no mark-price candles:", "candles that carry startingOpenInterest"},
};

std::string_view of_kind(const Feed& feed, FileKind kind) {
  if (kind == FileKind::kMarkKlines) return feed.mark;
  return kind == FileKind::kKlines ? feed.klines : feed.interest;
}

// The common layout, which any venue's files may have.
std::string_view common(FileKind kind) {
  if (kind == FileKind::kMarkKlines) return "mark-price klines";
  return kind == FileKind::kKlines ? "klines files" : "metrics or openInterestHist files";
}

}  // namespace

std::string feed_of(const std::string& venue, const std::string& contract, FileKind kind) {
  for (const Feed& feed : kFeeds) {
    if (feed.venue != venue) continue;
    const std::string_view own = of_kind(feed, kind);
    return fmt::format("{}{}{} of {} in the archive's layout", own, own.ends_with(':') ? " " : ", or ", common(kind),
                       contract);
  }
  return fmt::format("{} of {}", common(kind), contract);
}

}  // namespace tinderbox
