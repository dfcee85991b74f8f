// Further venues in a configuration: read by name, set from the command line, refused with the key that is wrong.
#include "tests/config/config_text.hpp"

namespace tinderbox {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string with_venues(const std::string& tables) {
  std::string config = kSmallConfig;
  config.replace(config.find("\"synth\""), 7, "\"files\"");
  return config + "\n" + tables;
}

constexpr const char* kTwoVenues = R"([venues.hyper]
exchange = "hyperliquid"
contract = "BTC"
source = "positions"
positions_file = "hyperliquid/positions.csv"
coin = "BTC"
[venues.bybit]
exchange = "bybit"
contract = "BTCUSDT"
source = "primary"
open_interest_usd = 5e9
depth_ratio = 0.5
)";

std::vector<std::string> venue_problems(const std::string& tables, const std::vector<std::string>& sets = {}) {
  try {
    (void)parse_config(with_venues(tables), "run.toml", sets);
  } catch (const InputError& error) {
    std::vector<std::string> texts;
    for (const Problem& problem : error.problems()) texts.push_back(problem.text());
    return texts;
  }
  return {};
}

TEST(VenuesConfig, TablesAreReadByName) {
  const RunConfig config = parse_config(with_venues(kTwoVenues), "run.toml", {"venues.bybit.fund_usd=2e7"});
  ASSERT_EQ(config.venues.size(), 2U);
  const VenueConfig& bybit = config.venues.at("bybit");
  EXPECT_EQ(bybit.exchange, "bybit");
  EXPECT_EQ(bybit.open_interest_usd, 5e9);
  EXPECT_EQ(bybit.depth_ratio, 0.5);
  EXPECT_EQ(bybit.fund_usd, 2e7);
  EXPECT_EQ(bybit.sampling_weight, 1);
  const VenueConfig& hyper = config.venues.at("hyper");
  EXPECT_EQ(hyper.positions_file, "hyperliquid/positions.csv");
  EXPECT_EQ(hyper.coin, "BTC");
  EXPECT_EQ(hyper.fund_usd, -1) << "a value of one venue is not another's";
}

TEST(VenuesConfig, TheCommandLineMayNameANewVenue) {
  const RunConfig config =
      parse_config(with_venues(""), "run.toml", {"venues.okx.exchange=okx", "venues.okx.contract=BTC-USDT-SWAP"});
  EXPECT_EQ(config.venues.at("okx").contract, "BTC-USDT-SWAP");
}

TEST(VenuesConfig, WhatIsWrongIsNamedWithItsVenue) {
  EXPECT_THAT(venue_problems("[venues.okx]\nexchange = \"okx\"\n"),
              ElementsAre(HasSubstr("run.toml: venues.okx.contract: is missing")));
  EXPECT_THAT(venue_problems("[venues.okx]\nexchange = \"okx\"\ncontract = \"X\"\nfun_usd = 3\n"),
              ElementsAre(HasSubstr("venues.okx.fun_usd: is not a known key")));
  EXPECT_THAT(venue_problems("[venues.OKX]\nexchange = \"okx\"\n"),
              ElementsAre(HasSubstr("venues.OKX: is not a venue")));
  EXPECT_THAT(venue_problems("[venues]\nokx = 3\n"), ElementsAre(HasSubstr("venues.okx: is not a venue")));
  EXPECT_THAT(venue_problems("[venues.okx]\nexchange = \"okx\"\ncontract = \"X\"\nsource = \"primary\"\n"),
              ElementsAre(HasSubstr("venues.okx.open_interest_usd: is missing for source = \"primary\"")));
  EXPECT_THAT(venue_problems("[venues.okx]\nexchange = \"okx\"\ncontract = \"X\"\nsource = \"positions\"\n"),
              ElementsAre(HasSubstr("venues.okx.positions_file: is missing")));
  EXPECT_THAT(venue_problems("[venues.okx]\nexchange = \"okx\"\ncontract = \"X\"\nfund_usd = -0.5\n"),
              ElementsAre(HasSubstr("venues.okx.fund_usd: is negative")));
  EXPECT_THAT(venue_problems("[venues.okx]\nexchange = \"okx\"\ncontract = \"X\"\nopen_interest_usd = 1e9\n"),
              ElementsAre(HasSubstr("venues.okx.open_interest_usd: does not fit source = \"files\"")));
  EXPECT_THAT(venue_problems("[venues.a]\nexchange = \"binance\"\ncontract = \"BTCUSDT\"\n"),
              ElementsAre(HasSubstr("venues.a.contract: is the primary venue's")));
  EXPECT_THAT(venue_problems("", {"venues.okx.depth=1"}),
              ElementsAre(HasSubstr("--set venues.okx.depth: is not a known")));
  EXPECT_THAT(venue_problems("", {"venues.okx=1"}), ElementsAre(HasSubstr("--set venues.okx: is not a known key")));
}

