// The whole forward engine on explicit positions against closed forms and by hand: lumps, the three-position venue,
// random ladders.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include "tests/engine/forward_fixture.hpp"
#include "tests/engine/oracles.hpp"

namespace tinderbox::testing {
namespace {

using nlohmann::json;

constexpr double kNow = 100000;
constexpr std::int32_t kManySeconds = 7200;  // a round a second

// One step of an arithmetic price, which drops by `drop` USD; a sale of V USD moves the price by lambda V. On an
// arithmetic price a position of q coins is q times the price now at every price.
ForwardSetup lumpy_setup(double drop, double lambda, double width, std::int64_t replicates) {
  ForwardSetup setup = forward_setup("bachelier", kNow, 256 * replicates);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  setup.config.sampling.replicates = static_cast<std::int32_t>(replicates);
  setup.config.paths.steps = setup.config.paths.output_steps = 1;
  setup.config.paths.step_seconds = kManySeconds;
  straight_steps(setup.config.paths, -drop / kNow);
  even_book(setup.config.book, kNow / lambda, 1.2);
  setup.ladder =
      empty_ladder({kNow - width, kNow - width / 2, kNow, kNow + 1000}, static_cast<std::size_t>(replicates));
  return setup;
}

void hold(ForwardSetup& setup, HeldPositions positions) {
  setup.held.push_back(std::make_shared<const HeldPositions>(std::move(positions)));
}

void allow_rounds(ForwardSetup& setup, double drop, std::int32_t rounds) {
  setup.config.paths.step_seconds = rounds;
  straight_steps(setup.config.paths, -drop / kNow);
}

double price_of(const PathRecord& record) {
  return kNow * (1 + record.low * kUnitsPerTick);
}

double coins_of(const ForwardRun& run) {
  return static_cast<double>(run.records[0].liquidated[0]) * run.result.cascade.money_unit_usd / kNow;
}

// ---- levels by hand ----

ForwardSetup levels_setup(const json& p) {
  const double lambda = std::stod(p.at("lam").get<std::string>()) / kNow;
  ForwardSetup setup = lumpy_setup(p.at("Delta").get<double>(), lambda, 60000, 1);
  HeldPositions positions;
  for (const json& level : p.at("levels"))
    positions.push_back({0, level[0].get<double>(), level[1].get<double>() * kNow, 0.01});
  hold(setup, positions);
  return setup;
}

TEST(ForwardPositions, LumpyLevels) {
  TINDERBOX_NEED_ORACLES("cascade_lumpy_synchronous");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const json& value = entry.at("value");
    const std::string name = "lam=" + p.at("lam").get<std::string>();
    const double drop = p.at("Delta").get<double>();
    const auto rounds = value[2].get<std::int32_t>();
    ForwardSetup setup = levels_setup(p);
    const ForwardRun run = run_forward(setup);
    expect_value(
        {"cascade_lumpy_synchronous", name + " price", value[0].get<double>(), price_of(run.records[0]), 0.02});
    EXPECT_NEAR(coins_of(run), value[1].get<double>(), 1e-6);
    allow_rounds(setup, drop, rounds);
    EXPECT_EQ(run_forward(setup).records[0].low, run.records[0].low) << "so many rounds suffice";
    allow_rounds(setup, drop, rounds - 1);
    EXPECT_GT(run_forward(setup).records[0].low, run.records[0].low) << "and no fewer";
  }
}

TEST(ForwardPositions, LumpyLevelsByStressAndWhatIf) {
  TINDERBOX_NEED_ORACLES("cascade_lumpy_synchronous");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const json& value = entry.at("value");
    const std::string name = "lam=" + p.at("lam").get<std::string>();
    const double drop = p.at("Delta").get<double>();
    ForwardSetup setup = levels_setup(p);
    setup.config.paths.count = 0;
    setup.config.stress = {-100 * drop / kNow, 600, 1};
    setup.config.cascade.round_seconds = 0.1;
    setup.ladder = empty_ladder({kNow - 60000, kNow - drop - 5, kNow - drop + 5, kNow + 1000}, 1);
    const ForwardResult result = run_forward(setup).result;
    expect_value(
        {"cascade_lumpy_synchronous", name + " stress", value[0].get<double>(), result.stress.stop_price.value, 0.02});
    expect_value({"cascade_lumpy_synchronous", name + " what-if", value[0].get<double>(),
                  static_cast<double>(result.whatif.stop_price[1]), 0.02});
    EXPECT_NEAR(static_cast<double>(result.whatif.forced[1]) / kNow, value[1].get<double>(), 1e-4);
  }
}

