// Numbers of market files: exact decimals, parsed without any locale. The grammar is
// [-]digits[.digits][(e|E)[+|-]digits] with at least one digit; nothing else is a number ("nan", "inf", "0x1", "1,5",
// "+1" and blanks are refused).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tinderbox {

// digits * 10^-scale, exactly. Trailing zeros are dropped, so that equal values are equal members.
struct Decimal {
  std::int64_t digits = 0;
  int scale = 0;

  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// Nothing if `text` is no number, or has more significant digits than 64 bits hold, or an exponent beyond +-99.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);

// The double nearest to the decimal in `text`; nothing if it is no number or too large for a double.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

// [-]digits that fit 64 bits.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

// The shortest decimal that reads back as `value`, which is what a configuration file says. Requires a finite value of
// at most 17 significant digits.
[[nodiscard]] Decimal decimal_of(double value);

// a * b, exactly; nothing if the result has more digits than 64 bits hold, or an exponent beyond +-99.
[[nodiscard]] std::optional<Decimal> product(Decimal a, Decimal b);

// The double nearest to the decimal.
[[nodiscard]] double to_double(Decimal value);

struct LotCount {
  std::int64_t lots = 0;
  bool rounded = false;  // the amount was no whole number of lots

  friend bool operator==(const LotCount&, const LotCount&) = default;
};

// amount / lot_size, rounded half to even in exact arithmetic. Requires amount >= 0 and lot_size > 0; nothing if the
// result exceeds kMaxLots.
inline constexpr std::int64_t kMaxLots = 1'000'000'000'000'000;
[[nodiscard]] std::optional<LotCount> to_lots(Decimal amount, Decimal lot_size);

}  // namespace tinderbox
