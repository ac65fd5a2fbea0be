#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>

#include "models/tools/commands.h"
#include "models/training/device.h"
#include "models/training/distributed.h"
#include "models/training/recipe.h"
#include "models/training/run_recipe.h"

namespace credence::tools {
namespace {

struct Options {
  std::string recipe;
  std::string method;
  std::vector<std::string> overrides;
  training::TrainFiles files;
  training::FoldCounts counts{.folds = 0};
  std::string device = "cpu";
  bool distributed = false;
  training::GroupOptions group;
};

absl::StatusOr<training::Rendezvous> Meeting(const Options& options) {
  if (!options.distributed) return training::Rendezvous{};  // of one process
  return training::ReadRendezvous([](const char* name) { return std::getenv(name); });
}

absl::Status RunTrain(Options options) {
  const bool judge = options.counts.folds > 0;
  if (!judge && options.files.out.empty()) {
    return absl::InvalidArgumentError("train: wanted --out FOLDER or --cross-validate FOLDS");
  }
  if (judge && options.distributed) {
    return absl::InvalidArgumentError(
        "train: --distributed trains one checkpoint; wanted it without --cross-validate");
  }
  const auto recipe = training::ReadRecipe(options.recipe, options.overrides, options.method);
  if (!recipe.ok()) return recipe.status();
  const auto rendezvous = Meeting(options);
  if (!rendezvous.ok()) return rendezvous.status();
  const auto device = training::FindDevice(options.device, rendezvous->local_rank);
  if (!device.ok()) return device.status();
  options.files.device = options.counts.device = options.group.device = *device;
  if (judge) {
    return training::CrossValidateRecipe(*recipe, options.counts, std::cout, std::cerr);
  }
  const auto group = training::JoinGroup(*rendezvous, options.group);
  if (!group.ok()) return group.status();
  return training::TrainRecipe(*recipe, options.files, std::cerr, isatty(STDERR_FILENO) != 0,
                               group->get());
}

}  // namespace

Run AddTrain(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--recipe", options->recipe, "The run, as TOML (docs/training.md)")->required();
  app.add_option("--method", options->method,
                 "What a method brings to the recipe, as TOML: models/recipes/methods/*.toml");
  app.add_option(
      "--out", options->files.out,
      "Folder for manifest.json, weights.safetensors, MODEL_CARD.md and training/ (curves, "
      "and the state from which a killed run goes on)");
  app.add_flag("--restart", options->files.restart, "Forget the state of an earlier run in --out");
  app.add_option("--figures", options->files.figures,
                 "Held-out figures for manifest and model card, as evaluate --json writes them");
  app.add_option("--set", options->overrides, "Override a key: --set schedule.epochs=5")
      ->allow_extra_args(false);
  app.add_option("--cross-validate", options->counts.folds,
                 "Judge the recipe on this many stratified folds instead of writing a checkpoint")
      ->check(CLI::Range(2, 1000));
  app.add_option("--seeds", options->counts.seeds, "Networks per fold")->check(CLI::PositiveNumber);
  app.add_option("--threads", options->counts.threads, "Networks trained at a time")
      ->check(CLI::PositiveNumber);
  app.add_option("--device", options->device,
                 "Where to train: cpu, cuda or cuda:N; with --distributed, cuda is cuda:LOCAL_RANK")
      ->capture_default_str();
  app.add_flag("--distributed", options->distributed,
               "Train together with the processes that torchrun or a PyTorchJob starts");
  app.add_option(
      "--distributed-backend", options->group.backend,
      "What they talk through: gloo or nccl; default: gloo with --device cpu, else nccl");
  app.add_option("--distributed-timeout", options->group.timeout_seconds,
                 "Seconds to wait for the others, when joining and at every step")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 86400.0));
  return [options] { return RunTrain(*options); };
}

}  // namespace credence::tools
