#include "host/market/file_name.hpp"

#include <gtest/gtest.h>

namespace tinderbox {
namespace {

struct Case {
  const char* path;
  const char* symbol;
  std::optional<FileKind> kind;
  const char* other;
  std::int64_t interval;
  MarketType market;
};

class FileName : public ::testing::TestWithParam<Case> {};

TEST_P(FileName, Tells) {
  const Case& expected = GetParam();
  const NameHints hints = hints_of(expected.path, std::filesystem::path("/spot/mark/trades") / expected.path);
  EXPECT_EQ(hints.symbol, expected.symbol);
  EXPECT_EQ(hints.kind, expected.kind);
  EXPECT_EQ(hints.other_kind, expected.other);
  EXPECT_EQ(hints.interval_seconds, expected.interval);
  EXPECT_EQ(hints.market, expected.market);
}

constexpr auto kAny = MarketType::kUnknown;
constexpr auto kUm = MarketType::kUsdMargined;
constexpr auto kCm = MarketType::kCoinMargined;
constexpr auto kSpot = MarketType::kSpot;

INSTANTIATE_TEST_SUITE_P(
    Names, FileName,
    ::testing::Values(
        Case{"BTCUSDT-1h-2024-01.csv", "BTCUSDT", FileKind::kKlines, "", 3600, kAny},
        Case{"BTCUSDT-metrics-1h-2023.csv", "BTCUSDT", FileKind::kMetrics, "", 3600, kAny},
        Case{"BTCUSDT-fundingRate-2025-03.zip", "BTCUSDT", FileKind::kFunding, "", 0, kAny},
        Case{"spot-BTCUSDT-5m-2024-03.csv", "BTCUSDT", FileKind::kKlines, "", 300, kSpot},
        Case{"BTCUSDT-markPriceKlines-1h-2024.csv", "BTCUSDT", FileKind::kMarkKlines, "", 3600, kAny},
        Case{"BTCUSDT-mark-5m.csv", "BTCUSDT", FileKind::kMarkKlines, "", 300, kAny},
        Case{"data/futures/um/daily/klines/BTCUSDT/5m/BTCUSDT-5m-2024-01-01.zip", "BTCUSDT", FileKind::kKlines, "", 300,
             kUm},
        Case{"data/futures/um/daily/markPriceKlines/BTCUSDT/5m/BTCUSDT-5m-2024-01-01.zip", "BTCUSDT",
             FileKind::kMarkKlines, "", 300, kUm},
        Case{"data/futures/um/daily/indexPriceKlines/BTCUSDT/5m/BTCUSDT-5m-2024-01-01.zip", "BTCUSDT",
             FileKind::kKlines, "indexPriceKlines", 300, kUm},
        Case{"futures/cm/daily/klines/BTCUSD_PERP/1m/BTCUSD_PERP-1m-2024-01-01.zip", "BTCUSD_PERP", FileKind::kKlines,
             "", 60, kCm},
        Case{"BTCUSD_PERP-1m-2024.csv", "BTCUSD_PERP", FileKind::kKlines, "", 60, kCm},
        Case{"BTCUSD_240329-1m-2024.csv", "BTCUSD_240329", FileKind::kKlines, "", 60, kCm},
        Case{"spot/monthly/klines/BTCUSDT/1d/BTCUSDT-1d-2024-01.zip", "BTCUSDT", FileKind::kKlines, "", 86400, kSpot},
        Case{"BTCUSDT-1w-2024.csv", "BTCUSDT", FileKind::kKlines, "", -1, kAny},
        Case{"BTCUSDT/openInterestHist.json", "BTCUSDT", FileKind::kOpenInterest, "", 0, kAny},
        Case{"binance_futures_data_openInterestHist_BTCUSDT_4h.json", "BTCUSDT", FileKind::kOpenInterest, "", 14400,
             kAny},
        Case{"binance_futures_data_globalLongShortAccountRatio_BTCUSDT_4h.json", "BTCUSDT", FileKind::kAccountRatio, "",
             14400, kAny},
        Case{"BTCUSDT-liquidationSnapshot-2023-01-01.zip", "BTCUSDT", std::nullopt, "liquidationSnapshot", 0, kAny},
        Case{"BTC-liquidations-4h-2024.csv", "", std::nullopt, "liquidations", 14400, kAny},
        Case{"BTCUSDT-aggTrades-2024-01.zip", "BTCUSDT", std::nullopt, "aggTrades", 0, kAny},
        Case{"um-klines-1m-LINKUSDT-3days.csv", "LINKUSDT", FileKind::kKlines, "", 60, kAny},
        Case{"okx_get_mark_price.json", "", std::nullopt, "", 0, kAny},
        Case{"notes.csv", "", std::nullopt, "", 0, kAny}));

TEST(Intervals, Read) {
  EXPECT_EQ(interval_of_name("1h"), 3600);
  EXPECT_EQ(interval_of_name("1mo"), -1);
  EXPECT_EQ(interval_of_name("7h"), 0);
  EXPECT_EQ(interval_name(14400), "4h");
  EXPECT_EQ(interval_name(90), "90s");
  EXPECT_FALSE(is_kline_interval(-1));
  EXPECT_TRUE(is_kline_interval(1));
}

}  // namespace
}  // namespace tinderbox
