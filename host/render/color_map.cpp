#include "host/render/color_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace tinderbox {
namespace {

constexpr double hex(int value) {
  return value / 255.0;
}

constexpr std::array<Rgb, 7> kAnchors = {{{hex(0x14), hex(0x0a), hex(0x24)},
                                          {hex(0x37), hex(0x14), hex(0x57)},
                                          {hex(0x68), hex(0x20), hex(0x79)},
                                          {hex(0xa1), hex(0x32), hex(0x7b)},
                                          {hex(0xd7), hex(0x58), hex(0x63)},
                                          {hex(0xf4), hex(0x9a), hex(0x3e)},
                                          {hex(0xfb), hex(0xf1), hex(0x5c)}}};

struct OkLab {
  double lightness, a, b;
};

double to_linear(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

double to_encoded(double linear) {
  const double bounded = std::clamp(linear, 0.0, 1.0);
  return bounded <= 0.0031308 ? bounded * 12.92 : 1.055 * std::pow(bounded, 1 / 2.4) - 0.055;
}

OkLab ok_lab_of(const Rgb& color) {
  const double r = to_linear(color.red);
  const double g = to_linear(color.green);
  const double b = to_linear(color.blue);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double cubed(double x) {
  return x * x * x;
}

Rgb rgb_of(const OkLab& lab) {
  const double l = cubed(lab.lightness + 0.3963377774 * lab.a + 0.2158037573 * lab.b);
  const double m = cubed(lab.lightness - 0.1055613458 * lab.a - 0.0638541728 * lab.b);
  const double s = cubed(lab.lightness - 0.0894841775 * lab.a - 1.2914855480 * lab.b);
  return {to_encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          to_encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          to_encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

}  // namespace

Rgb heat_color(double position) {
  const double bounded = position > 0 ? std::min(position, 1.0) : 0.0;
  const double place = bounded * static_cast<double>(kAnchors.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), kAnchors.size() - 2);
  const double part = place - static_cast<double>(below);
  const OkLab from = ok_lab_of(kAnchors[below]);
  const OkLab to = ok_lab_of(kAnchors[below + 1]);
  return rgb_of(
      {std::lerp(from.lightness, to.lightness, part), std::lerp(from.a, to.a, part), std::lerp(from.b, to.b, part)});
}

}  // namespace tinderbox
