// Both passes over samples against plain loops: every sample, every bar, no pyramid, no differences along time.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/kernels/small_launch.hpp"

namespace tinderbox {
namespace {

using testing::KernelOutputs;
using testing::SmallLaunch;
using testing::SmallShape;

struct DrawnSample {
  Position position;
  std::int64_t share = 0;    // which of the bar's samples
  std::int64_t samples = 0;  // and of how many
};

// All samples of a group that the data hold: the initial stock, then bar by bar.
std::vector<DrawnSample> samples_of(const SmallLaunch& small, std::int32_t group) {
  const SamplingView view = small.market().view();
  const auto g = static_cast<std::size_t>(group);
  std::vector<DrawnSample> all;
  const std::int64_t initial = small.market().initial_samples[g];
  for (std::int64_t i = 0; i < initial; ++i) all.push_back({draw_initial(view, group, i), i, initial});
  const std::int64_t births = small.market().birth_samples[g];
  for (std::int32_t bar = 0; bar < view.bars; ++bar) {
    const std::int64_t configured = bar + view.configured_offset;
    const std::int64_t first = configured * births / view.configured_bars;
    const std::int64_t n = (configured + 1) * births / view.configured_bars - first;
    const double paid = small.market().pyramid.paid_min[static_cast<std::size_t>(bar)];
    for (std::int64_t i = 0; i < n; ++i) all.push_back({draw_birth(view, group, bar, i, paid), i, n});
  }
  return all;
}

bool reached(const SmallLaunch& small, const Position& p, std::int32_t bar) {
  const auto t = static_cast<std::size_t>(bar);
  const std::int32_t level = level_ticks(p.level, small.market().pyramid.paid_min[t]);
  if (p.never != 0) return false;
  return p.level.side == Side::kLong ? small.market().pyramid.low_ticks[t] <= level
                                     : small.market().pyramid.high_ticks[t] >= level;
}

// When a sample leaves; `withdrawn` is the group's cumulated hazard of the excess closings, or null without them.
LifeEnd end_of(const SmallLaunch& small, const Position& p, const double* withdrawn) {
  const SamplingView view = small.market().view();
  const double due = view.clock_days[p.birth_bar + 1] + p.close_at / p.close_rate;
  for (std::int32_t bar = p.birth_bar + 1; bar < view.bars; ++bar) {
    if (reached(small, p, bar)) return {bar, 1};
    if (view.clock_days[bar + 1] >= due) return {bar, 0};
    if (withdrawn != nullptr && withdrawn[bar + 1] >= withdrawn[p.birth_bar + 1] + p.withdraw_at) return {bar, 0};
  }
  return {view.bars, 0};
}

std::int32_t cell_at(const SmallLaunch& small, const Position& p, std::int32_t bar) {
  if (p.never != 0) return never_cell(small.grid());
  return cell_of(small.grid(), level_ticks(p.level, small.market().pyramid.paid_min[static_cast<std::size_t>(bar)]));
}

class Lifecycle : public ::testing::Test {
 protected:
  Lifecycle() : small_(SmallShape{}), out_(testing::run_all(small_, testing::OnTeam<testing::OnCpuTeam>())) {}

  [[nodiscard]] std::int64_t weight_of(const DrawnSample& s, std::int32_t group) const {
    const std::int64_t lots =
        s.position.birth_bar < 0
            ? small_.initial_stock()[static_cast<std::size_t>(group)]
            : small_.births()[static_cast<std::size_t>(group * small_.bars() + s.position.birth_bar)];
    return (s.share + 1) * lots / s.samples - s.share * lots / s.samples;
  }
  [[nodiscard]] const double* withdrawn(std::int32_t group) const {
    return small_.withdrawn().data() + group * (small_.bars() + 1);
  }
  // Calls book(group, sample, weight, end) for all samples.
  template <class Book>
  void for_all(const Book& book) const {
    for (std::int32_t group = 0; group < small_.groups(); ++group)
      for (const DrawnSample& s : samples_of(small_, group))
        book(group, s.position, weight_of(s, group), end_of(small_, s.position, withdrawn(group)));
  }
  [[nodiscard]] std::size_t at(std::int64_t group, std::int64_t bar, std::int64_t cell, std::int64_t width) const {
    return static_cast<std::size_t>((group * small_.bars() + bar) * width + cell);
  }

