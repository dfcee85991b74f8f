// Several venues in one run: sampled beside each other, with real positions, and as one market of forced orders.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/engine/heatmap.hpp"
#include "host/engine/venue_ladder.hpp"
#include "host/engine/venue_market.hpp"
#include "host/support/error.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;

// ---- markets ----

Venue fine_venue(const std::string& name) {
  Venue venue = tiered_venue();
  venue.name = name;
  venue.lot_size = 0.0001;
  return venue;
}

RunVenue second_venue(const MarketState& primary, const std::string& name, double open_interest_usd) {
  RunVenue venue;
  venue.name = name;
  venue.venue = fine_venue("other-" + name);
  venue.config.source = "primary";
  venue.market = market_like(primary, name, venue.venue, open_interest_usd);
  return venue;
}

TEST(VenueMarket, FollowsThePrimaryAtItsOwnSize) {
  const MarketState primary = walking_market(200);
  const Venue venue = fine_venue("other");
  const MarketState market = market_like(primary, "b", venue, 2e7);
  const double now = static_cast<double>(market.open_interest_lots.back()) * 0.0001 * market.mark_close.back();
  EXPECT_NEAR(now, 2e7, 10);
  for (std::size_t t = 0; t <= primary.bars(); t += 20)
    EXPECT_NEAR(
        static_cast<double>(market.open_interest_lots[t]) / static_cast<double>(market.open_interest_lots.back()),
        static_cast<double>(primary.open_interest_lots[t]) / static_cast<double>(primary.open_interest_lots.back()),
        1e-5);
  EXPECT_EQ(market.close, primary.close);
  const double turnover = market.volume[5] / (static_cast<double>(market.open_interest_lots[5]) * market.lot_size);
  EXPECT_NEAR(turnover, primary.volume[5] / (static_cast<double>(primary.open_interest_lots[5]) * primary.lot_size),
              1e-4 * turnover);
}

TEST(VenueMarket, CommonBarsAreThoseOfAll) {
  std::vector<RunVenue> venues{primary_venue(walking_market(100), tiered_venue())};
  venues.push_back(second_venue(venues[0].market, "b", 1e7));
  const MarketState whole = venues[1].market;
  RunVenue late = venues[1];
  late.market.start_time += 300 * 10;  // as if its first ten bars were the primary's eleventh to twentieth
  venues[1] = late;
  cut_to_common_bars(venues);
  ASSERT_EQ(venues[0].market.bars(), 90U);
  ASSERT_EQ(venues[1].market.bars(), 90U);
  EXPECT_EQ(venues[0].market.start_time, venues[1].market.start_time);
  EXPECT_EQ(venues[1].market.close[0], whole.close[0]);
  EXPECT_EQ(venues[0].market.close[0], walking_market(100).close[10]);
  EXPECT_EQ(venues[1].market.open_interest_lots.size(), 91U);
  EXPECT_EQ(venues[0].market.warnings.size(), 1U);
  venues[1].market.start_time += 300 * 1000;
  EXPECT_THROW(cut_to_common_bars(venues), InputError);
}

TEST(VenueMarket, NumbersOfDrawsDependOnTheContractAlone) {
  std::vector<RunVenue> venues{primary_venue(walking_market(10), tiered_venue())};
  venues.push_back(second_venue(venues[0].market, "b", 1e7));
  venues.push_back(second_venue(venues[0].market, "c", 1e7));
  const std::vector<std::uint32_t> numbers = draw_numbers(venues);
  EXPECT_EQ(numbers[0], 0U);
  EXPECT_GT(numbers[1], 0U);
  EXPECT_LT(std::max(numbers[1], numbers[2]), 65536U);
  std::swap(venues[1], venues[2]);
  EXPECT_EQ(draw_numbers(venues), (std::vector<std::uint32_t>{0, numbers[2], numbers[1]}));
  venues[2].venue = venues[1].venue;
  EXPECT_THROW((void)draw_numbers(venues), InputError) << "the same contract twice";
}

TEST(VenueMarket, LotsOfTheRunAreTheSmallest) {
  std::vector<RunVenue> venues{primary_venue(walking_market(10), tiered_venue())};
  venues.push_back(second_venue(venues[0].market, "b", 1e7));
  EXPECT_EQ(lots_in_lots(venues), (std::vector<std::int64_t>{10, 1}));
  venues[1].venue.lot_size = 0.0003;
  EXPECT_THROW((void)lots_in_lots(venues), InputError) << "0.001 is no multiple of 0.0003";
  venues[1].sampled = false;
  EXPECT_EQ(lots_in_lots(venues)[0], 1) << "real positions are in no lots";
  venues[1].sampled = true;
  venues[1].venue.lot_size = 0.001;
  venues[1].venue.contract_kind = ContractKind::kInverse;
  EXPECT_THROW((void)lots_in_lots(venues), InputError);
}

