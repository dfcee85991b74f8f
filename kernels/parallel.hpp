// Fork and join over an index range with oneTBB. Under ThreadSanitizer the pieces run on plain threads instead:
// Debian's oneTBB is not instrumented, and the sanitizer would take its unseen hand-overs for races.
#pragma once

#ifdef __SANITIZE_THREAD__
#include <thread>
#include <vector>
#else
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#endif

namespace tinderbox {

// f(first, last) over disjoint pieces of [0, n), in parallel and in any order; returns when all are done.
#ifdef __SANITIZE_THREAD__
template <class Index, class F>
void parallel_ranges(Index n, const F& f) {
  constexpr Index kPieces = 4;
  std::vector<std::thread> threads;
  for (Index piece = 0; piece < kPieces; ++piece)
    if (const Index first = n * piece / kPieces, last = n * (piece + 1) / kPieces; first < last)
      threads.emplace_back([&f, first, last] { f(first, last); });
  for (std::thread& thread : threads) thread.join();
}
#else
template <class Index, class F>
void parallel_ranges(Index n, const F& f) {
  tbb::parallel_for(tbb::blocked_range<Index>(0, n),
                    [&](const tbb::blocked_range<Index>& range) { f(range.begin(), range.end()); });
}
#endif

// f(i) for every i in [0, n).
template <class Index, class F>
void parallel_indices(Index n, const F& f) {
  parallel_ranges(n, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) f(i);
  });
}

}  // namespace tinderbox
