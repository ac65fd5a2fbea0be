#include "models/theorem/matmul.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theorem/normal.h"

namespace credence::theorem {
namespace {

// Against sums in double. A float32 sum of k products errs by at most k * 2^-24 of the sum of their
// magnitudes (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.1).
void ExpectProduct(int64_t n, int64_t k, int64_t m, Element element) {
  Normal normal(7);
  Matrix left(n, k), right(k, m), product(n, m);
  normal.Fill(1, left.values);
  normal.Fill(1, right.values);
  normal.Fill(1, product.values);  // is to be overwritten
  Multiply(left, right, element, product);
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < m; ++j) {
      double sum = 0, magnitude = 0;
      for (int64_t p = 0; p < k; ++p) {
        const double r = right.row(p)[j];
        const double term = left.row(i)[p] * (element == Element::kSquared ? r * r : r);
        sum += term;
        magnitude += std::abs(term);
      }
      const double bound = static_cast<double>(k + 2) * 0x1p-24 * magnitude;
      ASSERT_NEAR(product.row(i)[j], sum, bound) << i << ", " << j;
    }
  }
}

TEST(Multiply, EqualsTheSumsOfProducts) { ExpectProduct(16, 64, 96, Element::kAsIs); }

TEST(Multiply, HandlesShapesThatFillNoTile) {
  ExpectProduct(1, 1, 1, Element::kAsIs);
  ExpectProduct(13, 300, 50, Element::kAsIs);
  ExpectProduct(9, 257, 49, Element::kAsIs);
}

TEST(Multiply, SquaresTheRightFactor) { ExpectProduct(11, 270, 53, Element::kSquared); }

}  // namespace
}  // namespace credence::theorem
