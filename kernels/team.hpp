// What a kernel body may ask of its team. A body is one template over a Team and is written once; a team of kLanes
// lanes executes one block of it.
//
//   Team::kLanes                        lanes of a block
//   Team::Private<T> x                  one T a lane that outlives a lane loop; x[lane] inside lane loops only
//   team.lanes(f)                       f(lane) for every lane; a barrier on both sides
//   team.lanes_below(n, f)              the same for lanes [0, n), n uniform
//   team.single(f)                      f() once; a barrier on both sides
//   team.sum(f), team.min(f)            int64 sum / minimum of f(lane) over the lanes, known to all
//   team.exclusive_sum(f, out)          out[lane] = sum of f over lower lanes; returns the total
//   team.select(pred, list)             list[k] = the k-th lane, in lane order, for which pred(lane); returns how many.
//                                       `list` is shared and has room for kLanes
//   team.template shared<T>(n)          n values of T that all lanes see, from the block's arena (kArenaBytes in all)
//   team.add(p, x)                      adds to a 32- or 64-bit integer that other blocks add to as well
//
// Values outside lane loops are uniform. No barrier and no collective inside a lane loop. A lane loop neither reads
// what another lane writes in the same loop nor depends on the order of lanes: a team with reversed lanes and one with
// a thread a lane run the same bodies in tests.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tinderbox {

inline constexpr int kLanes = 256;
inline constexpr std::size_t kArenaBytes = 26 * 1024;

}  // namespace tinderbox
