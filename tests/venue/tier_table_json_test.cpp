#include "host/venue/tier_table_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const TierJsonTarget kLinear = {"BTCUSDT", ContractKind::kLinear};
const TierJsonTarget kCoin = {"BTCUSD_PERP", ContractKind::kInverse};
const TierJsonTarget kSwap = {"BTC-USDT-SWAP", ContractKind::kLinear};

constexpr const char* kBinance = R"([
  {"symbol": "ETHUSDT", "brackets": [{"bracket": 1, "initialLeverage": 50, "notionalCap": 9, "notionalFloor": 0,
                                      "maintMarginRatio": 0.01, "cum": 0}]},
  {"symbol": "BTCUSDT", "notionalCoef": 1.5, "brackets": [
    {"bracket": 2, "initialLeverage": 100, "notionalCap": 600000, "notionalFloor": 50000, "maintMarginRatio": 0.005, "cum": 50.0},
    {"bracket": 1, "initialLeverage": 125, "notionalCap": 50000, "notionalFloor": 0, "maintMarginRatio": 0.004, "cum": 0.0}]}])";

constexpr const char* kOkx = R"({"code": "0", "msg": "", "data": [
  {"instFamily": "BTC-USDT", "instId": "", "uly": "BTC-USDT", "tier": "1", "minSz": "0", "maxSz": "1000", "mmr": "0.004",
   "imr": "0.01", "maxLever": "100", "baseMaxLoan": ""},
  {"instFamily": "BTC-USDT", "instId": "", "uly": "BTC-USDT", "tier": "2", "minSz": "1001", "maxSz": "5000", "mmr": "0.005",
   "imr": "0.015", "maxLever": "66.66"},
  {"instFamily": "ETH-USDT", "tier": "1", "minSz": "0", "maxSz": "10", "mmr": "0.01", "maxLever": "50"}]})";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("not there: " + from);
  return text.replace(at, from.size(), to);
}

std::string error_of_json(const std::string& json, const TierJsonTarget& target) {
  try {
    static_cast<void>(tier_table_from_json(json, target, "t.json"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(TierTableJson, BinanceLinear) {
  const TierTable table = tier_table_from_json(kBinance, kLinear, "t.json");
  EXPECT_EQ(table.basis, TierBasis::kNotionalUsd);
  EXPECT_EQ(table.shape, TierShape::kProgressive);
  ASSERT_EQ(table.tiers.size(), 2U);
  EXPECT_EQ(table.tiers[0].max_leverage, 125);
  EXPECT_EQ(table.tiers[1].floor_usd, 50000);
  EXPECT_EQ(table.tiers[1].cap_usd, 600000);
  EXPECT_EQ(table.tiers[1].mmr, 0.005);
  EXPECT_EQ(table.tiers[1].maint_amount_usd, 50);
}

TEST(TierTableJson, BinanceAnswersOneSymbolWithAnObject) {
  constexpr const char* kOne = R"({"symbol": "BTCUSDT", "brackets": [{"initialLeverage": 20, "notionalCap":
    9223372036854775807, "notionalFloor": 0, "maintMarginRatio": 0.01, "cum": 0}]})";
  EXPECT_EQ(tier_table_from_json(kOne, kLinear, "t.json").tiers[0].cap_usd, 9223372036854775807.0);
}

TEST(TierTableJson, BinanceCoin) {
  constexpr const char* kInverse = R"([{"symbol": "BTCUSD_PERP", "brackets": [
    {"bracket": 1, "initialLeverage": 125, "qtyCap": 5, "qtylFloor": 0, "maintMarginRatio": 0.004, "cum": 0.0},
    {"bracket": 2, "initialLeverage": 100, "qtyCap": 10, "qtyFloor": 5, "maintMarginRatio": 0.005, "cum": 0.005}]}])";
  const TierTable table = tier_table_from_json(kInverse, kCoin, "t.json");
  EXPECT_EQ(table.basis, TierBasis::kCoinValue);
  EXPECT_TRUE(table.tiers.empty());
  ASSERT_EQ(table.brackets.size(), 2U);
  EXPECT_EQ(table.brackets[1].maint_amount, 0.005);
  EXPECT_THAT(error_of_json(replaced(kInverse, "BTCUSD_PERP", "BTCUSDT"), kLinear),
              HasSubstr("notionalCap is missing"));
}

