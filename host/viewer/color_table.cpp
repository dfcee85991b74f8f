// Prints the colours of the heatmap for the viewer: a JSON list of 256 sRGB triples, 0 to 255.
#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "host/render/color_map.hpp"

namespace {

constexpr int kColors = 256;

int byte_of(double part) {
  return static_cast<int>(std::lround(255 * part));
}

}  // namespace

int main() {
  for (int i = 0; i < kColors; ++i) {
    const tinderbox::Rgb color = tinderbox::heat_color(static_cast<double>(i) / (kColors - 1));
    fmt::print("{}[{}, {}, {}]", i == 0 ? "[" : ",\n", byte_of(color.red), byte_of(color.green), byte_of(color.blue));
  }
  fmt::print("]\n");
  return std::fflush(stdout) == 0 ? 0 : 1;
}
