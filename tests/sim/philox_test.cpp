// Known answers of the generator. The vectors in this file are those of Random123, tests/kat_vectors (Salmon, Moraes,
// Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11; D. E. Shaw Research).
#include "sim/philox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/oracles.hpp"

namespace tinderbox {
namespace {

using WordArray = std::array<std::uint32_t, 4>;

WordArray array_of(const Words4& w) {
  return {w.w0, w.w1, w.w2, w.w3};
}

struct KnownAnswer {
  Words4 counter;
  std::uint64_t key;  // high word: key[1]
  WordArray ten;
  WordArray seven;
};

const std::vector<KnownAnswer> kKnownAnswers{
    {{0, 0, 0, 0},
     0,
     {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
     {0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     0xffffffffffffffff,
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
     {0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     0x299f31d0a4093822,
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
     {0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a}},
};

TEST(Philox, TenRoundsReproduceRandom123) {
  for (const KnownAnswer& known : kKnownAnswers) EXPECT_EQ(array_of(philox4x32(known.counter, known.key)), known.ten);
}

TEST(Philox, SevenRoundsReproduceRandom123) {
  for (const KnownAnswer& known : kKnownAnswers)
    EXPECT_EQ(array_of(philox4x32<7>(known.counter, known.key)), known.seven);
}

TEST(Philox, TheDefaultIsTenRounds) {
  const Words4 counter{1, 2, 3, 4};
  EXPECT_EQ(array_of(philox4x32(counter, 5)), array_of(philox4x32<10>(counter, 5)));
  EXPECT_NE(array_of(philox4x32(counter, 5)), array_of(philox4x32<9>(counter, 5)));
}

std::uint32_t hex(const nlohmann::json& word) {
  return static_cast<std::uint32_t>(std::stoul(word.get<std::string>(), nullptr, 16));
}

template <int Rounds>
void check_family(const std::vector<nlohmann::json>& entries) {
  for (const auto& entry : entries) {
    const auto& counter = entry.at("params").at("ctr");
    const auto& key = entry.at("params").at("key");
    const Words4 words =
        philox4x32<Rounds>({hex(counter.at(0)), hex(counter.at(1)), hex(counter.at(2)), hex(counter.at(3))},
                           (static_cast<std::uint64_t>(hex(key.at(1))) << 32U) | hex(key.at(0)));
    std::array<char, 36> text{};
    std::snprintf(text.data(), text.size(), "%08x %08x %08x %08x", words.w0, words.w1, words.w2, words.w3);
    EXPECT_EQ(std::string(text.data()), entry.at("value")) << entry.at("params");
  }
}

TEST(Philox, OracleTenRounds) {
  TINDERBOX_ORACLES(entries, "philox4x32_10_kat");
  check_family<10>(entries);
}

TEST(Philox, OracleSevenRounds) {
  TINDERBOX_ORACLES(entries, "philox4x32_7_kat");
  check_family<7>(entries);
}

// Sum, xor and histogram of the words of counters [first, last); partial results add up in any order.
struct StreamSummary {
  std::uint64_t sum = 0;
  std::uint32_t exclusive_or = 0;
  std::array<std::int64_t, 16> histogram{};

  void add(std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t i = first; i < last; ++i)
      for (const std::uint32_t word : array_of(philox4x32({i, 0, 0, 0}, 0x9abcdef012345678))) {
        sum += word;
        exclusive_or ^= word;
        ++histogram[word >> 28U];
      }
  }
};

void check_stream(const StreamSummary& summary, const nlohmann::json& value) {
  EXPECT_EQ(summary.sum, value.at("sum").get<std::uint64_t>());
  EXPECT_EQ(summary.exclusive_or, hex(value.at("xor")));
  EXPECT_EQ(std::vector<std::int64_t>(summary.histogram.begin(), summary.histogram.end()),
            value.at("hist16").get<std::vector<std::int64_t>>());
}

TEST(Philox, OracleStreamChecksumForAnyPartition) {
  TINDERBOX_ORACLES(entries, "philox_stream_checksum");
  for (const auto& entry : entries) {
    const auto n = entry.at("params").at("N").get<std::uint32_t>();
    for (const std::uint32_t part : {n, n / 2 + 1, 1000U, 37U, 1U}) {
      StreamSummary summary;
      // Last part first: order is as free as the partition.
      for (std::uint32_t parts = (n + part - 1) / part; parts > 0; --parts)
        summary.add((parts - 1) * part, std::min(parts * part, n));
      check_stream(summary, entry.at("value"));
    }
  }
}

// The smallest entry of that family, so that it is tested everywhere.
TEST(Philox, StreamOfAThousandCounters) {
  StreamSummary summary;
  summary.add(0, 1000);
  EXPECT_EQ(summary.sum, 8568377375301U);
  EXPECT_EQ(summary.exclusive_or, 0xec7be56dU);
}

// Each input bit reaches every output bit with probability near one half.
TEST(Philox, EveryCounterAndKeyBitAvalanches) {
  constexpr int kTrials = 400;
  for (int bit = 0; bit < 192; ++bit) {
    std::int64_t flipped = 0;
    for (std::uint32_t trial = 0; trial < kTrials; ++trial) {
      WordArray counter{trial, 0x1234567, 0, 77};
      std::uint64_t key = 99;
      const WordArray before = array_of(philox4x32({counter[0], counter[1], counter[2], counter[3]}, key));
      if (bit < 128)
        counter[static_cast<std::size_t>(bit / 32)] ^= 1U << (bit % 32);
      else
        key ^= std::uint64_t{1} << (bit - 128);
      const WordArray after = array_of(philox4x32({counter[0], counter[1], counter[2], counter[3]}, key));
      for (std::size_t w = 0; w < 4; ++w) flipped += std::popcount(before[w] ^ after[w]);
    }
    // 128 bits * 400 trials: mean 25600, standard deviation 113
    EXPECT_NEAR(static_cast<double>(flipped), 25600, 6 * 113) << "bit " << bit;
  }
}

}  // namespace
}  // namespace tinderbox
