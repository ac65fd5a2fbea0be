// How a network does on rows: every member's answer, and the figures that follow.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "models/metrics/figures.h"
#include "models/networks/networks.h"

namespace credence::training {

// Encoded cases as tensors.
struct Rows {
  torch::Tensor inputs;  // [N, D] float32
  torch::Tensor labels;  // [N] float32, class numbers

  int64_t size() const { return inputs.defined() ? inputs.size(0) : 0; }
  Rows Select(const torch::Tensor& index) const;  // index: int64 [n]
  Rows To(torch::Device device) const;            // these themselves, where they are there
};

// Where its parameters are.
torch::Device DeviceOf(const networks::Network& network);

// Each member's log-odds, [N, M] float32 with M = samples * K: `samples` draws per component, each
// draw shared by all rows, as when serving. Of C > 2 classes their logits, [N, M, C]. Inputs and
// answers are on the CPU, wherever the network is.
torch::Tensor MemberLogits(const networks::Network& network, const torch::Tensor& inputs,
                           int samples, uint64_t seed);

// The same as risks, or as class probabilities, float64.
torch::Tensor MemberRisks(const networks::Network& network, const torch::Tensor& inputs,
                          int samples, uint64_t seed);

// Risks [N, M], or class probabilities [N, M, C], against labels. Errors: those of
// metrics::NllOfMembers, metrics::AnswersOfMembers.
absl::StatusOr<metrics::AnswerTable> JudgedAnswers(const torch::Tensor& member_risks,
                                                   const torch::Tensor& labels);

// The figures of these. Errors: those of JudgedAnswers and metrics::ComputeFigures.
absl::StatusOr<metrics::Figures> JudgeRisks(const torch::Tensor& member_risks,
                                            const torch::Tensor& labels);

}  // namespace credence::training
