// What is asked of rare paths, and which of them show it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/ladder_tables.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/engine/rare_walk.hpp"
#include "kernels/paths_launch.hpp"

namespace tinderbox {

class RareEvent {
 public:
  // `open_interest_usd`: of a side at now, over all venues.
  RareEvent(const RareConfig& config, const LadderTables& ladders, const PriceCoordinate& coordinate,
            double open_interest_usd);

  [[nodiscard]] Direction direction() const noexcept { return direction_; }
  // What a path without feedback shows follows from its record, or only from a run without feedback.
  [[nodiscard]] bool twin_is_in_record() const noexcept { return kind_ != Kind::kLiquidated; }
  [[nodiscard]] bool is_rare() const noexcept { return kind_ != Kind::kAny; }

  [[nodiscard]] bool happens(const PathRecord& record) const;
  [[nodiscard]] bool happens_to_twin(const PathRecord& record) const;  // see twin_is_in_record
  // How far the mark, or its twin, gets in the event's direction: a fraction of the price.
  [[nodiscard]] double move(const PathRecord& record) const;
  [[nodiscard]] double twin_move(const PathRecord& record) const;

  // Ticks that the exogenous price has to go for the event without feedback: to the level, or to where the ladders hold
  // what is to be liquidated on average.
  [[nodiscard]] std::int32_t distance() const noexcept { return distance_; }
  [[nodiscard]] double level() const noexcept { return level_; }  // as in RareResult

  // What keeps the answer from being what was asked; empty: nothing.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  enum class Kind { kMove, kLiquidated, kAny };

  [[nodiscard]] std::int32_t distance_on(const LadderTables& ladders) const;

  Kind kind_;
  Direction direction_;
  PriceCoordinate coordinate_;
  double level_ = 0;
  std::int64_t wanted_ = 0;  // money units
  std::int32_t distance_ = 0;
  double largest_share_ = 0;     // of the open interest, on the fullest ladder
  std::int32_t ladder_end_ = 0;  // ticks
};

}  // namespace tinderbox
