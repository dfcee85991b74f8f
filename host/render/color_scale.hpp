// Values of cells on the colour scale.
#pragma once

#include <string>
#include <vector>

#include "host/render/cells.hpp"

namespace tinderbox {

enum class CellUnit { kDollars, kProbability };

// Colours follow a power of the value: a plain scale would leave everything but the few largest clusters dark, a
// logarithmic one would make noise look like structure.
struct ColorLaw {
  CellUnit unit = CellUnit::kDollars;
  double exponent = 1;
  double percentile = 1;  // of the cells that hold something: the bright end, where it is chosen from the data
};
inline constexpr ColorLaw kDensityLaw{CellUnit::kDollars, 0.7, 0.995};
// What lies ahead fades over several powers of ten away from the price.
inline constexpr ColorLaw kLiquidatedLaw{CellUnit::kDollars, 0.5, 0.995};
inline constexpr ColorLaw kVisitLaw{CellUnit::kProbability, 0.5, 0.995};

class ColorScale {
 public:
  ColorScale(const ColorLaw& law, double max) : law_(law), max_(max) {}

  // The law's percentile of the cells that hold something, among bins [first_bin, last_bin], rounded up by
  // round_up_nicely (a probability to 1 at most). Depends on the run and the price window alone, never on the size of
  // the picture.
  [[nodiscard]] static ColorScale automatic(const ColorLaw& law, const Cells& cells, std::size_t first_bin,
                                            std::size_t last_bin);

  [[nodiscard]] double max() const noexcept { return max_; }
  // Place on the colour scale, 0 to 1.
  [[nodiscard]] double position(double value) const;
  // Values to label on the colour scale, ascending from 0 to the maximum.
  [[nodiscard]] std::vector<double> ticks() const;
  // Of one of the ticks. The brightest colour stands for the maximum and everything above it: "$50M+".
  [[nodiscard]] std::string label(double tick) const;

 private:
  ColorLaw law_;
  double max_;
};

}  // namespace tinderbox