// The same lumps spread over bins stop elsewhere.
TEST(ForwardPositions, BinsBlurWhatPositionsKeep) {
  TINDERBOX_NEED_ORACLES("cascade_lumpy_synchronous");
  const json& entry = entries[1];
  ForwardSetup setup = levels_setup(entry.at("params"));
  setup.ladder = empty_ladder(even_edges(40000, 1000, 61), 1);
  for (const HeldPosition& p : *setup.held[0]) put(setup.ladder, 0, p.trigger_usd, p.notional_usd);
  setup.held.clear();
  expect_rejected({"cascade_lumpy_synchronous", "in bins of 1,000 USD", entry.at("value")[0].get<double>(),
                   price_of(run_forward(setup).records[0]), 1});
}

// ---- the venue of three positions ----

struct Trader {
  double coins, entry, leverage;
};

HeldPosition position_of(const Trader& t, double mmr) {
  const double broke = t.entry * (1 - 1 / t.leverage);
  const double trigger = broke / (1 - mmr);
  return {0, trigger, t.coins * kNow, (trigger - broke) / trigger};
}

ForwardSetup small_venue(const json& p) {
  const double drop = p.at("Delta").get<double>();
  ForwardSetup setup = lumpy_setup(drop, p.at("lam").get<double>() / kNow, 80000, 1);
  setup.config.cascade.first_fill = "mark";
  setup.config.cascade.surplus_share = 1;
  hold(setup, {position_of({10, 100000, 20}, 0.005), position_of({40, 100000, 10}, 0.005),
               position_of({60, 99000, 5}, 0.005)});
  return setup;
}

TEST(ForwardPositions, TheVenueOfThreePositions) {
  TINDERBOX_NEED_ORACLES("mini_venue_end_to_end");
  const double coins[] = {10, 40, 60};
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const json& value = entry.at("value");
    const std::string name = fmt::format("lam={}", p.at("lam").get<int>());
    ForwardSetup setup = small_venue(p);
    const ForwardRun run = run_forward(setup);
    expect_value({"mini_venue_end_to_end", name + " price", value[0].get<double>(), price_of(run.records[0]), 0.02});
    expect_value({"mini_venue_end_to_end", name + " fund", value[1].get<double>(),
                  -static_cast<double>(run.result.cascade.fund_loss[0]), 3});
    EXPECT_EQ(run.result.cascade.absorbed[4], 0) << "nothing is deleveraged";
    double fired = 0;
    for (std::int32_t rounds = 1; rounds <= value[2].get<std::int32_t>(); ++rounds) {
      allow_rounds(setup, p.at("Delta").get<double>(), rounds);
      fired += coins[rounds - 1];
      EXPECT_NEAR(coins_of(run_forward(setup)), fired, 1e-6) << "A, then B, then C";
    }
    EXPECT_NEAR(coins_of(run), fired, 1e-6) << "and no more";
    setup = small_venue(p);
    setup.config.cascade.first_fill = "trigger";
    expect_rejected({"mini_venue_end_to_end", name + " swept", value[1].get<double>(),
                     -static_cast<double>(run_forward(setup).result.cascade.fund_loss[0]), 3});
  }
}

