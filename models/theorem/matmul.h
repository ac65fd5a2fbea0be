// Matrices of float32 in rows, and their product at the speed of the processor's widest vectors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace credence::theorem {

struct Matrix {
  int64_t rows = 0, cols = 0;
  std::vector<float> values = {};  // row after row

  Matrix() = default;
  Matrix(int64_t rows, int64_t cols)
      : rows(rows), cols(cols), values(static_cast<size_t>(rows * cols)) {}

  std::span<float> row(int64_t i) { return {values.data() + i * cols, static_cast<size_t>(cols)}; }
  std::span<const float> row(int64_t i) const {
    return {values.data() + i * cols, static_cast<size_t>(cols)};
  }
};

// What is done to each element of the right factor before it is used.
enum class Element { kAsIs, kSquared };

// left [n, k] times right [k, m], into product [n, m], which is overwritten. Sums are in float32,
// in an order that depends on the processor. REQUIRES: shapes that fit.
void Multiply(const Matrix& left, const Matrix& right, Element element, Matrix& product);

}  // namespace credence::theorem
