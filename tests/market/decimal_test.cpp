#include "host/market/decimal.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

namespace tinderbox {
namespace {

TEST(Decimal, ParsesExactlyAndDropsTrailingZeros) {
  EXPECT_EQ(parse_decimal("0"), (Decimal{0, 0}));
  EXPECT_EQ(parse_decimal("-0.000"), (Decimal{0, 0}));
  EXPECT_EQ(parse_decimal("79003.93400000"), (Decimal{79003934, 3}));
  EXPECT_EQ(parse_decimal("-1.50"), (Decimal{-15, 1}));
  EXPECT_EQ(parse_decimal("1200"), (Decimal{12, -2}));
  EXPECT_EQ(parse_decimal("1.2e-05"), (Decimal{12, 6}));
  EXPECT_EQ(parse_decimal("12E+2"), (Decimal{12, -2}));
  EXPECT_EQ(parse_decimal(".5"), (Decimal{5, 1}));
  EXPECT_EQ(parse_decimal("5500963009.11756039"), (Decimal{550096300911756039, 8}));
  EXPECT_EQ(parse_decimal("000000000000000000000000001.1"), (Decimal{11, 1}));
  EXPECT_EQ(parse_decimal("9223372036854775807"), (Decimal{9223372036854775807, 0}));
  EXPECT_EQ(parse_decimal("1000000000000000000000000"), (Decimal{1, -24}));
}

TEST(Decimal, RefusesWhatIsNoDecimal) {
  for (const char* text : {"",
                           "-",
                           ".",
                           "1.",
                           "+1",
                           " 1",
                           "1 ",
                           "1,5",
                           "nan",
                           "inf",
                           "-inf",
                           "0x10",
                           "1e",
                           "1e+",
                           "e5",
                           "1e100",
                           "1..2",
                           "1.2.3",
                           "--1",
                           "1e5.5",
                           "None",
                           "9223372036854775808",
                           "1234567890123456789.123"})
    EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
  EXPECT_EQ(parse_decimal(std::string(1000, '1')), std::nullopt);
}

TEST(Number, RefusesWhatIsNoNumber) {
  for (const char* text : {"",     "-",        ".",    "1.", "+1",  " 1",    "1 ",   "1,5", "nan",   "NaN", "inf",
                           "-inf", "infinity", "0x10", "1e", "1e+", "1e999", "1..2", "1f",  "1e400", "None"})
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  EXPECT_EQ(parse_number(std::string_view("1\0", 2)), std::nullopt);
}

TEST(Number, IsTheNearestDouble) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t digits = random() >> (random() % 60);
    const auto cut = static_cast<std::size_t>(random() % 18);
    std::string text = std::to_string(digits);
    if (cut > 0 && cut < text.size())
      text = fmt::format("{}.{}", text.substr(0, text.size() - cut), text.substr(text.size() - cut));
    const auto value = parse_number(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(*value, std::strtod(text.c_str(), nullptr)) << text;
  }
  EXPECT_EQ(parse_number("1e-99"), 1e-99);
  EXPECT_EQ(parse_number("-2.5e3"), -2500.0);
}

TEST(Number, KnowsNoLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* locale : {"de_DE.UTF-8", "C.UTF-8"}) {
    std::setlocale(LC_ALL, locale);
    EXPECT_EQ(parse_number("1.5"), 1.5);
    EXPECT_EQ(parse_number("1,5"), std::nullopt);
  }
  std::setlocale(LC_ALL, before.c_str());
}

TEST(Integer, TakesDigitsOnly) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("1704067200000"), 1704067200000);
  for (const char* text : {"", "1.0", "1e3", "+1", " 1", "9223372036854775808"})
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
}

std::int64_t lots(const char* amount, const char* lot) {
  return to_lots(*parse_decimal(amount), *parse_decimal(lot))->lots;
}
bool rounded(const char* amount, const char* lot) {
  return to_lots(*parse_decimal(amount), *parse_decimal(lot))->rounded;
}

TEST(Lots, RoundHalfToEven) {
  EXPECT_EQ(lots("79003.934", "0.001"), 79003934);
  EXPECT_FALSE(rounded("79003.934", "0.001"));
  EXPECT_EQ(lots("0.0005", "0.001"), 0);
  EXPECT_EQ(lots("0.0015", "0.001"), 2);
  EXPECT_EQ(lots("0.0025", "0.001"), 2);
  EXPECT_EQ(lots("0.00250000000000001", "0.001"), 3);
  EXPECT_TRUE(rounded("0.0025", "0.001"));
  EXPECT_EQ(lots("1", "3"), 0);
  EXPECT_EQ(lots("2", "3"), 1);
  EXPECT_EQ(lots("1200", "100"), 12);
  EXPECT_EQ(lots("1e-90", "0.001"), 0);
  EXPECT_EQ(lots("0", "0.001"), 0);
}

TEST(Lots, RefuseWhatCannotBeCounted) {
  EXPECT_EQ(to_lots(*parse_decimal("1e30"), *parse_decimal("0.001")), std::nullopt);
  EXPECT_EQ(to_lots(*parse_decimal("1000000000001"), *parse_decimal("0.001")), std::nullopt);
  EXPECT_EQ(to_lots(*parse_decimal("1000000000000"), *parse_decimal("0.001"))->lots, kMaxLots);
}

TEST(DecimalOf, IsWhatAPersonWrote) {
  EXPECT_EQ(decimal_of(0.001), (Decimal{1, 3}));
  EXPECT_EQ(decimal_of(0.1), (Decimal{1, 1}));
  EXPECT_EQ(decimal_of(100), (Decimal{1, -2}));
  EXPECT_EQ(decimal_of(1e-8), (Decimal{1, 8}));
}

}  // namespace
}  // namespace tinderbox
