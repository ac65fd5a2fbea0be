#include "models/layers/losses.h"

#include <algorithm>
#include <cmath>

namespace credence::layers {

torch::Tensor LogLikelihood(const torch::Tensor& logits, const torch::Tensor& labels) {
  const int64_t K = logits.size(0), B = logits.size(1);
  const torch::Tensor y = labels.expand({K, B});
  if (logits.size(2) > 1) {
    return torch::log_softmax(logits, 2).gather(2, y.to(torch::kInt64).unsqueeze(2)).squeeze(2);
  }
  const torch::Tensor z = logits.squeeze(2);
  const torch::Tensor p = y.to(z.scalar_type());
  return p * torch::log_sigmoid(z) + (1 - p) * torch::log_sigmoid(-z);
}

torch::Tensor AverageNll(const torch::Tensor& logits, const torch::Tensor& labels) {
  return -LogLikelihood(logits, labels).mean();
}

torch::Tensor MixtureNll(const torch::Tensor& logits, const torch::Tensor& labels) {
  const double log_k = std::log(static_cast<double>(logits.size(0)));
  return (log_k - torch::logsumexp(LogLikelihood(logits, labels), 0)).mean();
}

double Annealing(int64_t step, int64_t anneal_steps) {
  if (anneal_steps <= 0) return 1;
  return std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(anneal_steps));
}

NllKind NllAt(int64_t step, const ElboOptions& options) {
  if (options.nll != NllKind::kAlternating) return options.nll;
  return step / options.alternate_steps % 2 == 0 ? NllKind::kAverage : NllKind::kMixture;
}

Elbo NegativeElbo(const torch::Tensor& logits, const torch::Tensor& labels,
                  const std::vector<torch::Tensor>& decayed, const torch::Tensor& kl, int64_t step,
                  const ElboOptions& options) {
  Elbo elbo;
  elbo.nll = NllAt(step, options) == NllKind::kMixture ? MixtureNll(logits, labels)
                                                       : AverageNll(logits, labels);
  elbo.weight_decay = torch::zeros({}, logits.options());
  if (options.l2 != 0) {
    for (const torch::Tensor& w : decayed) elbo.weight_decay += options.l2 * w.square().sum();
  }
  const int64_t shares = options.kl_reduction == KlReduction::kMean ? logits.size(0) : 1;
  elbo.kl = kl / static_cast<double>(options.examples * shares);
  elbo.annealing = Annealing(step, options.anneal_steps);
  elbo.loss = elbo.nll + elbo.weight_decay + elbo.annealing * elbo.kl;
  return elbo;
}

}  // namespace credence::layers
