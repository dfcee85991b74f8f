// The random numbers of the engine.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "host/validate/family.hpp"
#include "sim/noise.hpp"
#include "sim/random.hpp"

namespace tinderbox::validation {
namespace {

// The entry's "w0 w1 w2 w3".
std::array<std::uint32_t, 4> four_words(const nlohmann::json& value) {
  if (!value.is_string()) throw BadEntry("value: four hexadecimal words were expected");
  std::array<std::uint32_t, 4> words{};
  const std::string& text = value.get_ref<const std::string&>();
  std::size_t at = 0;
  for (std::uint32_t& word : words) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    word = hex_word(at < text.size() ? text.substr(at, end - at) : "", "value");
    at = end + 1;
  }
  if (at <= text.size()) throw BadEntry("value: four hexadecimal words were expected");
  return words;
}

template <int Rounds>
Findings known_answer(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const std::vector<std::uint32_t> counter = p.words("ctr", 4);
  const std::vector<std::uint32_t> key = p.words("key", 2);
  const Words4 got = philox4x32<Rounds>({counter[0], counter[1], counter[2], counter[3]},
                                        (static_cast<std::uint64_t>(key[1]) << 32U) | key[0]);
  const std::array<std::uint32_t, 4> expected = four_words(entry.value);
  return {exact(expected[0], got.w0, 0), exact(expected[1], got.w1, 0), exact(expected[2], got.w2, 0),
          exact(expected[3], got.w3, 0)};
}

Findings uniform_and_normal(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const std::uint32_t word = hex_word(p.at("word"), "parameter word");
  const std::vector<double> expected = entry.values(2);
  constexpr double kFloat = 1e-6;  // the engine's normals are float32
  return {exact(expected[0], unit_double(word), 1e-15),
          exact(expected[1], static_cast<double>(normal_from_word(word)), kFloat * (1 + std::abs(expected[1])))};
}

struct Checksum {
  std::uint64_t sum = 0;
  std::uint32_t exclusive_or = 0;
  std::array<std::int64_t, 16> histogram{};

  void add(std::uint32_t word) {
    sum += word;
    exclusive_or ^= word;
    ++histogram[word >> 28U];
  }
};

Findings stream_checksum(const OracleEntry& entry, const Bench&) {
  constexpr std::uint64_t kKey = 0x9abcdef012345678U;  // of the formula
  const auto n = entry.parameters().whole("N", 1, 100'000'000);
  const nlohmann::json& value = entry.value;
  if (!value.is_object() || !value.contains("sum") || !value.contains("xor") || !value.contains("hist16"))
    throw BadEntry("value: sum, xor and hist16 were expected");
  Checksum found;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(n); ++i) {
    const Words4 words = philox4x32(Words4{i, 0, 0, 0}, kKey);
    for (const std::uint32_t word : {words.w0, words.w1, words.w2, words.w3}) found.add(word);
  }
  Findings findings{exact(number_of(value["sum"], "value sum"), static_cast<double>(found.sum), 0),
                    exact(hex_word(value["xor"], "value xor"), found.exclusive_or, 0)};
  if (!value["hist16"].is_array() || value["hist16"].size() != found.histogram.size())
    throw BadEntry("value: hist16 has not 16 bins");
  for (std::size_t i = 0; i < found.histogram.size(); ++i)
    findings.push_back(
        exact(number_of(value["hist16"][i], "value hist16"), static_cast<double>(found.histogram[i]), 0));
  return findings;
}

constexpr Family kFamilies[] = {
    {"philox4x32_10_kat", "the engine's generator (sim/philox.hpp)", known_answer<10>},
    {"philox4x32_7_kat", "the same with 7 rounds", known_answer<7>},
    {"uniform_and_icdf_from_word", "the engine's uniforms and float32 normals", uniform_and_normal},
    {"philox_stream_checksum", "the engine's generator", stream_checksum},
};

}  // namespace

std::span<const Family> noise_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
