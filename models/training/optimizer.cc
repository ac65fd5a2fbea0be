#include "models/training/optimizer.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace credence::training {

Adam::Adam(const networks::Network& network, const OptimizerRecipe& recipe) : recipe_(recipe) {
  const std::vector<torch::Tensor> kernels = network.Kernels();
  for (const auto& item : network.named_parameters()) {
    Slot slot;
    slot.name = item.key();
    slot.parameter = item.value();
    slot.m = torch::zeros_like(slot.parameter);
    slot.v = torch::zeros_like(slot.parameter);
    if (absl::StartsWith(slot.name, "lstm.")) slot.rate = recipe.lstm_learning_rate;
    const bool is_kernel = std::any_of(kernels.begin(), kernels.end(), [&](const auto& kernel) {
      return kernel.is_same(slot.parameter);
    });
    if (is_kernel) slot.decay = recipe.weight_decay;
    slots_.push_back(std::move(slot));
  }
}

double Adam::ClipFactor(double norm) const {
  return recipe_.clip_norm > 0 && norm > recipe_.clip_norm ? recipe_.clip_norm / norm : 1.0;
}

double Adam::Step(double learning_rate, int64_t step) {
  torch::NoGradGuard no_grad;
  double squares = 0;
  for (const Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (gradient.defined()) squares += gradient.square().sum().item<double>();
  }
  const double norm = std::sqrt(squares);
  const double clip = ClipFactor(norm);
  const double correction1 = 1 - std::pow(recipe_.beta1, step + 1);
  const double correction2 = 1 - std::pow(recipe_.beta2, step + 1);
  for (Slot& slot : slots_) {
    torch::Tensor gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    gradient.mul_(clip);
    slot.m.lerp_(gradient, 1 - recipe_.beta1);
    slot.v.mul_(recipe_.beta2).addcmul_(gradient, gradient, 1 - recipe_.beta2);
    const double rate = learning_rate * slot.rate;
    if (slot.decay > 0) slot.parameter.mul_(1 - rate * slot.decay);
    const torch::Tensor scale = (slot.v / correction2).sqrt_().add_(recipe_.epsilon);
    slot.parameter.addcdiv_(slot.m, scale, -rate / correction1);
    slot.parameter.mutable_grad().reset();
  }
  return norm;
}

std::map<std::string, torch::Tensor> Adam::State() const {
  std::map<std::string, torch::Tensor> state;
  for (const Slot& slot : slots_) {
    state.emplace(absl::StrCat("adam.m/", slot.name), slot.m);
    state.emplace(absl::StrCat("adam.v/", slot.name), slot.v);
  }
  return state;
}

void AverageWeights(const networks::Network& network, int64_t step, networks::Network& average) {
  torch::NoGradGuard no_grad;
  const double decay = (1.0 + step) / (10.0 + step);
  const auto parameters = network.named_parameters();
  for (auto& item : average.named_parameters()) {
    item.value().lerp_(parameters[item.key()], 1 - decay);
  }
}

void CopyWeights(const networks::Network& from, networks::Network& to) {
  torch::NoGradGuard no_grad;
  const auto parameters = from.named_parameters();
  for (auto& item : to.named_parameters()) item.value().copy_(parameters[item.key()]);
}

}  // namespace credence::training
