#include "host/margin/formula_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "sim/margin_bitmex.hpp"

namespace tinderbox {
namespace {

// A symbol of the formula and the number that takes its place.
struct Symbol {
  std::string_view name;
  std::string number;
};

std::string signed_number(double value) {
  return value < 0 ? fmt::format("({})", formula_number(value)) : formula_number(value);
}

// Replaces whole words of `formula` by their numbers, and puts a sign between factors that stand side by side.
std::string filled(const std::string& formula, const std::vector<Symbol>& symbols) {
  std::string text;
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  bool after_factor = false;  // a number or a closing bracket, and blanks
  for (std::size_t i = 0; i < formula.size();) {
    const char c = formula[i];
    if (is_word(c)) {
      std::size_t end = i;
      while (end < formula.size() && is_word(formula[end])) ++end;
      const std::string_view word = std::string_view(formula).substr(i, end - i);
      const auto found = std::find_if(symbols.begin(), symbols.end(), [&](const Symbol& s) { return s.name == word; });
      if (after_factor) text += "* ";
      text += found == symbols.end() ? std::string(word) : found->number;
      after_factor = found != symbols.end();
      i = end;
      continue;
    }
    if (c == '(' && after_factor) text += "* ";
    if (c != ' ') after_factor = c == ')' || (c >= '0' && c <= '9');
    text += c;
    ++i;
  }
  return text;
}

std::string with_fee(const MarginSchedule& schedule) {
  return schedule.fee != 0 ? "m + f" : "m";
}

std::string liquidation_formula(const PositionTerms& terms, const MarginSchedule& schedule) {
  const bool coin = terms.coin_collateral != 0;
  const std::string load = with_fee(schedule);
  switch (schedule.family) {
    case MarginFamily::kLinearMark:
    case MarginFamily::kDeribitLinear:
      return fmt::format("(W + c - s q E) / (q ({} - s){})", load, coin ? " - k" : "");
    case MarginFamily::kInverseMark:
      return schedule.fee != 0 ? "N (1 + s (m + f)) / (N / E + s (W + c))" : "N (1 + s m) / (N / E + s (W + c))";
    case MarginFamily::kLinearEntry:
      return coin ? "(s q E - W + m q E - c) / (s q + k)" : "E - s (W - (m q E - c)) / q";
    case MarginFamily::kInverseEntry:
      return "N / (N / E + s (W - (m N / E - c)))";
    case MarginFamily::kLinearCurrentMark:
      return coin ? fmt::format("(s q E - W + ({}) q M - c) / (s q + k)", load)
                  : fmt::format("E - s (W - (({}) q M - c)) / q", load);
    case MarginFamily::kDeribitInverse:
      return fmt::format("N / x, x = 2 C / (B + sqrt(B B {} 4 b C)), B = 1 {} ({}), C = N / E {} W",
                         terms.side > 0 ? "+" : "-", terms.side > 0 ? "+" : "-", schedule.fee != 0 ? "a + f" : "a",
                         terms.side > 0 ? "+" : "-");
    case MarginFamily::kBitmexSatoshi:
      return fmt::format("100000000 / {}((cost {} (initial + fees - maintenance)) / N)",
                         terms.side > 0 ? "floor" : "ceil", terms.side > 0 ? "+" : "-");
  }
  return "";
}

std::string bankruptcy_formula(const PositionTerms& terms, const MarginSchedule& schedule) {
  if (schedule.family == MarginFamily::kBitmexSatoshi)
    return fmt::format("100000000 / {}((cost {} initial) / N)", terms.side > 0 ? "floor" : "ceil",
                       terms.side > 0 ? "+" : "-");
  if (schedule.inverse()) return "N / (N / E + s W)";
  return terms.coin_collateral != 0 ? "(s q E - W) / (s q + k)" : "E - s W / q";
}

std::vector<Symbol> symbols_of(const PositionTerms& terms, const MarginSchedule& schedule, const MarginAnswer& answer) {
  std::vector<Symbol> symbols = {{"W", signed_number(terms.collateral)},
                                 {"c", formula_number(answer.amount)},
                                 {"s", terms.side > 0 ? "(+1)" : "(-1)"},
                                 {"q", formula_number(terms.size)},
                                 {"N", formula_number(terms.size)},
                                 {"E", formula_number(terms.entry)},
                                 {"m", formula_number(answer.rate)},
                                 {"f", formula_number(schedule.fee)},
                                 {"k", formula_number(terms.coin_collateral)},
                                 {"M", formula_number(terms.mark.value_or(0))}};
  if (schedule.family == MarginFamily::kDeribitInverse) {
    const double a = schedule.maintenance_by_size.base;
    symbols.push_back({"a", formula_number(a)});
    symbols.push_back({"b", formula_number(schedule.maintenance_by_size.per_coin)});
    symbols.push_back({"B", formula_number(1 + terms.side * (a + schedule.fee))});
    symbols.push_back({"C", formula_number(terms.size / terms.entry + terms.side * terms.collateral)});
    if (answer.has_price()) symbols.push_back({"x", formula_number(terms.size / answer.liquidation.price)});
  }
  if (schedule.family == MarginFamily::kBitmexSatoshi) {
    const SatoshiMargin margin =
        bitmex_margin({terms.side, terms.size, terms.entry, terms.collateral}, answer.rate, schedule.fee);
    symbols.push_back({"cost", formula_number(margin.cost)});
    symbols.push_back({"initial", formula_number(margin.initial)});
    symbols.push_back({"fees", formula_number(margin.commission)});
    symbols.push_back({"maintenance", formula_number(margin.maintenance)});
  }
  return symbols;
}

// The account of both legs: L long, S short; m, c with the leg they belong to.
FormulaText hedge_text(const PositionTerms& terms, const MarginSchedule& schedule, const MarginAnswer& answer) {
  const bool is_long = terms.side > 0;
  const MarginTier& of_this = schedule.tiers[*answer.tier];
  const MarginTier& of_other = schedule.tiers[*answer.hedge_tier];
  const MarginTier& longs = is_long ? of_this : of_other;
  const MarginTier& shorts = is_long ? of_other : of_this;
  const std::vector<Symbol> symbols = {{"W", signed_number(terms.collateral)},
                                       {"c_L", formula_number(longs.amount)},
                                       {"c_S", formula_number(shorts.amount)},
                                       {"m_L", formula_number(longs.rate + schedule.fee)},
                                       {"m_S", formula_number(shorts.rate + schedule.fee)},
                                       {"L", formula_number(is_long ? terms.size : terms.hedge->size)},
                                       {"S", formula_number(is_long ? terms.hedge->size : terms.size)},
                                       {"E_L", formula_number(is_long ? terms.entry : terms.hedge->entry)},
                                       {"E_S", formula_number(is_long ? terms.hedge->entry : terms.entry)},
                                       {"k", formula_number(terms.coin_collateral)}};
  const char* coin = terms.coin_collateral != 0 ? " - k" : "";
  FormulaText text;
  text.liquidation = schedule.inverse()
                         ? "(L (1 + m_L) - S (1 - m_S)) / (W + c_L + c_S + L / E_L - S / E_S)"
                         : fmt::format("(W + c_L + c_S - L E_L + S E_S) / (L m_L + S m_S - L + S{})", coin);
  text.bankruptcy =
      schedule.inverse() ? "(L - S) / (W + L / E_L - S / E_S)" : fmt::format("(W - L E_L + S E_S) / (S - L{})", coin);
  text.liquidation_numbers = filled(text.liquidation, symbols);
  text.bankruptcy_numbers = filled(text.bankruptcy, symbols);
  return text;
}

FormulaText single_text(const PositionTerms& terms, const MarginSchedule& schedule, const MarginAnswer& answer) {
  const std::vector<Symbol> symbols = symbols_of(terms, schedule, answer);
  FormulaText text;
  text.liquidation = liquidation_formula(terms, schedule);
  text.bankruptcy = bankruptcy_formula(terms, schedule);
  text.liquidation_numbers = filled(text.liquidation, symbols);
  text.bankruptcy_numbers = filled(text.bankruptcy, symbols);
  return text;
}

}  // namespace

std::string formula_number(double value) {
  return fmt::format("{:.10g}", value);
}

FormulaText formula_text(const PositionTerms& terms, const MarginSchedule& schedule, const MarginAnswer& answer) {
  FormulaText text = terms.hedge ? hedge_text(terms, schedule, answer) : single_text(terms, schedule, answer);
  text.liquidation = fmt::format("P = {}", text.liquidation);
  text.bankruptcy = fmt::format("P = {}", text.bankruptcy);
  return text;
}

}  // namespace tinderbox
