// What training and export promise for every family of weights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "models/checkpoint/checkpoint.h"
#include "models/checkpoint/posteriors.h"
#include "models/layers/posterior.h"
#include "models/predict/members.h"
#include "models/predict/predictor.h"
#include "models/training/curves.h"
#include "models/training/ensemble.h"
#include "models/training/export.h"
#include "models/training/model_card.h"
#include "models/training/progress.h"
#include "tests/models/training/toy.h"

namespace credence::training {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Recipe RecipeOf(const std::string& family, int64_t epochs = 2) {
  const checkpoint::PosteriorKind& kind = *checkpoint::FindPosterior(family);
  Recipe recipe = ToyRecipe(epochs);
  recipe.posterior.family = family;
  recipe.posterior.components = kind.many_components ? 2 : 1;
  recipe.posterior.samples = kind.many_samples ? 2 : 1;
  return recipe;
}

// Bit for bit.
bool SameWeights(const networks::Network& a, const networks::Network& b) {
  const auto other = b.named_parameters();
  for (const auto& item : a.named_parameters()) {
    if (!torch::equal(item.value(), other[item.key()])) return false;
  }
  return true;
}

class Families : public ::testing::Test {
 protected:
  Families() {
    torch::set_num_threads(1);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  absl::StatusOr<Trained> TrainToy(const Recipe& recipe, const TrainOptions& options = {}) const {
    return Train(recipe, network_, ToyRows(160, 1), ToyRows(64, 2), "data", options);
  }

  TrainOptions Keep(int64_t stop = 0) const {
    TrainOptions options;
    options.state_path = folder_ + "/state.safetensors";
    options.stop_at_step = stop;
    return options;
  }

  // Half of the run, and the rest from its state, against the whole.
  void ExpectResumes(const Recipe& recipe) const {
    const auto whole = TrainToy(recipe);
    ASSERT_TRUE(whole.ok()) << whole.status();
    ASSERT_TRUE(TrainToy(recipe, Keep(7)).ok());
    const auto resumed = TrainToy(recipe, Keep());
    ASSERT_TRUE(resumed.ok()) << resumed.status();
    EXPECT_TRUE(SameWeights(*whole->network, *resumed->network));
    EXPECT_EQ(CurvesToCsv(whole->curve), CurvesToCsv(resumed->curve));
  }

  absl::StatusOr<checkpoint::Checkpoint> Export(const Recipe& recipe, const Trained& trained) {
    Charts charts;
    charts.schema.name = "toy";
    Prepared prepared;
    prepared.encoding = {{"kind", "tensor"}, {"width", 2}};
    prepared.network = network_;
    prepared.training = ToyRows(160, 1);
    const auto manifest = MakeManifest(recipe, charts, prepared, trained, {}, "2026-01-01");
    if (!manifest.ok()) return manifest.status();
    const absl::Status written = WriteTrained(folder_ + "/1", recipe, trained, *manifest);
    if (!written.ok()) return written;
    return checkpoint::ReadCheckpoint(folder_ + "/1");
  }

  const std::string folder_ = ::testing::TempDir() + "training_families_test";
  checkpoint::NetworkSpec network_ = ToyNetwork();
};

struct Method {
  std::string family;
  bool embedded = false;  // a network with an embedding, which is like the family's kernels
  bool gaussian_embedding = false;
};

class EveryFamily : public Families, public ::testing::WithParamInterface<Method> {
 protected:
  EveryFamily() {
    if (GetParam().embedded) network_ = ToyEmbedded();
  }