TEST(TierTableJson, OkxSwap) {
  const TierTable table = tier_table_from_json(kOkx, kSwap, "t.json");
  EXPECT_EQ(table.basis, TierBasis::kContracts);
  EXPECT_EQ(table.shape, TierShape::kWholePosition);
  EXPECT_TRUE(table.tiers.empty());
  ASSERT_EQ(table.brackets.size(), 2U);
  EXPECT_EQ(table.brackets[1].floor, 1000) << "sizes are whole steps";
  EXPECT_EQ(table.brackets[1].max_leverage, 66.66);
  EXPECT_EQ(table.brackets[1].maint_amount, 0);
}

TEST(TierTableJson, Refusals) {
  EXPECT_THAT(error_of_json("{", kLinear), HasSubstr("t.json: is not JSON"));
  for (const char* other :
       {"[]", "{}", "7", "[1]", "{\"data\": []}", "{\"data\": [{\"k\": 1}]}",
        "[{\"symbol\": \"BTCUSDT\", \"brackets\": []}]", "[{\"symbol\": \"BTCUSDT\", \"brackets\": 7}]"})
    EXPECT_THAT(error_of_json(other, kLinear), HasSubstr("is not a table of tiers that is known")) << other;
  EXPECT_THAT(error_of_json(kBinance, {"BTCUSDC", ContractKind::kLinear}),
              AllOf(HasSubstr("has no tiers of this contract"), HasSubstr("did you mean BTCUSDT?")));
  EXPECT_THAT(error_of_json(kOkx, {"BTC-USD-SWAP", ContractKind::kInverse}), HasSubstr("did you mean BTC-USDT-SWAP?"));
}

TEST(TierTableJson, EveryProblemNamesItsTier) {
  EXPECT_THAT(error_of_json(replaced(kBinance, "0.005", "\"x\""), kLinear),
              HasSubstr("t.json: BTCUSDT bracket 1: maintMarginRatio is not a number"));
  EXPECT_THAT(error_of_json(replaced(kBinance, "0.005", "[[]]"), kLinear), HasSubstr("found array"));
  EXPECT_THAT(error_of_json(replaced(kBinance, "\"cum\": 50.0", "\"cum\": 51.0"), kLinear), HasSubstr("jump"));
  EXPECT_THAT(error_of_json(replaced(kBinance, "\"notionalFloor\": 50000", "\"notionalFloor\": 50002"), kLinear),
              HasSubstr("there is a gap"));
  EXPECT_THAT(error_of_json(replaced(kOkx, "1001", "1002"), kSwap), HasSubstr("BTC-USDT-SWAP tier 2: "));
  EXPECT_THAT(error_of_json(replaced(kOkx, "1001", "900"), kSwap), HasSubstr("they overlap"));
  EXPECT_THAT(error_of_json(replaced(kOkx, "\"0.005\"", "\"0.003\""), kSwap), HasSubstr("mmr falls"));
  EXPECT_THAT(error_of_json(replaced(kOkx, "\"1000\"", "\"1e999\""), kSwap), HasSubstr("maxSz is not a number"));
  EXPECT_THAT(error_of_json(replaced(kOkx, "\"1000\"", "null"), kSwap), HasSubstr("maxSz is not a number"));
}

TEST(TierTableJson, DeepNestingIsNoCrash) {
  const std::string deep = std::string(200000, '[') + std::string(200000, ']');
  EXPECT_NE(error_of_json(deep, kLinear), "");
  EXPECT_NE(error_of_json(replaced(kBinance, "0.005", deep), kLinear), "");
}

TEST(TierTableJson, TheSnapshotOfOctober2024) {
  if (std::string(TINDERBOX_DATA_DIR).empty()) GTEST_SKIP() << "TINDERBOX_DATA_DIR is not set";
  std::ifstream file(std::filesystem::path(TINDERBOX_DATA_DIR) /
                     "rest/binance_fapi_v1_leverageBracket_BTC_ETH_2024-10-24.json");
  std::ostringstream text;
  text << file.rdbuf();
  const TierTable read = tier_table_from_json(text.str(), kLinear, "snapshot");
  const TierTable shipped = find_venue("binance", "BTCUSDT").table_at(1729728000);
  ASSERT_EQ(read.tiers.size(), shipped.tiers.size());
  for (std::size_t i = 0; i < read.tiers.size(); ++i) {
    EXPECT_EQ(read.tiers[i].cap_usd, shipped.tiers[i].cap_usd);
    EXPECT_EQ(read.tiers[i].mmr, shipped.tiers[i].mmr);
    EXPECT_EQ(read.tiers[i].maint_amount_usd, shipped.tiers[i].maint_amount_usd);
    EXPECT_EQ(read.tiers[i].max_leverage, shipped.tiers[i].max_leverage);
  }
}

}  // namespace
}  // namespace tinderbox
