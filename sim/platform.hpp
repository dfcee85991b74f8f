// What every model header needs to compile for the host and for a device: function attributes, and the inline
// namespace that keeps the code paths of one program apart.
//
// Each kernel code path (scalar, v3, v4, cuda) is a translation unit of its own that defines TINDERBOX_CODE_PATH, so
// that the linker never merges an inline function compiled for a newer processor into code for an older one.
#pragma once

#ifdef __CUDACC__
#define TINDERBOX_HD __host__ __device__ inline
#else
#define TINDERBOX_HD inline
#endif

// Beside TINDERBOX_HD, for what a lane loop calls in every step: the loop vectorises only if g++ inlines it, and its
// own guess depends on all else that the file holds.
#define TINDERBOX_ALWAYS_INLINE __attribute__((always_inline))

// For code beside the fast path of a kernel: on a device it is called, so that it takes no registers from that path.
#ifdef __CUDACC__
#define TINDERBOX_COLD __host__ __device__ inline __noinline__
#else
#define TINDERBOX_COLD inline
#endif

// Before a loop of few iterations: written out n times, so that loops over lanes around it vectorise.
#define TINDERBOX_PRAGMA(text) _Pragma(#text)
#ifdef __CUDACC__
#define TINDERBOX_UNROLL(n)  // nvcc unrolls by itself
#else
#define TINDERBOX_UNROLL(n) TINDERBOX_PRAGMA(GCC unroll n)
#endif

#ifndef TINDERBOX_CODE_PATH
#define TINDERBOX_CODE_PATH generic
#endif

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Arithmetic that is one correctly rounded IEEE operation on every machine. Products and sums are never contracted
// (-ffp-contract=off, -fmad=false); where a fused operation is wanted it is written out as fused().
TINDERBOX_HD double fused(double a, double b, double c) {
  return __builtin_fma(a, b, c);
}
TINDERBOX_HD float fused(float a, float b, float c) {
  return __builtin_fmaf(a, b, c);
}
TINDERBOX_HD double square_root(double x) {
  return __builtin_sqrt(x);
}
TINDERBOX_HD float square_root(float x) {
  return __builtin_sqrtf(x);
}
TINDERBOX_HD double round_down(double x) {
  return __builtin_floor(x);
}
TINDERBOX_HD double round_up(double x) {
  return __builtin_ceil(x);
}

template <class T>
TINDERBOX_HD T least(T a, T b) {
  return b < a ? b : a;
}
template <class T>
TINDERBOX_HD T greatest(T a, T b) {
  return a < b ? b : a;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
