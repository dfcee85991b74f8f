// Every operation that a body may ask for, on the team of the CPU and on both test teams.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/kernels/teams.hpp"

namespace tinderbox {
namespace {

constexpr std::size_t kWidth = static_cast<std::size_t>(kLanes);

std::int64_t value_of(int lane) {
  return (lane * 7919) % 101 - 50;
}

template <class Runner>
class TeamOperations : public ::testing::Test {
 protected:
  // Runs `body(team, block)` on `blocks` blocks.
  template <class Body>
  void run(std::int64_t blocks, const Body& body) {
    Runner{}(blocks, body);
  }
};

struct RunnerNames {
  template <class Runner>
  static std::string GetName(int index) {
    return std::vector<std::string>{"Cpu", "Reversed", "ThreadALane"}[static_cast<std::size_t>(index)];
  }
};

using Runners = ::testing::Types<testing::OnCpuTeam, testing::OnReversedTeam, testing::OnThreads>;
TYPED_TEST_SUITE(TeamOperations, Runners, RunnerNames);

TYPED_TEST(TeamOperations, LanesRunsEachLaneOnce) {
  std::vector<std::int64_t> ran(kWidth, 0);
  this->run(2, [&](auto& team, std::int64_t) { team.lanes([&](int lane) { ++ran[static_cast<std::size_t>(lane)]; }); });
  EXPECT_EQ(ran, std::vector<std::int64_t>(kWidth, 2));
}

TYPED_TEST(TeamOperations, LanesBelowRunsThoseLanesAlone) {
  for (const int n : {0, 1, 31, 32, 33, 65, 256}) {
    std::vector<std::int64_t> ran(kWidth, 0);
    this->run(1, [&](auto& team, std::int64_t) {
      team.lanes_below(n, [&](int lane) { ++ran[static_cast<std::size_t>(lane)]; });
    });
    std::vector<std::int64_t> expected(kWidth, 0);
    std::fill_n(expected.begin(), n, 1);
    EXPECT_EQ(ran, expected) << n;
  }
}

TYPED_TEST(TeamOperations, SingleRunsOnce) {
  std::int64_t ran = 0;
  this->run(3, [&](auto& team, std::int64_t) { team.single([&] { ++ran; }); });
  EXPECT_EQ(ran, 3);
}

// What single wrote is there for all lanes afterwards.
TYPED_TEST(TeamOperations, SingleIsFollowedByABarrier) {
  std::vector<std::int64_t> seen(kWidth, 0);
  this->run(1, [&](auto& team, std::int64_t) {
    auto* cell = team.template shared<std::int64_t>(1);
    team.single([&] { *cell = 17; });
    team.lanes([&](int lane) { seen[static_cast<std::size_t>(lane)] = *cell; });
  });
  EXPECT_EQ(seen, std::vector<std::int64_t>(kWidth, 17));
}

TYPED_TEST(TeamOperations, SumIsKnownToAll) {
  constexpr std::int64_t kBeyond32Bits = 1'000'000'000'000;
  std::vector<std::vector<std::int64_t>> totals(2, std::vector<std::int64_t>(kWidth, 0));
  this->run(2, [&](auto& team, std::int64_t block) {
    const std::int64_t total = team.sum([&](int lane) { return value_of(lane) + block * kBeyond32Bits; });
    team.lanes([&](int lane) { totals[static_cast<std::size_t>(block)][static_cast<std::size_t>(lane)] = total; });
  });
  std::int64_t expected = 0;
  for (int lane = 0; lane < kLanes; ++lane) expected += value_of(lane);
  EXPECT_EQ(totals[0], std::vector<std::int64_t>(kWidth, expected));
  EXPECT_EQ(totals[1], std::vector<std::int64_t>(kWidth, expected + kLanes * kBeyond32Bits));
}

TYPED_TEST(TeamOperations, MinIsKnownToAll) {
  for (const int lowest : {0, 100, kLanes - 1}) {
    std::vector<std::int64_t> found(kWidth, 0);
    this->run(1, [&](auto& team, std::int64_t) {
      const std::int64_t least =
          team.min([&](int lane) { return lane == lowest ? std::int64_t{-999} : value_of(lane); });
      team.lanes([&](int lane) { found[static_cast<std::size_t>(lane)] = least; });
    });
    EXPECT_EQ(found, std::vector<std::int64_t>(kWidth, -999)) << lowest;
  }
}

TYPED_TEST(TeamOperations, ExclusiveSumIsInLaneOrder) {
  std::vector<std::int64_t> before(kWidth, 0);
  std::vector<std::int64_t> totals(kWidth, 0);
  this->run(1, [&](auto& team, std::int64_t) {
    typename std::remove_reference_t<decltype(team)>::template Private<std::int64_t> out;
    const std::int64_t total = team.exclusive_sum([&](int lane) { return value_of(lane); }, out);
    team.lanes([&](int lane) {
      before[static_cast<std::size_t>(lane)] = out[lane];
      totals[static_cast<std::size_t>(lane)] = total;
    });
  });
  std::int64_t running = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    EXPECT_EQ(before[static_cast<std::size_t>(lane)], running);
    running += value_of(lane);
  }
  EXPECT_EQ(totals, std::vector<std::int64_t>(kWidth, running));
}

// The first `count` lanes, or the first `count` of every third.
TYPED_TEST(TeamOperations, SelectListsLanesInOrder) {
  for (const int count : {0, 1, 31, 32, 33, 65, 256})
    for (const int stride : {1, 3}) {
      if (count * stride > kLanes) continue;
      const auto chosen = [&](int lane) { return lane % stride == stride - 1 && lane / stride < count; };
      std::vector<std::int32_t> copy(kWidth, -1);
      std::vector<int> counts(kWidth, -1);
      this->run(1, [&](auto& team, std::int64_t) {
        auto* list = team.template shared<std::int32_t>(kLanes);
        const int n = team.select(chosen, list);
        team.lanes([&](int lane) { counts[static_cast<std::size_t>(lane)] = n; });
        team.lanes_below(n, [&](int k) { copy[static_cast<std::size_t>(k)] = list[k]; });
      });
      EXPECT_EQ(counts, std::vector<int>(kWidth, count));
      for (int k = 0; k < kLanes; ++k)
        EXPECT_EQ(copy[static_cast<std::size_t>(k)], k < count ? k * stride + stride - 1 : -1);
    }
}

TYPED_TEST(TeamOperations, SharedArraysAreApartAndAligned) {
  std::vector<std::int64_t> found(kWidth, 0);
  bool aligned = true;
  this->run(1, [&](auto& team, std::int64_t) {
    auto* bytes = team.template shared<char>(3);
    auto* first = team.template shared<std::int64_t>(kLanes);
    auto* second = team.template shared<std::int64_t>(kLanes);
    team.single([&] {
      aligned = reinterpret_cast<std::uintptr_t>(first) % 16 == 0 && reinterpret_cast<std::uintptr_t>(second) % 16 == 0;
      bytes[0] = bytes[1] = bytes[2] = 1;
    });
    team.lanes([&](int lane) {
      first[lane] = lane;
      second[lane] = 1000 * lane;
    });
    team.lanes([&](int lane) {
      const int other = kLanes - 1 - lane;
      found[static_cast<std::size_t>(lane)] = first[other] + second[other] + bytes[2];
    });
  });
  EXPECT_TRUE(aligned);
  for (int lane = 0; lane < kLanes; ++lane)
    EXPECT_EQ(found[static_cast<std::size_t>(lane)], 1001 * (kLanes - 1 - lane) + 1);
}

TYPED_TEST(TeamOperations, PrivateValuesOutliveALaneLoop) {
  std::vector<std::int64_t> found(kWidth, 0);
  this->run(1, [&](auto& team, std::int64_t) {
    typename std::remove_reference_t<decltype(team)>::template Private<std::int64_t> mine;
    team.lanes([&](int lane) { mine[lane] = lane * lane; });
    const std::int64_t total = team.sum([&](int lane) { return mine[lane]; });
    team.lanes([&](int lane) { found[static_cast<std::size_t>(lane)] = total - mine[lane]; });
  });
  const std::int64_t all = 255 * 256 * 511 / 6;
  for (int lane = 0; lane < kLanes; ++lane) EXPECT_EQ(found[static_cast<std::size_t>(lane)], all - lane * lane);
}

TYPED_TEST(TeamOperations, AddLosesNothing) {
  std::int64_t total = 0;
  this->run(4, [&](auto& team, std::int64_t block) {
    using Team = std::remove_reference_t<decltype(team)>;
    team.lanes([&](int lane) { Team::add(&total, lane + block); });
  });
  EXPECT_EQ(total, 4 * 255 * 128 + (0 + 1 + 2 + 3) * 256);
}

// The controls of the parity tests: bodies that break the rules of kernels/team.hpp.
struct NeighbourSum {
  std::int64_t* out;

