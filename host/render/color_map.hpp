// The colours of the heatmap: dark purple for little, bright yellow for much.
//
// Seven anchors of our own, chosen for even steps of lightness and blended in OKLab (B. Ottosson, "A perceptual color
// space for image processing", 2020), so that lightness rises steadily and order survives in grey and for the
// colour-blind:
//   0 #140a24   1/6 #371457   2/6 #682079   3/6 #a1327b   4/6 #d75863   5/6 #f49a3e   1 #fbf15c
#pragma once

namespace tinderbox {

struct Rgb {
  double red = 0, green = 0, blue = 0;  // sRGB, 0 to 1
};

// Colour at `position` in [0, 1]; positions outside are clamped.
[[nodiscard]] Rgb heat_color(double position);

// Where no value is known.
inline constexpr Rgb kNoDataColor{0.16, 0.16, 0.17};

}  // namespace tinderbox
