// How many lots are opened in each bar, so that the sampled stock follows the observed open interest.
//
// Per side and replicate, solved forward in time:
//   births(t) = open interest(t + 1) - stock(t) + closes(t) + liquidations(t)
// where closes and liquidations come from the samples' own lives. A bar opens no more than its volume allows; where
// births would be negative, none are opened and the excess is closed pro rata over everything that is open.
#pragma once

#include <cstdint>
#include <vector>

namespace tinderbox {

// The life ends of one bar's samples in one group, as pass 1 packs them: bar << 1 | liquidated.
struct PackedEnds {
  const std::uint32_t* ends = nullptr;
  std::int64_t samples = 0;
};

// One group (replicate and side). Call open_initial once, then advance(t) for t = 0, 1, ... in order. Pro-rata closings
// scale every open weight by the same factor, so weights are kept in units of that factor: an end booked far ahead
// needs no visit when it happens.
class StockRecursion {
 public:
  explicit StockRecursion(std::int32_t bars);

  // The stock at the open of bar 0.
  void open_initial(std::int64_t stock_lots, const PackedEnds& ends);

  // Bar t: books what ends in it, then opens at most `limit_lots` to reach `target_lots` at its close (or closes the
  // excess), spread evenly over the bar's samples.
  void advance(std::int32_t t, std::int64_t target_lots, std::int64_t limit_lots, const PackedEnds& ends);

  [[nodiscard]] const std::vector<std::int64_t>& births() const noexcept { return births_; }  // [T] lots
  // [T + 1] cumulated hazard of the excess closings at the open of each bar.
  [[nodiscard]] const std::vector<double>& withdrawn() const noexcept { return withdrawn_; }

 private:
  void open(std::int64_t lots, const PackedEnds& ends);
  void rescale();

  std::int32_t bars_;
  double scale_ = 1;         // share of a weight that has survived the excess closings so far
  double stock_ = 0;         // open weight / scale
  std::vector<double> due_;  // [T] weight / scale that ends in each bar
  std::vector<std::int64_t> births_;
  std::vector<double> withdrawn_;
};

}  // namespace tinderbox