// A fund that reaches for a part: it pays what it holds, the rest is deleveraged at the bankruptcy price and moves
// nothing. For A alone, V coins lose V (4000 + lam V / 2).
TEST(ForwardPositions, BeyondTheFundTheVenueDeleverages) {
  const json p{{"Delta", 9000}, {"lam", 50}};
  ForwardSetup setup = small_venue(p);
  setup.config.cascade.fund_usd = 20000;
  const ForwardRun run = run_forward(setup);
  const double sold = -80 + std::sqrt(80.0 * 80 + 800);
  EXPECT_NEAR(coins_of(run), 10, 1e-6);
  EXPECT_NEAR(static_cast<double>(run.result.cascade.absorbed[4]) / kNow, 10 - sold, 1e-3);
  EXPECT_NEAR(price_of(run.records[0]), 91000 - 50 * sold, 0.1);
  EXPECT_NEAR(static_cast<double>(run.result.cascade.fund_loss[0]), 20000, 1);
  EXPECT_EQ(run.result.cascade.insurance_exhausted_probability[0], 1);
}

// What was deleveraged is counted against the shorts, by its share of their open interest and where the mark stood.
TEST(ForwardPositions, TheOtherSideIsToldHowMuchOfItIsTaken) {
  ForwardSetup setup = small_venue({{"Delta", 9000}, {"lam", 50}});
  setup.config.cascade.fund_usd = 20000;
  const MarketState flat = flat_market(4, kNow);
  setup.market.open_interest_lots = flat.open_interest_lots;
  const double side_usd = static_cast<double>(flat.open_interest_lots.back()) * flat.lot_size * flat.mark_close.back();
  const ForwardRun run = run_forward(setup);
  const AdlResult& adl = run.result.adl;
  const double share = static_cast<double>(run.result.cascade.absorbed[4]) / side_usd;
  const double move = price_of(run.records[0]) / kNow - 1;
  std::int64_t all = 0;
  const std::size_t moves = adl.move_edges.size() - 1;
  const std::size_t shares = adl.share_edges.size() - 1;
  for (std::size_t i = 0; i < adl.count.size(); ++i) {
    if (adl.count[i] == 0) continue;
    EXPECT_EQ(i / shares / moves % kSides, 1U) << "longs are liquidated, shorts closed against";
    EXPECT_LE(adl.move_edges[i / shares % moves], move);
    EXPECT_GT(adl.move_edges[i / shares % moves + 1], move);
    EXPECT_LE(adl.share_edges[i % shares], share);
    EXPECT_GT(adl.share_edges[i % shares + 1], share);
    all += adl.count[i];
  }
  EXPECT_EQ(all, 256) << "on every path";
  EXPECT_EQ(adl.replicate_paths, run.result.cascade.replicate_paths);
  setup.config.cascade.fund_usd = 1e13;
  for (const std::int64_t paths : run_forward(setup).result.adl.count) EXPECT_EQ(paths, 0);
}

// ---- random ladders, one a replicate ----

// Levels of a Poisson process, `rate` a USD, each of size() USD.
template <class Size>
ForwardSetup random_setup(double drop, double rate, double lambda, double width, std::int64_t replicates,
                          const Size& size) {
  ForwardSetup setup = lumpy_setup(drop, lambda, width, replicates);
  std::mt19937_64 random(seed_of(fmt::format("{} {} {}", drop, rate, lambda)));
  std::exponential_distribution<double> gap(rate);
  for (std::int64_t r = 0; r < replicates; ++r) {
    HeldPositions positions;
    for (double d = gap(random); d < width; d += gap(random)) positions.push_back({0, kNow - d, size(random), 0.01});
    hold(setup, std::move(positions));
  }
  return setup;
}

// One record of every replicate.
std::vector<PathRecord> by_replicate(const ForwardRun& run) {
  std::vector<PathRecord> records;
  for (std::size_t i = 0; i < run.records.size(); i += 256) records.push_back(run.records[i]);
  return records;
}