// ---- runs ----

class TwoVenues : public ::testing::Test {
 protected:
  MarketState market_ = walking_market(300);
  RunConfig config_ = small_path_config(market_, 100'000, 4, 1024);

  void SetUp() override {
    config_.venues["b"].source = "primary";
    config_.venues["c"].source = "primary";
  }

  [[nodiscard]] RunResult run(const std::vector<RunVenue>& others) const {
    std::vector<RunVenue> venues{primary_venue(market_, tiered_venue())};
    venues.insert(venues.end(), others.begin(), others.end());
    NoProgress progress;
    return run_engine(config_, venues, {.backend = Backend::kCpu}, progress);
  }
};

// Positions of the population that belong to a venue, and how many of them are in cross margin.
std::pair<int, int> all_and_cross(const PopulationResult& population, int venue) {
  std::pair<int, int> counts{0, 0};
  for (std::size_t i = 0; i < population.venue.size(); ++i) {
    if (population.venue[i] != venue) continue;
    ++counts.first;
    counts.second += population.is_cross[i];
  }
  return counts;
}

TEST_F(TwoVenues, AVenueMayHaveAMixOfItsOwn) {
  RunVenue other = second_venue(market_, "b", 2e7);
  const RunResult same = run({other});
  EXPECT_GT(all_and_cross(same.population, 1).second, 0) << "as the primary venue";
  other.config.prior = config_.prior;
  other.config.prior->isolated_share = {1, 1};
  const RunResult own = run({other});
  EXPECT_GT(all_and_cross(own.population, 1).first, 100);
  EXPECT_EQ(all_and_cross(own.population, 1).second, 0);
  EXPECT_EQ(all_and_cross(own.population, 0), all_and_cross(same.population, 0));
}

TEST_F(TwoVenues, EveryLotOfEveryVenueStandsSomewhere) {
  const RunVenue b = second_venue(market_, "b", 3e7);
  const RunResult result = run({b});
  const std::size_t bins = result.heatmap.price.size();
  for (std::size_t t = 0; t < market_.bars(); ++t)
    for (std::size_t side = 0; side < 2; ++side) {
      std::int64_t stock = 0;
      for (std::size_t k = 0; k < bins; ++k) stock += result.heatmap.contracts[(t * 2 + side) * bins + k];
      for (std::size_t w = 0; w < 3; ++w) stock += result.heatmap.contracts_outside[(t * 2 + side) * 3 + w];
      const std::int64_t held = market_.open_interest_lots[t + 1] * 10 + b.market.open_interest_lots[t + 1];
      ASSERT_EQ(stock, held) << t;
      const std::int64_t* flow = result.heatmap.flow.data() + (t * 2 + side) * 3;
      const std::int64_t before = market_.open_interest_lots[t] * 10 + b.market.open_interest_lots[t];
      ASSERT_EQ(flow[0] - flow[1] - flow[2], held - before) << t;
      ASSERT_NEAR(static_cast<double>(result.heatmap.open_interest_usd[t * 2 + side]),
                  static_cast<double>(held) * 0.0001 * market_.mark_close[t], 10);
    }
}

TEST_F(TwoVenues, TheLadderIsTheSumAndTheBandThatOfSums) {
  const RunResult both = run({second_venue(market_, "b", 3e7)});
  ASSERT_EQ(both.ladder.venues, (std::vector<std::string>{"test", "b"}));
  const std::size_t cells = kSides * both.ladder.price.size();
  double largest = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    double mean = 0;
    for (std::size_t r = 0; r < 4; ++r) mean += static_cast<double>(both.ladder.notional[r * cells + i]) / 4;
    const double venues = static_cast<double>(both.ladder.by_venue[i] + both.ladder.by_venue[cells + i]);
    EXPECT_NEAR(venues, mean, 1e-5 * mean + 0.5);
    double bands = 0;
    for (std::size_t b = 0; b * cells < both.ladder.by_leverage.size(); ++b)
      bands += static_cast<double>(both.ladder.by_leverage[b * cells + i]);
    EXPECT_NEAR(bands, mean, 1e-4 * mean + 0.5);
    largest = std::max(largest, static_cast<double>(both.ladder.by_venue[cells + i]));
  }
  EXPECT_GT(largest, 1e4);
}

