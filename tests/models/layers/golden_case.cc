#include "tests/models/layers/golden_case.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace credence::layers {
namespace {

const std::string kFolder = std::string(CREDENCE_SOURCE_DIR) + "/tests/golden/";

const nlohmann::json& Manifest() {
  static const auto& manifest =
      *new nlohmann::json(nlohmann::json::parse(std::ifstream(kFolder + "manifest.json")));
  return manifest;
}

torch::Dtype TorchDtype(checkpoint::DType dtype) {
  switch (dtype) {
    case checkpoint::DType::kF32:
      return torch::kFloat32;
    case checkpoint::DType::kF64:
      return torch::kFloat64;
    case checkpoint::DType::kI64:
      return torch::kInt64;
  }
  return torch::kFloat32;
}

}  // namespace

std::vector<std::string> GoldenCaseNames(const std::string& prefix, const std::string& attribute,
                                         const std::string& value) {
  std::vector<std::string> names;
  for (const auto& [name, golden] : Manifest().at("cases").items()) {
    if (!name.starts_with(prefix)) continue;
    if (attribute.empty() || golden.value(attribute, "") == value) names.push_back(name);
  }
  return names;
}

std::string GoldenName(const std::string& name) {
  static const auto& words =
      *new std::map<std::string, std::string>{{"r", "alpha"},
                                              {"s", "gamma"},
                                              {"recurrent_r", "recurrent_alpha"},
                                              {"recurrent_s", "recurrent_gamma"}};
  std::vector<std::string> parts = absl::StrSplit(name, '.', absl::SkipEmpty());
  for (std::string& part : parts) {
    if (const auto word = words.find(part); word != words.end()) part = word->second;
  }
  return absl::StrJoin(parts, "_");
}

GoldenCase::GoldenCase(const std::string& name, torch::Dtype dtype)
    : attributes_(Manifest().at("cases").at(name)),
      dtype_(dtype),
      file_(*checkpoint::SafetensorsFile::Open(kFolder + name + ".safetensors")) {}

torch::Tensor GoldenCase::Get(const std::string& tensor) const {
  const absl::StatusOr<checkpoint::ArrayView> array = file_->Find(tensor);
  if (!array.ok()) throw std::out_of_range(std::string(array.status().message()));
  const torch::Dtype dtype = TorchDtype(array->dtype);
  const torch::Tensor mapped =
      torch::from_blob(const_cast<std::byte*>(array->data), array->shape, dtype);
  return mapped.to(dtype == torch::kInt64 ? dtype : dtype_, false, true);
}

torch::Tensor GoldenCase::GetByComponent(const std::string& tensor) const {
  const torch::Tensor rows = Get(tensor);
  const int64_t K = attributes_.at("K");
  return rows.unflatten(0, {K, rows.size(0) / K});
}

PosteriorOptions GoldenCase::Posterior() const {
  PosteriorOptions options;
  options.components = attributes_.at("K");
  const std::string family = attributes_.value("family", "normal");
  options.family = family == "point"    ? Family::kPoint
                   : family == "cauchy" ? Family::kCauchy
                                        : Family::kGaussian;
  options.prior_mean = attributes_.at("prior_mean");
  options.prior_stddev = attributes_.at("prior_stddev");
  if (const auto clip = attributes_.find("clip"); clip != attributes_.end() && !clip->is_null()) {
    options.clip = clip->get<double>();
  }
  return options;
}

void GoldenCase::FillParameters(torch::nn::Module& module) const {
  const torch::NoGradGuard no_grad;
  module.to(dtype_);
  for (auto& parameter : module.named_parameters()) {
    parameter.value().copy_(Get("param/" + GoldenName(parameter.key())));
  }
}

void GoldenCase::ExpectAllCompared() const {
  for (const auto& [tensor, array] : file_->tensors()) {
    const std::string prefix = tensor.substr(0, tensor.find('/'));
    if (prefix == "in" || prefix == "param" || prefix == "eps" || prefix == "ct") continue;
    EXPECT_TRUE(compared_.contains(tensor)) << tensor << " is in the case and was not compared";
  }
}

void GoldenCase::ExpectEqual(const torch::Tensor& got, const std::string& tensor) const {
  compared_.insert(tensor);
  const torch::Tensor want = Get(tensor);
  ASSERT_TRUE(got.defined()) << tensor;
  ASSERT_EQ(got.numel(), want.numel()) << tensor;
  const torch::Tensor error = (got.detach().reshape_as(want) - want).abs();
  const torch::Tensor scale = want.abs().max().clamp_min(1e-12);
  const double worst = (error / scale).max().item<double>();
  EXPECT_LE(worst, dtype_ == torch::kFloat64 ? 1e-9 : 1e-4) << tensor;
}

torch::Tensor StoredNoise::Draw(const std::string& name, Family, int64_t K, int64_t B, int64_t dim,
                                const torch::TensorOptions&) {
  const torch::Tensor eps = golden_.Get(prefix_ + GoldenName(name)).permute({1, 0, 2});
  EXPECT_EQ(eps.sizes(), (std::vector<int64_t>{K, B, dim})) << name;
  return eps;
}

}  // namespace credence::layers