  SmallLaunch small_;
  KernelOutputs out_;
};

TEST_F(Lifecycle, EndsAreThoseOfEverySample) {
  std::int64_t liquidated = 0;
  std::int64_t closed = 0;
  for (std::int32_t group = 0; group < small_.groups(); ++group) {
    const std::vector<DrawnSample> samples = samples_of(small_, group);
    std::size_t next = 0;
    for (std::size_t r = 0; r < out_.ends.size(); ++r) {
      const std::uint32_t* ends = out_.ends[r].data() + group * small_.stride();
      for (std::int64_t j = 0; j < small_.stride(); ++j) {
        if (ends[j] == 0xFFFFFFFFU) continue;  // no sample wrote here
        ASSERT_LT(next, samples.size());
        const LifeEnd end = end_of(small_, samples[next].position, nullptr);
        ASSERT_EQ(ends[j], (static_cast<std::uint32_t>(end.bar) << 1U) | static_cast<std::uint32_t>(end.liquidated));
        ++(end.liquidated != 0 ? liquidated : closed);
        ++next;
      }
    }
    EXPECT_EQ(next, samples.size());
  }
  EXPECT_GT(liquidated, 100);
  EXPECT_GT(closed, 100);
}

TEST_F(Lifecycle, DensityIsWhatIsOpenAtEachClose) {
  std::vector<std::int64_t> expected(out_.raw_density.size(), 0);
  std::int64_t moved = 0;
  for_all([&](std::int32_t group, const Position& p, std::int64_t weight, const LifeEnd& end) {
    for (std::int32_t bar = greatest(p.birth_bar, 0); bar < end.bar; ++bar) {
      expected[at(group, bar, cell_at(small_, p, bar), small_.cells())] += weight;
      if (bar > greatest(p.birth_bar, 0) && cell_at(small_, p, bar) != cell_at(small_, p, bar - 1)) ++moved;
    }
  });
  EXPECT_EQ(out_.raw_density, expected);
  EXPECT_GT(moved, 100);  // funding did move positions between cells
}

TEST_F(Lifecycle, FlowIsWhatLeavesInEachBar) {
  std::vector<std::int64_t> expected(out_.flow.size(), 0);
  for_all([&](std::int32_t group, const Position&, std::int64_t weight, const LifeEnd& end) {
    if (end.bar < small_.bars()) expected[at(group, end.bar, end.liquidated, 2)] += weight;
  });
  EXPECT_EQ(out_.flow, expected);
}

TEST_F(Lifecycle, OpenedIsSurvivingAndClosedAndLiquidated) {
  for (std::int64_t group = 0; group < small_.groups(); ++group) {
    const auto g = static_cast<std::size_t>(group);
    const SamplingView view = small_.market().view();
    std::int64_t balance = small_.market().initial_samples[g] > 0 ? small_.initial_stock()[g] : 0;
    for (std::int64_t bar = 0; bar < small_.bars(); ++bar) {
      const std::int64_t n = small_.market().birth_samples[g];
      const std::int64_t configured = bar + view.configured_offset;
      const bool has_samples = (configured + 1) * n / view.configured_bars > configured * n / view.configured_bars;
      if (has_samples) balance += small_.births()[at(group, bar, 0, 1)];
      balance -= out_.flow[at(group, bar, 0, 2)] + out_.flow[at(group, bar, 1, 2)];
      std::int64_t open = 0;
      for (std::int64_t cell = 0; cell < small_.cells(); ++cell)
        open += out_.raw_density[at(group, bar, cell, small_.cells())];
      ASSERT_EQ(open, balance) << "group " << group << ", bar " << bar;
    }
  }
}

TEST_F(Lifecycle, PriorStockIsWhatIsLeftOfTheInitial) {
  std::vector<std::int64_t> expected(out_.prior_stock.size(), 0);
  for_all([&](std::int32_t group, const Position& p, std::int64_t weight, const LifeEnd& end) {
    if (p.birth_bar >= 0) return;
    for (std::int32_t bar = 0; bar < end.bar; ++bar) expected[at(group, bar, 0, 1)] += weight;
  });
  EXPECT_EQ(out_.prior_stock, expected);
}

std::size_t band_by_hand(double leverage) {
  return leverage < 3 ? 0 : (leverage < 10 ? 1 : (leverage < 25 ? 2 : (leverage < 40 ? 3 : 4)));
}

TEST_F(Lifecycle, LadderIsWhatIsOpenAtTheEnd) {
  KernelOutputs expected;
  expected.ladder_ticks.assign(out_.ladder_ticks.size(), 0);
  expected.ladder_lots = expected.ladder_ticks;
  expected.ladder_count = expected.ladder_ticks;
  expected.ladder_buffer = expected.ladder_ticks;
  expected.ladder_band.assign(out_.ladder_band.size(), 0);
  const auto last = static_cast<std::int32_t>(small_.bars() - 1);
  for_all([&](std::int32_t group, const Position& p, std::int64_t weight, const LifeEnd& end) {
    if (end.bar < small_.bars() || weight == 0) return;
    const std::int32_t cell = cell_at(small_, p, last);
    const double paid = small_.market().pyramid.paid_min[static_cast<std::size_t>(last)];
    const double positions = static_cast<double>(weight) * 0.001 * (p.entry_ticks * 0.1) / p.notional_usd;
    const auto k = static_cast<std::size_t>(group * small_.cells() + cell);
    expected.ladder_lots[k] += weight;
    expected.ladder_ticks[k] += p.never != 0 ? 0 : weight * level_ticks(p.level, paid);
    expected.ladder_count[k] += static_cast<std::int64_t>(positions * 65536 + 0.5);
    expected.ladder_buffer[k] += weight * static_cast<std::int64_t>(std::min(p.buffer, 1.0) * 1048576 + 0.5);
    const std::size_t row = band_by_hand(p.leverage) * 2 + static_cast<std::size_t>(group % 2);
    expected.ladder_band[row * static_cast<std::size_t>(small_.cells()) + static_cast<std::size_t>(cell)] += weight;
  });
  EXPECT_EQ(out_.ladder_lots, expected.ladder_lots);
  EXPECT_EQ(out_.ladder_ticks, expected.ladder_ticks);
  EXPECT_EQ(out_.ladder_count, expected.ladder_count);
  EXPECT_EQ(out_.ladder_buffer, expected.ladder_buffer);
  EXPECT_EQ(out_.ladder_band, expected.ladder_band);
}

// Cutting the ranges elsewhere, or not at all, adds up to the same.
TEST_F(Lifecycle, RangesMayBeCutAnywhere) {
  std::vector<std::int64_t> density(out_.differences.size(), 0);
  KernelOutputs other = out_;
  other.population.assign(other.population.size(), {});
  for (std::vector<std::int64_t>* sums :
       {&other.differences, &other.flow, &other.prior_stock, &other.ladder_lots, &other.ladder_ticks,
        &other.ladder_count, &other.ladder_buffer, &other.ladder_band})
    sums->assign(sums->size(), 0);
  const auto bars = static_cast<std::int32_t>(small_.bars());
  for (const SampleRange& range :
       std::vector<SampleRange>{{0, 0, 1}, {0, 1, 0}, {1, 17, 0}, {17, 17, 0}, {17, bars, 0}}) {
    DensityLaunch launch = small_.density_launch(range);
    launch.density = other.differences.data();
    launch.flow = other.flow.data();
    launch.prior_stock = other.prior_stock.data();
    launch.ladder_lots = other.ladder_lots.data();
    launch.ladder_ticks = other.ladder_ticks.data();
    launch.ladder_count = other.ladder_count.data();
    launch.ladder_buffer = other.ladder_buffer.data();
    launch.ladder_band = other.ladder_band.data();
    launch.population = other.population.data();
    testing::OnTeam<testing::OnCpuTeam>().fill_density(launch);
  }
  EXPECT_EQ(other.differences, out_.differences);
  EXPECT_EQ(other.flow, out_.flow);
  EXPECT_EQ(other.ladder_lots, out_.ladder_lots);
  EXPECT_EQ(other.population, out_.population);
  EXPECT_EQ(other.ladder_ticks, out_.ladder_ticks);
  EXPECT_EQ(other.ladder_count, out_.ladder_count);
  EXPECT_EQ(other.ladder_buffer, out_.ladder_buffer);
  EXPECT_EQ(other.ladder_band, out_.ladder_band);
}

constexpr ProcessView kPartial{StepKind::kShareSteps, 1, 0, 0, 0.2, 1e3, 0};
constexpr ProcessView kStepDown{StepKind::kTierSteps, kMaxSteps - 1, 1, 1, 0, 0, 0};

// What is open at now, sample by sample and step by step.
class SteppedLadder : public ::testing::TestWithParam<ProcessView> {
 protected:
  SteppedLadder() {
    small_.set_process(GetParam());
    out_ = testing::run_all(small_, testing::OnTeam<testing::OnCpuTeam>());
  }

