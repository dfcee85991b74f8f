// Arithmetic in the strings of an oracle file: "1/1440", "ln(100000)".
//
//   sum     = product {("+" | "-") product}
//   product = power {("*" | "/") power}
//   power   = ["-" | "+"] atom ["^" power]         (right-associative; -2^2 is -4)
//   atom    = number | "(" sum ")" | ("ln" | "exp" | "sqrt") "(" sum ")"
#pragma once

#include <stdexcept>
#include <string_view>

namespace tinderbox::validation {

// A text that is no expression, or has no finite value.
class ExpressionError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The value, always finite. Throws ExpressionError; nesting beyond 64 levels and texts beyond 1,000 characters are
// refused.
[[nodiscard]] double evaluate_expression(std::string_view text);

}  // namespace tinderbox::validation
