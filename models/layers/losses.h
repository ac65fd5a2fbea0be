// Negative log-likelihoods of all components' logits, and the training objective.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace credence::layers {

// logits [K, B, 1] (binary, log-odds of class 1) or [K, B, C]; labels [B] or [K, B], class numbers
// (binary: 0 or 1, or a probability of class 1, in the logits' dtype). -> log p_k(y_b): [K, B].
torch::Tensor LogLikelihood(const torch::Tensor& logits, const torch::Tensor& labels);

// mean over k and b of -log p_k(y_b), nats.
torch::Tensor AverageNll(const torch::Tensor& logits, const torch::Tensor& labels);

// mean over b of -log(mean over k of p_k(y_b)), nats, as -logsumexp_k(log p_k) + log K. Never above
// AverageNll (Jensen). For several draws per component, stack them along K. labels [B] or [1, B].
torch::Tensor MixtureNll(const torch::Tensor& logits, const torch::Tensor& labels);

// kAlternating: the average for some steps, then the mixture for as many, and so on.
enum class NllKind { kAverage, kMixture, kAlternating };
enum class KlReduction { kSum, kMean };  // over the K components

struct ElboOptions {
  NllKind nll = NllKind::kAverage;
  int64_t alternate_steps = 1;                   // of kAlternating
  KlReduction kl_reduction = KlReduction::kSum;  // the authors' code sums
  int64_t examples = 1;                          // N, in the training set
  int64_t anneal_steps = 1;                      // T
  double l2 = 0;
};

// Scalars, nats per example, all with gradients. loss = nll + weight_decay + annealing * kl.
struct Elbo {
  torch::Tensor loss, nll, weight_decay;
  torch::Tensor kl;  // KL / N, before annealing
  double annealing = 1;
};

// min(1, (t + 1) / T) at step t = 0, 1, ...
double Annealing(int64_t step, int64_t anneal_steps);

// kAverage or kMixture: what step t = 0, 1, ... minimises. A pure function of the step.
NllKind NllAt(int64_t step, const ElboOptions& options);

// nll + l2 * sum(w^2) + Annealing(t) * KL / N (Dusenberry et al., 2020, Eq. 2, divided by N).
// kl: summed over components; decayed: the weights that l2 applies to.
Elbo NegativeElbo(const torch::Tensor& logits, const torch::Tensor& labels,
                  const std::vector<torch::Tensor>& decayed, const torch::Tensor& kl, int64_t step,
                  const ElboOptions& options);

}  // namespace credence::layers
