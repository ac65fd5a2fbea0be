#include "models/predict/fused_mlp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/predict/member_layer.h"
#include "models/predict/summarize.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::predict {
namespace {

using checkpoint::Manifest;
using testing::HasSubstr;

struct Case {
  std::string what;
  int64_t inputs;
  std::vector<int64_t> hidden;
  int64_t classes;
  int components;
  int samples;
  std::string activation;
  std::string posterior;
  bool additive;
};

Manifest ManifestOf(const Case& c) {
  Manifest manifest = checkpoint::SmallManifest(c.inputs, c.hidden);
  if (c.classes > 2) {
    manifest.task = "multiclass";
    manifest.strata.clear();
    manifest.classes.clear();
    for (int64_t i = 0; i < c.classes; ++i) manifest.classes.push_back(std::to_string(i));
    manifest.network.outputs = c.classes;
  }
  manifest.network.activation = c.activation;
  manifest.rank1.components = c.components;
  manifest.rank1.samples = c.samples;
  manifest.rank1.posterior = c.posterior;
  manifest.rank1.additive = c.additive;
  if (c.posterior == "dropout") manifest.rank1.dropout_rate = 0.4;
  return manifest;
}

double Activated(const std::string& activation, double x) {
  if (activation == "tanh") return std::tanh(x);
  return activation == "relu6" ? std::clamp(x, 0.0, 6.0) : std::max(x, 0.0);
}

// A member's row of a factor; ones where the posterior has no such vector.
std::vector<float> FactorOf(const Members& members, const std::string& name, int m, int64_t width) {
  const auto found = members.factors.find(name);
  if (found == members.factors.end()) return std::vector<float>(width, 1);
  const auto begin = found->second.begin() + m * width;
  return {begin, begin + width};
}

// One member's logits for one row by the formula alone, in double.
std::vector<double> Reference(const checkpoint::Checkpoint& checkpoint, const Members& members,
                              int m, std::span<const float> row) {
  const checkpoint::NetworkSpec& network = checkpoint.manifest.network;
  const bool additive = checkpoint.manifest.rank1.additive;
  std::vector<double> h(row.begin(), row.end());
  for (size_t l = 0; l <= network.hidden.size(); ++l) {
    const std::string name = "l" + std::to_string(l);
    const MemberKernel kernel = KernelOf(checkpoint, members, name + ".kernel", m).value();
    const int64_t in = kernel.shape[0], out = kernel.shape[1];
    const std::vector<float> r = FactorOf(members, name + ".r", m, in);
    const std::vector<float> s = FactorOf(members, name + ".s", m, out);
    const std::vector<float> bias = FactorOf(members, name + ".bias", m, out);
    std::vector<double> y(out);
    for (int64_t o = 0; o < out; ++o) {
      for (int64_t i = 0; i < in; ++i) {
        y[o] += (additive ? h[i] + r[i] : h[i] * r[i]) * kernel.values[i * out + o];
      }
      y[o] = (additive ? y[o] + s[o] : y[o] * s[o]) + bias[o];
      if (l < network.hidden.size()) y[o] = Activated(network.activation, y[o]);
    }
    h = std::move(y);
  }
  return h;
}

std::vector<float> RandomRows(int64_t count, uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  std::vector<float> rows(count);
  for (float& value : rows) value = normal(generator);
  return rows;
}

class FusedMlp : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const Manifest manifest = ManifestOf(GetParam());
    checkpoint_ = checkpoint::ReadCheckpoint(checkpoint::WriteSmallCheckpoint(manifest)).value();
    members_ = DrawMembers(checkpoint_, manifest.rank1.samples, manifest.rank1.seed);
    executor_ = MakeFusedMlp(checkpoint_, members_).value();
    outputs_ = manifest.network.outputs;
  }

  std::vector<float> Forward(std::span<const float> rows, int64_t batch) {
    std::vector<float> logits(batch * members_.count * outputs_);
    const absl::Status status = executor_->Forward(rows, batch, logits);
    EXPECT_TRUE(status.ok()) << status;
    return logits;
  }

  checkpoint::Checkpoint checkpoint_;
  Members members_;
  std::unique_ptr<Executor> executor_;
  int64_t outputs_ = 1;
};