  static Recipe OwnRecipe(int64_t epochs = 2) {
    Recipe recipe = RecipeOf(GetParam().family, epochs);
    if (!GetParam().gaussian_embedding) return recipe;
    recipe.posterior.embedding = "gaussian";
    recipe.posterior.samples = 2;
    recipe.posterior.kernel_initial_stddev = 0.05;
    return recipe;
  }
};

TEST_P(EveryFamily, GoesOnWhereItWasInterruptedBitForBit) { ExpectResumes(OwnRecipe()); }

TEST_P(EveryFamily, LearnsTheToyProblem) {
  // An LSTM starts more slowly, and 160 rows are little against its KL.
  Recipe recipe = OwnRecipe(GetParam().embedded ? 40 : 12);
  if (GetParam().embedded) recipe.optimizer.learning_rate = 0.03;
  if (GetParam().embedded) recipe.loss.kl_weight = 0.01;
  const auto trained = TrainToy(recipe);
  ASSERT_TRUE(trained.ok()) << trained.status();
  EXPECT_LT(trained->curve.back().validation_nll, std::log(2.0));
  EXPECT_LT(trained->curve.back().nll, trained->curve.front().nll);
}

TEST_P(EveryFamily, WritesItsWeightsAsTheManifestSays) {
  const Recipe recipe = OwnRecipe();
  const auto trained = TrainToy(recipe);
  ASSERT_TRUE(trained.ok()) << trained.status();
  const auto checkpoint = Export(recipe, *trained);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->manifest.rank1.posterior, GetParam().family);
  EXPECT_EQ(checkpoint->manifest.rank1.gaussian_embedding, GetParam().gaussian_embedding);
  for (const auto& item : trained->network->named_parameters()) {
    const auto array = checkpoint->weights->Find(item.key());
    ASSERT_TRUE(array.ok()) << array.status();
    const std::span<const float> learned(item.value().const_data_ptr<float>(), array->size());
    EXPECT_TRUE(std::equal(learned.begin(), learned.end(), array->f32().begin())) << item.key();
  }
  const bool alone = GetParam().family == "deterministic" && !GetParam().gaussian_embedding;
  EXPECT_EQ(checkpoint->manifest.deferral.max_epistemic < 0, alone);
}

// The noise with which component k is member k S + j as the server draws it.
class ServedDraw final : public layers::NoiseSource {
 public:
  ServedDraw(const networks::Network& network, const predict::Members& members, int samples, int m)
      : parameters_(network.named_parameters()),
        members_(members),
        samples_(samples),
        m_(m),
        j_(m % samples) {}

  torch::Tensor Draw(const std::string& name, layers::Family family, int64_t K, int64_t B,
                     int64_t dim, const torch::TensorOptions& options) override {
    if (family == layers::Family::kMeanField) return torch::ones({K, B, dim}, options);  // signs
    const torch::Tensor drawn =
        torch::tensor(members_.factors.at(name)).view({K, samples_, dim}).select(1, j_);
    // Dropout: what lies above any rate is kept.
    if (family == layers::Family::kDropout) return Rows(drawn.gt(0).to(torch::kFloat32) * 0.999, B);
    const bool cauchy = family == layers::Family::kCauchy;
    const torch::Tensor spread =
        layers::PositiveFromStored(parameters_[name + (cauchy ? ".scale" : ".stddev")]);
    return Rows((drawn - parameters_[name + (cauchy ? ".loc" : ".mean")]) / spread, B);
  }

  torch::Tensor DrawKernel(const std::string& name, int64_t in, int64_t out,
                           const torch::TensorOptions&) override {
    const torch::Tensor drawn =
        torch::tensor(members_.kernels.at(name)).view({members_.count, in, out})[m_];
    return (drawn - parameters_[name + ".mean"]) /
           layers::PositiveFromStored(parameters_[name + ".stddev"]);
  }

 private:
  static torch::Tensor Rows(const torch::Tensor& drawn, int64_t B) {
    return drawn.unsqueeze(1).expand({drawn.size(0), B, drawn.size(1)});
  }

