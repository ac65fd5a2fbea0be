// Every row of the network table keeps these promises.
#include "models/networks/networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/checkpoint/checkpoint.h"
#include "models/layers/losses.h"

namespace credence::networks {
namespace {

using ::testing::HasSubstr;

// ehr_lstm with an embedding, which is Gaussian whatever the posterior of the rest.
constexpr char kEmbedded[] = "embedded";

std::vector<std::string> Names() {
  std::vector<std::string> names = NetworkNames();
  names.push_back(kEmbedded);
  return names;
}

checkpoint::NetworkSpec Spec(const std::string& name) {
  checkpoint::NetworkSpec spec;
  spec.name = name == kEmbedded ? "ehr_lstm" : name;
  spec.embedding = name == kEmbedded ? 5 : 0;
  spec.input_width = 14;
  spec.outputs = 3;
  spec.hidden = {8, 5};
  spec.steps = 4;  // a network reads the fields it needs
  spec.step_width = 3;
  spec.lstm_units = 6;
  return spec;
}

checkpoint::Rank1Spec Rank1(const std::string& posterior, bool additive = false) {
  checkpoint::Rank1Spec rank1;
  rank1.components = 4;
  rank1.posterior = posterior;
  rank1.additive = additive;
  return rank1;
}

torch::Tensor Rows(int64_t B, uint64_t seed) {
  layers::GeneratorNoise noise(seed);
  return noise.Draw("x", layers::Family::kGaussian, 1, B, 14, torch::kFloat32);
}

class NetworkTest : public ::testing::TestWithParam<std::tuple<std::string, std::string, bool>> {
 protected:
  checkpoint::Rank1Spec OwnRank1() const {
    const auto& [name, posterior, additive] = GetParam();
    checkpoint::Rank1Spec rank1 = Rank1(posterior, additive);
    rank1.gaussian_embedding = name == kEmbedded;
    return rank1;
  }

