// Ladders of equal lumps at random levels, one realisation a replicate, for cascade sizes with closed forms.
//
// With linear impact a cascade depends only on how many levels lie within the shock and within each further impact of
// one lump. So the first cell of a ladder is the shock, each further one the impact of a lump, and a cell's levels
// stand together in a narrow bin that the mark never stops in: between two multiples of a lump's impact. Nothing is
// approximated by that.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "host/engine/path_run.hpp"
#include "kernels/executor.hpp"

namespace tinderbox::validation {

struct LumpyCascade {
  double lumps = 0;  // liquidated
  bool ladder_end = false;
};

// Lumps of cell `cell` of one realisation; the first cell is 0.
using DrawCell = std::function<double(std::mt19937_64& random, std::int32_t cell)>;

// Runs the path engine once a realisation, on ladders of up to `cells` cells: as many as the levels drawn so far could
// carry the mark through, and some more. Where the cascade stops is the engine's answer.
void run_random_ladders(std::uint64_t seed, std::int64_t realisations, std::int32_t cells, const DrawCell& draw,
                        Executor& executor, const std::function<void(const LumpyCascade&)>& use);

}  // namespace tinderbox::validation
