#include "host/market/liquidation_readers.hpp"

#include <cmath>

#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kSnapshotHeader =
    "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,"
    "accumulated_fill_quantity\n";
constexpr std::string_view kSumHeader = "time_ms,time_utc,long_liquidation_usd,short_liquidation_usd\n";
constexpr const char* kEvent =
    R"({"e":"forceOrder","E":1735689600893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910.0",)"
    R"("ap":"9910.5","X":"FILLED","l":"0.010","z":"0.014","T":1735689600893}})";

class Liquidations : public MarketFiles {
 protected:
  struct Read {
    LiquidationFacts facts;
    std::vector<LiquidationRow> rows;
  };
  [[nodiscard]] Read read(const std::string& name, const std::string& text, const std::string& symbol = "",
                          double contract_usd = 100) const {
    Read result;
    result.facts = read_liquidations({.path = write(name, text), .symbol = symbol, .contract_usd = contract_usd},
                                     [&](const LiquidationRow& row) { result.rows.push_back(row); });
    return result;
  }
  [[nodiscard]] std::string refusal(const std::string& text) const {
    const auto path = write("l", text);
    return error_of([&] { (void)read_liquidations({.path = path}, {}); });
  }
};

TEST_F(Liquidations, SumsGiveARowASide) {
  const Read read_back = read("s.csv", std::string(kSumHeader) +
                                           "1735689600000,2025-01-01T00:00:00Z,21069771.35833,0\n"
                                           "1735704000000,2025-01-01T04:00:00Z,1,2.5\n");
  ASSERT_EQ(read_back.rows.size(), 4U);
  EXPECT_EQ(read_back.rows[0].time, kStart);
  EXPECT_EQ(read_back.rows[0].side, LiquidatedSide::kLong);
  EXPECT_EQ(read_back.rows[0].usd, 21069771.35833);
  EXPECT_TRUE(std::isnan(read_back.rows[0].price));
  EXPECT_TRUE(std::isnan(read_back.rows[0].contracts));
  EXPECT_EQ(read_back.rows[1].usd, 0);
  EXPECT_EQ(read_back.rows[3].side, LiquidatedSide::kShort);
  EXPECT_EQ(read_back.rows[3].usd, 2.5);
  EXPECT_EQ(read_back.rows[3].source.number, 3U);
  EXPECT_EQ(read_back.facts.interval_seconds, 4 * kHour);
}

TEST_F(Liquidations, ForcedOrdersWithoutHeader) {
  const Read read_back = read("o.csv",
                              "BTC,SELL,LIMIT,IOC,1.500,100000.5,None,FILLED,0.162,1.500,1735689600271,0.15\n"
                              "BTCUSDC,BUY,LIMIT,IOC,2,100000,100010,FILLED,1,1.5,1735689601000,150000\n");
  ASSERT_EQ(read_back.rows.size(), 2U);
  EXPECT_EQ(read_back.rows[0].side, LiquidatedSide::kLong);  // a forced sale closes a long
  EXPECT_EQ(read_back.rows[0].price, 100000.5);
  EXPECT_EQ(read_back.rows[0].contracts, 1.5);
  EXPECT_EQ(read_back.rows[0].usd, 150000.75);  // not the last column, which is in millions here
  EXPECT_EQ(read_back.rows[1].side, LiquidatedSide::kShort);
  EXPECT_EQ(read_back.rows[1].price, 100010);
  EXPECT_EQ(read_back.rows[1].usd, 150015);
}

TEST_F(Liquidations, SymbolsMayLackTheirQuote) {
  const std::string text =
      "BTC,SELL,LIMIT,IOC,1,10,None,FILLED,1,1,1735689600271,10\n"
      "BTCUSDT,SELL,LIMIT,IOC,2,10,None,FILLED,2,2,1735689600271,20\n"
      "BTCUSDC,SELL,LIMIT,IOC,4,10,None,FILLED,4,4,1735689600271,40\n"
      "ETH,SELL,LIMIT,IOC,8,10,None,FILLED,8,8,1735689600271,80\n";
  const auto total = [&](const std::string& symbol) {
    double contracts = 0;
    for (const LiquidationRow& row : read("o.csv", text, symbol).rows) contracts += row.contracts;
    return contracts;
  };
  EXPECT_EQ(total("BTCUSDT"), 3);
  EXPECT_EQ(total("BTCUSDC"), 4);
  EXPECT_EQ(total(""), 15);
  EXPECT_EQ(read("o.csv", text, "BTCUSDT").facts.passed_over, 2);
}

