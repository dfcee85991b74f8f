// The rules of a venue file beside its tiers, and what is refused in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/support/error.hpp"
#include "host/venue/venue.hpp"
#include "tests/venue/venue_file.hpp"

namespace tinderbox {
namespace {

using testing::HasSubstr;

TEST(VenueRules, EverySectionIsRead) {
  const Venue v = parse_venue(inverse_file(), "good.toml");
  EXPECT_EQ(v.contract_kind, ContractKind::kInverse);
  EXPECT_EQ(v.contract_value, 100);
  EXPECT_EQ(v.settle, "BTC");
  EXPECT_EQ(v.trigger, TriggerPrice::kOracle);
  EXPECT_EQ(v.contract_from.source, "a page");
  EXPECT_EQ(v.taker_fee, 0.0006);
  EXPECT_EQ(v.taker_fee_from.source, "a schedule");
  EXPECT_EQ(v.taker_fee_from.as_of, "2024-05-01");
  EXPECT_EQ(v.insurance_fund_usd.value, 1e6);
  EXPECT_EQ(v.insurance_fund_usd.from.source, "a page") << "a plain number has the file's own source";
  EXPECT_EQ(v.mark.value.rule, MarkRule::kIndexPlusBasis);
  EXPECT_EQ(v.mark.value.basis_window_seconds, 30);
  EXPECT_EQ(v.funding.value.formula, FundingFormula::kDeadband);
  EXPECT_EQ(v.funding.value.interval_seconds, 3600);
  EXPECT_EQ(v.funding.value.interest, 0.0001);
  EXPECT_EQ(v.funding.value.band, 0.00025);
  EXPECT_EQ(v.funding.value.cap, 0.04);
  EXPECT_EQ(v.process.value.kind, ProcessKind::kPartialShare);
  EXPECT_EQ(v.process.value.share, 0.2);
  EXPECT_EQ(v.process.value.share_above_usd, 1e5);
  EXPECT_EQ(v.process.value.cooldown_seconds, 30);
  EXPECT_EQ(v.process.value.backstop_share, 0.5);
  EXPECT_EQ(v.adl.value.ranking, AdlRanking::kPnlTimesLeverage);
  EXPECT_EQ(v.adl.value.price, AdlPrice::kMark);
  EXPECT_EQ(v.adl.from.source, "another page");
  EXPECT_EQ(v.adl.from.as_of, "2025-01-01");
  EXPECT_EQ(v.display.value.liquidation, RoundingDirection::kUp);
  EXPECT_EQ(v.display.value.bankruptcy, RoundingDirection::kDown);
  EXPECT_EQ(v.display.value.extra_ticks, 1);
}

TEST(VenueRules, AMissingFigureIsNoNumber) {
  const Venue v = parse_venue(inverse_file(), "good.toml");
  EXPECT_TRUE(std::isnan(v.liquidation_fee));
  EXPECT_FALSE(v.liquidation_fee_from.sourced);
  EXPECT_EQ(v.liquidation_fee_from.missing, "not published");
}

TEST(VenueRules, MarginRulesByDate) {
  const Venue v = parse_venue(inverse_file(), "good.toml");
  const MarginRule& before = v.margin_rule_at(at("2025-09-02") - 1);
  EXPECT_EQ(before.family, MarginFamily::kInverseEntry);
  EXPECT_EQ(before.tier_valued_at, TierValuation::kEntry) << "where margin is valued at the entry, so is the tier";
  const MarginRule& after = v.margin_rule_at(at("2025-09-02"));
  EXPECT_EQ(after.family, MarginFamily::kInverseMark);
  EXPECT_EQ(after.tier_valued_at, TierValuation::kEntry);
  EXPECT_EQ(after.fee_in_trigger, 0.0005);
  EXPECT_EQ(after.added_margin_fee, 0.00055);
  EXPECT_EQ(v.margin_rule_at(0).family, MarginFamily::kInverseEntry) << "the earliest serves before its date";
  EXPECT_THROW(static_cast<void>(Venue{}.margin_rule_at(0)), Failure);
}

TEST(VenueRules, TablesOfEveryBasis) {
  const Venue v = parse_venue(inverse_file(), "good.toml");
  const TierTable& coin = v.table_at(at("2024-06-01"));
  EXPECT_EQ(coin.basis, TierBasis::kCoinValue);
  EXPECT_EQ(coin.shape, TierShape::kProgressive);
  EXPECT_EQ(coin.caveat, "half of it");
  ASSERT_EQ(coin.brackets.size(), 2U);
  EXPECT_TRUE(std::isinf(coin.brackets[1].cap));
  EXPECT_EQ(coin.brackets[1].maint_amount, 0.5);
  const TierTable& contracts = v.table_at(at("2026-06-01"));
  EXPECT_EQ(contracts.basis, TierBasis::kContracts);
  EXPECT_EQ(contracts.shape, TierShape::kWholePosition);
  EXPECT_EQ(contracts.brackets[1].floor, 1000);
}

TEST(VenueRules, CoinIsNeverTakenForDollars) {
  const Venue v = parse_venue(inverse_file(), "good.toml");
  EXPECT_TRUE(v.table_at(at("2024-06-01")).tiers.empty());
  EXPECT_FALSE(v.table_at(at("2024-06-01")).brackets.empty());
}

TEST(VenueRules, AnUnsourcedTableIsRefusedWhereItIsUsed) {
  const Venue v = parse_venue(inverse_file(), "good.toml");
  for (const bool usd : {false, true}) {
    try {
      static_cast<void>(usd ? v.table_at(at("2025-06-01")) : v.table_at(at("2025-06-01")));
      FAIL() << "used";
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("the maintenance tiers of 2025-01-01 could not be sourced"));
      EXPECT_THAT(error.what(), HasSubstr("the page is gone"));
    }
  }
}

std::string deribit_file(const std::string& extra = "") {
  return R"(name = "mine"
contract = "P"
kind = "linear"
tick_size_usd = 1
lot_size = 1
taker_fee = 0
liquidation_fee = 0
[[margin_rules]]
as_of = 2022-01-11
family = "deribit_linear"
source = "a page"
size_rate = { maintenance = 0.01, maintenance_per_coin = 0.00005, initial = 0.02, initial_per_coin = 0.00005 }
)" + extra;
}