constexpr const char* kOkx = "[venues.okx]\nexchange = \"okx\"\ncontract = \"X\"\n";

TEST(VenuesConfig, AMixOfItsOwnKeepsTheRest) {
  const std::string tables = std::string(kOkx) + "[venues.okx.prior]\nisolated_share = 0.5\n";
  const RunConfig config = parse_config(with_venues(tables), "run.toml",
                                        {"venues.okx.prior.size_min_usd=77", "prior.leverage_size_exponent=0.3"});
  ASSERT_TRUE(config.venues.at("okx").prior.has_value());
  const PriorConfig& own = *config.venues.at("okx").prior;
  EXPECT_EQ(own.isolated_share.low, 0.5);
  EXPECT_EQ(own.size_min_usd, 77);
  EXPECT_EQ(own.leverage_size_exponent, 0.3) << "what [prior] says, whatever the order";
  EXPECT_EQ(config.prior.isolated_share.high, PriorConfig{}.isolated_share.high);
  EXPECT_EQ(config.prior.size_min_usd, PriorConfig{}.size_min_usd);
  EXPECT_FALSE(parse_config(with_venues(kOkx), "run.toml", {}).venues.at("okx").prior.has_value());
}

TEST(VenuesConfig, WhatIsWrongInAMixIsNamed) {
  const auto problems = [](const std::string& keys, const std::vector<std::string>& sets = {}) {
    return venue_problems(std::string(kOkx) + "[venues.okx.prior]\n" + keys, sets);
  };
  EXPECT_THAT(problems("isolated_share = 2\n"),
              ElementsAre(AllOf(HasSubstr("run.toml:"), HasSubstr(": venues.okx.prior.isolated_share"))));
  EXPECT_THAT(problems("close_clock = \"volume\"\n"),
              ElementsAre(HasSubstr("venues.okx.prior.close_clock: is one for all venues")));
  EXPECT_THAT(problems("isolated = 2\n"), ElementsAre(HasSubstr("venues.okx.prior.isolated: is not a known key")));
  EXPECT_THAT(problems("", {"venues.okx.prior.size_alpha=x"}),
              ElementsAre(HasSubstr("--set venues.okx.prior.size_alpha")));
  EXPECT_THAT(problems("", {"venues.okx.prior.entry=uniform"}),
              ElementsAre(HasSubstr("--set venues.okx.prior.entry: is not a known key")));
  EXPECT_THAT(problems("size_min_usd = 1e11\n"),
              ElementsAre(HasSubstr("venues.okx.prior.size_min_usd: is not below its size_cap_usd")));
  EXPECT_THAT(problems("isolated_share = 0.1\n", {"venues.okx.source=positions", "venues.okx.positions_file=a.csv"}),
              ElementsAre(HasSubstr("venues.okx.prior: means nothing")));
}

TEST(VenuesConfig, AtMostEightVenuesInAll) {
  std::string tables;
  for (char name = 'a'; name < 'i'; ++name)
    tables += std::string("[venues.") + name + "]\nexchange = \"okx\"\ncontract = \"" + name + "\"\n";
  EXPECT_THAT(venue_problems(tables), ElementsAre(HasSubstr("has too many venues")));
}

}  // namespace
}  // namespace tinderbox
