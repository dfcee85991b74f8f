// Whatever the bytes, parsing ends in a configuration or in an InputError.
#include <fmt/format.h>

#include <random>

#include "tests/config/config_text.hpp"

namespace tinderbox {
namespace {

std::string mutated(std::string text, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  static const std::vector<std::string> kPieces{"[",         "]",       "{",       "}",     "=",
                                                "\"",        "'''",     "\n",      ".",     "#",
                                                "[[prior]]", "nan",     "-inf",    "1e999", "0x7fffffffffffffff",
                                                "\xff",      "\\u0000", "\\uD800", "true",  "1979-05-27",
                                                "a.b.c"};
  const std::size_t changes = 1 + below(4);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.insert(at, kPieces[below(kPieces.size())]);
        break;
      case 2:
        text.erase(at, 1 + below(20));
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(60)));
    }
    if (text.empty()) text.push_back('\n');
  }
  return text;
}

TEST(HostileConfig, MutationsEndInAConfigurationOrAnInputError) {
  std::mt19937_64 random(4);
  const std::string full = config_toml(parse_config(kSmallConfig, "run.toml", {}));
  int refused = 0;
  for (int i = 0; i < 6000; ++i) {
    const std::string text = mutated(i % 2 == 0 ? kSmallConfig : full, random);
    try {
      const RunConfig config = parse_config(text, "run.toml", {});
      // What is accepted is sound: it survives being written out.
      expect_equal(config, parse_config(config_toml(config), "again", {}));
    } catch (const InputError& error) {
      ++refused;
      EXPECT_FALSE(error.problems().empty());
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(refused, 6000);
}

TEST(HostileConfig, DeepNestingIsRefusedNotFatal) {
  std::string dotted = "a";
  for (int i = 0; i < 400'000; ++i) dotted += ".a";
  const std::string braces(200'000, '{');
  EXPECT_EQ(problems_of(fmt::format("{} = 1\n", dotted)).size(), 1U);
  EXPECT_EQ(problems_of(fmt::format("[{}]\n", dotted)).size(), 1U);
  EXPECT_EQ(problems_of(fmt::format("x = {:[>200000}\n", "")).size(), 1U);
  EXPECT_EQ(problems_of(fmt::format("x = {}\n", braces)).size(), 1U);
  EXPECT_EQ(problems_of(kSmallConfig, {fmt::format("seed={:[>200000}", "")}).size(), 1U);
  EXPECT_EQ(problems_of(kSmallConfig, {fmt::format("seed={{{}=1}}", dotted)}).size(), 1U);
  std::string allowed = "a";
  for (int i = 0; i < 9'000; ++i) allowed += ".a";
  EXPECT_GE(problems_of(fmt::format("{} = 1\n", allowed)).size(), 1U);
}

TEST(HostileConfig, LongKeysAndValuesAreShortenedInMessages) {
  const std::string big(500'000, 'k');
  for (const std::string& line : problems_of(fmt::format("{} = 1\n{}", big, kSmallConfig)))
    EXPECT_LT(line.size(), 300U);
  for (const std::string& line : problems_of(fmt::format("[market]\nsource = \"{}\"\n", big)))
    EXPECT_LT(line.size(), 400U);
  for (const std::string& line : problems_of(kSmallConfig, {fmt::format("{}=1", big)})) EXPECT_LT(line.size(), 300U);
}

}  // namespace
}  // namespace tinderbox
