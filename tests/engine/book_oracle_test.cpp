// Closed forms of the book: the component alone, and cascades on it by the whole forward engine.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/engine/book_table.hpp"
#include "sim/order_book.hpp"
#include "tests/engine/forward_fixture.hpp"
#include "tests/engine/oracles.hpp"

namespace tinderbox::testing {
namespace {

using nlohmann::json;

constexpr double kNow = 100000;
constexpr double kUsdPerPercent = kNow / 100;  // of price

TEST(BookOracle, VShapedBook) {
  TINDERBOX_NEED_ORACLES("v_shaped_book_impact");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const auto walk = [&](double kappa) {
      RunConfig config;
      config.book.depth_usd_per_percent = 0;
      config.book.depth_slope_usd_per_percent2 = kappa * kUsdPerPercent * kUsdPerPercent;
      const BookTable book = build_book_table(config, 1, 1);
      const BookView view{book.volume.data(), book.moment.data(), book.bin_ticks, book.bins};
      const double q = p.at("Q").get<double>();
      const BookPoint to = book_point(view, q);
      const double usd_a_tick = kUnitsPerTick * kNow;
      return std::pair{to.distance * usd_a_tick, to.moment / q * usd_a_tick};
    };
    const auto [distance, fill] = walk(p.at("kappa").get<double>());
    const double expected = entry.at("value").at(0).get<double>();
    const std::string name = fmt::format("Q={} kappa={}", p.at("Q").get<double>(), p.at("kappa").get<double>());
    expect_value({"v_shaped_book_impact", name, expected, distance, 1e-3 * expected});
    const double expected_fill = entry.at("value").at(1).get<double>();
    expect_value({"v_shaped_book_impact", name + " fill", expected_fill, fill, 1e-3 * expected_fill});
    expect_rejected({"v_shaped_book_impact", name + " 1.1 kappa", expected,
                     walk(1.1 * p.at("kappa").get<double>()).first, 1e-3 * expected});
  }
}

// A fall of `shock` dollars in one step, rounds a millisecond apart; nothing refills or reverts.
ForwardSetup falling(double shock, double first_usd, double usd_per_usd) {
  ForwardSetup setup = forward_setup("bachelier", kNow, 1);
  set_horizon(setup.config.paths, 60 / kDaySeconds, 1, 1);
  straight_steps(setup.config.paths, -shock / kNow);
  setup.config.cascade.round_seconds = 0.001;
  setup.config.book.refill_seconds = 1e9;
  std::vector<double> edges = even_edges(kNow - 20000, 100, 200);
  if (shock < 100) edges.insert(edges.end() - 1, kNow - shock);
  edges.push_back(kNow * 1.01);
  setup.ladder = empty_ladder(edges, 1);
  fill_side(setup.ladder, 0, [&](double low, double high) {
    return high > kNow ? 0 : (high - low) * usd_per_usd + (high == kNow ? first_usd : 0);
  });
  return setup;
}

struct Fall {
  double drop;
  double liquidated;
};

Fall fall_of(const ForwardSetup& setup) {
  const ForwardRun run = run_forward(setup);
  const PathRecord& record = run.records.front();
  return {-record.low * kUnitsPerTick * kNow,
          static_cast<double>(record.liquidated[0]) * run.result.cascade.money_unit_usd};
}

TEST(BookOracle, CascadeOnAnEvenBook) {
  TINDERBOX_NEED_ORACLES("cascade_constant_depth_book");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double sold = p.at("Q0").get<double>();
    const double rho = p.at("rho").get<double>();
    // The order that sets it off is a position right below the price; a dollar's fall triggers it, and is taken off.
    const auto found = [&](double depth) {
      constexpr double kShock = 1;
      ForwardSetup setup = falling(kShock, sold, rho);
      even_book(setup.config.book, depth * kNow, 1);
      Fall fall = fall_of(setup);
      fall.drop -= kShock / (1 - rho / depth);
      fall.liquidated -= sold + rho * kShock / (1 - rho / depth);
      return fall;
    };
    const double depth = p.at("d").get<double>();
    const Fall fall = found(depth);
    const double expected = entry.at("value").at(0).get<double>();
    const double expected_usd = entry.at("value").at(1).get<double>();
    const std::string name = fmt::format("rho={}", rho);
    expect_value({"cascade_constant_depth_book", name + " drop", expected, fall.drop, 2e-3 * expected});
    expect_value(
        {"cascade_constant_depth_book", name + " liquidated", expected_usd, fall.liquidated, 2e-3 * expected_usd});
    expect_rejected(
        {"cascade_constant_depth_book", name + " 1.02 d", expected, found(1.02 * depth).drop, 2e-3 * expected});
  }
}

TEST(BookOracle, CascadeOnAVShapedBook) {
  TINDERBOX_NEED_ORACLES("cascade_uniform_sqrt_impact");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double shock = p.at("Delta").get<double>();
    if (shock == 0) continue;  // the law's jump at no shock at all: nothing touches a level
    const auto found = [&](double y) {
      ForwardSetup setup = falling(shock, 0, p.at("rho").get<double>());
      BookConfig& book = setup.config.book;
      book.depth_usd_per_percent = 0;
      book.depth_slope_usd_per_percent2 = 2 / (y * y) * kUsdPerPercent * kUsdPerPercent;
      book.range_percent = 1;
      return fall_of(setup).drop;
    };
    const double expected = entry.at("value").get<double>();
    const double y = p.at("Y").get<double>();
    const std::string name = fmt::format("Delta={}", shock);
    expect_value({"cascade_uniform_sqrt_impact", name, expected, found(y), 1e-3 * expected});
    expect_rejected({"cascade_uniform_sqrt_impact", name + " 1.1 Y", expected, found(1.1 * y), 1e-3 * expected});
  }
}

}  // namespace
}  // namespace tinderbox::testing
