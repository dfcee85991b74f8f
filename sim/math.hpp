// exp, log and the normal quantile from + - * / sqrt and explicit fma only, so that every compiler, processor and GPU
// returns the same bits. Double precision.
//
// Accuracy, tested in tests/sim: exp and log within 4e-16 relative, the quantile within 2e-15.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD std::uint64_t bits_of(double x) {
  std::uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}
TINDERBOX_HD double double_of(std::uint64_t bits) {
  double x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

inline constexpr double kLn2High = 0x1.62e42fefa0000p-1;  // ln 2 with 40 leading bits, so that k * kLn2High is exact
inline constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-40;  // the rest

// e^x for finite x; below -708 returns 0, above 709 returns e^709. Argument reduction x = k ln 2 + r with
// |r| <= ln 2 / 2, then the Taylor polynomial to degree 13 (remainder below 2^-57).
TINDERBOX_HD double exp(double x) {
  const double clamped = least(greatest(x, -708.0), 709.0);
  // Adding and subtracting 1.5 * 2^52 rounds to the nearest integer without a libm call.
  constexpr double kRounder = 0x1.8p52;
  const double shifted = fused(clamped, 0x1.71547652b82fep0, kRounder);
  const double k = shifted - kRounder;
  const double r = fused(-k, kLn2Low, fused(-k, kLn2High, clamped));
  double p = 0x1.6124613a86d09p-33;        // 1/13!
  p = fused(p, r, 0x1.1eed8eff8d898p-29);  // 1/12!
  p = fused(p, r, 0x1.ae64567f544e4p-26);  // 1/11!
  p = fused(p, r, 0x1.27e4fb7789f5cp-22);  // 1/10!
  p = fused(p, r, 0x1.71de3a556c734p-19);  // 1/9!
  p = fused(p, r, 0x1.a01a01a01a01ap-16);  // 1/8!
  p = fused(p, r, 0x1.a01a01a01a01ap-13);  // 1/7!
  p = fused(p, r, 0x1.6c16c16c16c17p-10);  // 1/6!
  p = fused(p, r, 0x1.1111111111111p-7);   // 1/5!
  p = fused(p, r, 0x1.5555555555555p-5);   // 1/4!
  p = fused(p, r, 0x1.5555555555555p-3);   // 1/3!
  p = fused(p, r, 0.5);
  p = fused(p, r * r, r) + 1.0;
  // The low bits of `shifted` hold k in two's complement; 2^k is built from its exponent field.
  const std::uint64_t exponent = (bits_of(shifted) + 1023U) << 52U;
  const double result = p * double_of(exponent);
  return x < -708.0 ? 0.0 : result;
}

// Natural logarithm of a positive normal number, without division: x = 2^k m with m in [sqrt(1/2), sqrt(2)), an
// approximate reciprocal of m + 1 from a quadratic seed sharpened by two Newton steps, then
// ln m = 2 atanh(s), s = (m - 1) / (m + 1), as an odd series in s to s^21 (|s| <= 0.1716, remainder below 1e-18).
TINDERBOX_HD double log(double x) {
  const std::uint64_t bits = bits_of(x);
  // Offset so that the exponent changes at sqrt(1/2) rather than at 1.
  constexpr std::uint64_t kOffset = 0x3FE6A09E667F3BCDU;
  const std::uint64_t shifted = bits - kOffset;
  const std::uint64_t exponent = shifted & 0xFFF0000000000000U;
  const double m = double_of(bits - exponent);
  // exponent as a signed multiple of 2^52, turned to a double without a conversion of 64-bit integers
  const double k = double_of(((exponent >> 52U) ^ 0x800U) | 0x4330000000000000U) - (0x1p52 + 2048.0);
  const double d = m + 1.0;                                      // in [1.707, 2.4143)
  double y = fused(fused(0.116863, d, -0.722445), d, 1.477757);  // 1 / d within 0.13%
  double e = fused(-d, y, 1.0);
  y = fused(y, e, y);
  e = fused(-d, y, 1.0);
  y = fused(y, e, y);
  const double n = m - 1.0;  // exact
  double s = n * y;
  s = fused(fused(-d, s, n), y, s);  // one correction of the quotient
  // d itself was rounded; n / (m + 1) needs the lost part of d.
  const double d_lost = m - (d - 1.0);
  s = fused(-s * y, d_lost, s);
  const double z = s * s;
  double p = 0x1.8618618618618p-5;        // 1/21
  p = fused(p, z, 0x1.af286bca1af28p-5);  // 1/19
  p = fused(p, z, 0x1.e1e1e1e1e1e1ep-5);  // 1/17
  p = fused(p, z, 0x1.1111111111111p-4);  // 1/15
  p = fused(p, z, 0x1.3b13b13b13b14p-4);  // 1/13
  p = fused(p, z, 0x1.745d1745d1746p-4);  // 1/11
  p = fused(p, z, 0x1.c71c71c71c71cp-4);  // 1/9
  p = fused(p, z, 0x1.2492492492492p-3);  // 1/7
  p = fused(p, z, 0x1.999999999999ap-3);  // 1/5
  p = fused(p, z, 0x1.5555555555555p-2);  // 1/3
  const double tail = fused(s + s, z * p, k * kLn2Low);
  return fused(k, kLn2High, s + s) + tail;
}

// x^y for positive x.
TINDERBOX_HD double power(double x, double y) {
  return exp(y * log(x));
}

// Normal quantile, u in (0, 1). Rational approximations of Wichura, "Algorithm AS 241", Applied Statistics 37 (1988),
// PPND16: relative accuracy about 1e-16.
TINDERBOX_HD double normal_quantile(double u) {
  const double q = u - 0.5;
  const double central = fused(-q, q, 0.180625);
  if (central >= 0) {
    double a = 2.5090809287301226727e3;
    a = fused(a, central, 3.3430575583588128105e4);
    a = fused(a, central, 6.7265770927008700853e4);
    a = fused(a, central, 4.5921953931549871457e4);
    a = fused(a, central, 1.3731693765509461125e4);
    a = fused(a, central, 1.9715909503065514427e3);
    a = fused(a, central, 1.3314166789178437745e2);
    a = fused(a, central, 3.3871328727963666080e0);
    double b = 5.2264952788528545610e3;
    b = fused(b, central, 2.8729085735721942674e4);
    b = fused(b, central, 3.9307895800092710610e4);
    b = fused(b, central, 2.1213794301586595867e4);
    b = fused(b, central, 5.3941960214247511077e3);
    b = fused(b, central, 6.8718700749205790830e2);
    b = fused(b, central, 4.2313330701600911252e1);
    b = fused(b, central, 1.0);
    return q * a / b;
  }
  const double tail = q < 0 ? u : 1.0 - u;
  const double root = square_root(-log(tail));
  double a;
  double b;
  if (root <= 5.0) {
    const double r = root - 1.6;
    a = 7.74545014278341407640e-4;
    a = fused(a, r, 2.27238449892691845833e-2);
    a = fused(a, r, 2.41780725177450611770e-1);
    a = fused(a, r, 1.27045825245236838258e0);
    a = fused(a, r, 3.64784832476320460504e0);
    a = fused(a, r, 5.76949722146069140550e0);
    a = fused(a, r, 4.63033784615654529590e0);
    a = fused(a, r, 1.42343711074968357734e0);
    b = 1.05075007164441684324e-9;
    b = fused(b, r, 5.47593808499534494600e-4);
    b = fused(b, r, 1.51986665636164571966e-2);
    b = fused(b, r, 1.48103976427480074590e-1);
    b = fused(b, r, 6.89767334985100004550e-1);
    b = fused(b, r, 1.67638483018380384940e0);
    b = fused(b, r, 2.05319162663775882187e0);
    b = fused(b, r, 1.0);
  } else {
    const double r = root - 5.0;
    a = 2.01033439929228813265e-7;
    a = fused(a, r, 2.71155556874348757815e-5);
    a = fused(a, r, 1.24266094738807843860e-3);
    a = fused(a, r, 2.65321895265761230930e-2);
    a = fused(a, r, 2.96560571828504891230e-1);
    a = fused(a, r, 1.78482653991729133580e0);
    a = fused(a, r, 5.46378491116411436990e0);
    a = fused(a, r, 6.65790464350110377720e0);
    b = 2.04426310338993978564e-15;
    b = fused(b, r, 1.42151175831644588870e-7);
    b = fused(b, r, 1.84631831751005468180e-5);
    b = fused(b, r, 7.86869131145613259100e-4);
    b = fused(b, r, 1.48753612908506148525e-2);
    b = fused(b, r, 1.36929880922735805310e-1);
    b = fused(b, r, 5.99832206555887937690e-1);
    b = fused(b, r, 1.0);
  }
  const double z = a / b;
  return q < 0 ? -z : z;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