// The primary venue's samples do not move when another venue joins it.
TEST_F(TwoVenues, AnotherVenueLeavesThePrimarysPositionsAlone) {
  config_.venues.erase("c");
  config_.sampling.positions = 200'000;
  const RunResult both = run({second_venue(market_, "b", 3e7)});
  config_.venues.clear();
  config_.sampling.positions = 100'000;
  const RunResult alone = run({});
  const std::size_t cells = kSides * alone.ladder.price.size();
  for (std::size_t i = 0; i < cells; ++i) EXPECT_EQ(both.ladder.by_venue[i], alone.ladder.by_venue[i]);
}

TEST_F(TwoVenues, NamesAndOrderChangeNothing) {
  RunVenue b = second_venue(market_, "b", 3e7);
  RunVenue c = second_venue(market_, "c", 6e7);
  const RunResult first = run({b, c});
  std::swap(b.name, c.name);
  const RunResult second = run({c, b});
  for (std::size_t i = 0; i < first.heatmap.contracts.size(); ++i)
    ASSERT_EQ(first.heatmap.contracts[i], second.heatmap.contracts[i]);
  for (std::size_t i = 0; i < first.paths.touch_probability.size(); ++i)
    EXPECT_EQ(first.paths.touch_probability[i], second.paths.touch_probability[i]);
  ASSERT_EQ(first.ladder.venues, second.ladder.venues);
  const std::size_t cells = kSides * first.ladder.price.size();
  for (std::size_t i = 0; i < cells; ++i) {
    EXPECT_EQ(first.ladder.by_venue[cells + i], second.ladder.by_venue[2 * cells + i]);
    EXPECT_EQ(first.ladder.by_venue[2 * cells + i], second.ladder.by_venue[cells + i]);
  }
  for (std::size_t payer = 0; payer < 3; ++payer)
    for (std::size_t side = 0; side < 2; ++side)
      EXPECT_EQ(first.cascade.absorbed[(payer * 3 + 1) * 2 + side],
                second.cascade.absorbed[(payer * 3 + 2) * 2 + side]);
}

// ---- real positions ----

RealPositions lump_of_real(const LadderResult& like, double price, double usd) {
  RealPositions real;
  const std::size_t bins = like.price.size();
  real.notional.assign(kSides * bins, 0.0);
  real.count.assign(kSides * bins, 0);
  real.bankruptcy_buffer.assign(kSides * bins, 0.0);
  real.by_leverage.assign(like.by_leverage.size(), 0.0);
  const auto k =
      static_cast<std::size_t>((price - like.price_bounds[0]) / (like.price_bounds[1] - like.price_bounds[0]));
  real.notional[k] = usd;
  real.count[k] = 3;
  real.bankruptcy_buffer[k] = 0.02;
  if (!real.by_leverage.empty()) real.by_leverage[k] = usd;
  real.open_interest_usd[0] = usd;
  real.rows = 3;
  real.held = std::make_shared<const HeldPositions>(HeldPositions(3, {0, price, usd / 3, 0.02}));
  return real;
}

