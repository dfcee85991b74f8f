// The resting book that forced orders walk: one side, density by distance from the price, in bins.
//
// Distance is in coordinate ticks, volume in money units. Inside a bin the density is even, so with V the cumulative
// volume, a sale that takes the book from V0 to V1 moves the price from x(V0) to x(V1) and is filled at the mean
// distance (M(V1) - M(V0)) / (V1 - V0), with M(V) the integral of x over the volume. A density a + k x gives the impact
// (-a + sqrt(a^2 + 2 k V)) / k.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox {

struct BookView {
  const double* volume;  // [bins + 1] money units up to the lower edge of each bin, and in all; does not fall
  const double* moment;  // [bins + 1] integral of distance over volume up to there
  double bin_ticks;
  std::int32_t bins;  // 0: an empty book
  double scale = 1;   // multiplies all volume; above 0
};

// The book eaten up to some volume.
struct BookPoint {
  double distance;
  double moment;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD double book_depth(const BookView& book) {
  return book.bins > 0 ? book.scale * book.volume[book.bins] : 0.0;
}

// Precondition: 0 <= volume <= book_depth(book).
TINDERBOX_HD BookPoint book_point(const BookView& book, double scaled_volume) {
  if (book.bins == 0) return {0.0, 0.0};
  const double volume = scaled_volume / book.scale;
  std::int32_t low = 0;
  std::int32_t high = book.bins - 1;
  while (low < high) {
    const std::int32_t middle = (low + high + 1) / 2;
    if (book.volume[middle] <= volume)
      low = middle;
    else
      high = middle - 1;
  }
  const double inside = volume - book.volume[low];
  const double held = book.volume[low + 1] - book.volume[low];
  const double edge = book.bin_ticks * static_cast<double>(low);
  const double distance = held > 0 ? fused(book.bin_ticks, inside / held, edge) : edge;
  return {distance, book.scale * fused(inside, 0.5 * (edge + distance), book.moment[low])};
}

// Volume resting up to a distance >= 0.
TINDERBOX_HD double book_volume(const BookView& book, double distance) {
  if (book.bins == 0) return 0.0;
  const double at = distance / book.bin_ticks;
  if (at >= static_cast<double>(book.bins)) return book.scale * book.volume[book.bins];
  const auto bin = static_cast<std::int32_t>(at);
  const double held = book.volume[bin + 1] - book.volume[bin];
  return book.scale * fused(held, at - static_cast<double>(bin), book.volume[bin]);
}

// The same book with `times` the volume.
TINDERBOX_HD BookView scaled(const BookView& book, double times) {
  BookView view = book;
  view.scale *= times;
  return view;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
