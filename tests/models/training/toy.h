// A problem small enough to train on in a second, whose best possible NLL is known.
#pragma once

#include <torch/torch.h>

#include <cmath>

#include "models/training/train.h"

namespace credence::training {

// Two inputs of +-1; P(y = 1) = sigmoid(a0 x0 + a1 x1).
inline constexpr double kToyWeights[] = {1.5, -0.7};

inline Rows ToyRows(int64_t n, uint64_t seed) {
  torch::Generator generator = MakeGenerator(seed, 100, 0);
  const torch::Tensor inputs = torch::empty({n, 2}).bernoulli_(0.5, generator).mul_(2).sub_(1);
  const torch::Tensor logits =
      inputs.matmul(torch::tensor({kToyWeights[0], kToyWeights[1]}, torch::kFloat32));
  return {inputs, torch::sigmoid(logits).bernoulli(generator)};
}

// The entropy of the label given the inputs, nats: no predictor's expected NLL is lower.
inline double ToyEntropy() {
  double entropy = 0;
  for (const int x0 : {-1, 1}) {
    for (const int x1 : {-1, 1}) {
      const double p = 1 / (1 + std::exp(-(kToyWeights[0] * x0 + kToyWeights[1] * x1)));
      entropy -= (p * std::log(p) + (1 - p) * std::log(1 - p)) / 4;
    }
  }
  return entropy;
}

inline checkpoint::NetworkSpec ToyNetwork() {
  checkpoint::NetworkSpec spec;
  spec.name = "mlp";
  spec.input_width = 2;
  spec.hidden = {4};
  return spec;
}

// The inputs as two steps of one, embedded.
inline checkpoint::NetworkSpec ToyEmbedded() {
  checkpoint::NetworkSpec spec = ToyNetwork();
  spec.name = "ehr_lstm";
  spec.steps = 2;
  spec.step_width = 1;
  spec.lstm_units = 4;
  spec.embedding = 3;
  return spec;
}

// 5 steps an epoch on 160 rows.
inline Recipe ToyRecipe(int64_t epochs) {
  Recipe recipe;
  recipe.model = "toy";
  recipe.text = "toy";
  recipe.posterior.components = 2;
  recipe.schedule.batch_size = 32;
  recipe.schedule.epochs = epochs;
  recipe.schedule.input_dropout = 0.1;
  recipe.optimizer.learning_rate = 0.01;
  return recipe;
}

}  // namespace credence::training
