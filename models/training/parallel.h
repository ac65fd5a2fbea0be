// What training in several processes adds to the loop: each works on its share of every batch, and
// all take the same step. With one process each of these does nothing.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "models/layers/noise.h"
#include "models/training/distributed.h"
#include "models/training/run.h"
#include "models/training/validate.h"

namespace credence::training {

// Positions begin .. end - 1 of a batch of `batch` examples.
struct Share {
  int64_t begin = 0, end = 0, batch = 0;

  int64_t size() const { return end - begin; }
  // Of the batch, in 0 .. 1: sums of means over shares times their weights are means over batches.
  double weight() const { return static_cast<double>(size()) / static_cast<double>(batch); }
  Rows Of(const Rows& rows) const;
};

// The shares of all ranks are the batch, in order, and differ in size by one at most.
Share ShareOf(const Group& group, int64_t batch);

// Errors: InvalidArgument where a batch leaves a process fewer than two rows.
absl::Status CheckShares(const Group& group, int64_t batch);

// An example's noise follows from its position in the batch, not from the process that works on it:
// draws for the whole batch, and hands out the share's. Noise that all examples share (B = 1) is
// the same everywhere.
class SharedBatchNoise final : public layers::NoiseSource {
 public:
  // `whole` outlives it.
  SharedBatchNoise(layers::NoiseSource& whole, const Share& share) : whole_(whole), share_(share) {}

  torch::Tensor Draw(const std::string& name, layers::Family family, int64_t K, int64_t B,
                     int64_t dim, const torch::TensorOptions& options) override;
  torch::Tensor DrawKernel(const std::string& name, int64_t in, int64_t out,
                           const torch::TensorOptions& options) override {
    return whole_.DrawKernel(name, in, out, options);
  }

 private:
  layers::NoiseSource& whole_;
  const Share share_;
};

// Sums the gradients over the processes, and `value`, whose sum is returned; one message. Each
// process has weighted both by its share. Errors: those of Group.
absl::StatusOr<double> SumGradients(Group& group, const networks::Network& network, double value);

// Makes every process's run that of rank 0, all but the curve. Errors: those of Group.
absl::Status FollowRankZero(Group& group, Run& run);

// Errors: InvalidArgument on every process whose fingerprint (recipe and data) is not rank 0's.
absl::Status CheckFingerprint(Group& group, const std::string& fingerprint);

}  // namespace credence::training
