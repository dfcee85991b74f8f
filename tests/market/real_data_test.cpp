// Files of the venue as they are, where the build was told of them.
#include <algorithm>
#include <cmath>

#include "host/market/load_market.hpp"
#include "host/market/market_readers.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class RealData : public MarketFiles {
 protected:
  void SetUp() override {
    if (std::string_view(TINDERBOX_DATA_DIR).empty()) GTEST_SKIP() << "built without TINDERBOX_DATA_DIR";
    MarketFiles::SetUp();
    config_.start_utc = *parse_utc("2025-03-08T00:00:00Z");
    config_.end_utc = *parse_utc("2025-07-01T00:00:00Z");
  }
  static std::filesystem::path data() { return std::filesystem::path(TINDERBOX_DATA_DIR); }

  static void expect_the_four_months(const MarketState& state) {
    ASSERT_EQ(state.bars(), 2759U);  // 115 days of hours; the bar that closes at 24:00 lacks its open interest
    EXPECT_EQ(format_utc(state.start_time), "2025-03-08T00:00:00Z");
    EXPECT_EQ(format_utc(state.end_time()), "2025-06-30T23:00:00Z");
    EXPECT_EQ(state.close.back(), 107051.1);  // the open of the hour after
    EXPECT_EQ(state.open_interest_lots.back(), 83'706'090);
    EXPECT_EQ(state.open_interest_lots[2756], 83'706'090);
    EXPECT_NE(state.open_interest_lots[2755], 83'706'090);
    EXPECT_EQ(std::count_if(state.funding_paid.begin(), state.funding_paid.end(), [](double f) { return f != 0; }),
              343);
    EXPECT_EQ(state.funding_paid[16], 0.00001208);
    EXPECT_EQ(state.funding_rate[15], 0);
    EXPECT_EQ(state.funding_rate[24], -0.00002779);
    EXPECT_EQ(state.long_short_ratio[2757], 0.6);
    EXPECT_TRUE(std::isnan(state.taker_buy_volume[100]));
    EXPECT_TRUE(std::isnan(state.vwap[100]));
    EXPECT_EQ(state.mark_source, "last");
  }
};

TEST_F(RealData, FourMonthsOfHoursWithFourHourlyOpenInterest) {
  const MarketState state = load_from(data() / "binance");
  expect_the_four_months(state);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("it ends at 2025-06-30T23:00:00Z instead of 2025-07-01T00:00:00Z")));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("spot market")).Times(4));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("liquidations: known, not needed")));
  EXPECT_EQ(state.inputs.size(), 4U);
}

TEST_F(RealData, NeedsKlinesMetricsAndFundingOnly) {
  for (const char* name : {"BTCUSDT-1h-2024-01_2025-06.csv", "BTCUSDT-metrics-4h-2024-11_2025-06.csv",
                           "BTCUSDT-fundingRate-2025-03_2025-06.csv"})
    std::filesystem::create_symlink(data() / "binance" / name, dir_ / name);
  const MarketState state = load();
  expect_the_four_months(state);
  EXPECT_TRUE(state.ignored.empty());
  EXPECT_TRUE(state.repairs.empty());
}

TEST_F(RealData, TheHoleBetweenTwoFeedsIsCarriedAndReported) {
  config_.start_utc = *parse_utc("2024-10-01");
  config_.end_utc = *parse_utc("2024-12-01");
  const MarketState state = load_from(data() / "binance");
  EXPECT_EQ(state.bars(), 61U * 24);
  EXPECT_THAT(state.repairs, Contains(HasSubstr("missing snapshots of open interest carried forward, first after "
                                                "2024-10-17T23:00:00Z")));
}

TEST_F(RealData, TheWholeFolderOfEveryVenueLoads) {
  const MarketState state = load_from(data());
  EXPECT_EQ(state.start_time, config_.start_utc);
  EXPECT_GT(state.ignored.size(), 20U);
}

TEST_F(RealData, SpotFilesInMillisecondsAndMicroseconds) {
  for (const char* name : {"spot-BTCUSDT-5m-2024-12.csv", "spot-BTCUSDT-5m-2025-01.csv"}) {
    const auto facts = read_klines(data() / "binance" / name, 300, Traded::kYes, {});
    EXPECT_EQ(facts.rows, 31 * 288) << name;
    EXPECT_EQ((facts.last_time - facts.first_time) / 300, facts.rows - 1) << name;
  }
}

TEST_F(RealData, MinuteKlinesOfAnotherSymbol) {
  EXPECT_EQ(read_klines(data() / "formats/um-klines-1m-LINKUSDT-3days.csv", 60, Traded::kYes, {}).rows, 4320);
}

TEST_F(RealData, RestAnswersOfTheVenue) {
  const auto rest = data() / "rest";
  const auto interest =
      read_open_interest(rest / "binance_futures_data_openInterestHist_BTCUSDT_4h.json", "BTCUSDT", {});
  EXPECT_GT(interest.rows, 100);
  const auto ratio =
      read_account_ratio(rest / "binance_futures_data_globalLongShortAccountRatio_BTCUSDT_4h.json", "BTCUSDT", {});
  EXPECT_GT(ratio.rows, 100);
}

}  // namespace
}  // namespace tinderbox::testing
