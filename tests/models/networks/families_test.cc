// What every family of weights promises, on every network of the table.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/posteriors.h"
#include "models/layers/losses.h"
#include "models/networks/networks.h"

namespace credence::networks {
namespace {

using layers::Family;
using layers::PriorMean;

// ehr_lstm with an embedding.
constexpr char kEmbedded[] = "embedded";
constexpr int64_t kWidth = 5;
constexpr int64_t kRows = 3;

checkpoint::NetworkSpec Spec(const std::string& name) {
  checkpoint::NetworkSpec spec;
  spec.name = name == kEmbedded ? "ehr_lstm" : name;
  spec.embedding = name == kEmbedded ? 3 : 0;
  spec.input_width = kWidth;
  spec.outputs = 2;
  spec.hidden = {3, 2};
  spec.activation = "tanh";  // smooth, for finite differences
  spec.steps = 2;
  spec.step_width = 2;
  spec.lstm_units = 2;
  return spec;
}

std::vector<std::string> Names() {
  std::vector<std::string> names = NetworkNames();
  names.push_back(kEmbedded);
  return names;
}

struct Case {
  std::string family;
  bool additive = false;
  PriorMean prior_mean_kind = PriorMean::kFixed;
  bool gaussian_embedding = false;
};

checkpoint::Rank1Spec Rank1(const Case& wanted) {
  checkpoint::Rank1Spec rank1;
  rank1.posterior = wanted.family;
  rank1.components = checkpoint::FindPosterior(wanted.family)->many_components ? 2 : 1;
  if (wanted.family == "dropout") rank1.dropout_rate = 0.4;
  rank1.additive = wanted.additive;
  rank1.gaussian_embedding = wanted.gaussian_embedding;
  return rank1;
}

std::shared_ptr<Network> Make(const std::string& name, const Case& wanted,
                              NetworkOptions options = {}) {
  options.posterior.prior_mean_kind = wanted.prior_mean_kind;
  options.posterior.kernel_initial_stddev = 0.3;
  options.posterior.initial_dropout_rate = 0.05;
  auto network = *MakeNetwork(Spec(name), Rank1(wanted), options);
  network->to(torch::kFloat64);
  return network;
}

torch::Tensor Rows(uint64_t seed) {
  layers::GeneratorNoise noise(seed);
  return noise.Draw("x", Family::kGaussian, 1, kRows, kWidth, torch::kFloat64);
}

class FamilyTest : public ::testing::TestWithParam<std::tuple<std::string, Case>> {
 protected:
  std::shared_ptr<Network> MakeIt() const {
    return Make(std::get<0>(GetParam()), std::get<1>(GetParam()));
  }
};

// Nothing between a parameter and the whole objective is left out: forward pass, NLL, weight decay
// and KL. Along one random direction v in each parameter tensor, which meets all of its elements:
// D(h) = (f(p + h v) - f(p - h v)) / 2h has an error of h^2, R = (4 D(h) - D(2h)) / 3 one of h^4,
// and |R - D(h)| bounds what R has removed. Rounding: 1.5 n u F / h with n = 64 operations, u =
// 2^-53, F = |f| below 100: 1e-8 (finite_difference.h).
TEST_P(FamilyTest, GradientsOfTheElboEqualFiniteDifferences) {
  constexpr double kStep = 1e-4, kRounding = 1e-8;
  const auto network = MakeIt();
  const torch::Tensor x = Rows(3), labels = torch::arange(kRows) % 2;
  layers::ElboOptions options;
  options.nll = layers::NllKind::kMixture;
  options.examples = 7;
  options.l2 = 0.01;
  const auto loss = [&] {
    layers::GeneratorNoise noise(5);
    return layers::NegativeElbo(network->Forward(x, noise), labels, network->Kernels(),
                                network->Kl(), 0, options)
        .loss;
  };
  loss().backward();
  const torch::NoGradGuard no_grad;
  layers::GeneratorNoise directions(17);
  for (auto& parameter : network->named_parameters()) {
    torch::Tensor& p = parameter.value();
    const torch::Tensor start = p.detach().clone();
    const torch::Tensor v =
        directions.Draw("v", Family::kGaussian, 1, 1, p.numel(), p.options()).view_as(p);
    const auto slope = [&](double h) {
      p.copy_(start + h * v);
      const double above = loss().item<double>();
      p.copy_(start - h * v);
      const double below = loss().item<double>();
      p.copy_(start);
      return (above - below) / (2 * h);
    };
    const double near = slope(kStep), r = (4 * near - slope(2 * kStep)) / 3;
    const double want = p.grad().defined() ? (p.grad() * v).sum().item<double>() : 0;
    EXPECT_NEAR(want, r, std::abs(r - near) + kRounding) << parameter.key();
    EXPECT_LT(std::abs(r - near), 1e-5 * std::max(1.0, std::abs(r))) << parameter.key();
  }
}

TEST_P(FamilyTest, SameSeedGivesTheSameLogitsBitForBit) {
  layers::GeneratorNoise noise(7), again(7);
  EXPECT_TRUE(torch::equal(MakeIt()->Forward(Rows(3), noise), MakeIt()->Forward(Rows(3), again)));
}

TEST_P(FamilyTest, SharedRowsEqualTiledRows) {
  layers::GeneratorNoise noise(7), again(7);
  const auto network = MakeIt();
  const int64_t K = Rank1(std::get<1>(GetParam())).components;
  EXPECT_TRUE(torch::allclose(network->Forward(Rows(3), noise),
                              network->Forward(Rows(3).expand({K, kRows, kWidth}), again), 1e-12,
                              1e-12));
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const std::string& family : layers::FamilyNames()) cases.push_back({family});
  for (const char* family : {"point", "gaussian", "cauchy"}) cases.push_back({family, true});
  for (const char* family : {"gaussian", "cauchy"}) {
    cases.push_back({family, false, PriorMean::kTied});
    cases.push_back({family, false, PriorMean::kTrainable});
  }
  return cases;
}

std::string CaseName(const ::testing::TestParamInfo<FamilyTest::ParamType>& info) {
  const auto& [name, wanted] = info.param;
  const char* kinds[] = {"", "_tied", "_trainable"};
  return absl::StrCat(name, "_", wanted.family, wanted.additive ? "_additive" : "",
                      kinds[static_cast<int>(wanted.prior_mean_kind)],
                      wanted.gaussian_embedding ? "_gaussian" : "");
}

std::vector<Case> GaussianEmbeddings() {
  std::vector<Case> cases = {{"gaussian", /*additive=*/true, PriorMean::kFixed, true}};
  for (const char* family : {"point", "gaussian", "cauchy", "deterministic", "dropout"}) {
    cases.push_back({family, false, PriorMean::kFixed, true});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Families, FamilyTest,
                         ::testing::Combine(::testing::ValuesIn(Names()),
                                            ::testing::ValuesIn(Cases())),
                         CaseName);
INSTANTIATE_TEST_SUITE_P(GaussianEmbeddings, FamilyTest,
                         ::testing::Combine(::testing::Values(kEmbedded),
                                            ::testing::ValuesIn(GaussianEmbeddings())),
                         CaseName);

class FamilyOfNetwork : public ::testing::TestWithParam<std::string> {
 protected:
  // float32, as it is trained.
  std::shared_ptr<Network> MakePlain(const std::string& family) const {
    NetworkOptions options;
    options.posterior.random_sign_init = 1;  // all factors 1
    checkpoint::Rank1Spec rank1;
    rank1.posterior = family;
    return *MakeNetwork(Spec(GetParam()), rank1, options);
  }
};

// Gradient steps on the parameters that both have; the factors stay at 1.
void Descend(Network& network, int steps) {
  std::vector<torch::Tensor> trained;
  for (auto& parameter : network.named_parameters()) {
    const bool shared = parameter.key().ends_with("kernel") || parameter.key().ends_with("bias");
    parameter.value().set_requires_grad(shared);
    if (shared) trained.push_back(parameter.value());
  }
  torch::optim::Adam adam(trained, torch::optim::AdamOptions(0.01));
  const torch::Tensor x = Rows(3).to(torch::kFloat32), labels = torch::arange(kRows) % 2;
  for (int step = 0; step < steps; ++step) {
    layers::GeneratorNoise noise(step);
    adam.zero_grad();
    layers::NegativeElbo(network.Forward(x, noise), labels, network.Kernels(), network.Kl(), step,
                         {})
        .loss.backward();
    adam.step();
  }
}

TEST_P(FamilyOfNetwork, PointOfOneComponentWithFactorsOneIsTheDeterministicNetwork) {
  const auto point = MakePlain("point"), plain = MakePlain("deterministic");
  const auto of_point = point->named_parameters();
  const auto expect_same = [&] {
    for (const auto& parameter : plain->named_parameters()) {
      EXPECT_TRUE(torch::equal(parameter.value(), of_point[parameter.key()])) << parameter.key();
    }
    layers::GeneratorNoise noise(7), again(7);
    const torch::Tensor x = Rows(11).to(torch::kFloat32);
    EXPECT_TRUE(torch::equal(point->Forward(x, noise), plain->Forward(x, again)));
  };
  expect_same();
  Descend(*point, 10);
  Descend(*plain, 10);
  expect_same();
}

TEST_P(FamilyOfNetwork, DropoutOfNothingIsTheDeterministicNetwork) {
  checkpoint::Rank1Spec rank1;
  rank1.posterior = "dropout";
  rank1.dropout_rate = 1e-9;  // a mask of ones: 1 / (1 - rate) is 1 in float32
  const auto dropout = *MakeNetwork(Spec(GetParam()), rank1);
  layers::GeneratorNoise noise(7), again(7);
  const torch::Tensor x = Rows(11).to(torch::kFloat32);
  EXPECT_TRUE(
      torch::equal(dropout->Forward(x, noise), MakePlain("deterministic")->Forward(x, again)));
}

// Remembers every draw by name; kernels' noise is as given, signs are +1.
class RecordingNoise final : public layers::NoiseSource {
 public:
  torch::Tensor Draw(const std::string& name, Family family, int64_t K, int64_t B, int64_t dim,
                     const torch::TensorOptions& options) override {
    if (family == Family::kMeanField) return torch::ones({K, B, dim}, options);
    return drawn[name] = source_.Draw(name, family, K, B, dim, options);
  }
  torch::Tensor DrawKernel(const std::string& name, int64_t in, int64_t out,
                           const torch::TensorOptions& options) override {
    return drawn[name] = source_.DrawKernel(name, in, out, options);
  }

  std::map<std::string, torch::Tensor> drawn;

 private:
  layers::GeneratorNoise source_{13};
};

TEST_P(FamilyOfNetwork, DropoutMasksHiddenUnitsAndNeverTheRow) {
  RecordingNoise noise;
  Make(GetParam(), {"dropout"})->Forward(Rows(3), noise);
  std::vector<std::string> masked;
  for (const auto& [name, draw] : noise.drawn) masked.push_back(name);
  const bool mlp = GetParam() == "mlp";
  EXPECT_EQ(masked, mlp ? (std::vector<std::string>{"l1.r", "l2.r"})
                        : (std::vector<std::string>{"l0.r", "l1.r", "l2.r", "lstm.recurrent_r"}));
}

// With every sign +1 a pass is that of one network, whose kernels are mean + stddev * eps.
void ExpectThePassOfTheKernelsDrawn(const Network& field, Network& plain) {
  RecordingNoise noise;
  const torch::Tensor got = field.Forward(Rows(3), noise);
  const torch::NoGradGuard no_grad;
  const auto parameters = field.named_parameters();
  for (auto& parameter : plain.named_parameters()) {
    const std::string& name = parameter.key();
    if (!parameters.contains(name + ".stddev")) {
      parameter.value().copy_(parameters[name]);
      continue;
    }
    parameter.value().copy_(parameters[name + ".mean"] +
                            layers::PositiveFromStored(parameters[name + ".stddev"]) *
                                noise.drawn.at(name));
  }
  layers::GeneratorNoise none(1);
  EXPECT_TRUE(torch::allclose(got, plain.Forward(Rows(3), none), 1e-12, 1e-12));
}

TEST_P(FamilyOfNetwork, MeanFieldPassIsThatOfTheKernelsDrawn) {
  ExpectThePassOfTheKernelsDrawn(*Make(GetParam(), {"mean_field"}),
                                 *Make(GetParam(), {"deterministic"}));
}

TEST_P(FamilyOfNetwork, ComponentsOfAnEnsembleAreNetworksOfTheirOwn) {
  const auto ensemble = Make(GetParam(), {"ensemble"});
  layers::GeneratorNoise none(1);
  const torch::Tensor logits = ensemble->Forward(Rows(3), none);
  const torch::NoGradGuard no_grad;
  const auto parameters = ensemble->named_parameters();
  for (int64_t k = 0; k < 2; ++k) {
    const auto plain = Make(GetParam(), {"deterministic"});
    for (auto& parameter : plain->named_parameters()) {
      parameter.value().copy_(parameters[parameter.key()][k].view_as(parameter.value()));
    }
    EXPECT_TRUE(torch::allclose(logits[k], plain->Forward(Rows(3), none)[0], 1e-12, 1e-12));
  }
  EXPECT_FALSE(torch::allclose(logits[0], logits[1], 1e-3, 1e-3));
}

INSTANTIATE_TEST_SUITE_P(Networks, FamilyOfNetwork, ::testing::ValuesIn(Names()),
                         [](const auto& info) { return info.param; });

Case Over(const std::string& family) { return {family, false, PriorMean::kFixed, true}; }

TEST(GaussianEmbedding, PassIsThatOfTheEmbeddingDrawn) {
  for (const char* family : {"point", "deterministic"}) {
    ExpectThePassOfTheKernelsDrawn(*Make(kEmbedded, Over(family)), *Make(kEmbedded, {family}));
  }
}

// Two components whose vectors and biases are the same.
TEST(GaussianEmbedding, IsDrawnForEachComponentByItself) {
  NetworkOptions options;
  options.posterior.random_sign_init = 1;
  const auto drawn = Make(kEmbedded, Over("point"), options);
  const auto point = Make(kEmbedded, {"point"}, options);
  layers::GeneratorNoise noise(7);
  torch::Tensor logits = point->Forward(Rows(3), noise);
  EXPECT_TRUE(torch::allclose(logits[0], logits[1]));
  logits = drawn->Forward(Rows(3), noise);
  EXPECT_FALSE(torch::allclose(logits[0], logits[1], 1e-3, 1e-3));
}

// Beside the Gaussian of r and s, that of the embedding to N(0, 1).
TEST(GaussianEmbedding, AddsItsKlAndIsNotDecayed) {
  NetworkOptions options;
  options.posterior.kernel_prior_stddev = 1;
  const auto network = Make(kEmbedded, Over("gaussian"), options);
  const auto parameters = network->named_parameters();
  const torch::Tensor m = parameters["embedding.kernel.mean"];
  const torch::Tensor s = layers::PositiveFromStored(parameters["embedding.kernel.stddev"]);
  const double kl = ((m * m + s * s - 1) / 2 - torch::log(s)).sum().item<double>();
  const auto point = Make(kEmbedded, {"gaussian"}, options);
  EXPECT_NEAR(network->Kl().item<double>() - point->Kl().item<double>(), kl, 1e-9 * kl);
  EXPECT_EQ(point->Kernels().size(), network->Kernels().size() + 1);
  for (const torch::Tensor& decayed : network->Kernels()) EXPECT_FALSE(decayed.is_same(m));
}

// An executor's network: the same weights, but an embedding for each component.
TEST(NetworkOptions, GiveEachComponentAnEmbeddingOfItsOwn) {
  NetworkOptions options;
  options.embedding = Family::kEnsemble;
  const auto own = Make(kEmbedded, {"point"}, options), shared = Make(kEmbedded, {"point"});
  layers::GeneratorNoise none(1);
  const torch::NoGradGuard no_grad;
  const auto parameters = own->named_parameters();
  EXPECT_EQ(parameters["embedding.kernel"].sizes(), (std::vector<int64_t>{2, 2, 3}));
  const torch::Tensor logits = own->Forward(Rows(3), none);
  for (int64_t k = 0; k < 2; ++k) {
    for (auto& parameter : shared->named_parameters()) {
      const torch::Tensor& value = parameters[parameter.key()];
      parameter.value().copy_(parameter.key() == "embedding.kernel" ? value[k] : value);
    }
    EXPECT_TRUE(torch::allclose(logits[k], shared->Forward(Rows(3), none)[k], 1e-12, 1e-12));
  }
}

TEST(MakeNetwork, RefusesSeveralComponentsOfAFamilyThatHasOne) {
  checkpoint::Rank1Spec rank1;
  rank1.components = 2;
  rank1.posterior = "mean_field";
  EXPECT_EQ(MakeNetwork(Spec("mlp"), rank1).status().message(),
            "rank1.components: got 2, wanted 1 for the posterior 'mean_field'");
}

}  // namespace
}  // namespace credence::networks
