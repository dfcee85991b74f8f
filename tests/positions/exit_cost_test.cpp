// The cost of leaving at once: against the closed form by hand, and against the book that forced orders walk.
#include "host/positions/exit_cost.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "host/config/config.hpp"
#include "host/engine/book_table.hpp"
#include "sim/coordinate.hpp"
#include "sim/order_book.hpp"

namespace tinderbox {
namespace {

TEST(ExitCost, FlatBookByHand) {
  // 1 M USD a percent out to 2%: 0.5 M walks to 0.5% and is filled at 0.25% on average.
  const ExitCost cost = exit_cost({1e6, 0, 2}, 5e5, 0.0005);
  EXPECT_DOUBLE_EQ(cost.worst_distance_percent, 0.5);
  EXPECT_DOUBLE_EQ(cost.usd, 5e5 * 0.0025);
  EXPECT_DOUBLE_EQ(cost.basis_points, 25);
  EXPECT_DOUBLE_EQ(cost.fee_usd, 250);
  EXPECT_EQ(cost.unfilled_usd, 0);
}

TEST(ExitCost, BeyondTheBookIsNotPriced) {
  const ExitCost cost = exit_cost({1e6, 0, 2}, 5e6, 0.0005);
  EXPECT_DOUBLE_EQ(cost.unfilled_usd, 3e6);
  EXPECT_DOUBLE_EQ(cost.worst_distance_percent, 2);
  EXPECT_DOUBLE_EQ(cost.usd, 2e6 * 0.01);
  const ExitCost empty = exit_cost({0, 0, 2}, 1, 0.0005);
  EXPECT_EQ(empty.unfilled_usd, 1);
  EXPECT_EQ(empty.usd, 0);
  EXPECT_FALSE(std::isnan(empty.basis_points));
}

TEST(ExitCost, KnowsWhatIsNotKnown) {
  EXPECT_TRUE(std::isnan(exit_cost({1e6, 0, 2}, 5e5, NAN).fee_usd));
  EXPECT_FALSE(book_of_config("").has_value());
  EXPECT_FALSE(book_of_config("[book]\ndepth_usd_per_percent = 1\n").has_value());
  EXPECT_FALSE(book_of_config("not toml [").has_value());
}

// The engine cuts the same book into bins: the same cost but for their width.
TEST(ExitCost, AgreesWithTheBookThatForcedOrdersWalk) {
  RunConfig config;
  config.book.depth_multiplier = 0.5;
  const auto shape = book_of_config(config_toml(config));
  ASSERT_TRUE(shape.has_value());
  const BookTable table = build_book_table(config, config.book.depth_multiplier, 1);
  const BookView view{table.volume.data(), table.moment.data(), table.bin_ticks, table.bins};
  EXPECT_NEAR(shape->depth_usd() / table.depth(), 1, 1e-12);
  for (const double usd : {1e5, 1e6, 3e7, 4e8, 1.2e9}) {
    const ExitCost cost = exit_cost(*shape, usd, 0);
    const BookPoint point = book_point(view, usd);
    // Inside the first bin the engine's density is that of its middle.
    const double tolerance = usd < 1e6 ? 0.05 : usd < 1e7 ? 0.03 : 0.005;
    EXPECT_NEAR(100 * point.distance / kTicksPerUnit / cost.worst_distance_percent, 1, tolerance) << usd;
    EXPECT_NEAR(point.moment / kTicksPerUnit / cost.usd, 1, tolerance) << usd;
  }
}

}  // namespace
}  // namespace tinderbox