  SmallLaunch small_{SmallShape{}};
  KernelOutputs out_;
  KernelOutputs whole_ = testing::run_all(SmallLaunch(SmallShape{}), testing::OnTeam<testing::OnCpuTeam>());
};

TEST_P(SteppedLadder, ChangesTheLadderAndNothingElse) {
  EXPECT_EQ(out_.ends, whole_.ends);
  EXPECT_EQ(out_.density, whole_.density);
  EXPECT_EQ(out_.flow, whole_.flow);
  EXPECT_EQ(out_.population, whole_.population);
  EXPECT_NE(out_.ladder_lots, whole_.ladder_lots);
}

// Every lot is booked, in the leverage band of its position; on each side the lots can only move away from the price.
TEST_P(SteppedLadder, KeepsTheLotsAndMovesThemOutwards) {
  const auto cells = static_cast<std::size_t>(small_.cells());
  const auto bins = static_cast<std::size_t>(small_.grid().bins);
  for (std::size_t g = 0; g < static_cast<std::size_t>(small_.groups()); ++g) {
    std::int64_t lots = 0;
    std::int64_t before = 0;
    std::int64_t count = 0;
    std::int64_t count_before = 0;
    for (std::size_t c = 0; c < cells; ++c) {
      lots += out_.ladder_lots[g * cells + c];
      before += whole_.ladder_lots[g * cells + c];
      count += out_.ladder_count[g * cells + c];
      count_before += whole_.ladder_count[g * cells + c];
    }
    EXPECT_EQ(lots, before);
    EXPECT_EQ(count, count_before);
    std::int64_t inside = 0;
    std::int64_t inside_before = 0;
    for (std::size_t step = 0; step < bins; ++step) {
      const std::size_t bin = g % 2 == 0 ? bins - 1 - step : step;
      inside += out_.ladder_lots[g * cells + bin];
      inside_before += whole_.ladder_lots[g * cells + bin];
      EXPECT_LE(inside, inside_before);
    }
  }
  for (std::size_t row = 0; row < 10; ++row) {
    std::int64_t lots = 0;
    std::int64_t before = 0;
    for (std::size_t c = 0; c < cells; ++c) {
      lots += out_.ladder_band[row * cells + c];
      before += whole_.ladder_band[row * cells + c];
    }
    EXPECT_EQ(lots, before);
  }
}

// The first step stands where history booked the whole position: a partial share of a fifth leaves a fifth there.
TEST(PartialShareLadder, FirstStepsStandAtTheLevelOfHistory) {
  SmallLaunch small{SmallShape{}};
  small.set_process(kPartial);
  const KernelOutputs out = testing::run_all(small, testing::OnTeam<testing::OnCpuTeam>());
  const auto last = static_cast<std::int32_t>(small.bars() - 1);
  std::vector<std::int64_t> first(out.ladder_lots.size(), 0);
  for (std::int32_t group = 0; group < small.groups(); ++group)
    for (const DrawnSample& s : samples_of(small, group)) {
      const Position& p = s.position;
      const std::int64_t stock = p.birth_bar < 0
                                     ? small.initial_stock()[static_cast<std::size_t>(group)]
                                     : small.births()[static_cast<std::size_t>(group * small.bars() + p.birth_bar)];
      const std::int64_t weight = (s.share + 1) * stock / s.samples - s.share * stock / s.samples;
      const LifeEnd end = end_of(small, p, small.withdrawn().data() + group * (small.bars() + 1));
      if (end.bar < small.bars() || weight == 0) continue;
      const std::int32_t cell = cell_at(small, p, last);
      const double level =
          p.level.base +
          p.level.slope * (small.market().pyramid.paid_min.at(static_cast<std::size_t>(last)) - p.level.paid_at_birth);
      const double usd = p.notional_usd * level / p.entry_ticks;
      const bool split = p.never == 0 && usd > kPartial.whole_up_to_usd;
      first[static_cast<std::size_t>(group * small.cells() + cell)] +=
          split ? static_cast<std::int64_t>(static_cast<double>(weight) * 0.2 + 0.5) : weight;
    }
  std::int64_t more = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_GE(out.ladder_lots[i], first[i]);
    more += out.ladder_lots[i] - first[i];
  }
  EXPECT_GT(more, 0);
}

INSTANTIATE_TEST_SUITE_P(Processes, SteppedLadder, ::testing::Values(kPartial, kStepDown));

// A record for every third sample that is open at the end, and for no other.
TEST_F(Lifecycle, PopulationHoldsTheOpenSamplesOfItsPlaces) {
  const PopulationPlaces places = small_.density_launch({}).places;
  std::vector<PopulationRecord> expected(out_.population.size());
  const auto last = static_cast<std::int32_t>(small_.bars() - 1);
  const double paid = small_.market().pyramid.paid_min[static_cast<std::size_t>(last)];
  const SamplingView view = small_.market().view();
  for (std::int32_t group = 0; group < small_.groups(); ++group) {
    const std::int64_t births = small_.market().birth_samples[static_cast<std::size_t>(group)];
    for (const DrawnSample& s : samples_of(small_, group)) {
      const Position& p = s.position;
      const std::int64_t first =
          p.birth_bar < 0 ? 0 : (p.birth_bar + view.configured_offset) * births / view.configured_bars;
      const std::int64_t j = first + s.share;
      const std::int64_t weight = weight_of(s, group);
      if (j % places.stride != 0 || weight == 0 || end_of(small_, p, withdrawn(group)).bar < small_.bars()) continue;
      const std::int64_t place = (p.birth_bar < 0 ? 0 : places.initial) + j / places.stride;
      expected[static_cast<std::size_t>(group * places.pitch + place)] = {weight,
                                                                          p.entry_ticks,
                                                                          p.notional_usd,
                                                                          p.leverage,
                                                                          p.never != 0 ? 0 : level_ticks(p.level, paid),
                                                                          static_cast<std::int16_t>(p.is_cross),
                                                                          static_cast<std::int16_t>(p.never)};
    }
  }
  EXPECT_EQ(out_.population, expected);
}

}  // namespace
}  // namespace tinderbox