TEST(VenueRules, RatesThatGrowWithTheSizeHaveNoTable) {
  const Venue v = parse_venue(deribit_file(), "good.toml");
  EXPECT_EQ(v.margin_rule_at(0).size_rate.maintenance_per_coin, 0.00005);
  EXPECT_EQ(v.margin_rule_at(0).size_rate.initial, 0.02);
  EXPECT_TRUE(v.tier_tables.empty());
  EXPECT_THROW(static_cast<void>(v.table_at(0)), InputError);
  EXPECT_THROW(static_cast<void>(v.table_at(0)), InputError);
  EXPECT_THAT(error_of(deribit_file("[[tier_tables]]\nas_of = 2022-01-11\nmissing = \"x\"\n")),
              HasSubstr("bad.toml:13: tier_tables beside rates that grow with the size"));
}

struct Refusal {
  const char* what;
  const char* from;
  const char* to;
  const char* message;
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.what;
}

class BadRule : public testing::TestWithParam<Refusal> {};

TEST_P(BadRule, IsRefusedWithItsLine) {
  const Refusal& bad = GetParam();
  const std::string error = error_of(inverse_file(bad.from, bad.to));
  EXPECT_THAT(error, HasSubstr(bad.message));
  EXPECT_EQ(error.find('\n'), std::string::npos) << "one mistake is one problem: " << error;
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadRule,
    testing::Values(
        Refusal{"no contract value", "contract_value = 100\n", "",
                "bad.toml:1: contract_value is missing (expected the value of one inverse contract in USD)"},
        Refusal{"contract value 0", "contract_value = 100", "contract_value = 0", "contract_value is out of range"},
        Refusal{"kind", "kind = \"inverse\"", "kind = \"invers\"", "bad.toml:3: kind is not known"},
        Refusal{"trigger", "\"oracle\"", "\"oracel\"",
                "bad.toml:11: trigger is not known (found oracel, expected mark or oracle); did you mean oracle?"},
        Refusal{"family", "\"inverse_mark\"", "\"inverse_marks\"", "did you mean inverse_mark?"},
        Refusal{"family as number", "\"inverse_mark\"", "7", "family has the wrong type (found 7"},
        Refusal{"family of another kind", "\"inverse_mark\"", "\"linear_mark\"",
                "family is not one of this kind of contract (found linear_mark, expected a family of inverse"},
        Refusal{"size rate elsewhere", "fee_in_trigger", "size_rate = {}\nfee_in_trigger", "unknown key size_rate"},
        Refusal{"fee in percent", "fee_in_trigger = 0.0005", "fee_in_trigger = 0.5", "fee_in_trigger is out of range"},
        Refusal{"rule dates", "as_of = 2025-09-02", "as_of = 2023-09-02", "as_of does not ascend"},
        Refusal{"no rules",
                "[[margin_rules]]\nas_of = 2024-01-01\nfamily = \"inverse_entry\"\nsource = \"an old page\"\n"
                "[[margin_rules]]\nas_of = 2025-09-02\nfamily = \"inverse_mark\"\nsource = \"a new page\"\n"
                "fee_in_trigger = 0.0005\nadded_margin_fee = 0.00055\ntier_valued_at = \"entry\"\n",
                "margin_rules = []\n", "margin_rules has the wrong type"},
        Refusal{"mark rule", "\"index_plus_basis\"", "\"median\"",
                "rule is not known (found median, expected one of: "},
        Refusal{"mark key", "basis_window_seconds", "basis_window_second",
                "unknown key basis_window_second; did you mean basis_window_seconds?"},
        Refusal{"mark as text", "{ rule = \"index_plus_basis\", basis_window_seconds = 30 }", "\"oracle\"",
                "mark_price has the wrong type"},
        Refusal{"funding interval", "interval_seconds = 3600", "interval_seconds = 0.5",
                "interval_seconds is out of range"},
        Refusal{"funding without rule", "rule = \"deadband\", ", "", "rule is missing"},
        Refusal{"process without share", "share = 0.2, ", "", "bad.toml:17: share is missing"},
        Refusal{"process share", "share = 0.2, ", "share = 1.5, ", "share is out of range"},
        Refusal{"process key of another", "share = 0.2, ", "share = 0.2, tiers_per_step = 1, ",
                "unknown key tiers_per_step"},
        Refusal{"adl ranking", "\"pnl_times_leverage\"", "\"pnl_times_levrage\"", "did you mean pnl_times_leverage?"},
        Refusal{"display direction", "liquidation = \"up\"", "liquidation = \"upp\"", "did you mean up?"},
        Refusal{"display ticks", "extra_ticks = 1", "extra_ticks = -1", "extra_ticks has the wrong type"},
        Refusal{"fee both ways", "missing = \"not published\"", "missing = \"not published\", value = 1",
                "unknown key value"},
        Refusal{"fee without value", "value = 0.0006, ", "", "value is missing"},
        Refusal{"empty reason", "\"the page is gone\"", "\"\"", "missing has the wrong type"},
        Refusal{"table both ways", "missing = \"the page is gone\"", "missing = \"x\"\ntiers_file = \"y.json\"",
                "a tier table has tiers, or tiers_file, or missing (found 2 of them, expected exactly one)"},
        Refusal{"table with nothing", "missing = \"the page is gone\"", "source = \"x\"", "(found 0 of them"},
        Refusal{"file without folder", "missing = \"the page is gone\"", "source = \"x\"\ntiers_file = \"y.json\"",
                "tiers_file needs a venue file on disk"},
        Refusal{"basis word", "\"contracts\"", "\"contract\"", "did you mean contracts?"},
        Refusal{"basis of linear", "basis = \"contracts\"", "basis = \"base_size\"",
                "tiers of an inverse contract count coin_value, not base_size"},
        Refusal{"progressive contracts", "shape = \"whole_position\"", "shape = \"progressive\"",
                "progressive tiers of an inverse contract count coin_value (found contracts, progressive)"},
        Refusal{"amount of whole position", "max_leverage = 100, mmr = 0.004",
                "maint_amount_usd = 0, max_leverage = 100, mmr = 0.004", "unknown key maint_amount_usd"},
        Refusal{"unlimited floor", "floor_coin = 100", "floor_coin = inf", "floor_coin has the wrong type"}));

TEST(VenueRules, AKeyOfAnotherUnitIsNotTaken) {
  const std::string error = error_of(inverse_file("floor_coin = 100", "floor_usd = 100"));
  EXPECT_THAT(error, HasSubstr("unknown key floor_usd"));
  EXPECT_THAT(error, HasSubstr("floor_coin is missing"));
}

TEST(VenueRules, EveryWordIsFoundAgain) {
  const auto distinct = [](auto enumerator) {
    for (const auto& word : vocabulary(enumerator)) {
      EXPECT_EQ(word_of(word.value), word.text);
      EXPECT_FALSE(word.text.empty());
    }
  };
  distinct(MarginFamily{});
  distinct(TierBasis{});
  distinct(TierShape{});
  distinct(MarkRule{});
  distinct(FundingFormula{});
  distinct(ProcessKind{});
  distinct(AdlRanking{});
  distinct(AdlPrice{});
  EXPECT_EQ(vocabulary(MarginFamily{}).size(), 8U);
}

}  // namespace
}  // namespace tinderbox
