// The formula of an answer, in symbols and with its numbers.
#pragma once

#include <string>

#include "host/margin/margin_solver.hpp"

namespace tinderbox {

// Ten significant digits at most, as explanations show numbers.
[[nodiscard]] std::string formula_number(double value);

struct FormulaText {
  std::string liquidation;          // "P = (W + c - s q E) / (q (m - s))"
  std::string liquidation_numbers;  // the right-hand side with numbers in it
  std::string bankruptcy;
  std::string bankruptcy_numbers;
};

// m_L and m_S of a hedged pair include the fee. `answer` is that of solve_margin for the same position and schedule.
[[nodiscard]] FormulaText formula_text(const PositionTerms& terms, const MarginSchedule& schedule,
                                       const MarginAnswer& answer);

}  // namespace tinderbox
