// Running lows of paths, counted per replicate in cells whose number does not grow with the paths: single ticks up to
// kExact, then kPerOctave cells for each doubling of the drop. A quantile is the mean of the cell that holds it, which
// lies within 0.2% of the drop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/engine/price_coordinate.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// Value at risk and expected shortfall at one confidence level.
struct TailAnswers {
  Answer value_at_risk;
  Answer expected_shortfall;
};

class DropTally {
 public:
  explicit DropTally(std::int32_t replicates);

  // Adds a path's low in ticks; lows above the price now count as no drop.
  void add(std::size_t replicate, std::int32_t low_ticks);

  // The drop that a share 1 - level of the paths reaches or exceeds, and the mean drop of those paths, as fractions of
  // the price now. Errors clustered by replicate: of the value at risk by inverting the distribution function at its
  // own error (Woodruff, "Confidence intervals for medians and other position measures", JASA 47, 1952), of the
  // shortfall from the excesses over the value at risk. Bands: the same of each replicate alone. NaN where fewer than
  // kFewestPaths paths lie in the tail.
  [[nodiscard]] TailAnswers tail(double level, const PriceCoordinate& coordinate) const;

  static constexpr double kFewestPaths = 10;

  // Bytes of a tally.
  [[nodiscard]] static std::int64_t bytes(std::int64_t replicates);

 private:
  struct Cells {
    std::vector<std::int64_t> count;
    std::vector<std::int64_t> ticks;  // sum of drops
  };
  // A share of the cell that a quantile falls into, and where.
  struct Cut {
    std::size_t cell = 0;
    double part = 0;  // of the cell's paths that belong to the tail
    double drop = 0;  // mean drop of the cell, a fraction of the price
  };

  [[nodiscard]] static Cut cut_at(const Cells& cells, double paths_beyond, const PriceCoordinate& coordinate);
  [[nodiscard]] static double drop_of(const Cells& cells, std::size_t cell, const PriceCoordinate& coordinate);
  [[nodiscard]] static double shortfall(const Cells& cells, double paths_beyond, const PriceCoordinate& coordinate);

  std::vector<Cells> replicate_;
  Cells all_;
  std::vector<std::int64_t> paths_;  // [R]
};

}  // namespace tinderbox