TEST_F(TwoVenues, RealPositionsStandBesideSampledOnesAndAreNeverScaled) {
  RunVenue b = second_venue(market_, "b", 3e7);
  const RunResult sampled = run({b});
  b.real = lump_of_real(sampled.ladder, 95100, 1e7);
  const RunResult mixed = run({b});
  const std::size_t cells = kSides * sampled.ladder.price.size();
  const std::size_t lump = static_cast<std::size_t>((95100 - 60000) / 250);
  for (std::size_t i = 0; i < cells; ++i) {
    const auto before = static_cast<double>(sampled.ladder.by_venue[cells + i]);
    const auto after = static_cast<double>(mixed.ladder.by_venue[cells + i]);
    const bool is_long = i < cells / 2;
    const double expected = (is_long ? 2.0 / 3 : 1.0) * before + (i == lump ? 1e7 : 0);
    EXPECT_NEAR(after, expected, 1e-4 * expected + 1) << i;
    EXPECT_EQ(mixed.ladder.by_venue[i], sampled.ladder.by_venue[i]) << "the other venue";
  }
  EXPECT_EQ(mixed.venues.real_positions, (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(mixed.venues.real_usd[2], 1e7F);
  EXPECT_NEAR(static_cast<double>(mixed.venues.open_interest_usd[2]), 3e7, 1e3) << "open interest is what it was";
}

TEST_F(TwoVenues, MoreRealPositionsThanOpenInterestAreSaid) {
  RunVenue b = second_venue(market_, "b", 3e7);
  const RunResult sampled = run({b});
  b.real = lump_of_real(sampled.ladder, 95100, 4e7);
  const RunResult mixed = run({b});
  const auto says = [](const RunResult& result) {
    return std::any_of(result.warnings.begin(), result.warnings.end(), [](const std::string& text) {
      return text.find("more than the open interest") != std::string::npos;
    });
  };
  EXPECT_TRUE(says(mixed));
  EXPECT_FALSE(says(sampled));
}

TEST_F(TwoVenues, AVenueOfRealPositionsOnly) {
  RunVenue b = second_venue(market_, "b", 0);
  b.sampled = false;
  b.config.source = "positions";
  config_.venues.erase("c");
  config_.venues["b"].source = "positions";
  config_.cascade.feedback = "off";  // what is forced is what the level itself reaches
  const RunResult alone = run({});
  b.real = lump_of_real(alone.ladder, 95100, 1e7);
  const RunResult both = run({b});
  EXPECT_EQ(both.heatmap.density, alone.heatmap.density) << "the map of the past holds sampled positions only";
  const std::size_t cells = kSides * alone.ladder.price.size();
  const std::size_t lump = static_cast<std::size_t>((95100 - 60000) / 250);
  EXPECT_EQ(both.ladder.by_venue[cells + lump], 1e7F);
  EXPECT_EQ(both.ladder.by_venue[lump], alone.ladder.by_venue[lump]);
  EXPECT_EQ(both.venues.open_interest_usd[2], 1e7F);
  // On paths the lump keeps its trigger: 95,125 does not reach it, though it lies in its bin, and 94,875 does.
  const auto forced = [&](const RunResult& result, double price) {
    return static_cast<double>(result.whatif.forced[static_cast<std::size_t>((price - 60000) / 250)]);
  };
  EXPECT_LT(forced(both, 95125), forced(alone, 95125) + 1e6);
  EXPECT_GT(forced(both, 94875), forced(alone, 94875) + 0.99e7);
  EXPECT_EQ(both.venues.open_interest_usd[3], 0.0F);
}

// ---- one market of forced orders ----

LadderResult shared_out(const LadderResult& ladder, double share) {
  LadderResult part = ladder;
  for (float& usd : part.notional) usd *= static_cast<float>(share);
  return part;
}

ForwardSetup busy_setup() {
  ForwardSetup setup = forward_setup("gbm", kNow, 2048);
  set_horizon(setup.config.paths, 1, 48, 4);
  setup.config.paths.volatility_annual = 0.9;
  setup.ladder = empty_ladder(even_edges(80000, 250, 160), 2);
  fill_side(setup.ladder, 0, [](double, double high) { return high <= kNow ? 4e6 : -1; });
  fill_side(setup.ladder, 1, [](double low, double) { return low >= kNow ? 4e6 : -1; });
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.0006F);
  setup.config.book = BookConfig{};
  setup.config.book.depth_multiplier = 0.15;
  setup.config.cascade.fund_usd = 8e5;
  return setup;
}

ForwardVenue forward_venue(const std::string& name, const LadderResult& ladder, double depth_ratio, double fund_usd) {
  ForwardVenue venue;
  venue.name = name;
  venue.ladder = ladder;
  venue.ladder.venues = {name};
  venue.depth_ratio = depth_ratio;
  venue.fund_usd = fund_usd;
  venue.open_interest_usd = 1e8 * depth_ratio;
  return venue;
}

ForwardResult run_market(const ForwardSetup& setup, const std::vector<ForwardVenue>& venues) {
  const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), 0);
  NoProgress progress;
  return simulate_forward(setup.config, setup.market, setup.market, venues, *executor, 0, progress);
}