TEST_F(Liquidations, StreamEventsAloneInLinesAndInAnArray) {
  for (const std::string& text : {std::string(kEvent), "[" + std::string(kEvent) + "]",
                                  R"({"stream":"btcusdt@forceOrder","data":)" + std::string(kEvent) + "}"}) {
    const Read read_back = read("e.json", text, "BTCUSDT");
    ASSERT_EQ(read_back.rows.size(), 1U) << text;
    EXPECT_EQ(read_back.rows[0].time, kStart);
    EXPECT_EQ(read_back.rows[0].side, LiquidatedSide::kLong);
    EXPECT_EQ(read_back.rows[0].price, 9910.5);
    EXPECT_EQ(read_back.rows[0].contracts, 0.014);
    EXPECT_EQ(read_back.rows[0].usd, 0.014 * 9910.5);
  }
  EXPECT_EQ(read("e.json", std::string(kEvent) + "\n" + kEvent + "\n").rows.size(), 2U);
  EXPECT_EQ(read("e.json", kEvent, "ETHUSDT").facts.passed_over, 1);
}

TEST_F(Liquidations, SnapshotsCountContractsAndRepeatRows) {
  const std::string row = "1735689600926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7\n";
  const std::string other = "1735689600926,SELL,LIMIT,IOC,3,30741.3,0,FILLED,3,2\n";
  const std::string body = row + row + other + row + other;
  for (const std::string& text : {std::string(kSnapshotHeader) + body, body}) {
    const Read read_back = read("BTCUSD_PERP-liquidationSnapshot-2025-01-01.csv", text);
    ASSERT_EQ(read_back.rows.size(), 2U);
    EXPECT_EQ(read_back.facts.repeated, 3);
    EXPECT_EQ(read_back.rows[0].usd, 700);
    EXPECT_EQ(read_back.rows[0].contracts, 7);
    EXPECT_EQ(read_back.rows[0].price, 30631.6);
    EXPECT_EQ(read_back.rows[0].side, LiquidatedSide::kShort);
    EXPECT_EQ(read_back.rows[1].price, 30741.3);  // no average
    EXPECT_EQ(read_back.rows[1].usd, 200);
  }
  EXPECT_EQ(read("s.csv", body, "", 10).rows[0].usd, 70);
  const Read zipped = [&] {
    Read result;
    const auto path = write_zip("s.zip", {{"s.csv", body}});
    result.facts = read_liquidations({.path = path}, [&](const LiquidationRow& r) { result.rows.push_back(r); });
    return result;
  }();
  EXPECT_EQ(zipped.rows.size(), 2U);
}

TEST_F(Liquidations, OrdersWithoutAFillArePassedOver) {
  const Read read_back = read("o.csv", "BTC,SELL,LIMIT,IOC,1,10,None,NEW,0,0,1735689600271,10\n");
  EXPECT_TRUE(read_back.rows.empty());
  EXPECT_EQ(read_back.facts.passed_over, 1);
}

TEST_F(Liquidations, RefusalsNameLineAndColumn) {
  const std::string good = "BTC,SELL,LIMIT,IOC,1,10,None,FILLED,1,1,1735689600271,10\n";
  EXPECT_THAT(refusal(good + "BTC,HOLD,LIMIT,IOC,1,x,None,FILLED,1,2,17,nan\n"),
              AllOf(HasSubstr("l:2:side: is no side of an order (found \"HOLD\""), HasSubstr("l:2:price: is no number"),
                    HasSubstr("l:2:accumulated_fill_quantity: exceeds the order"), HasSubstr("l:2:time: is no time"),
                    HasSubstr("l:2:usd: is no number")));
  EXPECT_THAT(refusal(good + "BTC,SELL,LIMIT\n"),
              HasSubstr("l:2: has the wrong number of columns (found 3, expected 12)"));
  EXPECT_THAT(refusal(good + good.substr(0, good.size() - 1)), HasSubstr("l:2:usd: looks truncated"));
  EXPECT_THAT(refusal(std::string(kSumHeader) + "1735689600000,2025-01-01T00:00:01Z,-1,2\n"),
              AllOf(HasSubstr("l:2:time_utc: is another time"), HasSubstr("l:2:long_liquidation_usd: is negative")));
  EXPECT_THAT(refusal(R"({"e":"aggTrade","s":"BTCUSDT"})"), HasSubstr("l[0].e: is another event (found \"aggTrade\""));
  EXPECT_THAT(refusal(R"({"e":"forceOrder","o":{"s":"BTCUSDT"}})"), HasSubstr("l[0].S: is missing"));
  EXPECT_THAT(refusal("BTC,SELL,LIMIT,IOC,1e20,1e9,None,FILLED,1,1e20,1735689600271,10\n"),
              HasSubstr("l:1:accumulated_fill_quantity: is too large"));
  EXPECT_THAT(refusal(R"([[1]])"), HasSubstr("l[0]: has the wrong shape"));
  EXPECT_THAT(refusal(R"({"e":"forceOrder","o":[1]})"), HasSubstr("nested deeper"));
  EXPECT_THAT(refusal("a,b\n1,2\n"), HasSubstr("holds no liquidations in a known layout"));
  EXPECT_THAT(refusal(std::string(kSumHeader)), HasSubstr("holds no rows"));
  EXPECT_THAT(refusal("\n\n"), HasSubstr("holds no liquidations"));
}

}  // namespace
}  // namespace tinderbox::testing
