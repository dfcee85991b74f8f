#include "host/market/decimal.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

using Wide = unsigned __int128;

constexpr int kMaxExponent = 99;
constexpr int kExactPowers = 22;  // 10^22 is the largest power of ten that a double holds exactly
constexpr std::uint64_t kExactInteger = std::uint64_t{1} << 53;

constexpr std::array<double, kExactPowers + 1> kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The parts of a number's text. `digits` holds the leading 19 significant digits; `overflow` says that more follow
// that are not all zero.
struct Scan {
  std::uint64_t digits = 0;
  int scale = 0;
  bool negative = false;
  bool overflow = false;
  bool valid = false;
};

void take_digit(Scan& scan, char c, bool after_point, int& significant) {
  if (significant < 19) {
    scan.digits = scan.digits * 10 + static_cast<std::uint64_t>(c - '0');
    if (scan.digits != 0) ++significant;
    if (after_point) ++scan.scale;
    return;
  }
  if (c != '0') scan.overflow = true;
  if (!after_point) --scan.scale;
}

// Reads "e[+-]digits" at `at` into the scale. False if it is malformed or absurd.
bool take_exponent(std::string_view text, std::size_t at, Scan& scan) {
  ++at;
  const bool negative = at < text.size() && text[at] == '-';
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (at == text.size()) return false;
  int exponent = 0;
  for (; at < text.size(); ++at) {
    if (!is_digit(text[at])) return false;
    exponent = exponent * 10 + (text[at] - '0');
    if (exponent > kMaxExponent) return false;
  }
  scan.scale += negative ? exponent : -exponent;
  return true;
}

Scan scan_number(std::string_view text) {
  Scan scan;
  if (text.size() > 512) return scan;
  std::size_t at = 0;
  if (!text.empty() && text[0] == '-') {
    scan.negative = true;
    at = 1;
  }
  int significant = 0;
  bool any = false;
  bool after_point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      any = true;
      take_digit(scan, c, after_point, significant);
    } else if (c == '.' && !after_point) {
      after_point = true;
    } else {
      break;
    }
  }
  if (!any || text.back() == '.') return scan;
  if (at < text.size() && ((text[at] != 'e' && text[at] != 'E') || !take_exponent(text, at, scan))) return scan;
  scan.valid = true;
  return scan;
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  Scan scan = scan_number(text);
  if (!scan.valid || scan.overflow) return std::nullopt;
  if (scan.digits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  if (scan.digits == 0) return Decimal{};
  while (scan.digits % 10 == 0) {
    scan.digits /= 10;
    --scan.scale;
  }
  const auto digits = static_cast<std::int64_t>(scan.digits);
  return Decimal{scan.negative ? -digits : digits, scan.scale};
}

std::optional<double> parse_number(std::string_view text) {
  const Scan scan = scan_number(text);
  if (!scan.valid) return std::nullopt;
  if (!scan.overflow && scan.digits <= kExactInteger && scan.scale >= 0 && scan.scale <= kExactPowers) {
    // Both operands are exact, so one correctly rounded division gives the nearest double.
    const double value = static_cast<double>(scan.digits) / kPowersOfTen[static_cast<std::size_t>(scan.scale)];
    return scan.negative ? -value : value;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range && scan.scale > 0) return scan.negative ? -0.0 : 0.0;
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Decimal decimal_of(double value) {
  const auto decimal = parse_decimal(fmt::format("{}", value));
  if (!decimal) throw Failure(fmt::format("{} is no decimal number", value));
  return *decimal;
}

std::optional<Decimal> product(Decimal a, Decimal b) {
  using Signed = __int128;
  Signed digits = static_cast<Signed>(a.digits) * static_cast<Signed>(b.digits);
  int scale = a.scale + b.scale;
  if (digits == 0) return Decimal{};
  for (; digits % 10 == 0; digits /= 10) --scale;
  constexpr Signed kMost = std::numeric_limits<std::int64_t>::max();
  if (digits > kMost || digits < -kMost || scale > kMaxExponent || scale < -kMaxExponent) return std::nullopt;
  return Decimal{static_cast<std::int64_t>(digits), scale};
}

double to_double(Decimal value) {
  return parse_number(fmt::format("{}e{}", value.digits, -value.scale)).value_or(0);
}

std::optional<LotCount> to_lots(Decimal amount, Decimal lot_size) {
  if (amount.digits == 0) return LotCount{};
  const int shift = lot_size.scale - amount.scale;  // amount / lot = digits / digits * 10^shift
  constexpr int kMaxShift = 19;                     // 10^19 times 63 bits stays below 128 bits
  if (shift > kMaxShift) return std::nullopt;       // a lot of 1e-20 contracts: more lots than can be counted
  if (shift < -kMaxShift) return LotCount{0, true};
  Wide numerator = static_cast<Wide>(amount.digits);
  Wide denominator = static_cast<Wide>(lot_size.digits);
  if (shift >= 0) numerator *= power_of_ten(shift);
  if (shift < 0) denominator *= power_of_ten(-shift);
  Wide lots = numerator / denominator;
  const Wide rest = numerator % denominator;
  const Wide other = denominator - rest;
  if (rest > other || (rest == other && lots % 2 == 1)) ++lots;
  if (lots > static_cast<Wide>(kMaxLots)) return std::nullopt;
  return LotCount{static_cast<std::int64_t>(lots), rest != 0};
}

}  // namespace tinderbox
