// Gradients of a loss by central differences, against autograd's.
#pragma once

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <functional>

namespace credence::layers {

// For every element of `at` (float64): (loss(a + h) - loss(a - h)) / 2h, which is off by about
// h^2 = 1e-10 from the third derivative and 1e-16 / h = 1e-11 from rounding, times the size of the
// loss; 1e-7 leaves room for a loss of order 100.
inline void ExpectGradientByFiniteDifference(const std::function<torch::Tensor()>& loss,
                                             const torch::Tensor& at) {
  constexpr double kStep = 1e-5;
  at.mutable_grad() = torch::Tensor();
  loss().backward();
  const torch::Tensor gradient = at.grad().flatten();
  const torch::NoGradGuard no_grad;
  torch::Tensor values = at.data().view(-1);
  for (int64_t i = 0; i < values.size(0); ++i) {
    const double value = values[i].item<double>();
    values[i] = value + kStep;
    const double above = loss().item<double>();
    values[i] = value - kStep;
    const double below = loss().item<double>();
    values[i] = value;
    EXPECT_NEAR(gradient[i].item<double>(), (above - below) / (2 * kStep), 1e-7) << "element " << i;
  }
}

}  // namespace credence::layers
