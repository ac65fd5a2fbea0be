// Gradients of a scalar by central differences, against autograd's.
//
// With D(h) = (f(v + h) - f(v - h)) / 2h for one element v, Taylor's series gives
//   D(h) = f' + h^2 f''' / 6 + O(h^4),   so   R = (4 D(h) - D(2h)) / 3 = f' + O(h^4)
// has lost the h^2 term. What R is off by at most:
//   truncation  |R - D(h)| = |D(h) - D(2h)| / 3, the whole of the term that R removes. It bounds
//   what
//               is left while h is small against the distance over which f''' changes; measured
//               for each element, as no number suits every loss.
//   rounding    A computed f is off by n u F: F = max(1, |f|), u = 2^-53, n = 64 for the operations
//               whose errors add up (a sum over a tensor is pairwise and grows with the logarithm).
//               R weighs its four values of f by 2/3, 2/3, 1/12, 1/12 over h: 1.5 n u F / h.
// At h = 1e-4 the rounding term is 1.1e-10 F, and the truncation term about 2e-9 f'''.
//
// A tolerance that is measured could excuse anything, so it has a limit of its own: above 1e-6 of
// the larger of 1, F and |gradient| the element fails. That is what a kink within 2h of v looks
// like; move the test's values away from it.
#pragma once

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace credence::layers {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

// Checks every element of each tensor of `at`: leaves, float64, contiguous, requiring gradients.
// `loss` is a scalar that must come out the same at every call (seed its noise inside). A tensor
// that the loss does not depend on has the gradient 0. The message names the first tensor and
// element that differ.
::testing::AssertionResult GradientsEqualFiniteDifferences(
    const std::function<torch::Tensor()>& loss, const NamedTensors& at);

// The same for all parameters of a module, and `inputs`.
::testing::AssertionResult GradientsEqualFiniteDifferences(
    const std::function<torch::Tensor()>& loss, const torch::nn::Module& module,
    const NamedTensors& inputs = {});

}  // namespace credence::layers