  std::shared_ptr<Network> Make(uint64_t seed = 1) const {
    NetworkOptions options;
    options.seed = seed;
    return *MakeNetwork(Spec(std::get<0>(GetParam())), OwnRank1(), options);
  }
};

TEST_P(NetworkTest, GivesLogitsOfEveryComponentAndRow) {
  layers::GeneratorNoise noise(7);
  const torch::Tensor logits = Make()->Forward(Rows(5, 3), noise);
  EXPECT_EQ(logits.sizes(), (std::vector<int64_t>{4, 5, 3}));
  EXPECT_TRUE(torch::isfinite(logits).all().item<bool>());
}

TEST_P(NetworkTest, SameSeedGivesTheSameLogitsBitForBit) {
  layers::GeneratorNoise noise(7), again(7);
  const torch::Tensor logits = Make()->Forward(Rows(5, 3), noise);
  EXPECT_TRUE(torch::equal(logits, Make()->Forward(Rows(5, 3), again)));
  layers::GeneratorNoise third(7);
  EXPECT_FALSE(torch::equal(logits, Make(2)->Forward(Rows(5, 3), third)));
}

TEST_P(NetworkTest, NamesAndShapesAreThoseOfTheCheckpoint) {
  const auto expected = checkpoint::ExpectedTensors(Spec(std::get<0>(GetParam())), OwnRank1());
  ASSERT_TRUE(expected.ok());
  std::map<std::string, std::vector<int64_t>> got;
  for (const auto& parameter : Make()->named_parameters()) {
    got[parameter.key()] = parameter.value().sizes().vec();
  }
  EXPECT_EQ(got, *expected);
}

TEST_P(NetworkTest, SharedRowsEqualTiledRows) {
  layers::GeneratorNoise noise(7), again(7);
  const auto network = Make();
  const torch::Tensor x = Rows(5, 3);
  EXPECT_TRUE(torch::allclose(network->Forward(x, noise),
                              network->Forward(x.expand({4, 5, 14}), again), 1e-5, 1e-6));
}

TEST_P(NetworkTest, DrawsDifferUnlessPoints) {
  layers::GeneratorNoise noise(7);
  const auto network = Make();
  const torch::Tensor first = network->Forward(Rows(5, 3), noise);
  const bool same = torch::equal(first, network->Forward(Rows(5, 3), noise));
  EXPECT_EQ(same, std::get<1>(GetParam()) == "point" && std::get<0>(GetParam()) != kEmbedded);
}

TEST_P(NetworkTest, EveryParameterGetsAGradient) {
  layers::GeneratorNoise noise(7);
  const auto network = Make();
  const torch::Tensor labels = torch::arange(5) % 3;
  const torch::Tensor logits = network->Forward(Rows(5, 3), noise);
  layers::NegativeElbo(logits, labels, network->Kernels(), network->Kl(), 0, {}).loss.backward();
  for (const auto& parameter : network->named_parameters()) {
    EXPECT_TRUE(parameter.value().grad().defined()) << parameter.key();
  }
}

TEST_P(NetworkTest, ElboImprovesInTwentySteps) {
  layers::GeneratorNoise noise(7);
  const auto network = Make();
  const torch::Tensor x = Rows(64, 3);
  const torch::Tensor labels = x[0].narrow(1, 0, 3).argmax(1);
  layers::ElboOptions options;
  options.examples = 64;
  torch::optim::Adam adam(network->parameters(), torch::optim::AdamOptions(0.01));
  const auto loss = [&] {
    return layers::NegativeElbo(network->Forward(x, noise), labels, network->Kernels(),
                                network->Kl(), 0, options)
        .loss;
  };
  const double before = loss().item<double>();
  for (int step = 0; step < 20; ++step) {
    adam.zero_grad();
    loss().backward();
    adam.step();
  }
  EXPECT_LT(loss().item<double>(), before);
}

std::string CaseName(const ::testing::TestParamInfo<NetworkTest::ParamType>& info) {
  const auto& [name, posterior, additive] = info.param;
  return name + "_" + posterior + (additive ? "_additive" : "");
}

INSTANTIATE_TEST_SUITE_P(Networks, NetworkTest,
                         ::testing::Combine(::testing::ValuesIn(Names()),
                                            ::testing::Values("point", "gaussian", "cauchy"),
                                            ::testing::Bool()),
                         CaseName);

TEST(MakeNetwork, StartsFromTheOptions) {
  NetworkOptions options;
  options.output_bias = {-1, 0, 2};
  const auto network = *MakeNetwork(Spec("mlp"), Rank1("point"), options);
  options.kernel_init_scale = 0.5;
  const auto halved = *MakeNetwork(Spec("mlp"), Rank1("point"), options);
  const torch::Tensor bias = network->named_parameters()["l2.bias"];
  EXPECT_TRUE(torch::equal(bias[3], torch::tensor({-1.0F, 0.0F, 2.0F})));
  EXPECT_TRUE(torch::equal(network->Kernels()[0] * 0.5, halved->Kernels()[0]));
}

TEST(MakeNetwork, RefusesAnUnknownNameAndNamesTheKnown) {
  const auto status = MakeNetwork(Spec("transformer"), Rank1("point")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("got \"transformer\", want \"mlp\" or \"ehr_lstm\""));
}

TEST(MakeNetwork, RefusesDimensionsTheNetworkCannotHave) {
  checkpoint::NetworkSpec spec = Spec("ehr_lstm");
  spec.steps = 5;  // 5 * 3 > 14
  EXPECT_THAT(std::string(MakeNetwork(spec, Rank1("point")).status().message()),
              HasSubstr("steps 5, step_width 3"));
  spec = Spec("ehr_lstm");
  spec.embedding = -1;
  EXPECT_THAT(std::string(MakeNetwork(spec, Rank1("point")).status().message()),
              HasSubstr("embedding -1, input_width 14; want all at least 1, embedding at least 0"));
  spec = Spec("mlp");
  spec.hidden[1] = 0;
  EXPECT_THAT(std::string(MakeNetwork(spec, Rank1("point")).status().message()),
              HasSubstr("network.hidden[1]: got 0"));
  spec = Spec("mlp");
  spec.activation = "swish";
  EXPECT_THAT(std::string(MakeNetwork(spec, Rank1("point")).status().message()),
              HasSubstr("got \"swish\", want \"relu\""));
}

TEST(MakeNetwork, RefusesUnknownPosteriorsAndBiasesThatDoNotFit) {
  EXPECT_THAT(std::string(MakeNetwork(Spec("mlp"), Rank1("laplace")).status().message()),
              HasSubstr("got \"laplace\""));
  NetworkOptions options;
  options.output_bias = {0.5};
  EXPECT_THAT(std::string(MakeNetwork(Spec("mlp"), Rank1("point"), options).status().message()),
              HasSubstr("output_bias: got 1"));
}

}  // namespace
}  // namespace credence::networks
