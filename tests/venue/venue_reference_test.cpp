// The embedded tier tables against the reference figures, where those are at hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "host/venue/venue.hpp"

namespace tinderbox {
namespace {

std::vector<nlohmann::json> reference_tables() {
  std::ifstream file(std::filesystem::path(TINDERBOX_REFERENCE_DIR) / "tiers.json");
  std::vector<nlohmann::json> tables;
  for (const nlohmann::json& table : nlohmann::json::parse(file)) {
    const std::string contract = table.at("contract");
    if (table.at("exchange") == "binance" && (contract == "BTCUSDT" || contract == "BTCUSDT (historic)"))
      tables.push_back(table);
  }
  std::sort(tables.begin(), tables.end(), [](const nlohmann::json& a, const nlohmann::json& b) {
    return a.at("asof").get<std::string>() < b.at("asof").get<std::string>();
  });
  return tables;
}

TEST(VenueReference, EveryFigureOfEveryTable) {
  if (std::string(TINDERBOX_REFERENCE_DIR).empty()) GTEST_SKIP() << "TINDERBOX_REFERENCE_DIR is not set";
  const std::vector<nlohmann::json> reference = reference_tables();
  const Venue venue = find_venue("binance", "BTCUSDT");
  ASSERT_EQ(venue.tier_tables.size(), reference.size());
  for (std::size_t t = 0; t < reference.size(); ++t) {
    const TierTable& table = venue.tier_tables[t];
    const auto& tiers = reference[t].at("tiers");
    // The current table is dated by its first sighting, which the reference names in words.
    if (reference[t].at("contract") != "BTCUSDT") {
      EXPECT_EQ(table.as_of, reference[t].at("asof").get<std::string>());
    }
    ASSERT_EQ(table.tiers.size(), tiers.size()) << table.as_of;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      SCOPED_TRACE(table.as_of + " tier " + std::to_string(i));
      EXPECT_EQ(table.tiers[i].floor_usd, tiers[i].at("floor").get<double>());
      EXPECT_EQ(table.tiers[i].cap_usd, tiers[i].at("cap").get<double>());
      EXPECT_EQ(table.tiers[i].max_leverage, tiers[i].at("max_leverage").get<double>());
      EXPECT_EQ(table.tiers[i].mmr, tiers[i].at("mmr").get<double>());
      EXPECT_EQ(table.tiers[i].maint_amount_usd, tiers[i].at("maint_amount").get<double>());
    }
  }
}

}  // namespace
}  // namespace tinderbox