constexpr double kDrop = 200;
constexpr double kLevelUsd = 1e6;

// Levels that fired in each replicate.
struct Consul {
  std::vector<PathRecord> records;
  double unit;

  [[nodiscard]] double levels(const PathRecord& r) const {
    return std::round(static_cast<double>(r.liquidated[0]) * unit / kLevelUsd);
  }
  [[nodiscard]] SampleMean mean(const std::function<double(double)>& number) const {
    return sample_mean(records, [&](const PathRecord& r) { return number(levels(r)); });
  }
};

Consul consul(double theta, double n, double levels, std::int64_t replicates) {
  const double rate = theta / kDrop;
  const ForwardSetup setup = random_setup(kDrop, rate, n / rate / kLevelUsd, levels / rate, replicates,
                                          [](std::mt19937_64&) { return kLevelUsd; });
  const ForwardRun run = run_forward(setup);
  return {by_replicate(run), run.result.cascade.money_unit_usd};
}

TEST(ForwardPositions, SizesOfCascadesFollowConsul) {
  TINDERBOX_NEED_ORACLES("cascade_poisson_ladder_pmf");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double n = p.at("n").get<double>();
    const double theta = p.at("theta").get<double>();
    const double k = p.at("k").get<double>();
    const double expected = entry.at("value").get<double>();
    const std::int64_t replicates = expected < 0.02 ? 4096 : 2048;
    const auto share = [&](double ratio) {
      return consul(theta, ratio, k + 30, replicates).mean([&](double levels) { return levels == k ? 1.0 : 0.0; });
    };
    expect_law({"cascade_poisson_ladder_pmf", fmt::format("n={} k={}", n, k), expected, share(n).value,
                share_error(expected, static_cast<double>(replicates))});
    if (expected > 1e-3)
      expect_rejected({"cascade_poisson_ladder_pmf", fmt::format("2 n={} k={}", n, k), expected, share(2 * n).value,
                       share_error(expected, static_cast<double>(replicates))});
  }
}

TEST(ForwardPositions, MomentsOfCascadesFollowConsul) {
  TINDERBOX_NEED_ORACLES("cascade_poisson_ladder_moments");
  for (const json& entry : entries) {
    const double n = entry.at("params").at("n").get<double>();
    const double theta = entry.at("params").at("theta").get<double>();
    const double mean = entry.at("value")[0].get<double>();
    const double variance = entry.at("value")[1].get<double>();
    const std::string name = fmt::format("n={}", n);
    const Consul found = consul(theta, n, mean + 12 * std::sqrt(variance), 1024);
    const SampleMean first = found.mean([](double levels) { return levels; });
    expect_law({"cascade_poisson_ladder_moments", name + " mean", mean, first.value, first.error});
    const SampleMean second = found.mean([&](double levels) { return (levels - mean) * (levels - mean); });
    expect_law({"cascade_poisson_ladder_moments", name + " variance", variance, second.value, second.error});
    const SampleMean other =
        consul(theta, 0.8 * n, mean + 12 * std::sqrt(variance), 1024).mean([](double levels) { return levels; });
    expect_rejected({"cascade_poisson_ladder_moments", name + " 0.8 n", mean, other.value, other.error});
  }
}

TEST(ForwardPositions, SupercriticalCascadesRunAwayAsOftenAsTheyShould) {
  TINDERBOX_NEED_ORACLES("cascade_supercritical_escape");
  for (const json& entry : entries) {
    const double n = entry.at("params").at("n").get<double>();
    const double theta = entry.at("params").at("theta").get<double>();
    const double expected = entry.at("value").get<double>();
    const auto escaped = [&](double ratio) {
      const Consul found = consul(theta, ratio, 200, 1024);
      return sample_mean(found.records, [](const PathRecord& r) { return (r.flags & kLadderEnd) != 0 ? 1.0 : 0.0; });
    };
    expect_law({"cascade_supercritical_escape", fmt::format("n={} theta={}", n, theta), expected, escaped(n).value,
                share_error(expected, 1024)});
    expect_rejected({"cascade_supercritical_escape", fmt::format("0.7 n={} theta={}", n, theta), expected,
                     escaped(0.7 * n).value, share_error(expected, 1024)});
  }
}

