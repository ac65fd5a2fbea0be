// Adam with clipped gradients and decoupled weight decay, and the running average of the weights.
#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

#include "models/networks/networks.h"
#include "models/training/recipe.h"

namespace credence::training {

// Adam (Kingma and Ba 2015, with bias correction). Weight decay (Loshchilov and Hutter 2019):
// kernels shrink by learning rate * weight_decay per step. Parameters named lstm.* learn at
// lstm_learning_rate times the rate. Not thread-safe.
class Adam {
 public:
  Adam(const networks::Network& network, const OptimizerRecipe& recipe);

  // Updates the parameters from their gradients, which are cleared. `step` counts from 0.
  // Returns the global L2 norm of the gradients before clipping.
  double Step(double learning_rate, int64_t step);

  // "adam.m/<parameter>" and "adam.v/<parameter>": the moments themselves, not copies.
  std::map<std::string, torch::Tensor> State() const;

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, m, v;
    double rate = 1;   // factor of the learning rate
    double decay = 0;  // factor of learning rate: weight decay
  };

  double ClipFactor(double norm) const;

  OptimizerRecipe recipe_;
  std::vector<Slot> slots_;
};

// average += (1 - d) * (parameter - average) with d = (1 + step) / (10 + step): exact for the first
// steps, ever longer later. Both networks have the same parameters.
void AverageWeights(const networks::Network& network, int64_t step, networks::Network& average);

// Copies every parameter.
void CopyWeights(const networks::Network& from, networks::Network& to);

}  // namespace credence::training
