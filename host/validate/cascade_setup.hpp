// Static ladders and books on an arithmetic price, for cascades with closed forms.
#pragma once

#include <functional>
#include <vector>

#include "host/validate/forward_setup.hpp"
#include "host/validate/oracle_entry.hpp"

namespace tinderbox::validation {

// Linear impact without end: a sale of V dollars moves the price by lambda V. One step that moves the exogenous price
// by -shock; a round a second, `rounds` of them. No ladder yet.
[[nodiscard]] ForwardSetup straight_setup(double now, double shock, double lambda, std::int32_t rounds);

// Edges of `bins` even bins from `reach` below the price up to it, and of one more above.
[[nodiscard]] std::vector<double> edges_below(double now, double reach, std::size_t bins);

// Longs of rho dollars per dollar of price down to `reach` below it, in `bins` bins.
[[nodiscard]] LadderResult uniform_ladder(double now, double reach, double rho, std::size_t bins);

// Bankruptcy prices so far off that no fund is needed.
void margins_that_last(LadderResult& ladder);

struct Cascade {
  double drop = 0;        // USD
  double final_drop = 0;  // USD, where the mark ends
  double liquidated = 0;  // USD
};
// The answer of the only path there is.
[[nodiscard]] Cascade deterministic_cascade(const ForwardSetup& setup, Executor& executor);

// Rounds until nothing more is liquidated, by running with fewer and fewer of them.
[[nodiscard]] std::int32_t rounds_of_cascade(ForwardSetup setup, Executor& executor, std::int32_t most);

}  // namespace tinderbox::validation
