// Answers a rare event: chooses the method's parameters in a pilot, runs the whole engine on the paths it makes, and
// weighs what they show.
#pragma once

#include <string>
#include <vector>

#include "host/engine/exogenous_price.hpp"
#include "host/engine/path_run.hpp"
#include "host/engine/shock_answers.hpp"
#include "host/output/run_result.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {

struct RareContext {
  const ShockContext& shocks;
  const PathPlan& plan;  // of the main paths
  const ExogenousPrice& price;
  double open_interest_usd = 0;  // a side at now, over all venues
};

// config.rare names the event; its method is not "none". Pilots have noise of their own, so that what they choose
// leaves every mean as it is.
[[nodiscard]] RareResult rare_event(const RareContext& context, Progress& progress, std::vector<std::string>& warnings);

}  // namespace tinderbox
