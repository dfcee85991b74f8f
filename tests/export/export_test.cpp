// What `export` writes, read back by a JSON parser and as CSV, against the run.
#include "host/export/export.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "host/output/ladder_stats.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

std::string exported(const RunResult& run, ExportFormat format, ExportWhat what) {
  std::string text;
  export_run(run, format, what, [&](std::string_view piece) { text += piece; });
  return text;
}

nlohmann::json coinglass(const RunResult& run, ExportWhat what) {
  return nlohmann::json::parse(exported(run, ExportFormat::kCoinglass, what));
}

// Rows of fields, the first one the names.
std::vector<std::vector<std::string>> csv(const RunResult& run, ExportWhat what) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream text(exported(run, ExportFormat::kCsv, what));
  for (std::string line; std::getline(text, line);) {
    rows.emplace_back();
    std::istringstream fields(line + ",");
    for (std::string field; std::getline(fields, field, ',');) rows.back().push_back(field);
  }
  return rows;
}

class Export : public ::testing::Test {
 protected:
  RunResult run_ = test::sample_run();
  std::size_t bins_ = run_.heatmap.price.size();
};

TEST_F(Export, CoinglassHeatmapIsTheDensityOfBothSides) {
  const nlohmann::json answer = coinglass(run_, ExportWhat::kHeatmap);
  EXPECT_EQ(answer.at("code"), "0");
  EXPECT_EQ(answer.at("msg"), "success");
  const nlohmann::json& data = answer.at("data");
  EXPECT_EQ(data.at("y_axis").get<std::vector<double>>(), run_.heatmap.price);
  std::vector<double> cells(run_.heatmap.time.size() * bins_, 0);
  for (const auto& triplet : data.at("liquidation_leverage_data")) {
    ASSERT_EQ(triplet.size(), 3U);
    ASSERT_TRUE(triplet[0].is_number_unsigned() && triplet[1].is_number_unsigned());
    EXPECT_GT(triplet[2].get<double>(), 0);
    cells.at(triplet[0].get<std::size_t>() * bins_ + triplet[1].get<std::size_t>()) += triplet[2].get<double>();
  }
  for (std::size_t t = 0; t < run_.heatmap.time.size(); ++t)
    for (std::size_t k = 0; k < bins_; ++k)
      EXPECT_NEAR(cells[t * bins_ + k],
                  double{run_.heatmap.density[t * 2 * bins_ + k]} + run_.heatmap.density[(t * 2 + 1) * bins_ + k],
                  0.0051);
}

TEST_F(Export, CoinglassCandlesAreTextButForTheirTime) {
  const nlohmann::json candles = coinglass(run_, ExportWhat::kHeatmap).at("data").at("price_candlesticks");
  ASSERT_EQ(candles.size(), run_.heatmap.time.size());
  const auto number = [](const nlohmann::json& text) { return std::stod(text.get<std::string>()); };
  for (std::size_t t = 0; t < candles.size(); ++t) {
    ASSERT_EQ(candles[t].size(), 6U);
    EXPECT_EQ(candles[t][0], run_.heatmap.time[t]);
    EXPECT_EQ(number(candles[t][1]), run_.market.open[t]);
    EXPECT_EQ(number(candles[t][2]), run_.market.high[t]);
    EXPECT_EQ(number(candles[t][3]), run_.market.low[t]);
    EXPECT_EQ(number(candles[t][4]), run_.market.close[t]);
    const double price = std::isnan(run_.market.vwap[t]) ? run_.market.close[t] : run_.market.vwap[t];
    EXPECT_NEAR(number(candles[t][5]), run_.market.volume[t] * price, 0.0051);
  }
}

TEST_F(Export, VolumeOfInverseContractsIsTheirDollars) {
  run_.market.inverse_contract_usd = 100;
  const nlohmann::json candle = coinglass(run_, ExportWhat::kHeatmap).at("data").at("price_candlesticks")[3];
  EXPECT_NEAR(std::stod(candle[5].get<std::string>()), run_.market.volume[3] * 100, 0.0051);
}

TEST_F(Export, CoinglassMapIsTheLadderByLeverage) {
  const nlohmann::json data = coinglass(run_, ExportWhat::kMap).at("data").at("data");
  const std::size_t bands = run_.ladder.leverage_bounds.size() / 2;
  double found = 0;
  for (const auto& [price, entries] : data.items()) {
    ASSERT_FALSE(entries.empty());
    for (const auto& entry : entries) {
      ASSERT_EQ(entry.size(), 4U);
      EXPECT_EQ(entry[0].get<double>(), std::stod(price));
      EXPECT_TRUE(entry[3].is_null());
      found += entry[1].get<double>();
      bool known = false;
      for (std::size_t b = 0; b < bands; ++b)
        known = known || run_.ladder.leverage_bounds[2 * b + 1] == entry[2].get<double>();
      EXPECT_TRUE(known) << entry;
    }
  }
  double expected = 0;
  for (const float usd : run_.ladder.by_leverage) expected += usd;
  EXPECT_GT(expected, 0);
  EXPECT_NEAR(found, expected, 0.01 * static_cast<double>(run_.ladder.by_leverage.size()));
}

