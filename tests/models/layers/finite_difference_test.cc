#include "tests/models/layers/finite_difference.h"

#include <cmath>

namespace credence::layers {
namespace {

torch::Tensor Leaf(std::vector<double> values) {
  return torch::tensor(values, torch::kFloat64).requires_grad_();
}

// sum(exp(x)), whose gradient is told `factor` times too large.
struct WrongExp : torch::autograd::Function<WrongExp> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, torch::Tensor x,
                               double factor) {
    context->save_for_backward({x});
    context->saved_data["factor"] = factor;
    return x.exp().sum();
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list outer) {
    const double factor = context->saved_data["factor"].toDouble();
    return {outer[0] * context->get_saved_variables()[0].exp() * factor, torch::Tensor()};
  }
};

TEST(FiniteDifference, AcceptsGradientsOfSmoothLosses) {
  const torch::Tensor x = Leaf({-3, -0.2, 0, 0.7, 40});
  EXPECT_TRUE(GradientsEqualFiniteDifferences([&] { return x.sin().sum(); }, {{"x", x}}));
  EXPECT_TRUE(GradientsEqualFiniteDifferences([&] { return 1e6 * x.square().sum(); }, {{"x", x}}));
  EXPECT_TRUE(
      GradientsEqualFiniteDifferences([&] { return torch::log1p(x.square()).sum(); }, {{"x", x}}));
}

TEST(FiniteDifference, FindsAGradientThatIsOffByAMillionth) {
  const torch::Tensor x = Leaf({0.3, -1});
  EXPECT_TRUE(GradientsEqualFiniteDifferences([&] { return WrongExp::apply(x, 1.0); }, {{"x", x}}));
  const auto result =
      GradientsEqualFiniteDifferences([&] { return WrongExp::apply(x, 1 + 1e-6); }, {{"x", x}});
  EXPECT_FALSE(result);
  EXPECT_NE(std::string(result.message()).find("x, element 0: autograd says"), std::string::npos)
      << result.message();
}

TEST(FiniteDifference, FindsAGradientThatWasCut) {
  const torch::Tensor x = Leaf({0.3, -1});
  EXPECT_FALSE(GradientsEqualFiniteDifferences([&] { return (x * x.detach()).sum() + x.sum(); },
                                               {{"x", x}}));
  EXPECT_FALSE(GradientsEqualFiniteDifferences(
      [&] { return x.detach().square().sum().requires_grad_(); }, {{"x", x}}));
}

TEST(FiniteDifference, RefusesAKinkInsteadOfWideningItsTolerance) {
  const torch::Tensor x = Leaf({1.5e-4});  // above the step, below twice the step
  const auto result = GradientsEqualFiniteDifferences([&] { return x.abs().sum(); }, {{"x", x}});
  EXPECT_FALSE(result);
  EXPECT_NE(std::string(result.message()).find("kink"), std::string::npos) << result.message();
}

TEST(FiniteDifference, LeavesTheValuesAsTheyWere) {
  const torch::Tensor x = Leaf({0.1, 100});
  const torch::Tensor before = x.detach().clone();
  EXPECT_TRUE(GradientsEqualFiniteDifferences([&] { return x.cos().sum(); }, {{"x", x}}));
  EXPECT_TRUE(torch::equal(x, before));
}

}  // namespace
}  // namespace credence::layers
