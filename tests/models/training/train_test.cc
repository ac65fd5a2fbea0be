#include "models/training/train.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "models/checkpoint/checkpoint.h"
#include "models/predict/members.h"
#include "models/predict/predictor.h"
#include "models/training/curves.h"
#include "models/training/export.h"
#include "models/training/model_card.h"
#include "models/training/progress.h"
#include "tests/models/training/toy.h"

namespace credence::training {
namespace {

using ::testing::HasSubstr;

class Training : public ::testing::Test {
 protected:
  Training() {
    torch::set_num_threads(1);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  absl::StatusOr<Trained> TrainToy(const Recipe& recipe, const TrainOptions& options,
                                   const Rows& validation = {}) {
    return Train(recipe, ToyNetwork(), ToyRows(160, 1), validation, "data", options);
  }

  // A state in state_; left off at a step, or run to the end.
  TrainOptions Keep(int64_t stop = 0) const {
    TrainOptions options;
    options.state_path = state_;
    options.stop_at_step = stop;
    return options;
  }

  const std::string folder_ = ::testing::TempDir() + "train_test";
  const std::string state_ = folder_ + "/state.safetensors";
};

// Bit for bit.
bool SameWeights(const networks::Network& a, const networks::Network& b) {
  const auto other = b.named_parameters();
  for (const auto& item : a.named_parameters()) {
    if (!torch::equal(item.value(), other[item.key()])) return false;
  }
  return true;
}

TEST_F(Training, GivesTheSameBitsForTheSameSeed) {
  const auto first = TrainToy(ToyRecipe(2), {}), second = TrainToy(ToyRecipe(2), {});
  ASSERT_TRUE(first.ok() && second.ok()) << first.status();
  EXPECT_TRUE(SameWeights(*first->network, *second->network));
}

TEST_F(Training, GivesOtherBitsForAnotherSeed) {
  Recipe other = ToyRecipe(2);
  other.seed = 2;
  const auto first = TrainToy(ToyRecipe(2), {}), second = TrainToy(other, {});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_FALSE(SameWeights(*first->network, *second->network));
}

// 5 steps an epoch.
TEST_F(Training, JudgesAnEpochThatTheLastStepCutsShort) {
  Recipe recipe = ToyRecipe(2);
  for (const auto& [steps, epochs] : {std::pair(8, 2), std::pair(3, 1)}) {
    recipe.schedule.steps = steps;
    double sum = 0;  // of the last epoch's three steps
    TrainOptions options;
    options.on_step = [&sum](const training::Run& run) { sum = run.epoch_nll; };
    const auto trained = TrainToy(recipe, options, ToyRows(64, 2));
    ASSERT_TRUE(trained.ok()) << trained.status();
    ASSERT_EQ(trained->curve.size(), static_cast<size_t>(epochs));
    EXPECT_DOUBLE_EQ(trained->curve.back().nll, sum / 3);
    EXPECT_EQ(trained->curve.back().step, steps);
    EXPECT_EQ(trained->curve.back().epoch, epochs);
    EXPECT_GT(trained->curve.back().validation_nll, 0);
    EXPECT_LE(trained->epochs, epochs);
    EXPECT_GE(trained->epochs, 1);
  }
}

// 10 steps == 5 + save + load + 5, the interruption in the middle of an epoch or at its end.
TEST_F(Training, GoesOnWhereItWasInterruptedBitForBit) {
  const Rows validation = ToyRows(64, 2);
  const auto whole = TrainToy(ToyRecipe(2), {}, validation);
  ASSERT_TRUE(whole.ok()) << whole.status();
  for (const int64_t stop : {3, 5, 7}) {
    std::filesystem::remove(state_);
    ASSERT_TRUE(TrainToy(ToyRecipe(2), Keep(stop), validation).ok());
    const auto resumed = TrainToy(ToyRecipe(2), Keep(), validation);
    ASSERT_TRUE(resumed.ok()) << resumed.status();
    EXPECT_TRUE(SameWeights(*whole->network, *resumed->network)) << "stopped at " << stop;
    EXPECT_EQ(CurvesToCsv(whole->curve), CurvesToCsv(resumed->curve)) << "stopped at " << stop;
  }
}

// The same with a process that is killed in the middle of a step.
TEST_F(Training, SurvivesSigkill) {
  const auto whole = TrainToy(ToyRecipe(2), {});
  ASSERT_TRUE(whole.ok());
  const pid_t child = fork();
  if (child == 0) {
    TrainOptions options = Keep();
    options.save_steps = 1;
    options.on_step = [](const training::Run& run) {
      if (run.step == 7) raise(SIGKILL);  // the last state saved is that of step 6
    };
    (void)TrainToy(ToyRecipe(2), options);
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  int64_t first_step = 0;
  TrainOptions options = Keep();
  options.on_step = [&](const training::Run& run) {
    if (first_step == 0) first_step = run.step;
  };
  const auto resumed = TrainToy(ToyRecipe(2), options);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(first_step, 7);
  EXPECT_TRUE(SameWeights(*whole->network, *resumed->network));
}

TEST_F(Training, SavesEveryNSteps) {
  int saved = 0;
  TrainOptions options = Keep();
  options.save_seconds = 1e9;
  options.save_steps = 2;
  options.on_step = [&](const training::Run& run) {
    if (run.step == 3) saved = std::filesystem::exists(state_);  // from step 2
  };
  ASSERT_TRUE(TrainToy(ToyRecipe(1), options).ok());
  EXPECT_TRUE(saved);
}

TEST_F(Training, RefusesTheStateOfAnotherRun) {
  ASSERT_TRUE(TrainToy(ToyRecipe(2), Keep(3)).ok());
  Recipe other = ToyRecipe(2);
  other.text = "another";
  const absl::Status status = TrainToy(other, Keep()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr(state_));
}

TEST_F(Training, RefusesADamagedState) {
  ASSERT_TRUE(TrainToy(ToyRecipe(2), Keep(3)).ok());
  std::filesystem::resize_file(state_, std::filesystem::file_size(state_) - 8);
  EXPECT_EQ(TrainToy(ToyRecipe(2), Keep()).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(Training, RefusesRowsOfOneLabel) {
  Rows rows = ToyRows(40, 1);
  rows.labels.zero_();
  EXPECT_EQ(Train(ToyRecipe(1), ToyNetwork(), rows, {}, "", {}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// A rate far too high makes validation worse sooner or later.
TEST_F(Training, KeepsTheWeightsThatValidateBest) {
  Recipe recipe = ToyRecipe(12);
  recipe.optimizer.learning_rate = 0.5;
  recipe.optimizer.average_weights = false;
  const Rows validation = ToyRows(200, 2);
  const auto trained = TrainToy(recipe, {}, validation);
  ASSERT_TRUE(trained.ok()) << trained.status();
  const auto best = std::min_element(
      trained->curve.begin(), trained->curve.end(),
      [](const auto& a, const auto& b) { return a.validation_nll < b.validation_nll; });
  EXPECT_EQ(trained->epochs, best->epoch);
  const auto figures =
      JudgeRisks(MemberRisks(*trained->network, validation.inputs, recipe.posterior.samples,
                             recipe.posterior.member_seed),
                 validation.labels);
  ASSERT_TRUE(figures.ok());
  EXPECT_EQ(figures->mixture_nll, best->validation_nll);
  ASSERT_LT(best->epoch, 12) << "the problem no longer shows what this test is about";
}

TEST_F(Training, StopsWhenValidationHasNotImprovedForItsPatience) {
  Recipe recipe = ToyRecipe(50);
  recipe.optimizer.learning_rate = 0.5;
  recipe.optimizer.average_weights = false;
  recipe.schedule.patience = 3;
  const auto trained = TrainToy(recipe, {}, ToyRows(200, 2));
  ASSERT_TRUE(trained.ok()) << trained.status();
  ASSERT_LT(trained->curve.size(), 50u);
  EXPECT_EQ(trained->curve.back().epoch, trained->epochs + 3);
}

// No predictor is expected to do better than the entropy, and this one can express the truth. On n
// = 4000 fresh rows the NLL's sampling error is sd(-log p) / sqrt(n) < 0.6 / 63 < 0.01 (here
// -log p(y) lies in 0.1 .. 2.3 with sd 0.58); 4 of these, and 0.01 for what training leaves.
TEST_F(Training, ReachesTheEntropyOfAToyProblem) {
  Recipe recipe = ToyRecipe(20);
  recipe.schedule.input_dropout = 0;
  const auto trained = Train(recipe, ToyNetwork(), ToyRows(2000, 1), {}, "", {});
  ASSERT_TRUE(trained.ok()) << trained.status();
  const Rows fresh = ToyRows(4000, 3);
  const auto figures = JudgeRisks(MemberRisks(*trained->network, fresh.inputs, 4, 1), fresh.labels);
  ASSERT_TRUE(figures.ok());
  EXPECT_NEAR(figures->mixture_nll, ToyEntropy(), 0.05);
  EXPECT_LE(figures->mixture_nll, figures->average_nll);
}

// The served members are those that the manifest's seed draws. The training network with points in
// place of its posterior, set to these very members, must answer alike.
TEST_F(Training, WritesACheckpointThatAnswersAsTheNetworkDoes) {
  const Recipe recipe = ToyRecipe(3);
  const auto trained = TrainToy(recipe, {});
  ASSERT_TRUE(trained.ok());
  Charts charts;
  charts.schema.name = "toy";
  Prepared prepared;
  prepared.encoding = {{"kind", "tensor"}, {"width", 2}};
  prepared.network = ToyNetwork();
  prepared.training = ToyRows(160, 1);
  const auto manifest =
      MakeManifest(recipe, charts, prepared, *trained, {{"auroc", 0.75}}, "2026-01-01");
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  const absl::Status written = WriteTrained(folder_ + "/1", recipe, *trained, *manifest);
  ASSERT_TRUE(written.ok()) << written;

  const auto checkpoint = checkpoint::ReadCheckpoint(folder_ + "/1");
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->manifest.figures.at("auroc"), 0.75);
  // Four distinct rows make four distinct risks: edges that would repeat are left out.
  EXPECT_LE(checkpoint->manifest.calibration_bin_edges.size(), 7u);
  EXPECT_GE(checkpoint->manifest.calibration_bin_edges.size(), 3u);
  const auto members =
      predict::DrawMembers(*checkpoint, recipe.posterior.samples, recipe.posterior.member_seed);

  checkpoint::Rank1Spec points{.components = members.count, .posterior = "point"};
  const auto network = networks::MakeNetwork(ToyNetwork(), points);
  ASSERT_TRUE(network.ok()) << network.status();
  {
    torch::NoGradGuard no_grad;
    const auto learned = trained->network->named_parameters();
    for (auto& item : (*network)->named_parameters()) {
      const auto factor = members.factors.find(item.key());
      if (factor == members.factors.end()) {
        item.value().copy_(learned[item.key()]);  // a kernel
      } else {
        item.value().copy_(
            torch::tensor(std::vector<float>(factor->second.begin(), factor->second.end()))
                .reshape(item.value().sizes()));
      }
    }
  }
  const torch::Tensor rows = ToyRows(16, 5).inputs;
  const torch::Tensor expected = MemberLogits(**network, rows, 1, 1);  // [16, M]

  const auto predictor = predict::LoadPredictor(folder_ + "/1", {});
  ASSERT_TRUE(predictor.ok()) << predictor.status();
  std::vector<float> logits(16 * members.count);
  const std::span<const float> input(rows.const_data_ptr<float>(), 32);
  ASSERT_TRUE((*predictor)->executor->Forward(input, 16, logits).ok());
  const torch::Tensor served = torch::tensor(logits).reshape({16, members.count});
  // Sums of 4 products in another order: float32 rounding, 2^-24 relative each.
  EXPECT_TRUE(torch::allclose(served, expected, 1e-5, 1e-6));
}

TEST_F(Training, WritesCurvesAsCsvAndAsOnePage) {
  const auto trained = TrainToy(ToyRecipe(2), {}, ToyRows(64, 2));
  ASSERT_TRUE(trained.ok());
  ASSERT_TRUE(WriteCurves(folder_, "toy", trained->curve).ok());
  const std::string csv = CurvesToCsv(trained->curve);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
  EXPECT_THAT(csv, HasSubstr("epoch,step,learning_rate,nll,kl_per_example"));
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/curves.csv"));
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/curves.html"));
}

TEST_F(Training, ShowsProgressWithEtaNllKlAndValidation) {
  std::ostringstream out;
  Progress progress(out, /*live=*/false);
  TrainOptions options;
  options.on_step = [&](const training::Run& run) { progress.OnStep(run); };
  options.on_epoch = [&](const training::Run& run) { progress.OnEpoch(run); };
  ASSERT_TRUE(TrainToy(ToyRecipe(2), options, ToyRows(64, 2)).ok());
  for (const char* part : {"epoch 1/2  step 5/10  NLL 0.", "  KL ", "  mixture NLL 0.", "  ECE 0.",
                           "  ETA ", "epoch 2/2  step 10/10"}) {
    EXPECT_THAT(out.str(), HasSubstr(part));
  }
}

TEST(Adam, FollowsItsFormula) {
  const auto network = networks::MakeNetwork(ToyNetwork(), {.components = 1, .posterior = "point"});
  ASSERT_TRUE(network.ok());
  OptimizerRecipe recipe;
  recipe.clip_norm = 0;
  recipe.weight_decay = 0.5;
  Adam adam(**network, recipe);
  const torch::Tensor kernel = (*network)->named_parameters()["l0.kernel"];
  const torch::Tensor before = kernel.detach().clone();
  kernel.mutable_grad() = torch::full_like(kernel, 2);
  adam.Step(0.1, 0);
  // At step 0 the corrected moments are g and g^2: a step of rate * sign(g), after the decay.
  const torch::Tensor expected = before * (1 - 0.1 * 0.5) - 0.1;
  EXPECT_TRUE(torch::allclose(kernel, expected, 1e-5, 1e-6));
  EXPECT_FALSE(kernel.grad().defined());
}

TEST(Adam, ClipsTheGlobalNorm) {
  const auto network = networks::MakeNetwork(ToyNetwork(), {.components = 1, .posterior = "point"});
  ASSERT_TRUE(network.ok());
  OptimizerRecipe recipe;
  recipe.clip_norm = 1;
  Adam adam(**network, recipe);
  const torch::Tensor kernel = (*network)->named_parameters()["l0.kernel"];  // [2, 4]
  kernel.mutable_grad() = torch::full_like(kernel, 3);
  EXPECT_NEAR(adam.Step(0.1, 0), 3 * std::sqrt(8.0), 1e-5);
  const torch::Tensor m = adam.State().at("adam.m/l0.kernel");  // (1 - beta1) * clipped gradient
  EXPECT_NEAR(m.square().sum().sqrt().item<double>(), 0.1, 1e-6);
}

TEST(AverageWeights, IsAMeanAtFirstAndEverLongerLater) {
  const auto network = networks::MakeNetwork(ToyNetwork(), {.components = 1, .posterior = "point"});
  const auto average = networks::MakeNetwork(ToyNetwork(), {.components = 1, .posterior = "point"});
  ASSERT_TRUE(network.ok() && average.ok());
  torch::NoGradGuard no_grad;
  (*network)->named_parameters()["l0.kernel"].fill_(1);
  torch::Tensor mean = (*average)->named_parameters()["l0.kernel"];
  mean.fill_(0);
  AverageWeights(**network, 0, **average);  // decay 1 / 10
  EXPECT_NEAR(mean[0][0].item<double>(), 0.9, 1e-6);
  mean.fill_(0);
  AverageWeights(**network, 90, **average);  // decay 91 / 100
  EXPECT_NEAR(mean[0][0].item<double>(), 0.09, 1e-6);
}

TEST(State, HoldsNoOtherDtypes) {
  State state;
  state.tensors.emplace("x", torch::zeros({2}, torch::kBool));
  EXPECT_EQ(SaveState(::testing::TempDir() + "x.safetensors", state).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ModelCard, FillsItsTemplate) {
  const auto filled = FillTemplate("a {{x}} b {{y}}{{x}}", {{"x", "1"}, {"y", "2"}});
  ASSERT_TRUE(filled.ok());
  EXPECT_EQ(*filled, "a 1 b 21");
}

TEST(ModelCard, RejectsWhatItCannotFill) {
  EXPECT_THAT(FillTemplate("{{z}}", {{"x", "1"}}).status().message(), HasSubstr("got {{z}}"));
  EXPECT_THAT(FillTemplate("{{x", {{"x", "1"}}).status().message(), HasSubstr("never closed"));
}

TEST(ModelCard, ShowsTheEceWithItsIntervalAndNullBand) {
  const std::string path = ::testing::TempDir() + "card_figures.json";
  std::ofstream(path) << R"({"all": {"figures": {"ece": 0.011, "auroc": null},
      "mean_uncertainty_nats": {"epistemic": 0.0021}},
      "intervals_95": {"ece": [0, 0.0124]}, "null_ece": {"q10": 0.0096, "q90": 0.0171}})";
  const auto figures = ReadFigures(path);
  ASSERT_TRUE(figures.ok()) << figures.status();
  checkpoint::Manifest manifest;
  manifest.classes = {"no", "yes"};
  manifest.figures = *figures;
  const std::string table = CardValues(manifest).at("figures");
  EXPECT_THAT(table, HasSubstr("| ECE (15 bins) | 0.0110 | low |\n"
                               "| - true error of these bins, 95 % interval | 0.0000 to 0.0124 | |"
                               "\n| - a perfectly calibrated model's, 10 to 90 % | 0.0096 to 0.0171"
                               " | |\n"));
  EXPECT_THAT(table, HasSubstr("| Epistemic uncertainty, mean (nats) | 0.0021 | |"));
}

TEST(ModelCard, SaysSoWhereThereAreNoFigures) {
  EXPECT_THAT(CardValues({}).at("figures"), HasSubstr("not evaluated"));
}

}  // namespace
}  // namespace credence::training
