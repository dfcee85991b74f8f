#include "host/market/depth_file.hpp"

#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kHeader = "timestamp,percentage,depth,notional\n";

class Depth : public MarketFiles {
 protected:
  [[nodiscard]] DepthFile read(const std::string& rows) const {
    NoProgress progress;
    return read_depth_file(write("BTCUSDT-bookDepth.csv", kHeader + rows), progress);
  }
  [[nodiscard]] std::string refusal(const std::string& rows) const {
    return error_of([&] { (void)read(rows); });
  }
};

TEST_F(Depth, MeanOfSidesAndSnapshots) {
  const DepthFile depth = read(
      "2025-06-01 00:00:08,-5,900,9e7\n2025-06-01 00:00:08,-1,200,2e7\n"
      "2025-06-01 00:00:08,1,100,1e7\n2025-06-01 00:00:08,5,500,5e7\n"
      "2025-06-01 00:00:38,-1,200,3e7\n2025-06-01 00:00:38,-5,900,8e7\n"
      "2025-06-01 00:00:38,1,100,2e7\n2025-06-01 00:00:38,5,500,6e7\n");
  ASSERT_EQ(depth.levels.size(), 2U);
  EXPECT_EQ(depth.levels[0].percent, 1);
  EXPECT_EQ(depth.levels[0].usd, 2e7);
  EXPECT_EQ(depth.levels[1].percent, 5);
  EXPECT_EQ(depth.levels[1].usd, 7e7);
  EXPECT_EQ(depth.snapshots, 2);
  EXPECT_EQ(depth.rows, 8);
  EXPECT_EQ(depth.last_time - depth.first_time, 30);
  EXPECT_EQ(depth.sha256.size(), 64U);
}

TEST_F(Depth, DepthThatDecreasesIsRefusedWithItsLine) {
  const std::string text = refusal(
      "2025-06-01 00:00:08,-5,900,9e7\n2025-06-01 00:00:08,-1,200,2e7\n"
      "2025-06-01 00:00:08,1,100,6e7\n2025-06-01 00:00:08,5,500,5e7\n");
  EXPECT_THAT(text, HasSubstr("BTCUSDT-bookDepth.csv:5:notional: decreases outward, though it is cumulative, at 5%"));
  EXPECT_THAT(text, HasSubstr("expected at least 60000000"));
}

TEST_F(Depth, AllProblemsAreNamed) {
  const std::string text = refusal(
      "2025-06-01 00:00:08,-5,900,1e7\n2025-06-01 00:00:08,-1,200,2e7\n"
      "2025-06-01 00:00:08,1,100,1e7\n2025-06-01 00:00:08,1,500,5e7\n"
      "2025-06-01 00:00:38,0,500,5e7\n2025-06-01 00:00:38,-1,x,-3\n2025-06-01 00:00:38,-101,1,1\n");
  for (const char* problem :
       {":2:notional: decreases", ":5:percentage: repeats a level", ":6:percentage: is no distance", ":7:notional",
        ":8:percentage: is no distance", "begins a snapshot with other levels"})
    EXPECT_THAT(text, HasSubstr(problem));
}

TEST_F(Depth, SidesLevelsAndEmptyBooks) {
  EXPECT_THAT(refusal("2025-06-01 00:00:08,1,100,1e7\n"), HasSubstr(":2:notional: has no bids beside it"));
  EXPECT_THAT(refusal("2025-06-01 00:00:08,-1,100,1e7\n"), HasSubstr(":2:notional: has no asks beside it"));
  EXPECT_THAT(refusal("2025-06-01 00:00:08,-1,1,1\n2025-06-01 00:00:08,1,1,1\n"
                      "2025-06-01 00:00:38,-2,1,1\n2025-06-01 00:00:38,2,1,1\n"),
              HasSubstr(":4:notional: begins a snapshot with other levels"));
  EXPECT_THAT(refusal("2025-06-01 00:00:08,-1,0,0\n2025-06-01 00:00:08,1,0,0\n"), HasSubstr("holds an empty book"));
  EXPECT_THAT(refusal(""), HasSubstr("holds no depth"));
  EXPECT_THAT(refusal("2025-06-01 00:00:08,-1,1\n"), HasSubstr("wrong number of columns"));
}

}  // namespace
}  // namespace tinderbox::testing
