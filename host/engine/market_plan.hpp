// The venues of a run as forced orders meet them: rules, book, fund and weight in the index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/book_table.hpp"
#include "host/engine/held_positions.hpp"
#include "host/output/run_result.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// What paths start from at one venue.
struct ForwardVenue {
  std::string name;
  LadderResult ladder;               // all venues' on one price axis, with as many replicates
  HeldSets held;                     // positions that are not on it and keep their own trigger
  double open_interest_usd = 0;      // a side at now
  double depth_ratio = 1;            // of its book over the configured one
  double fund_usd = 0;               // insurance fund at now
  double clearance_fee = 0;          // fraction of the liquidated notional
  double backstop_buffer_share = 1;  // of the way from trigger to bankruptcy, before a backstop takes over; 1: none
};

struct VenuePlan {
  CascadeRules rules{};
  BookTable book;
  std::int64_t fund = 0;          // money units at the start
  std::int32_t index_weight = 0;  // parts of kWhole
};

struct MarketPlan {
  std::vector<VenuePlan> venues;
  std::int32_t pass_through = kWhole;  // parts of kWhole
};

// Weights in the index are shares of depth. depth_multiplier: of every book. The fund is cut to whole money units.
[[nodiscard]] MarketPlan build_market_plan(const RunConfig& config, const std::vector<ForwardVenue>& venues,
                                           double depth_multiplier, double money_unit_usd);

// The books in an executor's memory. Views stay valid as long as this object lives.
class MarketOnDevice {
 public:
  MarketOnDevice(const MarketPlan& plan, Executor& executor);

  // Fills [venues] views. step_seconds: of a step without rounds.
  void fill(VenueView* views, double step_seconds) const;

 private:
  const MarketPlan& plan_;
  std::vector<DeviceArray<double>> volume_, moment_;
};

}  // namespace tinderbox
