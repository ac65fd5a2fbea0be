#include "tests/models/layers/finite_difference.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace credence::layers {
namespace {

constexpr double kStep = 1e-4;
constexpr double kRoundings = 64;
constexpr double kUnitRoundoff = std::numeric_limits<double>::epsilon() / 2;
constexpr double kLargestTolerance = 1e-6;

struct Difference {
  double derivative = 0;  // R
  double tolerance = 0;
  double size = 0;  // F
};

// Leaves `value` as it was.
Difference Differentiate(const std::function<torch::Tensor()>& loss, double& value) {
  const double at = value;
  Difference result{.size = 1};
  const auto central = [&](double step) {
    // What was added and taken away after rounding, not what was asked for.
    const double above_at = at + step, below_at = at - step;
    value = above_at;
    const double above = loss().item<double>();
    value = below_at;
    const double below = loss().item<double>();
    value = at;
    result.size = std::max({result.size, std::abs(above), std::abs(below)});
    return (above - below) / (above_at - below_at);
  };
  const double fine = central(kStep), coarse = central(2 * kStep);
  result.derivative = (4 * fine - coarse) / 3;
  result.tolerance =
      std::abs(fine - coarse) / 3 + 1.5 * kRoundings * kUnitRoundoff * result.size / kStep;
  return result;
}

::testing::AssertionResult Check(const std::function<torch::Tensor()>& loss,
                                 const std::string& name, const torch::Tensor& at,
                                 const torch::Tensor& gradient) {
  double* values = at.data_ptr<double>();
  const torch::Tensor got = gradient.contiguous();
  for (int64_t i = 0; i < at.numel(); ++i) {
    const double autograd = got.data_ptr<double>()[i];
    const Difference want = Differentiate(loss, values[i]);
    const double limit = kLargestTolerance * std::max(want.size, std::abs(autograd));
    if (!(want.tolerance <= limit)) {
      return ::testing::AssertionFailure()
             << name << ", element " << i << ": differences are known to " << want.tolerance
             << " only, wanted at most " << limit << "; the loss has a kink near the value "
             << values[i];
    }
    if (!(std::abs(autograd - want.derivative) <= want.tolerance)) {
      return ::testing::AssertionFailure()
             << name << ", element " << i << ": autograd says " << autograd << ", differences say "
             << want.derivative << " within " << want.tolerance;
    }
  }
  return ::testing::AssertionSuccess();
}

}  // namespace

::testing::AssertionResult GradientsEqualFiniteDifferences(
    const std::function<torch::Tensor()>& loss, const NamedTensors& at) {
  for (const auto& [name, tensor] : at) {
    if (tensor.scalar_type() != torch::kFloat64 || !tensor.is_contiguous() ||
        !tensor.requires_grad() || !tensor.is_leaf()) {
      return ::testing::AssertionFailure()
             << name << ": want a contiguous float64 leaf that requires gradients";
    }
    tensor.mutable_grad() = torch::Tensor();
  }
  loss().backward();
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : at) {
    const torch::Tensor gradient =
        tensor.grad().defined() ? tensor.grad() : torch::zeros_like(tensor);
    if (auto result = Check(loss, name, tensor, gradient); !result) return result;
  }
  return ::testing::AssertionSuccess();
}

::testing::AssertionResult GradientsEqualFiniteDifferences(
    const std::function<torch::Tensor()>& loss, const torch::nn::Module& module,
    const NamedTensors& inputs) {
  NamedTensors at = inputs;
  for (const auto& parameter : module.named_parameters()) {
    at.emplace_back(parameter.key(), parameter.value());
  }
  return GradientsEqualFiniteDifferences(loss, at);
}

}  // namespace credence::layers
