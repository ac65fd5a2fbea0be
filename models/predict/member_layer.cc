#include "models/predict/member_layer.h"

#include <algorithm>
#include <cstring>

namespace credence::predict {
namespace {

// GCC's vector extension: one source for every width. Everything is inlined into a function that is
// compiled for its processor, and chosen once at load; no function takes or returns a vector.
#define CREDENCE_INLINE [[gnu::always_inline]] inline

template <int kLanes>
struct Vectors {
  typedef float Float __attribute__((vector_size(kLanes * 4)));
  typedef int32_t Int __attribute__((vector_size(kLanes * 4)));
};

template <typename V>
CREDENCE_INLINE void Load(const float* from, V& to) {
  std::memcpy(&to, from, sizeof(V));
}

template <typename V>
CREDENCE_INLINE void Store(const V& from, float* to) {
  std::memcpy(to, &from, sizeof(V));
}

// e^x for |x| <= 20, relative error below 3e-7: 2^n times the series of e^(f ln 2), |f| <= 1/2.
template <int kLanes>
CREDENCE_INLINE void Exp(typename Vectors<kLanes>::Float& x) {
  using Float = typename Vectors<kLanes>::Float;
  using Int = typename Vectors<kLanes>::Int;
  constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  const Float t = x * 1.44269504f;
  const Float shifted = t + kRound;
  const Float g = (t - (shifted - kRound)) * 0.693147181f;
  Float sum = 1.0f / 5040 + g * 0.0f;
  sum = sum * g + 1.0f / 720;
  sum = sum * g + 1.0f / 120;
  sum = sum * g + 1.0f / 24;
  sum = sum * g + 1.0f / 6;
  sum = sum * g + 0.5f;
  sum = sum * g + 1.0f;
  sum = sum * g + 1.0f;
  Int bits;
  std::memcpy(&bits, &shifted, sizeof(bits));
  bits = (bits - 0x4B400000 + 127) << 23;  // the exponent's bits of 2^n
  Float power;
  std::memcpy(&power, &bits, sizeof(power));
  x = sum * power;
}

// Compares so that what is not a number stays so: an overflow must not become a confident answer.
template <int kLanes>
CREDENCE_INLINE void Activate(Activation activation, typename Vectors<kLanes>::Float& x) {
  using Float = typename Vectors<kLanes>::Float;
  const Float zero = {};
  switch (activation) {
    case Activation::kNone:
      return;
    case Activation::kRelu:
      x = x < zero ? zero : x;
      return;
    case Activation::kRelu6:
      x = x < zero ? zero : x;
      x = x > zero + 6.0f ? zero + 6.0f : x;
      return;
    case Activation::kTanh:
      // 1 - 2 / (e^2x + 1); beyond 9 the float nearest to tanh is 1.
      x = x > zero + 9.0f ? zero + 9.0f : x;
      x = x < zero - 9.0f ? zero - 9.0f : x;
      x = x + x;
      Exp<kLanes>(x);
      x = 1.0f - 2.0f / (x + 1.0f);
      return;
  }
}

// kPairs pairs by kVectors vectors of outputs, all sums in registers.
template <int kLanes, int kPairs, int kVectors>
CREDENCE_INLINE void Tile(const MemberLayer& layer, const float* in, int64_t pair, int64_t column,
                          float* out) {
  using Float = typename Vectors<kLanes>::Float;
  const int64_t stride = Padded(layer.inputs);
  const int64_t width = Padded(layer.outputs);
  const float* weights = layer.weights + column;
  const float* x = in + pair * stride;
  Float sums[kPairs][kVectors] = {};
  for (int64_t i = 0; i < layer.inputs; ++i, weights += width) {
    Float w[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) Load(weights + v * kLanes, w[v]);
#pragma GCC unroll 8
    for (int p = 0; p < kPairs; ++p) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sums[p][v] += x[p * stride + i] * w[v];
    }
  }
#pragma GCC unroll 8
  for (int p = 0; p < kPairs; ++p) {
    const int64_t member = (pair + p) % layer.members;
    const int64_t factors = member * width + column;
    const int64_t shift = member / layer.members_per_shift * width + column;
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      Float y = sums[p][v];
      Float factor;
      if (layer.scale != nullptr) {
        Load(layer.scale + factors + v * kLanes, factor);
        y *= factor;
      }
      Load(layer.shift + shift + v * kLanes, factor);
      y += factor;
      Activate<kLanes>(layer.activation, y);
      if (layer.next != nullptr) {
        Load(layer.next + factors + v * kLanes, factor);
        y *= factor;
      }
      Store(y, out + (pair + p) * width + column + v * kLanes);
    }
  }
}

