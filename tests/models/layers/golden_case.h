// One case of tests/golden: its attributes, its tensors, and what is needed to replay it.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/layers/posterior.h"

namespace credence::layers {

// Names of the cases in manifest.json whose `attribute` has that value (all, for an empty one) and
// whose name starts with `prefix`.
std::vector<std::string> GoldenCaseNames(const std::string& prefix,
                                         const std::string& attribute = "",
                                         const std::string& value = "");

// "l0.r.mean" -> "l0_alpha_mean": our parameter's name in the reference implementation's words.
std::string GoldenName(const std::string& name);

class GoldenCase {
 public:
  // Floating-point tensors are converted to `dtype`.
  GoldenCase(const std::string& name, torch::Dtype dtype);

  const nlohmann::json& attributes() const { return attributes_; }
  torch::Dtype dtype() const { return dtype_; }
  bool Has(const std::string& tensor) const { return file_->tensors().contains(tensor); }
  torch::Tensor Get(const std::string& tensor) const;
  // The rows k * B + b taken apart: [K, B, ...].
  torch::Tensor GetByComponent(const std::string& tensor) const;

  // K, family, clip and prior of the case.
  PosteriorOptions Posterior() const;

  // Gives every parameter of the module its value in the case, and the case's dtype.
  void FillParameters(torch::nn::Module& module) const;

  // Adds a failure unless `got` equals the tensor: every element to 1e-9 (float64) or 1e-4
  // (float32) of the largest magnitude in the tensor.
  void ExpectEqual(const torch::Tensor& got, const std::string& tensor) const;

  // Adds a failure for each output, gradient and KL term in the file that ExpectEqual was never
  // asked about.
  void ExpectAllCompared() const;

 private:
  nlohmann::json attributes_;
  torch::Dtype dtype_;
  mutable std::set<std::string> compared_;
  std::unique_ptr<checkpoint::SafetensorsFile> file_;
};

// The case's stored noise: for the vector `l0.r`, the tensor <prefix>l0_alpha.
class StoredNoise final : public NoiseSource {
 public:
  StoredNoise(const GoldenCase& golden, std::string prefix)
      : golden_(golden), prefix_(std::move(prefix)) {}

  torch::Tensor Draw(const std::string& name, Family family, int64_t K, int64_t B, int64_t dim,
                     const torch::TensorOptions& options) override;

 private:
  const GoldenCase& golden_;
  std::string prefix_;
};

}  // namespace credence::layers