  const torch::OrderedDict<std::string, torch::Tensor> parameters_;
  const predict::Members& members_;
  const int samples_, m_, j_;
};

TEST_P(EveryFamily, IsServedAsItsNetworkAnswersWithTheSameDraws) {
  const Recipe recipe = OwnRecipe();
  const auto trained = TrainToy(recipe);
  ASSERT_TRUE(trained.ok()) << trained.status();
  const auto checkpoint = Export(recipe, *trained);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const int K = recipe.posterior.components, S = recipe.posterior.samples, B = 16;
  const predict::Members members =
      predict::DrawMembers(*checkpoint, S, recipe.posterior.member_seed);
  const torch::Tensor rows = ToyRows(B, 5).inputs;

  const auto predictor = predict::LoadPredictor(folder_ + "/1", {});
  ASSERT_TRUE(predictor.ok()) << predictor.status();
  std::vector<float> logits(static_cast<size_t>(B) * K * S);
  const std::span<const float> input(rows.const_data_ptr<float>(), rows.numel());
  ASSERT_TRUE((*predictor)->executor->Forward(input, B, logits).ok());
  const torch::Tensor served = torch::tensor(logits).view({B, K * S});

  const torch::NoGradGuard no_grad;
  for (int m = 0; m < K * S; ++m) {
    ServedDraw noise(*trained->network, members, S, m);
    const torch::Tensor answers = trained->network->Forward(rows.unsqueeze(0), noise);  // [K, B, 1]
    // Factors of order 1 come back from their noise with an error of float32's 2^-24 each.
    EXPECT_TRUE(torch::allclose(served.select(1, m), answers[m / S].squeeze(1), 1e-4, 1e-5)) << m;
  }
}

std::vector<Method> Methods() {
  std::vector<Method> methods;
  for (const std::string& family : checkpoint::PosteriorNames()) {
    methods.push_back({family});
    methods.push_back({family, /*embedded=*/true});
    if (checkpoint::FindPosterior(family)->member_kernels()) continue;
    methods.push_back({family, true, /*gaussian_embedding=*/true});
  }
  return methods;
}

INSTANTIATE_TEST_SUITE_P(All, EveryFamily, ::testing::ValuesIn(Methods()), [](const auto& info) {
  return info.param.family + (info.param.embedded ? "_embedded" : "") +
         (info.param.gaussian_embedding ? "_gaussian" : "");
});

TEST_F(Families, AlternatingNllsGoOnWhereTheyWereInterrupted) {
  Recipe recipe = RecipeOf("gaussian");
  recipe.loss.nll = "alternating";
  recipe.loss.alternate_steps = 3;
  ExpectResumes(recipe);
  const auto alternating = TrainToy(recipe);
  recipe.loss.nll = "average";
  const auto average = TrainToy(recipe);
  ASSERT_TRUE(alternating.ok() && average.ok());
  EXPECT_FALSE(SameWeights(*alternating->network, *average->network));
}

TEST_F(Families, ATrainablePriorMeanIsInTheStateAndInNoCheckpoint) {
  Recipe recipe = RecipeOf("gaussian");
  recipe.posterior.prior_mean_kind = "trainable";
  ExpectResumes(recipe);
  const auto state = LoadState(Keep().state_path);
  ASSERT_TRUE(state.ok()) << state.status();
  const torch::Tensor mean = state->tensors.at("network/l0.r.prior_mean");
  EXPECT_EQ(mean.numel(), 1);
  EXPECT_NE(mean.item<float>(), 1);  // it has learned
  const auto trained = TrainToy(recipe);
  ASSERT_TRUE(trained.ok());
  const auto checkpoint = Export(recipe, *trained);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_FALSE(checkpoint->weights->Find("l0.r.prior_mean").ok());
}

TEST_F(Families, ComponentsOfAnEnsembleAreDeterministicRunsOfTheirOwn) {
  const Recipe recipe = RecipeOf("ensemble");
  const auto ensemble = TrainToy(recipe);
  ASSERT_TRUE(ensemble.ok()) << ensemble.status();
  const auto stacked = ensemble->network->named_parameters();
  for (int i = 0; i < 2; ++i) {
    const auto alone = TrainToy(RecipeOfNetwork(recipe, i));
    ASSERT_TRUE(alone.ok()) << alone.status();
    for (const auto& item : alone->network->named_parameters()) {
      EXPECT_TRUE(torch::equal(stacked[item.key()][i].view_as(item.value()), item.value()));
    }
  }
  EXPECT_FALSE(torch::equal(stacked["l0.kernel"][0], stacked["l0.kernel"][1]));
  EXPECT_EQ(ensemble->curve.size(), 4u);
  EXPECT_EQ(ensemble->curve.back().epoch, 4);
}

// Killed in the second network: the first is taken from its state, the second goes on.
TEST_F(Families, AnEnsembleSurvivesSigkill) {
  const Recipe recipe = RecipeOf("ensemble");
  const auto whole = TrainToy(recipe);
  ASSERT_TRUE(whole.ok());
  TrainOptions options = Keep();
  options.save_steps = 1;
  const pid_t child = fork();
  if (child == 0) {
    options.on_step = [](const training::Run& run) {
      if (run.number == 2 && run.step == 7) raise(SIGKILL);
    };
    (void)TrainToy(recipe, options);
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  int64_t first = 0;
  options.on_step = [&](const training::Run& run) {
    if (first == 0) first = run.total_step();
  };
  const auto resumed = TrainToy(recipe, options);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(first, 10 + 7);
  EXPECT_TRUE(SameWeights(*whole->network, *resumed->network));
}

TEST_F(Families, ProgressNamesTheNetworkOfAnEnsemble) {
  std::ostringstream out;
  Progress progress(out, /*live=*/false);
  TrainOptions options;
  options.on_step = [&](const training::Run& run) { progress.OnStep(run); };
  options.on_epoch = [&](const training::Run& run) { progress.OnEpoch(run); };
  ASSERT_TRUE(TrainToy(RecipeOf("ensemble"), options).ok());
  EXPECT_THAT(out.str(), AllOf(HasSubstr("network 1/2  epoch 1/2"), HasSubstr("network 2/2")));
}

TEST_F(Families, ModelCardsSayWhatMadeThem) {
  checkpoint::Manifest manifest;
  manifest.rank1 = {.components = 4, .samples = 2};
  EXPECT_THAT(CardValues(manifest).at("method"), HasSubstr("Rank-1 Bayesian"));
  EXPECT_THAT(CardValues(manifest).at("network"), HasSubstr("all rank-1"));
  EXPECT_EQ(CardValues(manifest).at("answer"),
            "the mean over 8 members (4 components x 2 samples, gaussian posterior)");
  manifest.network.embedding = 3;
  manifest.rank1.gaussian_embedding = true;
  EXPECT_THAT(CardValues(manifest).at("method"), HasSubstr("over Bayesian embeddings"));
  EXPECT_THAT(CardValues(manifest).at("network"),
              AllOf(HasSubstr("embedding of each step's values in 3"),
                    HasSubstr("all but the embedding rank-1")));
  EXPECT_THAT(CardValues(manifest).at("answer"), HasSubstr("gaussian over gaussian embeddings"));
  manifest.rank1.posterior = "deterministic";
  EXPECT_THAT(CardValues(manifest).at("method"), HasSubstr("Bayesian embeddings, all other"));
  EXPECT_EQ(CardValues(manifest).at("answer"), "the mean over 8 members (draws of the embeddings)");
  manifest.network.embedding = 0;
  manifest.rank1.gaussian_embedding = false;
  for (const char* family : {"deterministic", "dropout", "mean_field", "ensemble"}) {
    manifest.rank1.posterior = family;
    for (const auto& [name, value] : CardValues(manifest)) {
      EXPECT_THAT(value, Not(HasSubstr("ank-1"))) << family << ", " << name;
    }
  }
}

}  // namespace
}  // namespace credence::training
