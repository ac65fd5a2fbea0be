#include "models/training/run.h"

#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace credence::training {
namespace {

constexpr uint64_t kInitPurpose = 1;

layers::PriorMean PriorMeanOf(const std::string& kind) {
  if (kind == "tied") return layers::PriorMean::kTied;
  return kind == "trainable" ? layers::PriorMean::kTrainable : layers::PriorMean::kFixed;
}

networks::NetworkOptions ToOptions(const Recipe& recipe, const std::vector<double>& output_bias) {
  networks::NetworkOptions options;
  options.posterior.random_sign_init = recipe.posterior.random_sign_init;
  options.posterior.initial_dropout_rate = recipe.posterior.initial_dropout_rate;
  options.posterior.prior_mean = recipe.posterior.prior_mean;
  options.posterior.prior_stddev = recipe.posterior.prior_stddev;
  options.posterior.prior_mean_kind = PriorMeanOf(recipe.posterior.prior_mean_kind);
  options.posterior.kernel_initial_stddev = recipe.posterior.kernel_initial_stddev;
  options.posterior.kernel_prior_stddev = recipe.posterior.kernel_prior_stddev;
  options.kernel_init_scale = recipe.network.kernel_scale;
  options.output_bias = output_bias;
  options.seed = MixSeed(recipe.seed, kInitPurpose, 0);
  return options;
}

void ScaleLstm(double scale, networks::Network& network) {
  torch::NoGradGuard no_grad;
  for (auto& item : network.named_parameters()) {
    const absl::string_view name = absl::StripSuffix(item.key(), ".mean");
    if (name == "lstm.kernel" || name == "lstm.recurrent_kernel") {
      item.value().mul_(scale);
    }
  }
}

constexpr int64_t kColumns = sizeof(CurvePoint) / sizeof(double);

torch::Tensor CurveTensor(const std::vector<CurvePoint>& curve) {
  torch::Tensor tensor =
      torch::empty({static_cast<int64_t>(curve.size()), kColumns}, torch::kFloat64);
  if (!curve.empty()) {
    std::memcpy(tensor.data_ptr(), curve.data(), curve.size() * sizeof(CurvePoint));
  }
  return tensor;
}

absl::StatusOr<int64_t> FactNumber(const State& state, const std::string& name) {
  const auto found = state.facts.find(name);
  int64_t value = 0;
  if (found == state.facts.end() || !absl::SimpleAtoi(found->second, &value)) {
    return absl::DataLossError(absl::StrCat("training state: fact ", name, " is missing"));
  }
  return value;
}

absl::Status RestoreNumbers(const State& state, Run& run) {
  const auto step = FactNumber(state, "step");
  const auto best_epoch = FactNumber(state, "best_epoch");
  const auto sums = state.tensors.find("sums");
  const auto curve = state.tensors.find("curve");
  if (!step.ok()) return step.status();
  if (!best_epoch.ok()) return best_epoch.status();
  if (sums == state.tensors.end() || sums->second.numel() != 4 || curve == state.tensors.end() ||
      curve->second.dim() != 2 || curve->second.size(1) != kColumns) {
    return absl::DataLossError("training state: sums or curve are missing");
  }
  run.step = *step;
  run.best_epoch = *best_epoch;
  const double* values = sums->second.const_data_ptr<double>();
  run.epoch_nll = values[0];
  run.kl = values[1];
  run.kl_weight = values[2];
  run.best_nll = values[3];
  run.curve.resize(curve->second.size(0));
  if (!run.curve.empty()) {
    std::memcpy(run.curve.data(), curve->second.const_data_ptr(), curve->second.nbytes());
  }
  return absl::OkStatus();
}

}  // namespace

checkpoint::Rank1Spec SpecOf(const PosteriorRecipe& recipe) {
  return {.components = recipe.components,
          .samples = recipe.samples,
          .posterior = recipe.family,
          .additive = recipe.additive,
          .seed = recipe.member_seed,
          .dropout_rate = recipe.family == "dropout" ? recipe.dropout_rate : 0,
          .gaussian_embedding = recipe.embedding == "gaussian"};
}

absl::StatusOr<Run> StartRun(const Recipe& recipe, const checkpoint::NetworkSpec& network,
                             int64_t rows, const std::vector<double>& output_bias,
                             torch::Device device) {
  Run run;
  for (auto* slot : {&run.network, &run.average, &run.best}) {
    auto made =
        networks::MakeNetwork(network, SpecOf(recipe.posterior), ToOptions(recipe, output_bias));
    if (!made.ok()) return made.status();
    *slot = *std::move(made);
    ScaleLstm(recipe.network.lstm_scale, **slot);
    (*slot)->to(device);
  }
  run.adam = std::make_unique<Adam>(*run.network, recipe.optimizer);
  run.schedule = MakeSchedule(recipe, rows);
  return run;
}

std::map<std::string, torch::Tensor> NamedTensors(const Run& run) {
  std::map<std::string, torch::Tensor> tensors = run.adam->State();
  for (const auto& [prefix, network] :
       {std::pair("network/", run.network), std::pair("average/", run.average),
        std::pair("best/", run.best)}) {
    for (const auto& item : network->named_parameters()) {
      tensors.emplace(absl::StrCat(prefix, item.key()), item.value().detach());
    }
  }
  return tensors;
}

State RunToState(const Run& run, const std::string& fingerprint) {
  State state;
  state.tensors = NamedTensors(run);
  for (auto& [name, tensor] : state.tensors) tensor = tensor.cpu();
  state.tensors.emplace("curve", CurveTensor(run.curve));
  state.tensors.emplace(
      "sums", torch::tensor({run.epoch_nll, run.kl, run.kl_weight, run.best_nll}, torch::kFloat64));
  state.facts = {{"step", absl::StrCat(run.step)},
                 {"best_epoch", absl::StrCat(run.best_epoch)},
                 {"fingerprint", fingerprint}};
  return state;
}

absl::Status RestoreRun(const State& state, const std::string& fingerprint, Run& run) {
  const auto found = state.facts.find("fingerprint");
  if (found == state.facts.end() || found->second != fingerprint) {
    return absl::FailedPreconditionError(
        "training state: it belongs to another recipe or other data; --restart forgets it");
  }
  if (auto status = RestoreNumbers(state, run); !status.ok()) return status;
  return RestoreTensors(state.tensors, NamedTensors(run));
}

}  // namespace credence::training