  // Lanes read their neighbour and write their own value in the same loop.
  template <class Team>
  void wrong(Team& team) const {
    auto* values = team.template shared<std::int64_t>(kLanes);
    team.lanes([&](int lane) { values[lane] = lane; });
    team.lanes([&](int lane) { values[lane] += values[(lane + 1) % kLanes]; });
    team.lanes([&](int lane) { out[lane] = values[lane]; });
  }
  // All lanes write one cell, the same value: no order of lanes shows it, but it is a race.
  template <class Team>
  void hidden(Team& team) const {
    auto* cell = team.template shared<std::int64_t>(1);
    team.lanes([&](int) { *cell = 7; });
    team.lanes([&](int lane) { out[lane] = *cell; });
  }
  // Two loops with the barrier between them.
  template <class Team>
  void right(Team& team) const {
    auto* values = team.template shared<std::int64_t>(kLanes);
    typename Team::template Private<std::int64_t> neighbour;
    team.lanes([&](int lane) { values[lane] = lane; });
    team.lanes([&](int lane) { neighbour[lane] = values[(lane + 1) % kLanes]; });
    team.lanes([&](int lane) { out[lane] = values[lane] + neighbour[lane]; });
  }
};

constexpr auto kWrong = [](const NeighbourSum& body, auto& team) { body.wrong(team); };
constexpr auto kHidden = [](const NeighbourSum& body, auto& team) { body.hidden(team); };
constexpr auto kRight = [](const NeighbourSum& body, auto& team) { body.right(team); };

template <class Runner, class Call>
std::vector<std::int64_t> result_of(const Call& call) {
  std::vector<std::int64_t> out(kWidth, 0);
  Runner{}(1, [&](auto& team, std::int64_t) { call(NeighbourSum{out.data()}, team); });
  return out;
}

TEST(WrongBody, ControlAMissingBarrierShowsInReverse) {
  EXPECT_NE(result_of<testing::OnCpuTeam>(kWrong), result_of<testing::OnReversedTeam>(kWrong));
  EXPECT_EQ(result_of<testing::OnCpuTeam>(kRight), result_of<testing::OnReversedTeam>(kRight));
  EXPECT_EQ(result_of<testing::OnCpuTeam>(kRight), result_of<testing::OnThreads>(kRight));
  EXPECT_EQ(result_of<testing::OnCpuTeam>(kHidden), result_of<testing::OnReversedTeam>(kHidden));
}

#ifdef __SANITIZE_THREAD__
template <class Call>
void run_and_exit(const Call& call) {
  result_of<testing::OnThreads>(call);
  std::exit(0);
}

// ThreadSanitizer ends a process in which it saw a race with status 66.
TEST(WrongBody, ControlThreadSanitizerReportsBoth) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(run_and_exit(kWrong), ::testing::ExitedWithCode(66), "data race");
  EXPECT_EXIT(run_and_exit(kHidden), ::testing::ExitedWithCode(66), "data race");
  EXPECT_EXIT(run_and_exit(kRight), ::testing::ExitedWithCode(0), "");
}
#endif

}  // namespace
}  // namespace tinderbox
