// One dense rank-1 layer for many (row, member) pairs at once, in the widest vectors the processor
// has. float32.
#pragma once

#include <cstdint>

namespace credence::predict {

enum class Activation { kNone, kRelu, kRelu6, kTanh };

// Strides of rows and widths of padded arrays are multiples of this many floats.
inline constexpr int64_t kPad = 16;

constexpr int64_t Padded(int64_t width) { return (width + kPad - 1) / kPad * kPad; }

// A layer as the kernels read it. Pair p of a call is member p % members. The arrays belong to the
// caller; a null one has no effect. Padding is zero.
struct MemberLayer {
  int64_t inputs = 0;
  int64_t outputs = 0;
  int64_t members = 1;
  int64_t members_per_shift =
      1;  // consecutive members that share a row of `shift`: the draws of a component
  Activation activation = Activation::kNone;
  const float* weights =
      nullptr;  // wide: [inputs, Padded(outputs)]; narrow: [outputs, Padded(inputs)]
  const float* scale = nullptr;  // [members, Padded(outputs)] s; null: 1
  const float* shift =
      nullptr;  // [members, Padded(outputs)] bias, and for an additive layer r W + s
  const float* next = nullptr;  // [members, Padded(outputs)] r of the layer that follows; null: 1
};

// out[p, o] = next[m, o] * activation(scale[m, o] * sum_i in[p, i] weights[i, o] + shift[m /
// members_per_shift, o]). Each pair's sums run over i in one order, whatever the number of pairs:
// an answer is bit for bit the same alone and in a batch. Pure; thread-safe.
struct MemberKernels {
  const char* name;  // "avx512", "avx2" or "plain"
  // in [pairs, Padded(inputs)], out [pairs, Padded(outputs)].
  void (*wide)(const MemberLayer& layer, const float* in, int64_t pairs, float* out);
  // For few outputs: in [pairs, Padded(inputs)], out [pairs, outputs]. No activation, no next.
  void (*narrow)(const MemberLayer& layer, const float* in, int64_t pairs, float* out);
  // out[b * members + m, i] = rows[b, i] * r[m, i], padded with zeros; rows [batch, inputs], r
  // [members, Padded(inputs)] or null for 1.
  void (*expand)(const float* rows, const float* r, int64_t batch, int64_t members, int64_t inputs,
                 float* out);
};

// The best that this processor runs.
MemberKernels BestKernels();

// All that this processor runs, best first: tests compare them.
struct KernelList {
  MemberKernels kernels[3];
  int count;
};
KernelList RunnableKernels();

}  // namespace credence::predict