// float32 sums of up to 740 products of order 1 / sqrt(inputs): rounding of about 740 * 6e-8 /
// sqrt(740) = 1.6e-6 each, times a few for the layers that follow.
TEST_P(FusedMlp, EqualsTheFormulaInDouble) {
  constexpr int64_t kBatch = 3;
  const int64_t width = GetParam().inputs;
  const std::vector<float> rows = RandomRows(kBatch * width, 5);
  const std::vector<float> logits = Forward(rows, kBatch);
  for (int64_t b = 0; b < kBatch; ++b) {
    for (int m = 0; m < members_.count; ++m) {
      const std::vector<double> want = Reference(
          checkpoint_, members_, m, std::span<const float>(rows).subspan(b * width, width));
      for (int64_t o = 0; o < outputs_; ++o) {
        EXPECT_NEAR(logits[(b * members_.count + m) * outputs_ + o], want[o],
                    1e-5 * (1 + std::abs(want[o])));
      }
    }
  }
}

TEST_P(FusedMlp, AnswersARowAloneAsInABatchBitForBit) {
  constexpr int64_t kBatch = 37;
  const int64_t width = GetParam().inputs;
  const std::vector<float> rows = RandomRows(kBatch * width, 6);
  const std::vector<float> together = Forward(rows, kBatch);
  const int64_t per_row = members_.count * outputs_;
  for (int64_t b = 0; b < kBatch; ++b) {
    const std::vector<float> alone =
        Forward(std::span<const float>(rows).subspan(b * width, width), 1);
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), together.begin() + b * per_row)) << b;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, FusedMlp,
    testing::Values(Case{"Target", 76, {64, 64}, 2, 10, 1, "relu", "gaussian", false},
                    Case{"Wide", 740, {64}, 2, 4, 4, "relu", "gaussian", false},
                    Case{"Odd", 7, {5, 33, 17}, 2, 3, 1, "relu", "gaussian", false},
                    Case{"Linear", 19, {}, 2, 2, 2, "relu", "gaussian", false},
                    Case{"OneMember", 20, {48}, 2, 1, 1, "relu6", "gaussian", false},
                    Case{"Tanh", 30, {96, 16}, 2, 4, 1, "tanh", "gaussian", false},
                    Case{"Point", 30, {70}, 2, 13, 1, "relu6", "point", false},
                    Case{"Cauchy", 12, {16}, 2, 2, 8, "tanh", "cauchy", false},
                    Case{"ThreeClasses", 12, {16}, 3, 2, 2, "relu", "gaussian", false},
                    Case{"TenClasses", 12, {16}, 10, 2, 2, "relu", "gaussian", false},
                    Case{"Additive", 21, {18, 9}, 2, 3, 2, "relu", "gaussian", true},
                    Case{"Deterministic", 30, {33, 16}, 2, 1, 1, "relu", "deterministic", false},
                    Case{"Dropout", 30, {33, 16}, 2, 1, 7, "relu", "dropout", false},
                    Case{"DropoutClasses", 12, {16}, 10, 1, 3, "tanh", "dropout", false},
                    Case{"DropoutLinear", 12, {}, 2, 1, 3, "relu", "dropout", false},
                    Case{"MeanField", 30, {33, 16}, 2, 1, 4, "relu6", "mean_field", false},
                    Case{"MeanFieldClasses", 12, {16}, 10, 1, 3, "relu", "mean_field", false},
                    Case{"Ensemble", 76, {64, 64}, 2, 5, 1, "relu", "ensemble", false},
                    Case{"EnsembleClasses", 12, {16}, 3, 3, 1, "tanh", "ensemble", false},
                    Case{"ManyMembers", 9, {20}, 2, 10, 10, "relu", "gaussian", false}),
    [](const auto& info) { return info.param.what; });

// Weights of the executor of an mlp of these widths with M members.
WeightBytes BytesOf(std::vector<int64_t> widths, int samples) {
  const int64_t inputs = widths.front();
  widths.erase(widths.begin());
  Manifest manifest = checkpoint::SmallManifest(inputs, widths);
  manifest.rank1.components = 1;
  const auto checkpoint =
      checkpoint::ReadCheckpoint(checkpoint::WriteSmallCheckpoint(manifest)).value();
  return MakeFusedMlp(checkpoint, DrawMembers(checkpoint, samples, 1)).value()->weight_bytes();
}

