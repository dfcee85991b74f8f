// Families that nothing in the engine answers, with the reason.
#include "host/validate/family.hpp"

namespace tinderbox::validation {
namespace {

constexpr Family kFamilies[] = {
    {"garch_unconditional", "no process of the engine is a GARCH"},
    {"garch_k_step_forecast", "no process of the engine is a GARCH"},
    {"hawkes_exponential_stationary", "no process of the engine is self-exciting apart from its cascades"},
    {"propagator_constant_rate_decay", "impact decays exponentially here, not by a power law"},
    {"almgren_chriss_trajectory", "the engine executes forced orders, it schedules none"},
    {"box_muller_from_words", "the engine's normals are quantiles of one word each, no Box-Muller pairs"},
    {"normal_tail_cap", "half of it is Box-Muller's, which the engine does not use"},
    {"binomial_cell_interval", "a third of it is Clopper and Pearson's; the engine's intervals are Wilson's"},
    {"is_mean_shift_vrf",
     "a property of one shift of one normal; the engine tilts whole paths and reports what it gains"},
    {"splitting_relative_variance",
     "a property of an ideal method; the engine splits at fixed effort and reports what it gains"},
    {"control_variate_vrf", "the engine reports twins beside paths, and uses none as a control variate"},
    {"antithetic_cell_vrf", "the engine draws no antithetic pairs"},
    {"coverage_test_band", "a property of test plans, not of a run; the tests of error bars use it"},
    {"int64_accumulator_capacity", "a bound of the integer type; money units are chosen so that sums stay below it"},
};

}  // namespace

std::span<const Family> foreign_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
