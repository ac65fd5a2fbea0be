#include "models/predict/torch_executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstdio>

#include "models/networks/networks.h"
#include "models/predict/fused_mlp.h"

namespace credence::predict {
namespace {

using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr int kComponents = 3, kSamples = 2, kWidth = 14, kRows = 5;

checkpoint::Manifest ManifestOf(const std::string& name, const std::string& posterior) {
  checkpoint::Manifest manifest;
  manifest.network.name = name;
  manifest.network.input_width = kWidth;
  manifest.network.hidden = {8, 5};
  manifest.network.steps = 4;
  manifest.network.step_width = 3;
  manifest.network.lstm_units = 6;
  manifest.rank1.components = kComponents;
  manifest.rank1.posterior = posterior;
  return manifest;
}

std::shared_ptr<networks::Network> NetworkOf(const checkpoint::Manifest& manifest) {
  return *networks::MakeNetwork(manifest.network, manifest.rank1);
}

// A freshly initialised network, through a file.
checkpoint::Checkpoint CheckpointOf(const checkpoint::Manifest& manifest) {
  const auto network = NetworkOf(manifest);
  std::map<std::string, checkpoint::ArrayView> arrays;
  for (const auto& parameter : network->named_parameters()) {
    arrays[parameter.key()] = {.dtype = checkpoint::DType::kF32,
                               .shape = parameter.value().sizes().vec(),
                               .data = static_cast<const std::byte*>(parameter.value().data_ptr())};
  }
  const std::string path = ::testing::TempDir() + "torch_executor_test.safetensors";
  EXPECT_TRUE(checkpoint::WriteSafetensors(path, arrays).ok());
  checkpoint::Checkpoint checkpoint;
  checkpoint.manifest = manifest;
  checkpoint.weights = *checkpoint::SafetensorsFile::Open(path);
  std::remove(path.c_str());
  return checkpoint;
}

std::vector<float> Rows() {
  std::vector<float> rows(kRows * kWidth);
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(i % 7) / 3 - 1;
  return rows;
}

std::vector<float> Logits(Executor& executor, std::span<const float> rows, int members) {
  const int64_t batch = static_cast<int64_t>(rows.size()) / kWidth;
  std::vector<float> logits(batch * members);
  EXPECT_TRUE(executor.Forward(rows, batch, logits).ok());
  return logits;
}

class TorchExecutorTest : public ::testing::TestWithParam<std::string> {};

TEST_P(TorchExecutorTest, PointMembersAreTheComponentsOfTheTrainedNetwork) {
  const checkpoint::Manifest manifest = ManifestOf(GetParam(), "point");
  const checkpoint::Checkpoint checkpoint = CheckpointOf(manifest);
  const auto executor = *MakeTorchExecutor(checkpoint, DrawMembers(checkpoint, 1, 1), {});
  std::vector<float> rows = Rows();
  layers::GeneratorNoise noise(1);
  const torch::Tensor x = torch::from_blob(rows.data(), {1, kRows, kWidth});
  const torch::Tensor trained = NetworkOf(manifest)->Forward(x, noise).permute({1, 0, 2});
  const torch::Tensor served = torch::tensor(Logits(*executor, rows, kComponents));
  EXPECT_TRUE(torch::allclose(served, trained.flatten(), 1e-5, 1e-6));
}

TEST_P(TorchExecutorTest, KeepsTheMappedWeightsWhenTheCheckpointIsGone) {
  auto checkpoint = CheckpointOf(ManifestOf(GetParam(), "gaussian"));
  const Members members = DrawMembers(checkpoint, kSamples, 1);
  const auto executor = *MakeTorchExecutor(checkpoint, members, {});
  const std::vector<float> before = Logits(*executor, Rows(), members.count);
  checkpoint = {};
  EXPECT_EQ(Logits(*executor, Rows(), members.count), before);
}

// Kernels are computed in another order for another batch: float rounding over sums of at most 14
// terms of order 1, 14 * 2^-24, then two more layers.
TEST_P(TorchExecutorTest, RowsDoNotDependOnTheirBatch) {
  const auto checkpoint = CheckpointOf(ManifestOf(GetParam(), "cauchy"));
  const Members members = DrawMembers(checkpoint, kSamples, 1);
  const auto executor = *MakeTorchExecutor(checkpoint, members, {});
  const std::vector<float> rows = Rows();
  const std::vector<float> batched = Logits(*executor, rows, members.count);
  for (int row = 0; row < kRows; ++row) {
    const std::span<const float> one(rows.data() + row * kWidth, kWidth);
    const std::span<const float> part(batched.data() + row * members.count, members.count);
    EXPECT_THAT(Logits(*executor, one, members.count), Pointwise(FloatNear(1e-5), part));
  }
}

TEST_P(TorchExecutorTest, MoreMembersTakeOnlyTheirOwnFactors) {
  const auto checkpoint = CheckpointOf(ManifestOf(GetParam(), "gaussian"));
  const auto few = *MakeTorchExecutor(checkpoint, DrawMembers(checkpoint, 1, 1), {});
  const auto many = *MakeTorchExecutor(checkpoint, DrawMembers(checkpoint, 4, 1), {});
  EXPECT_EQ(few->name(), "torch_cpu");
  EXPECT_GT(few->weight_bytes().shared, 0);
  EXPECT_EQ(few->weight_bytes().shared, many->weight_bytes().shared);
  EXPECT_EQ(few->weight_bytes().per_member, many->weight_bytes().per_member);
}

INSTANTIATE_TEST_SUITE_P(Networks, TorchExecutorTest, ::testing::ValuesIn(networks::NetworkNames()),
                         [](const auto& info) { return info.param; });

TEST(TorchExecutor, AgreesWithTheFusedExecutor) {
  const auto checkpoint = CheckpointOf(ManifestOf("mlp", "gaussian"));
  const Members members = DrawMembers(checkpoint, kSamples, 1);
  const auto reference = *MakeTorchExecutor(checkpoint, members, {});
  const auto fused = *MakeFusedMlp(checkpoint, members);
  EXPECT_THAT(Logits(*fused, Rows(), members.count),
              Pointwise(FloatNear(1e-5), Logits(*reference, Rows(), members.count)));
}

// Against a network of one component per member, whose weights are that member's.
TEST(TorchExecutor, GivesEachMemberItsOwnEmbedding) {
  for (const char* posterior : {"point", "gaussian"}) {
    checkpoint::Manifest manifest = ManifestOf("ehr_lstm", posterior);
    manifest.network.embedding = 5;
    manifest.rank1.gaussian_embedding = true;
    const auto checkpoint = CheckpointOf(manifest);
    const Members members = DrawMembers(checkpoint, kSamples, 1);
    const auto executor = *MakeTorchExecutor(checkpoint, members, {});
    std::vector<float> rows = Rows();
    const torch::Tensor served =
        torch::tensor(Logits(*executor, rows, members.count)).view({kRows, members.count});
    const auto value = [&](const std::string& name, int m) {
      const auto own = members.factors.find(name);
      if (own != members.factors.end()) {
        return torch::tensor(own->second).view({members.count, -1})[m];
      }
      const MemberKernel kernel = *KernelOf(checkpoint, members, name, m);
      return torch::tensor(std::vector<float>(kernel.values.begin(), kernel.values.end()));
    };
    const auto one = *networks::MakeNetwork(manifest.network, {.posterior = "point"});
    const torch::NoGradGuard no_grad;
    for (int m = 0; m < members.count; ++m) {
      for (auto& parameter : one->named_parameters()) {
        parameter.value().copy_(value(parameter.key(), m).view_as(parameter.value()));
      }
      layers::GeneratorNoise none(1);
      const torch::Tensor want =
          one->Forward(torch::from_blob(rows.data(), {1, kRows, kWidth}), none).flatten();
      EXPECT_TRUE(torch::allclose(served.select(1, m), want, 1e-5, 1e-6)) << posterior << m;
    }
    EXPECT_FALSE(torch::equal(served.select(1, 0), served.select(1, 1)));
  }
}

TEST(TorchExecutor, RefusesBuffersThatDoNotFit) {
  const auto checkpoint = CheckpointOf(ManifestOf("mlp", "point"));
  const auto executor = *MakeTorchExecutor(checkpoint, DrawMembers(checkpoint, 1, 1), {});
  std::vector<float> logits(kComponents);
  EXPECT_EQ(executor->Forward(Rows(), 1, logits).code(), absl::StatusCode::kInternal);
}

TEST(TorchExecutor, TurnsExceptionsIntoInternal) {
  auto checkpoint = CheckpointOf(ManifestOf("mlp", "point"));
  const Members members = DrawMembers(checkpoint, 1, 1);
  checkpoint.manifest.network.input_width = int64_t{1} << 44;  // more memory than there is
  const auto status = MakeTorchExecutor(checkpoint, members, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("LibTorch: "));
}

TEST(TorchExecutor, RefusesWeightsThatDoNotFitTheNetwork) {
  auto checkpoint = CheckpointOf(ManifestOf("mlp", "point"));
  const Members members = DrawMembers(checkpoint, 1, 1);
  checkpoint.manifest.network.input_width += 1;
  const auto status = MakeTorchExecutor(checkpoint, members, {}).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("the shape of l0.kernel"));
}

TEST(TorchExecutor, SaysWhenTheDeviceIsMissing) {
  if (torch::cuda::is_available()) GTEST_SKIP() << "there is a CUDA device";
  const auto checkpoint = CheckpointOf(ManifestOf("mlp", "point"));
  LoadOptions options;
  options.device = "cuda";
  const auto status =
      MakeTorchExecutor(checkpoint, DrawMembers(checkpoint, 1, 1), options).status();
  EXPECT_THAT(status.code(), ::testing::AnyOf(absl::StatusCode::kUnimplemented,
                                              absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(status.message()), HasSubstr("device: got \"cuda\""));
}

// Bound: float32 sums in another order, as between batches, through at most four matrices.
TEST(TorchExecutor, CudaAgreesWithTheCpu) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "no CUDA device, or a build without CUDA";
  for (const std::string& name : networks::NetworkNames()) {
    const auto checkpoint = CheckpointOf(ManifestOf(name, "gaussian"));
    const Members members = DrawMembers(checkpoint, kSamples, 1);
    LoadOptions options;
    const auto cpu = *MakeTorchExecutor(checkpoint, members, options);
    options.device = "cuda";
    const auto cuda = *MakeTorchExecutor(checkpoint, members, options);
    EXPECT_EQ(cuda->name(), "torch_cuda");
    EXPECT_THAT(Logits(*cuda, Rows(), members.count),
                Pointwise(FloatNear(1e-4), Logits(*cpu, Rows(), members.count)));
  }
}

}  // namespace
}  // namespace credence::predict
