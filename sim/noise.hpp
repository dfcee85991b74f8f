// Noise of the path engine in single precision: logarithm, exponential and normal variates from 32-bit words, without
// division, branches or tables, so that lane loops vectorise.
//
// Accuracy, tested in tests/sim: the logarithm within 3 units in the last place, exponentials within 2.5e-7 relative
// and 6e-8 absolute, normals within 1e-6 relative and, around zero, 1e-7 absolute. A normal from 32 bits reaches
// +-6.338. Both variates are monotone in their word up to rounding.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD float round_down(float x) {
  return __builtin_floorf(x);
}

// Nearest integer; halves go up. Precondition: |x| < 2^31.
TINDERBOX_HD std::int32_t nearest(float x) {
  return static_cast<std::int32_t>(round_down(x + 0.5F));
}

// Natural logarithm of a positive normal number: x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m from the polynomial of
// the Cephes library (Moshier, netlib.org/cephes, logf).
TINDERBOX_HD float log(float x) {
  std::uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  constexpr std::uint32_t kOffset = 0x3F3504F3U;  // sqrt(1/2)
  const auto k = static_cast<std::int32_t>(bits - kOffset) >> 23;
  const std::uint32_t mantissa = bits - (static_cast<std::uint32_t>(k) << 23U);
  float m;
  __builtin_memcpy(&m, &mantissa, sizeof m);
  const float f = m - 1.0F;
  const float z = f * f;
  float p = 7.0376836292e-2F;
  p = fused(p, f, -1.1514610310e-1F);
  p = fused(p, f, 1.1676998740e-1F);
  p = fused(p, f, -1.2420140846e-1F);
  p = fused(p, f, 1.4249322787e-1F);
  p = fused(p, f, -1.6668057665e-1F);
  p = fused(p, f, 2.0000714765e-1F);
  p = fused(p, f, -2.4999993993e-1F);
  p = fused(p, f, 3.3333331174e-1F);
  const auto exponent = static_cast<float>(k);
  float tail = fused(exponent, -2.12194440e-4F, p * f * z);  // ln 2 = 0.693359375 - 2.12194440e-4
  tail = fused(z, -0.5F, tail);
  return fused(exponent, 0.693359375F, f + tail);
}

// Unit exponential: -ln u with u = (word + 1/2) / 2^32.
TINDERBOX_HD float unit_exponential(std::uint32_t word) {
  // Two halves, so that the conversion is one of signed integers, which every processor has.
  const float high = static_cast<float>(static_cast<std::int32_t>(word >> 16U));
  const float low = static_cast<float>(static_cast<std::int32_t>(word & 0xFFFFU)) + 0.5F;
  const float u = fused(high, 0x1p-16F, low * 0x1p-32F);
  const float e = -log(u);
  return e > 0.0F ? e : 0.0F;
}

// Standard normal: the quantile of u = (word + 1/2) / 2^32. With t the nearer tail and x = 1 - 2t, z / x is a smooth
// function of w = -ln(4 t (1 - t)): one polynomial below w = 5, another in sqrt(w) above (the form of Giles,
// "Approximating the erfinv function", GPU Computing Gems 2, 2011; coefficients fitted to the exact quantile).
TINDERBOX_HD float normal_from_word(std::uint32_t word) {
  const auto upper = static_cast<std::uint32_t>(static_cast<std::int32_t>(word) >> 31);  // all ones for u > 1/2
  const auto nearer = static_cast<std::int32_t>(word ^ upper);                           // in [0, 2^31)
  const float t = (static_cast<float>(nearer) + 0.5F) * 0x1p-32F;
  const float x = 1.0F - (t + t);
  const float w = -log(4.0F * t * (1.0F - t));
  const float central = w - 2.5F;
  float p = 4.0354489527771875e-8F;
  p = fused(p, central, 4.861037155023951e-7F);
  p = fused(p, central, -4.990563411411131e-6F);
  p = fused(p, central, -6.2179906308301724e-6F);
  p = fused(p, central, 3.0915020033717155e-4F);
  p = fused(p, central, -1.7730101244524121e-3F);
  p = fused(p, central, -5.908171180635691e-3F);
  p = fused(p, central, 3.488026559352875e-1F);
  p = fused(p, central, 2.1233136653900146F);
  // Below w = 1 the root is not used; the bound keeps it away from negative rounding.
  const float outer = square_root(w > 1.0F ? w : 1.0F) - 3.4F;
  float q = -1.885596793727018e-5F;
  q = fused(q, outer, -2.461171825416386e-4F);
  q = fused(q, outer, 1.0202077683061361e-3F);
  q = fused(q, outer, -1.606068224646151e-3F);
  q = fused(q, outer, 2.04202882014215e-3F);
  q = fused(q, outer, -3.5572247579693794e-3F);
  q = fused(q, outer, 5.632821004837751e-3F);
  q = fused(q, outer, 1.4236036539077759F);
  q = fused(q, outer, 4.574674129486084F);
  const float magnitude = (w < 5.0F ? p : q) * x;
  return upper != 0 ? magnitude : -magnitude;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