template <int kLanes, int kVectors>
CREDENCE_INLINE void Pairs(const MemberLayer& layer, const float* in, int64_t pairs, int64_t column,
                           float* out) {
  // Six pairs at most, in tiles as even as can be: 10 pairs are 5 and 5.
  const int64_t tiles = (pairs + 5) / 6;
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t begin = pairs * tile / tiles;
    switch (pairs * (tile + 1) / tiles - begin) {
      case 1:
        Tile<kLanes, 1, kVectors>(layer, in, begin, column, out);
        break;
      case 2:
        Tile<kLanes, 2, kVectors>(layer, in, begin, column, out);
        break;
      case 3:
        Tile<kLanes, 3, kVectors>(layer, in, begin, column, out);
        break;
      case 4:
        Tile<kLanes, 4, kVectors>(layer, in, begin, column, out);
        break;
      case 5:
        Tile<kLanes, 5, kVectors>(layer, in, begin, column, out);
        break;
      case 6:
        Tile<kLanes, 6, kVectors>(layer, in, begin, column, out);
        break;
    }
  }
}

template <int kLanes, int kVectors>
CREDENCE_INLINE void Wide(const MemberLayer& layer, const float* in, int64_t pairs, float* out) {
  const int64_t width = Padded(layer.outputs);
  int64_t column = 0;
  for (; column + kVectors * kLanes <= width; column += kVectors * kLanes) {
    Pairs<kLanes, kVectors>(layer, in, pairs, column, out);
  }
  for (; column < width; column += kLanes) Pairs<kLanes, 1>(layer, in, pairs, column, out);
}

template <int kLanes>
CREDENCE_INLINE void Narrow(const MemberLayer& layer, const float* in, int64_t pairs, float* out) {
  using Float = typename Vectors<kLanes>::Float;
  const int64_t stride = Padded(layer.inputs);
  for (int64_t p = 0; p < pairs; ++p) {
    for (int64_t o = 0; o < layer.outputs; ++o) {
      Float sums = {};
      for (int64_t i = 0; i < stride; i += kLanes) {
        Float x, w;
        Load(in + p * stride + i, x);
        Load(layer.weights + o * stride + i, w);
        sums += x * w;
      }
      float sum = 0;
      for (int lane = 0; lane < kLanes; ++lane) sum += sums[lane];
      const int64_t member = p % layer.members;
      const int64_t width = Padded(layer.outputs);
      if (layer.scale != nullptr) sum *= layer.scale[member * width + o];
      out[p * layer.outputs + o] = sum + layer.shift[member / layer.members_per_shift * width + o];
    }
  }
}

CREDENCE_INLINE void Expand(const float* rows, const float* r, int64_t batch, int64_t members,
                            int64_t inputs, float* out) {
  const int64_t stride = Padded(inputs);
  for (int64_t p = 0; p < batch * members; ++p, out += stride) {
    const float* row = rows + p / members * inputs;
    const float* factors = r == nullptr ? nullptr : r + p % members * stride;
    if (factors == nullptr) {
      std::copy(row, row + inputs, out);
    } else {
      for (int64_t i = 0; i < inputs; ++i) out[i] = row[i] * factors[i];
    }
    std::fill(out + inputs, out + stride, 0.0f);
  }
}

// The three kernels for one kind of processor: its target, its lanes, and the vectors of a tile its
// registers hold.
#define CREDENCE_KERNELS(suffix, target, lanes, vectors)                                           \
  target void Wide##suffix(const MemberLayer& layer, const float* in, int64_t pairs, float* out) { \
    Wide<lanes, vectors>(layer, in, pairs, out);                                                   \
  }                                                                                                \
  target void Narrow##suffix(const MemberLayer& layer, const float* in, int64_t pairs,             \
                             float* out) {                                                         \
    Narrow<lanes>(layer, in, pairs, out);                                                          \
  }                                                                                                \
  target void Expand##suffix(const float* rows, const float* r, int64_t batch, int64_t members,    \
                             int64_t inputs, float* out) {                                         \
    Expand(rows, r, batch, members, inputs, out);                                                  \
  }

#define CREDENCE_NO_TARGET
CREDENCE_KERNELS(Plain, CREDENCE_NO_TARGET, 4, 2)
#if defined(__x86_64__)
#define CREDENCE_AVX2 __attribute__((target("avx2,fma")))
#define CREDENCE_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma")))
CREDENCE_KERNELS(Avx2, CREDENCE_AVX2, 8, 2)
CREDENCE_KERNELS(Avx512, CREDENCE_AVX512, 16, 4)
#endif

}  // namespace

KernelList RunnableKernels() {
  KernelList list{};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
    list.kernels[list.count++] = {"avx512", WideAvx512, NarrowAvx512, ExpandAvx512};
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    list.kernels[list.count++] = {"avx2", WideAvx2, NarrowAvx2, ExpandAvx2};
  }
#endif
  list.kernels[list.count++] = {"plain", WidePlain, NarrowPlain, ExpandPlain};
  return list;
}

MemberKernels BestKernels() { return RunnableKernels().kernels[0]; }

}  // namespace credence::predict
