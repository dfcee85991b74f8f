// Random tier tables and damaged files: what is written comes back, what is broken is refused, nothing crashes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "host/support/error.hpp"
#include "host/venue/tier_table_json.hpp"
#include "host/venue/venue.hpp"
#include "tests/venue/venue_file.hpp"

namespace tinderbox {
namespace {

using Random = std::mt19937_64;

double between(Random& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

std::vector<TierBracket> random_brackets(Random& random) {
  std::vector<TierBracket> brackets;
  const int count = std::uniform_int_distribution<int>(1, 40)(random);
  TierBracket b;
  b.mmr = between(random, 0.001, 0.01);
  for (int i = 0; i < count; ++i) {
    b.cap = b.floor + std::exp(between(random, 0, 15));
    b.max_leverage = between(random, 0.1, 0.95) / b.mmr;
    if (!brackets.empty()) b.max_leverage = std::min(b.max_leverage, brackets.back().max_leverage);
    brackets.push_back(b);
    const double rate = b.mmr + between(random, 0, (1 - b.mmr) / 10);
    b.maint_amount += b.cap * (rate - b.mmr);
    b.floor = b.cap;
    b.mmr = rate;
  }
  return brackets;
}

std::string file_of(const std::vector<TierBracket>& brackets) {
  std::string text = R"(name = "x"
contract = "X"
kind = "linear"
tick_size_usd = 1
lot_size = 1
taker_fee = 0
liquidation_fee = 0
[[tier_tables]]
as_of = 2024-01-01
source = "random"
tiers = [
)";
  for (const TierBracket& b : brackets)
    text += fmt::format("{{ floor_usd = {}, cap_usd = {}, max_leverage = {}, mmr = {}, maint_amount_usd = {} }},\n",
                        b.floor, b.cap, b.max_leverage, b.mmr, b.maint_amount);
  return text + "]\n";
}

TEST(VenueProperty, WhatIsWrittenComesBack) {
  Random random(1);
  for (int n = 0; n < 300; ++n) {
    const std::vector<TierBracket> brackets = random_brackets(random);
    const Venue venue = parse_venue(file_of(brackets), "random.toml");
    const TierTable& table = venue.table_at(0);
    ASSERT_EQ(table.brackets.size(), brackets.size());
    for (std::size_t i = 0; i < brackets.size(); ++i) {
      EXPECT_EQ(table.brackets[i].cap, brackets[i].cap);
      EXPECT_EQ(table.brackets[i].mmr, brackets[i].mmr);
      EXPECT_EQ(table.brackets[i].maint_amount, brackets[i].maint_amount);
      EXPECT_EQ(table.tiers[i].cap_usd, brackets[i].cap);
      EXPECT_EQ(table.tiers[i].max_leverage, brackets[i].max_leverage);
    }
  }
}

// An accepted progressive table is its own upper envelope: the margin is the largest over all tiers.
TEST(VenueProperty, AcceptedMarginIsTheLargestOverTheTiers) {
  Random random(2);
  for (int n = 0; n < 200; ++n) {
    const std::vector<TierBracket> brackets = random_brackets(random);
    const TierTable table = parse_venue(file_of(brackets), "random.toml").table_at(0);
    for (int k = 0; k < 20; ++k) {
      const TierBracket& own =
          table.brackets[std::uniform_int_distribution<std::size_t>(0, brackets.size() - 1)(random)];
      const double value = between(random, own.floor, own.cap);
      double largest = 0;
      for (const TierBracket& b : table.brackets) largest = std::max(largest, b.mmr * value - b.maint_amount);
      EXPECT_NEAR(own.mmr * value - own.maint_amount, largest, 1e-9 * (value + own.maint_amount));
    }
  }
}

TEST(VenueProperty, OneDamagedTierIsRefused) {
  Random random(3);
  int damaged = 0;
  while (damaged < 300) {
    std::vector<TierBracket> brackets = random_brackets(random);
    if (brackets.size() < 2) continue;
    TierBracket& b = brackets[std::uniform_int_distribution<std::size_t>(1, brackets.size() - 1)(random)];
    switch (damaged % 6) {
      case 0:
        b.floor *= 1.01;
        break;
      case 1:
        b.floor *= 0.99;
        break;
      case 2:
        b.cap = b.floor * 0.999;
        break;
      case 3:
        b.mmr = brackets.front().mmr * 0.9;
        break;
      case 4:
        b.max_leverage = brackets.front().max_leverage * 1.01;
        break;
      case 5:
        b.maint_amount += 1e-5 * (1 + b.maint_amount);
        break;
      default:
        break;
    }
    EXPECT_THROW(static_cast<void>(parse_venue(file_of(brackets), "damaged.toml")), InputError) << damaged % 6;
    ++damaged;
  }
}

// Bytes changed, cut out, doubled: accepted or refused with an input error, never anything else.
std::string damaged_text(const std::string& text, Random& random) {
  std::string result = text;
  const int changes = std::uniform_int_distribution<int>(1, 6)(random);
  for (int i = 0; i < changes && !result.empty(); ++i) {
    const auto at = std::uniform_int_distribution<std::size_t>(0, result.size() - 1)(random);
    const auto length = std::uniform_int_distribution<std::size_t>(1, 40)(random);
    switch (std::uniform_int_distribution<int>(0, 3)(random)) {
      case 0:
        result[at] = static_cast<char>(random() & 0xffU);
        break;
      case 1:
        result.erase(at, length);
        break;
      case 2:
        result.insert(at, result.substr(at, length));
        break;
      default:
        result.insert(at, 1, "[]{}\"=,.-0e#\n"[random() % 13]);
        break;
    }
  }
  return result;
}

template <typename Read>
int count_refused(const std::string& text, int times, Read read) {
  Random random(4);
  int refused = 0;
  for (int n = 0; n < times; ++n) {
    const std::string broken = damaged_text(text, random);
    try {
      read(broken);
    } catch (const InputError& error) {
      ++refused;
      EXPECT_FALSE(error.problems().empty());
    }
  }
  return refused;
}

void use(const Venue& venue) {
  for (const std::int64_t time : {std::int64_t{0}, at("2025-06-01"), at("2099-01-01")}) {
    EXPECT_FALSE(venue.margin_rules.empty());
    static_cast<void>(venue.margin_rule_at(time));
    try {
      EXPECT_FALSE(venue.table_at(time).brackets.empty());
    } catch (const InputError&) {  // not sourced
    }
  }
}

TEST(VenueProperty, DamagedFilesAreNoCrash) {
  const auto read = [](const std::string& text) { use(parse_venue(text, "fuzzed.toml")); };
  EXPECT_GT(count_refused(venue_file(), 4000, read), 2000);
  EXPECT_GT(count_refused(inverse_file(), 4000, read), 2000);
}

TEST(VenueProperty, DamagedJsonIsNoCrash) {
  const std::string json = R"([{"symbol": "X", "brackets": [{"bracket": 1, "initialLeverage": 125, "notionalCap": 50000,
    "notionalFloor": 0, "maintMarginRatio": 0.004, "cum": 0.0}, {"bracket": 2, "initialLeverage": 100, "notionalCap": 600000,
    "notionalFloor": 50000, "maintMarginRatio": 0.005, "cum": 50.0}]}])";
  const std::string okx = R"({"code": "0", "data": [{"instFamily": "X", "tier": "1", "minSz": "0", "maxSz": "1000",
    "mmr": "0.004", "maxLever": "100"}, {"instFamily": "X", "tier": "2", "minSz": "1001", "maxSz": "5000", "mmr": "0.005",
    "maxLever": "66.66"}]})";
  const auto read = [](const char* contract) {
    return [contract](const std::string& text) {
      const TierTable table = tier_table_from_json(text, {contract, ContractKind::kLinear}, "fuzzed.json");
      EXPECT_FALSE(table.brackets.empty());
    };
  };
  EXPECT_GT(count_refused(json, 4000, read("X")), 2000);
  EXPECT_GT(count_refused(okx, 4000, read("X-SWAP")), 2000);
}

}  // namespace
}  // namespace tinderbox
