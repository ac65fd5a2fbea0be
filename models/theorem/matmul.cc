#include "models/theorem/matmul.h"

#include <algorithm>
#include <cstring>

namespace credence::theorem {
namespace {

constexpr int kRows = 8;         // rows of a tile
constexpr int kVectors = 3;      // vectors of a tile's row: 24 sums stay in registers
constexpr int64_t kDepth = 256;  // inputs of a block: its panels stay in the caches

template <int kLanes>
struct Vectors {
  typedef float Float __attribute__((vector_size(kLanes * 4)));
};

// right[first .. first + depth, column .. column + width] -> panel [depth, width], 0 beyond the
// edge.
void PackRight(const Matrix& right, Element element, int64_t first, int64_t depth, int64_t column,
               int64_t width, float* panel) {
  const int64_t used = std::min(width, right.cols - column);
  for (int64_t p = 0; p < depth; ++p) {
    const float* from = right.values.data() + (first + p) * right.cols + column;
    float* to = panel + p * width;
    for (int64_t j = 0; j < used; ++j)
      to[j] = element == Element::kSquared ? from[j] * from[j] : from[j];
    std::fill(to + used, to + width, 0.0f);
  }
}

// left[row .. row + kRows, first .. first + depth] -> panel [depth, kRows], 0 beyond the edge.
void PackLeft(const Matrix& left, int64_t row, int64_t first, int64_t depth, float* panel) {
  for (int64_t i = 0; i < kRows; ++i) {
    const bool inside = row + i < left.rows;
    const float* from = left.values.data() + (inside ? row + i : 0) * left.cols + first;
    for (int64_t p = 0; p < depth; ++p) panel[p * kRows + i] = inside ? from[p] : 0.0f;
  }
}

// tile [kRows, kVectors * kLanes] = left panel^T * right panel.
template <int kLanes>
[[gnu::always_inline]] inline void Tile(const float* left, const float* right, int64_t depth,
                                        float* tile) {
  using Float = typename Vectors<kLanes>::Float;
  Float sum[kRows][kVectors] = {};
  for (int64_t p = 0; p < depth; ++p) {
    Float r[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      std::memcpy(&r[v], right + (p * kVectors + v) * kLanes, sizeof(Float));
    }
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      const Float l = left[p * kRows + i] - Float{};
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[i][v] += l * r[v];
    }
  }
  std::memcpy(tile, sum, sizeof(sum));
}

void AddTile(const float* tile, int64_t width, int64_t row, int64_t column, Matrix& product) {
  const int64_t rows = std::min<int64_t>(kRows, product.rows - row);
  const int64_t cols = std::min(width, product.cols - column);
  for (int64_t i = 0; i < rows; ++i) {
    float* to = product.values.data() + (row + i) * product.cols + column;
    for (int64_t j = 0; j < cols; ++j) to[j] += tile[i * width + j];
  }
}

template <int kLanes>
[[gnu::always_inline]] inline void MultiplyWith(const Matrix& left, const Matrix& right,
                                                Element element, Matrix& product) {
  constexpr int64_t kWidth = int64_t{kVectors} * kLanes;
  const int64_t tiles = (left.rows + kRows - 1) / kRows;
  std::vector<float> lefts(static_cast<size_t>(tiles * kRows * kDepth));
  std::vector<float> panel(static_cast<size_t>(kDepth * kWidth));
  float tile[kRows * kWidth];
  std::fill(product.values.begin(), product.values.end(), 0.0f);
  for (int64_t first = 0; first < right.rows; first += kDepth) {
    const int64_t depth = std::min(kDepth, right.rows - first);
    for (int64_t t = 0; t < tiles; ++t) {
      PackLeft(left, t * kRows, first, depth, lefts.data() + t * kRows * kDepth);
    }
    for (int64_t column = 0; column < right.cols; column += kWidth) {
      PackRight(right, element, first, depth, column, kWidth, panel.data());
      for (int64_t t = 0; t < tiles; ++t) {
        Tile<kLanes>(lefts.data() + t * kRows * kDepth, panel.data(), depth, tile);
        AddTile(tile, kWidth, t * kRows, column, product);
      }
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma"))) void MultiplyAvx512(
    const Matrix& left, const Matrix& right, Element element, Matrix& product) {
  MultiplyWith<16>(left, right, element, product);
}

__attribute__((target("avx2,fma"))) void MultiplyAvx2(const Matrix& left, const Matrix& right,
                                                      Element element, Matrix& product) {
  MultiplyWith<8>(left, right, element, product);
}
#endif

}  // namespace

void Multiply(const Matrix& left, const Matrix& right, Element element, Matrix& product) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0) {
    return MultiplyAvx512(left, right, element, product);
  }
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    return MultiplyAvx2(left, right, element, product);
  }
#endif
  MultiplyWith<4>(left, right, element, product);
}

}  // namespace credence::theorem
