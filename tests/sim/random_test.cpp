// The counter layout of draws: what each field reaches, and that it reaches nothing else.
#include "sim/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <set>
#include <vector>

#include "tests/sim/oracles.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using WordArray = std::array<std::uint32_t, 4>;

WordArray array_of(const Words4& w) {
  return {w.w0, w.w1, w.w2, w.w3};
}

constexpr std::uint64_t kSeed = 0x9abcdef012345678;

WordArray drawn(const DrawId& id, std::uint32_t draw) {
  return array_of(draw_words(kSeed, id, draw));
}

// The generator is a bijection of counters for one key, so equal words mean equal counters.
WordArray expected(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2, std::uint32_t c3) {
  return array_of(philox4x32({c0, c1, c2, c3}, kSeed));
}

TEST(DrawCounter, LayoutIsAsDocumented) {
  const DrawId id{0xABCD'12345678, Purpose::kInitialShort, 0xDEADBEEF, 0x1234, 0x5678};
  EXPECT_EQ(drawn(id, 0x9A), expected(0x12345678, 0xABCD'05'9A, 0xDEADBEEF, 0x1234'5678));
}

TEST(DrawCounter, EveryEntityBit) {
  for (unsigned bit = 0; bit < 48; ++bit) {
    const std::uint64_t entity = std::uint64_t{1} << bit;
    const std::uint32_t c0 = bit < 32 ? 1U << bit : 0;
    const std::uint32_t c1 = bit < 32 ? 0 : 1U << (bit - 32 + 16);
    EXPECT_EQ(drawn({entity, Purpose{0}, 0, 0, 0}, 0), expected(c0, c1, 0, 0)) << "bit " << bit;
  }
}

TEST(DrawCounter, EveryBitOfTheOtherFields) {
  for (unsigned bit = 0; bit < 8; ++bit) {
    EXPECT_EQ(drawn({0, Purpose{1U << bit}, 0, 0, 0}, 0), expected(0, 1U << (bit + 8), 0, 0)) << "purpose bit " << bit;
    EXPECT_EQ(drawn({0, Purpose{0}, 0, 0, 0}, 1U << bit), expected(0, 1U << bit, 0, 0)) << "draw bit " << bit;
  }
  for (unsigned bit = 0; bit < 32; ++bit)
    EXPECT_EQ(drawn({0, Purpose{0}, 1U << bit, 0, 0}, 0), expected(0, 0, 1U << bit, 0)) << "step bit " << bit;
  for (unsigned bit = 0; bit < 16; ++bit) {
    EXPECT_EQ(drawn({0, Purpose{0}, 0, 1U << bit, 0}, 0), expected(0, 0, 0, 1U << (bit + 16))) << "replicate " << bit;
    EXPECT_EQ(drawn({0, Purpose{0}, 0, 0, 1U << bit}, 0), expected(0, 0, 0, 1U << bit)) << "venue bit " << bit;
  }
}

TEST(DrawCounter, IdsThatDifferInOneFieldShareNoWords) {
  const std::vector<std::uint64_t> entities{0, 1, 0xFFFF, 0x10000, 0xFFFFFFFF, 0x1'00000000, 0xFFFF'FFFFFFFF};
  const std::vector<std::uint32_t> small{0, 1, 255};
  const std::vector<std::uint32_t> wide{0, 1, 0xFFFF};
  std::set<WordArray> seen;
  std::size_t ids = 0;
  for (const std::uint64_t entity : entities)
    for (const std::uint32_t purpose : small)
      for (const std::uint32_t draw : small)
        for (const std::uint32_t step : wide)
          for (const std::uint32_t replicate : wide)
            for (const std::uint32_t venue : wide) {
              seen.insert(drawn({entity, Purpose{purpose}, step, replicate, venue}, draw));
              ++ids;
            }
  EXPECT_EQ(seen.size(), ids);
}

TEST(DrawCounter, TheSeedIsTheKey) {
  const DrawId id{5, Purpose::kBirthLong, 0, 0, 0};
  EXPECT_EQ(array_of(draw_words(0x299f31d0'a4093822, id, 0)),
            array_of(philox4x32({5, 0x200, 0, 0}, 0x299f31d0'a4093822)));
  EXPECT_NE(array_of(draw_words(1, id, 0)), array_of(draw_words(std::uint64_t{1} << 32U, id, 0)));
}

TEST(DrawCounter, PurposesKeepTheirNumbers) {
  EXPECT_EQ(static_cast<int>(Purpose::kPriorDraw), 1);
  EXPECT_EQ(static_cast<int>(Purpose::kBirthLong), 2);
  EXPECT_EQ(static_cast<int>(Purpose::kBirthShort), 3);
  EXPECT_EQ(static_cast<int>(Purpose::kInitialLong), 4);
  EXPECT_EQ(static_cast<int>(Purpose::kInitialShort), 5);
  EXPECT_EQ(static_cast<int>(Purpose::kSynthMarket), 6);
  EXPECT_EQ(static_cast<int>(Purpose::kSplitStep), 40);
  EXPECT_EQ(static_cast<int>(Purpose::kSplitBar), 41);
  EXPECT_EQ(static_cast<int>(Purpose::kSplitParent), 42);
  EXPECT_EQ(static_cast<int>(Purpose::kScramble), 43);
}

TEST(UnitDouble, IsExactOpenAndMonotone) {
  EXPECT_EQ(unit_double(0), 0x1p-33);
  EXPECT_EQ(unit_double(0xFFFFFFFFU), 1 - 0x1p-33);
  EXPECT_EQ(unit_double(0x80000000U), 0.5 + 0x1p-33);
  EXPECT_EQ(unit_double(0) + unit_double(0xFFFFFFFFU), 1.0);
}

TEST(UnitDouble, WordsOfConsecutiveEntitiesAreUniform) {
  testing::UnitHistogram histogram(1000);
  for (std::uint64_t entity = 0; entity < 250'000; ++entity)
    for (const std::uint32_t word : drawn({entity, Purpose::kBirthLong, 0, 0, 0}, 0)) histogram.add(unit_double(word));
  EXPECT_LT(histogram.statistic(), histogram.limit());
}

TEST(UnitDouble, OracleColumn) {
  TINDERBOX_ORACLES(entries, "uniform_and_icdf_from_word");
  for (const auto& entry : entries) {
    const auto word =
        static_cast<std::uint32_t>(std::stoul(entry.at("params").at("word").get<std::string>(), nullptr, 16));
    EXPECT_EQ(unit_double(word), entry.at("value").at(0).get<double>());
  }
}

}  // namespace
}  // namespace tinderbox