TEST(ForwardPositions, RandomSizesSpreadTheDrop) {
  TINDERBOX_NEED_ORACLES("cascade_compound_sizes_moments");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double n = p.at("n").get<double>();
    const double lambda = p.at("lam").get<double>();
    const double size = p.at("mean_size").get<double>();
    const double cv2 = p.at("cv2").get<double>();
    const double mean = entry.at("value")[0].get<double>();
    const double sd = entry.at("value")[1].get<double>();
    const std::string name = fmt::format("n={} cv2={}", n, cv2);
    const auto drops = [&](double squares) {
      std::gamma_distribution<double> sizes(1 / squares, size * squares);
      const ForwardSetup setup = random_setup(p.at("Delta").get<double>(), n / lambda / size, lambda, mean + 14 * sd,
                                              512, [&](std::mt19937_64& random) { return sizes(random); });
      return by_replicate(run_forward(setup));
    };
    const auto drop = [](const PathRecord& r) { return kNow - price_of(r); };
    const std::vector<PathRecord> records = drops(cv2);
    const SampleMean first = sample_mean(records, drop);
    expect_law({"cascade_compound_sizes_moments", name + " mean", mean, first.value, first.error});
    const auto squares = [&](const PathRecord& r) { return (drop(r) - mean) * (drop(r) - mean); };
    const SampleMean second = sample_mean(records, squares);
    expect_law({"cascade_compound_sizes_moments", name + " sd", sd, std::sqrt(second.value), second.error / 2 / sd});
    const SampleMean other = sample_mean(drops(cv2 / 4), squares);
    expect_rejected(
        {"cascade_compound_sizes_moments", name + " cv2 / 4", sd, std::sqrt(other.value), other.error / 2 / sd});
  }
}

// ---- what must not matter ----

// Both sides, lumps of uneven size beside bins, a moving price.
ForwardSetup busy_setup() {
  ForwardSetup setup = forward_setup("gbm", kNow, 2048);
  setup.config.sampling.replicates = 2;
  set_horizon(setup.config.paths, 1, 48, 4);
  setup.config.paths.volatility_annual = 0.9;
  setup.ladder = empty_ladder(even_edges(80000, 250, 160), 2);
  fill_side(setup.ladder, 0, [](double, double high) { return high <= kNow ? 2e6 : -1; });
  fill_side(setup.ladder, 1, [](double low, double) { return low >= kNow ? 2e6 : -1; });
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.0006F);
  setup.config.book = BookConfig{};
  setup.config.book.depth_multiplier = 0.15;
  setup.config.cascade.fund_usd = 8e5;
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> at(-0.19, 0.19);
  std::lognormal_distribution<double> usd(11, 2);
  HeldPositions positions;
  for (int i = 0; i < 4000; ++i) {
    const double x = at(random);
    positions.push_back({x < 0 ? 0 : 1, kNow * (1 + x), 64 * std::floor(usd(random)), 0.004});
  }
  hold(setup, std::move(positions));
  return setup;
}

void expect_same_paths(const ForwardRun& a, const ForwardRun& b) {
  ASSERT_EQ(a.records.size(), b.records.size());
  for (std::size_t i = 0; i < a.records.size(); ++i) {
    ASSERT_EQ(a.records[i].low, b.records[i].low);
    ASSERT_EQ(a.records[i].high, b.records[i].high);
    ASSERT_EQ(a.records[i].liquidated[0], b.records[i].liquidated[0]);
  }
  EXPECT_EQ(a.result.paths.liquidated, b.result.paths.liquidated);
  EXPECT_EQ(a.result.cascade.account, b.result.cascade.account);
  EXPECT_EQ(a.result.whatif.forced, b.result.whatif.forced);
}