TEST(WeightBytes, SixteenMembersNeedLessThanATenthMoreThanOne) {
  const WeightBytes one = BytesOf({512, 512, 512}, 1);
  const WeightBytes sixteen = BytesOf({512, 512, 512}, 16);
  EXPECT_EQ(one.shared, sixteen.shared);
  EXPECT_GE(one.shared, 4 * (512 * 512 + 512 * 512 + 512));
  EXPECT_LT(static_cast<double>(sixteen.total(16)), 1.1 * static_cast<double>(one.total(1)));
}

TEST(WeightBytes, CountsTheVectorsOfOneMember) {
  // r of 32, s and the next r of 16, s of the one output, padded to 16.
  EXPECT_EQ(BytesOf({32, 16}, 3).per_member, 4 * (32 + 2 * 16 + 16));
}

// Kernels [20, 32] and [32, 1], biases, as packed: rows padded to 16.
TEST(WeightBytes, CountsTheKernelsOfAMemberThatHasItsOwn) {
  const int64_t kernels = 20 * 32 + 32, shifts = 32 + 16;
  for (const char* posterior : {"deterministic", "dropout", "mean_field", "ensemble"}) {
    Manifest manifest = checkpoint::SmallManifest(20, {32});
    manifest.rank1 = checkpoint::SmallRank1(posterior);
    const auto checkpoint =
        checkpoint::ReadCheckpoint(checkpoint::WriteSmallCheckpoint(manifest)).value();
    const Members members = DrawMembers(checkpoint, manifest.rank1.samples, 1);
    const WeightBytes bytes = MakeFusedMlp(checkpoint, members).value()->weight_bytes();
    const bool own = HasMemberKernels(checkpoint);
    EXPECT_EQ(bytes.shared, own ? 0 : 4 * (kernels + shifts)) << posterior;
    const int64_t mask = posterior == std::string("dropout") ? 32 : 0;
    EXPECT_EQ(bytes.per_member, own ? 4 * (kernels + shifts) : 4 * mask) << posterior;
  }
}

TEST(MakeFusedMlp, RefusesABatchThatDoesNotFitAnEnsemble) {
  Manifest manifest = checkpoint::SmallManifest();
  manifest.rank1 = checkpoint::SmallRank1("ensemble");
  const auto checkpoint =
      checkpoint::ReadCheckpoint(checkpoint::WriteSmallCheckpoint(manifest)).value();
  auto executor = MakeFusedMlp(checkpoint, DrawMembers(checkpoint, 1, 1)).value();
  std::vector<float> rows(5), logits(2);
  EXPECT_TRUE(executor->Forward(rows, 1, logits).ok());
  EXPECT_TRUE(absl::IsInternal(executor->Forward(rows, 2, logits)));
  logits.resize(4);
  EXPECT_TRUE(absl::IsInternal(executor->Forward(rows, 2, logits)));
}

TEST(MakeFusedMlp, RefusesAnotherNetwork) {
  checkpoint::Checkpoint checkpoint;
  checkpoint.manifest.network.name = "ehr_lstm";
  EXPECT_TRUE(absl::IsUnimplemented(MakeFusedMlp(checkpoint, {}).status()));
}

TEST(MakeFusedMlp, RefusesABatchThatDoesNotFitItsBuffers) {
  const auto checkpoint =
      checkpoint::ReadCheckpoint(checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest()))
          .value();
  auto executor = MakeFusedMlp(checkpoint, DrawMembers(checkpoint, 3, 1)).value();
  std::vector<float> rows(5), logits(6);
  EXPECT_TRUE(executor->Forward(rows, 1, logits).ok());
  EXPECT_THAT(executor->Forward(rows, 2, logits).message(), HasSubstr("batch of 2"));
}

