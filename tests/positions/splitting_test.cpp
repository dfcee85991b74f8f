// Splitting a position into parts changes nothing where every size has the same maintenance, and does where it has not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "host/positions/explicit_ladder.hpp"
#include "tests/positions/sample_positions.hpp"

namespace tinderbox {
namespace {

struct Rows {
  std::string whole = "side,size,entry,leverage,margin_mode\n";
  std::string split = whole;
};

// Every position once as it is and once in `parts` rows.
Rows random_rows(int parts) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> share(0, 1);
  Rows rows;
  for (int i = 0; i < 60; ++i) {
    const char* side = i % 2 == 0 ? "long" : "short";
    const double size = 16 * std::round(1 + 400 * share(random));
    const double entry = 90000 + 20000 * share(random);
    const double leverage = 3 + 30 * share(random);
    const auto row = [&](double part) {
      return fmt::format("{},{},{:.2f},{:.3f},isolated\n", side, size * part, entry, leverage);
    };
    rows.whole += row(1);
    for (int k = 0; k < parts; ++k) rows.split += row(1.0 / parts);
  }
  return rows;
}

std::vector<double> ladder_of(const std::string& text, const PositionRules& rules) {
  std::vector<double> edges;
  for (int k = 0; k < 80; ++k) edges.insert(edges.end(), {60000.0 + 1000 * k, 61000.0 + 1000 * k});
  const std::vector<double> leverages{1, 10, 10, 50};
  const ExplicitLadder ladder =
      build_explicit_ladder(parse_positions(text, "p.csv", ""), rules, {edges, leverages, 100000});
  return {ladder.notional.begin(), ladder.notional.end()};
}

double difference(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum;
}

TEST(Splitting, ChangesNothingUnderFlatTiers) {
  for (const int parts : {2, 4, 16}) {
    const Rows rows = random_rows(parts);
    const std::vector<double> whole = ladder_of(rows.whole, testing::flat_rules(0.01));
    const std::vector<double> split = ladder_of(rows.split, testing::flat_rules(0.01));
    double all = 0;
    for (const double usd : whole) all += usd;
    EXPECT_GT(all, 1e9);
    EXPECT_LT(difference(whole, split), 1e-9 * all) << parts;
  }
}

TEST(Splitting, MovesTriggersWhereLargePositionsNeedMore) {
  const Rows rows = random_rows(16);
  EXPECT_GT(difference(ladder_of(rows.whole, testing::hyperliquid_rules()),
                       ladder_of(rows.split, testing::hyperliquid_rules())),
            1e7);
}

}  // namespace
}  // namespace tinderbox