TEST(ForwardPositions, OrderAndSplittingDoNotMatter) {
  ForwardSetup setup = busy_setup();
  const ForwardRun whole = run_forward(setup);
  HeldPositions split;
  for (const HeldPosition& p : *setup.held[0]) {
    HeldPosition part = p;
    part.notional_usd = p.notional_usd / 4;
    split.insert(split.end(), 4, part);
  }
  std::mt19937_64 random(6);
  std::shuffle(split.begin(), split.end(), random);
  setup.held.clear();
  hold(setup, split);
  expect_same_paths(run_forward(setup), whole);
  setup.held.push_back(setup.held[0]);
  expect_same_paths(run_forward(setup), whole);  // the same set for each of two replicates
}

// All dollars twice: prices stay, money doubles.
TEST(ForwardPositions, DollarsScale) {
  ForwardSetup setup = busy_setup();
  const ForwardRun once = run_forward(setup);
  for (float& usd : setup.ladder.notional) usd *= 2;
  HeldPositions twice = *setup.held[0];
  for (HeldPosition& p : twice) p.notional_usd *= 2;
  setup.held.clear();
  hold(setup, twice);
  setup.config.book.depth_multiplier *= 2;
  setup.config.cascade.fund_usd *= 2;
  const ForwardRun doubled = run_forward(setup);
  // Whole units and ticks are rounded elsewhere, which near criticality may decide over a lump.
  int apart = 0;
  for (std::size_t i = 0; i < once.records.size(); ++i) {
    const PathRecord& a = once.records[i];
    const PathRecord& b = doubled.records[i];
    apart += std::abs(a.low - b.low) > 1000 ? 1 : 0;
    const auto money = static_cast<double>(a.liquidated[0]);
    apart += std::abs(static_cast<double>(b.liquidated[0]) - 2 * money) > 1e-3 * money + 1e6 ? 1 : 0;
  }
  EXPECT_LT(apart, 20) << "of 4,096";
}

// opened = survived + closed + book + fund + ADL, exactly, and what the tensor holds is what was liquidated.
TEST(ForwardPositions, MoneyIsConserved) {
  const ForwardRun run = run_forward(busy_setup());
  const CascadeResult& c = run.result.cascade;
  for (std::size_t side = 0; side < 2; ++side) {
    const std::int64_t* a = c.account.data() + side * 6;
    EXPECT_EQ(a[0], a[1] + a[2] + a[3] + a[4] + a[5]);
    double by_bin = 0;
    const std::size_t bins = run.result.paths.price.size();
    for (std::size_t i = 0; i < run.result.paths.liquidated.size(); ++i)
      if (i / bins % 2 == side) by_bin += static_cast<double>(run.result.paths.liquidated[i]);
    double by_path = 0;
    for (const PathRecord& r : run.records) by_path += static_cast<double>(r.liquidated[side]) * c.money_unit_usd;
    EXPECT_NEAR(by_bin / (by_path / static_cast<double>(run.records.size())), 1, 1e-5);
  }
}

// Outside the axis nothing is held; at the wrong side of the price it is the first to go.
TEST(ForwardPositions, HostilePlaces) {
  ForwardSetup setup = lumpy_setup(500, 1e-9, 20000, 1);
  hold(setup,
       {{0, 70000, 1e6, 0.01}, {0, 100500, 2e6, 0.01}, {1, 99000, 4e6, 0.01}, {0, 99600, 0, 1}, {0, 90000, 8e6, 1}});
  const ForwardRun run = run_forward(setup);
  EXPECT_NEAR(coins_of(run) * kNow, 2e6, 1);
  EXPECT_NEAR(static_cast<double>(run.result.cascade.account[0]) * run.result.cascade.money_unit_usd / 256, 1e7, 1)
      << "the long at 70,000 is beyond the axis";
}

}  // namespace
}  // namespace tinderbox::testing
