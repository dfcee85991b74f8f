#include "host/validate/expression.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string>

#include "host/support/printable.hpp"

namespace tinderbox::validation {
namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kLongest = 1000;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  double whole() {
    const double value = sum();
    skip_space();
    if (at_ < text_.size()) fail("a number, an operator or the end was expected");
    if (!std::isfinite(value)) fail("the value is not finite");
    return value;
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw ExpressionError(
        fmt::format("\"{}\": {} at character {}", printable(text_.substr(0, 60), LineBreaks::kEscape), what, at_ + 1));
  }

  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  bool take(std::string_view word) {
    skip_space();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  double sum() {
    double value = product();
    while (true) {
      if (take("+"))
        value += product();
      else if (take("-"))
        value -= product();
      else
        return value;
    }
  }

  double product() {
    double value = power();
    while (true) {
      if (take("*")) {
        value *= power();
      } else if (take("/")) {
        const double divisor = power();
        if (divisor == 0) fail("division by zero");
        value /= divisor;
      } else {
        return value;
      }
    }
  }

  double power() {
    if (++depth_ > kDeepest) fail("nested too deeply");
    const bool minus = take("-");
    if (!minus) (void)take("+");
    double value = atom();
    if (take("^")) value = std::pow(value, power());
    --depth_;
    return minus ? -value : value;
  }

  double in_parentheses() {
    if (!take("(")) fail("( was expected");
    const double value = sum();
    if (!take(")")) fail(") was expected");
    return value;
  }

  double atom() {
    if (take("ln")) {
      const double value = in_parentheses();
      if (!(value > 0)) fail("the logarithm of what is not positive");
      return std::log(value);
    }
    if (take("exp")) return std::exp(in_parentheses());
    if (take("sqrt")) {
      const double value = in_parentheses();
      if (!(value >= 0)) fail("the root of a negative number");
      return std::sqrt(value);
    }
    skip_space();
    if (at_ < text_.size() && text_[at_] == '(') return in_parentheses();
    return literal();
  }

  double literal() {
    const bool begins = at_ < text_.size() && ((text_[at_] >= '0' && text_[at_] <= '9') || text_[at_] == '.');
    double value = 0;
    const char* const from = text_.data() + at_;
    const auto [end, error] = std::from_chars(from, text_.data() + text_.size(), value);
    if (!begins || error == std::errc::invalid_argument) fail("a number was expected");
    if (error != std::errc()) fail("the number is out of range");
    at_ += static_cast<std::size_t>(end - from);
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

double evaluate_expression(std::string_view text) {
  if (text.size() > kLongest) throw ExpressionError(fmt::format("an expression of {} characters", text.size()));
  return Parser(text).whole();
}

}  // namespace tinderbox::validation
