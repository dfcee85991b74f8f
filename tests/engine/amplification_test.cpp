// Amplification against its closed form, over the whole range below criticality: the points of
// host/docs/amplification.png.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;
constexpr double kUsdPerUnit = 1e10;

// An even ladder of log prices in an even book of permanent impact, to a hundredth of the price now.
ForwardSetup even_setup(double n) {
  ForwardSetup setup = forward_setup("gbm", kNow, 1024);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  set_horizon(setup.config.paths, 1, 24, 1);
  even_book(setup.config.book, kUsdPerUnit / n, 8);
  setup.ladder = empty_ladder(even_edges(1000, 500, 198), 4);
  fill_side(setup.ladder, 0,
            [](double low, double high) { return high <= kNow ? kUsdPerUnit * std::log(high / low) : 0; });
  return setup;
}

TEST(Amplification, IsOneOverOneMinusN) {
  for (const double n : {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95}) {
    const CascadeResult c = run_forward(even_setup(n)).result.cascade;
    ASSERT_GT(c.amplification_paths, 200);
    expect_value({"amplification", fmt::format("n={}", n), 1 / (1 - n), c.amplification.value, 2e-4 / (1 - n)});
    EXPECT_NEAR(static_cast<double>(c.branching_ratio[100 * 2]), n, 1e-3);
  }
}

}  // namespace
}  // namespace tinderbox::testing