// k equal, tightly coupled venues are one with k times ladder, depth and fund.
TEST(VenueCascade, EqualCoupledVenuesAreOne) {
  ForwardSetup setup = busy_setup();
  const ForwardResult one = run_market(setup, {forward_venue("a", setup.ladder, 1, 8e4)});
  ASSERT_GT(one.cascade.liquidated[0].value, 1e7);
  ASSERT_GT(one.cascade.insurance_exhausted_probability.back(), 0.1F) << one.cascade.fund_loss[0];
  for (const int k : {2, 4})
    for (const double pass_through : {0.0, 0.5, 1.0}) {
      setup.config.cascade.pass_through = pass_through;
      std::vector<ForwardVenue> venues;
      for (int v = 0; v < k; ++v)
        venues.push_back(forward_venue(std::string(1, static_cast<char>('a' + v)), shared_out(setup.ladder, 1.0 / k),
                                       1.0 / k, 8e4 / k));
      const ForwardResult several = run_market(setup, venues);
      for (std::size_t i = 0; i < one.paths.touch_probability.size(); ++i)
        EXPECT_NEAR(static_cast<double>(several.paths.touch_probability[i]),
                    static_cast<double>(one.paths.touch_probability[i]), 2.0 / 2048)
            << k << ' ' << pass_through << ' ' << i;
      EXPECT_EQ(several.paths.touch_probability_no_feedback, one.paths.touch_probability_no_feedback);
      for (int side = 0; side < 2; ++side)
        EXPECT_NEAR(several.cascade.liquidated[side].value, one.cascade.liquidated[side].value,
                    1e-3 * one.cascade.liquidated[side].value);
      for (std::size_t payer = 0; payer < 3; ++payer) {
        double sum = 0;
        for (std::size_t v = 0; v < static_cast<std::size_t>(k); ++v)
          sum += static_cast<double>(several.cascade.absorbed[(payer * static_cast<std::size_t>(k) + v) * 2]);
        EXPECT_NEAR(sum, static_cast<double>(one.cascade.absorbed[payer * 2]), 1e-2 * sum + 2e4) << payer;
      }
      for (std::size_t i = 0; i < one.whatif.price.size(); i += 10)
        EXPECT_NEAR(static_cast<double>(several.whatif.stop_price[i]), static_cast<double>(one.whatif.stop_price[i]),
                    2);
      EXPECT_NEAR(several.stress.stop_price.value, one.stress.stop_price.value, 2);
      EXPECT_NEAR(static_cast<double>(several.cascade.critical_shock[0]),
                  static_cast<double>(one.cascade.critical_shock[0]), 3e-4);
      EXPECT_NEAR(static_cast<double>(several.cascade.branching_ratio[20]),
                  static_cast<double>(one.cascade.branching_ratio[20]), 1e-3);
    }
}

// A lump at one venue, a second lump at the other just beyond: only where marks follow each other does the first set
// off the second.
TEST(VenueCascade, PassThroughCarriesACascadeFromVenueToVenue) {
  ForwardSetup setup = forward_setup("gbm", kNow, 512);
  set_horizon(setup.config.paths, 0.25, 6, 2);
  straight_steps(setup.config.paths, -0.0035);
  even_book(setup.config.book, 2e8, 1);
  LadderResult first = empty_ladder(even_edges(90000, 50, 400), 2);
  LadderResult second = first;
  put(first, 0, 98025, 2e6);
  put(second, 0, 97325, 2e6);
  const auto liquidated = [&](double pass_through) {
    setup.config.cascade.pass_through = pass_through;
    return run_market(setup, {forward_venue("a", first, 0.5, 1e9), forward_venue("b", second, 0.5, 1e9)})
        .cascade.liquidated[0]
        .value;
  };
  EXPECT_NEAR(liquidated(0), 2e6, 10);
  EXPECT_NEAR(liquidated(1), 4e6, 10);
}

TEST(VenueCascade, MoneyIsConservedOverVenues) {
  ForwardSetup setup = busy_setup();
  const ForwardResult result = run_market(setup, {forward_venue("a", shared_out(setup.ladder, 0.7), 0.7, 1e5),
                                                  forward_venue("b", shared_out(setup.ladder, 0.3), 0.1, 1e4)});
  for (std::size_t side = 0; side < 2; ++side) {
    const std::int64_t* entry = result.cascade.account.data() + side * kAccountEntries;
    EXPECT_EQ(entry[0], entry[1] + entry[2] + entry[3] + entry[4] + entry[5]);
    double absorbed = 0;
    for (std::size_t i = side; i < result.cascade.absorbed.size(); i += 2)
      absorbed += static_cast<double>(result.cascade.absorbed[i]);
    EXPECT_NEAR(absorbed, result.cascade.liquidated[side].value, 1e-5 * absorbed);
  }
  ASSERT_EQ(result.cascade.venues, (std::vector<std::string>{"a", "b"}));
  EXPECT_GT(result.cascade.insurance_exhausted_probability.back(), 0.1F) << "the thin venue's small fund";
  EXPECT_LT(result.cascade.insurance_exhausted_probability[result.cascade.insurance_exhausted_probability.size() - 2],
            result.cascade.insurance_exhausted_probability.back());
}

}  // namespace
}  // namespace tinderbox::testing
