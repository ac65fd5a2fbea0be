#include "models/networks/parameter_count.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <string_view>

#include "models/checkpoint/checkpoint.h"

namespace credence::networks {
namespace {

ParameterCount Count(const NetworkShape& network, const std::string& posterior, int64_t K,
                     bool norm_per_component = false) {
  return *CountParameters(network, posterior, K, norm_per_component);
}

// Sizes of the authors' networks, as their code builds them.
TEST(CountParameters, OfWideResNet28Times10) {
  const NetworkShape network = WideResNet(28, 10, 10);
  EXPECT_EQ(network.layers.size(), 29u);
  const ParameterCount count = Count(network, "gaussian", 4);
  EXPECT_EQ(count.kernels, 36461232);
  EXPECT_EQ(count.batch_norm, 17952);
  EXPECT_EQ(count.moving, 17952);
  EXPECT_EQ(count.factors, 156648);
  EXPECT_EQ(count.biases, 40);
  EXPECT_EQ(count.trainable(), 36635872);
  EXPECT_EQ(count.total(), 36653824);

  const ParameterCount hundred = Count(WideResNet(28, 10, 100), "gaussian", 4);
  EXPECT_EQ(hundred.kernels, 36518832);
  EXPECT_EQ(hundred.factors, 157368);
  EXPECT_EQ(hundred.biases, 400);
  EXPECT_EQ(hundred.trainable(), 36694552);
  EXPECT_EQ(hundred.total(), 36712504);
}

TEST(CountParameters, OfResNet50) {
  const NetworkShape network = ResNet50(1000);
  EXPECT_EQ(network.layers.size(), 54u);
  const ParameterCount shared = Count(network, "gaussian", 4);
  EXPECT_EQ(shared.kernels, 25502912);
  EXPECT_EQ(shared.batch_norm, 53120);
  EXPECT_EQ(shared.factors, 417112);
  EXPECT_EQ(shared.biases, 4000);
  EXPECT_EQ(shared.trainable(), 25977144);
  EXPECT_EQ(shared.total(), 26030264);

  const ParameterCount own = Count(network, "gaussian", 4, true);
  EXPECT_EQ(own.batch_norm, 212480);
  EXPECT_EQ(own.trainable(), 26136504);
  EXPECT_EQ(own.total(), 26348984);
}

TEST(CountParameters, TenComponentsOfResNet50AddAFewPercent) {
  const NetworkShape network = ResNet50(1000);
  const auto share = [&](const char* posterior) {
    const ParameterCount count = Count(network, posterior, 10);
    return static_cast<double>(count.factors) / static_cast<double>(count.kernels);
  };
  EXPECT_NEAR(share("point"), 0.020, 0.0005);
  EXPECT_NEAR(share("gaussian"), 0.041, 0.0005);
}

TEST(CountParameters, OtherFamiliesAddWhatTheirNameSays) {
  const NetworkShape network{{Dense(5, 3), Dense(3, 2)}, {7}};
  const ParameterCount one = Count(network, "deterministic", 1);
  EXPECT_EQ(one.trainable(), 15 + 6 + 5 + 14);
  EXPECT_EQ(one.total(), one.trainable() + 14);
  EXPECT_EQ(Count(network, "dropout", 1).total(), one.total());
  EXPECT_EQ(Count(network, "mean_field", 1).total(), one.total() + 21);
  EXPECT_EQ(Count(network, "ensemble", 5).total(), 5 * one.total());
  EXPECT_EQ(Count(network, "point", 5).total(), one.total() + 5 * 13 + 4 * 5);
}

TEST(CountParameters, NamesAnUnknownPosterior) {
  const auto count = CountParameters({}, "laplace", 1);
  EXPECT_EQ(count.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(count.status().message().find("got \"laplace\""), std::string::npos);
}

checkpoint::NetworkSpec Spec(const std::string& name) {
  checkpoint::NetworkSpec spec;
  spec.name = name;
  spec.input_width = 37;
  spec.outputs = 3;
  spec.hidden = {8, 5};
  spec.steps = 6;
  spec.step_width = 4;
  spec.lstm_units = 7;
  return spec;
}

TEST(ShapeOf, CountsWhatACheckpointHolds) {
  for (const char* name : {"mlp", "ehr_lstm"}) {
    for (const char* posterior :
         {"point", "gaussian", "cauchy", "deterministic", "dropout", "mean_field", "ensemble"}) {
      const bool one = std::string_view("deterministic dropout mean_field").find(posterior) !=
                       std::string_view::npos;
      checkpoint::Rank1Spec rank1;
      rank1.posterior = posterior;
      rank1.components = one ? 1 : 4;
      if (rank1.posterior == "dropout") rank1.dropout_rate = 0.1;
      const auto tensors = checkpoint::ExpectedTensors(Spec(name), rank1);
      ASSERT_TRUE(tensors.ok()) << tensors.status();
      int64_t stored = 0;
      for (const auto& [tensor, shape] : *tensors) {
        stored += std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
      }
      EXPECT_EQ(Count(*ShapeOf(Spec(name)), posterior, rank1.components).trainable(), stored)
          << name << ", " << posterior;
    }
  }
}

TEST(CountParameters, CountsAnEmbeddingAsACheckpointHoldsIt) {
  checkpoint::NetworkSpec spec = Spec("ehr_lstm");
  spec.embedding = 3;
  for (const char* posterior :
       {"point", "gaussian", "cauchy", "deterministic", "dropout", "mean_field", "ensemble"}) {
    for (const bool gaussian : {false, true}) {
      const std::string name = posterior;
      if (gaussian && (name == "mean_field" || name == "ensemble")) continue;
      checkpoint::Rank1Spec rank1 = {.posterior = name, .gaussian_embedding = gaussian};
      if (name == "dropout") rank1.dropout_rate = 0.1;
      EXPECT_EQ(CountParameters(spec, rank1)->trainable(),
                checkpoint::StoredParameters(spec, rank1).value())
          << name << gaussian;
    }
  }
}

TEST(ShapeOf, NamesAnUnknownNetwork) {
  EXPECT_EQ(ShapeOf(Spec("vit")).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace credence::networks