// Every kernel that this processor runs, against the first: they differ by the order of rounding
// only.
TEST(MemberKernels, AgreeWithEachOther) {
  const KernelList list = RunnableKernels();
  constexpr int64_t kInputs = 50, kOutputs = 70, kMembers = 3, kPairs = 11;
  const std::vector<float> weights = RandomRows(kInputs * Padded(kOutputs), 1);
  const std::vector<float> factors = RandomRows(kMembers * Padded(kOutputs), 2);
  const std::vector<float> in = RandomRows(kPairs * Padded(kInputs), 3);
  for (Activation activation :
       {Activation::kNone, Activation::kRelu, Activation::kRelu6, Activation::kTanh}) {
    const MemberLayer layer = {.inputs = kInputs,
                               .outputs = kOutputs,
                               .members = kMembers,
                               .activation = activation,
                               .weights = weights.data(),
                               .scale = factors.data(),
                               .shift = factors.data(),
                               .next = factors.data()};
    std::vector<float> first(kPairs * Padded(kOutputs)), other(first.size());
    list.kernels[0].wide(layer, in.data(), kPairs, first.data());
    for (int i = 1; i < list.count; ++i) {
      list.kernels[i].wide(layer, in.data(), kPairs, other.data());
      for (size_t at = 0; at < first.size(); ++at) {
        EXPECT_NEAR(first[at], other[at], 1e-4 * (1 + std::abs(first[at]))) << list.kernels[i].name;
      }
    }
  }
}

// The kernels' own exponential: an absolute error of a few float roundings over the whole range.
TEST(MemberKernels, ComputeTanhToFloatPrecision) {
  const KernelList list = RunnableKernels();
  std::vector<float> one(kPad), scale(kPad, 1), shift(kPad), in(kPad), out(kPad);
  one[0] = 1;
  for (int i = 0; i < list.count; ++i) {
    for (float x = -30; x < 30; x += 0.0625f) {
      shift.assign(kPad, x);
      const MemberLayer layer = {.inputs = 1,
                                 .outputs = kPad,
                                 .activation = Activation::kTanh,
                                 .weights = one.data(),
                                 .shift = shift.data()};
      list.kernels[i].wide(layer, in.data(), 1, out.data());
      EXPECT_NEAR(out[0], std::tanh(x), 3e-7) << x << " " << list.kernels[i].name;
    }
  }
}

TEST(MemberKernels, KeepWhatIsNotANumber) {
  const KernelList list = RunnableKernels();
  const std::vector<float> one(kPad), in(kPad), shift(kPad, NAN);
  for (int i = 0; i < list.count; ++i) {
    for (Activation activation : {Activation::kRelu, Activation::kRelu6, Activation::kTanh}) {
      std::vector<float> out(kPad);
      const MemberLayer layer = {.inputs = 1,
                                 .outputs = kPad,
                                 .activation = activation,
                                 .weights = one.data(),
                                 .shift = shift.data()};
      list.kernels[i].wide(layer, in.data(), 1, out.data());
      EXPECT_TRUE(std::isnan(out[0])) << list.kernels[i].name;
    }
  }
}

// 2 * 3e38 overflows to infinity, and infinity - infinity is no number: no answer may come of it.
TEST(MakeFusedMlp, GivesNoAnswerToAnOverflow) {
  for (const char* activation : {"relu", "relu6", "tanh"}) {
    Manifest manifest = checkpoint::SmallManifest(2, {1});
    manifest.network.activation = activation;
    manifest.rank1 = {.posterior = "point"};
    checkpoint::OwnedWeights weights = checkpoint::RandomWeights(manifest, 7);
    weights.values["l0.r"] = {2, 2};
    weights.values["l0.kernel"] = {1, -1};
    const std::string folder = checkpoint::TestFolder() + "/small/1";
    ASSERT_TRUE(checkpoint::WriteCheckpoint(folder, manifest, weights.Views(), "").ok());
    const auto checkpoint = checkpoint::ReadCheckpoint(folder).value();
    const auto executor = MakeFusedMlp(checkpoint, DrawMembers(checkpoint, 1, 1)).value();
    std::vector<float> logits(1);
    ASSERT_TRUE(executor->Forward(std::vector<float>{3e38f, 3e38f}, 1, logits).ok());
    EXPECT_FALSE(std::isfinite(logits[0])) << activation;
    EXPECT_TRUE(absl::IsInternal(Summarize(logits, 1, 2, 1, 0.5).status())) << activation;
  }
}

}  // namespace
}  // namespace credence::predict