TEST_F(Export, OnlyAGeneratedMarketSaysSo) {
  run_.market.synthetic = true;
  EXPECT_EQ(coinglass(run_, ExportWhat::kMap).at("synthetic"), true);
  run_.market.synthetic = false;
  EXPECT_FALSE(coinglass(run_, ExportWhat::kMap).contains("synthetic"));
}

TEST_F(Export, AnEmptyRunIsStillAnAnswer) {
  std::fill(run_.heatmap.density.begin(), run_.heatmap.density.end(), 0.0F);
  std::fill(run_.ladder.by_leverage.begin(), run_.ladder.by_leverage.end(), 0.0F);
  EXPECT_TRUE(coinglass(run_, ExportWhat::kHeatmap).at("data").at("liquidation_leverage_data").empty());
  EXPECT_TRUE(coinglass(run_, ExportWhat::kMap).at("data").at("data").empty());
}

TEST_F(Export, CsvHeatmapHasEveryCellWithItsErrors) {
  const auto rows = csv(run_, ExportWhat::kHeatmap);
  EXPECT_THAT(rows[0], ::testing::ElementsAre("time_utc", "side", "price_low_usd", "price_high_usd", "density_usd",
                                              "density_stderr_usd", "density_low_usd", "density_high_usd"));
  std::size_t filled = 0;
  for (std::size_t i = 0; i < run_.heatmap.density.size(); ++i)
    if (run_.heatmap.density[i] > 0 || run_.heatmap.density_high[i] > 0) {
      ++filled;
      ASSERT_LT(filled, rows.size());
      const auto& row = rows[filled];
      ASSERT_EQ(row.size(), 8U);
      EXPECT_EQ(row[0], format_utc(run_.heatmap.time[i / bins_ / 2]));
      EXPECT_EQ(row[1], i / bins_ % 2 == 0 ? "long" : "short");
      EXPECT_EQ(std::stod(row[2]), run_.heatmap.price_bounds[i % bins_ * 2]);
      EXPECT_EQ(std::stod(row[3]), run_.heatmap.price_bounds[i % bins_ * 2 + 1]);
      EXPECT_NEAR(std::stod(row[4]), run_.heatmap.density[i], 0.0051);
      if (std::isnan(run_.heatmap.density_stderr[i]))
        EXPECT_EQ(row[5], "");
      else
        EXPECT_NEAR(std::stod(row[5]), run_.heatmap.density_stderr[i], 0.0051);
    }
  EXPECT_EQ(rows.size(), filled + 1);
  EXPECT_GT(filled, 100U);
}

TEST_F(Export, CsvLeavesUnknownFieldsEmpty) {
  run_.heatmap.density_stderr.assign(run_.heatmap.density.size(), std::nanf(""));
  const auto rows = csv(run_, ExportWhat::kHeatmap);
  EXPECT_EQ(rows[1][5], "");
  EXPECT_NE(rows[1][4], "");
}

TEST_F(Export, CsvMapIsTheLadderWithItsErrors) {
  const auto rows = csv(run_, ExportWhat::kMap);
  ASSERT_GT(rows.size(), 3U);
  EXPECT_EQ(rows[0].size(), 12U);
  EXPECT_EQ(rows[0][7], "cumulative_usd");
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::size_t side = rows[i][0] == "long" ? 0 : 1;
    std::size_t k = 0;
    while (run_.ladder.price_bounds[2 * k] != std::stod(rows[i][1])) ++k;
    const std::size_t cell = side * bins_ + k;
    EXPECT_NEAR(std::stod(rows[i][7]), run_.ladder.cumulative[cell], 0.0051);
    EXPECT_NEAR(std::stod(rows[i][8]), run_.ladder.cumulative_stderr[cell], 0.0051);
    double mean = 0;
    for (std::size_t r = 0; r < replicates_of(run_); ++r) mean += run_.ladder.notional[r * 2 * bins_ + cell];
    mean /= static_cast<double>(replicates_of(run_));
    EXPECT_NEAR(std::stod(rows[i][3]), mean, 0.0051 + 1e-7 * mean);
    EXPECT_EQ(std::stoll(rows[i][11]), run_.ladder.count[cell]);
  }
}

TEST_F(Export, LargeTextComesInPieces) {
  std::size_t largest = 0;
  std::size_t pieces = 0;
  export_run(run_, ExportFormat::kCsv, ExportWhat::kHeatmap, [&](std::string_view piece) {
    largest = std::max(largest, piece.size());
    ++pieces;
  });
  EXPECT_GT(pieces, 1U);
  EXPECT_LT(largest, 70'000U);
}

TEST(ExportWords, OthersAreRefused) {
  EXPECT_EQ(export_format("csv"), ExportFormat::kCsv);
  EXPECT_EQ(export_what("map"), ExportWhat::kMap);
  EXPECT_THROW((void)export_format("xlsx"), InputError);
  EXPECT_THROW((void)export_what("ladder"), InputError);
}

}  // namespace
}  // namespace tinderbox
