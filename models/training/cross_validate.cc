#include "models/training/cross_validate.h"

#include <atomic>
#include <cmath>

#include "models/training/for_each.h"
#include "models/training/train.h"

namespace credence::training {
namespace {

absl::StatusOr<std::vector<Prepared>> PrepareFolds(const Recipe& recipe, const Charts& charts,
                                                   const std::vector<data::Split>& splits,
                                                   int threads) {
  std::vector<Prepared> folds(splits.size());
  const absl::Status status = ForEach(splits.size(), threads, [&](size_t fold) -> absl::Status {
    auto prepared = Prepare(recipe, charts, splits[fold]);
    if (!prepared.ok()) return prepared.status();
    folds[fold] = *std::move(prepared);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return folds;
}

// Risks of the fold's held-out rows, [rows, M].
absl::StatusOr<torch::Tensor> HeldOutRisks(Recipe recipe, const Prepared& fold, int seed,
                                           torch::Device device) {
  recipe.seed += seed;
  recipe.schedule.patience = 0;
  TrainOptions options;
  options.device = device;
  const auto trained = Train(recipe, fold.network, fold.training, Rows{}, "", options);
  if (!trained.ok()) return trained.status();
  return MemberRisks(*trained->network, fold.held_out.inputs, recipe.posterior.samples,
                     recipe.posterior.member_seed);
}

void Summarize(CrossValidation& result) {
  const double n = static_cast<double>(result.of_seed.size());
  for (const metrics::FigureRow& row : metrics::FigureRows(result.binary)) {
    double sum = 0, squares = 0;
    for (const metrics::Figures& figures : result.of_seed) sum += figures.*row.value / n;
    for (const metrics::Figures& figures : result.of_seed) {
      squares += std::pow(figures.*row.value - sum, 2);
    }
    result.mean.*row.value = sum;
    result.seed_stddev.*row.value = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
  }
}

}  // namespace

absl::StatusOr<CrossValidation> CrossValidate(const Recipe& recipe, const Charts& charts,
                                              const CrossValidateOptions& options) {
  const std::vector<int>& labels = charts.labelled.labels;
  const auto splits = data::GroupFolds(charts.labelled, options.folds, options.fold_seed);
  if (!splits.ok()) return splits.status();
  const auto folds = PrepareFolds(recipe, charts, *splits, options.threads);
  if (!folds.ok()) return folds.status();
  const int members = recipe.posterior.components * recipe.posterior.samples;
  std::vector<torch::Tensor> pooled(options.seeds);
  const int64_t classes = static_cast<int64_t>(recipe.classes.size());
  std::vector<int64_t> shape = {static_cast<int64_t>(labels.size()), members};
  if (classes > 2) shape.push_back(classes);
  for (torch::Tensor& risks : pooled) risks = torch::empty(shape, torch::kFloat64);
  const int networks = options.folds * options.seeds;
  std::atomic<int> done = 0;
  const absl::Status status = ForEach(networks, options.threads, [&](int network) -> absl::Status {
    const int fold = network % options.folds, seed = network / options.folds;
    auto risks = HeldOutRisks(recipe, (*folds)[fold], seed, options.device);
    if (!risks.ok()) return risks.status();
    const torch::Tensor rows = torch::tensor((*splits)[fold].held_out, torch::kInt64);
    pooled[seed].index_copy_(0, rows, *risks);
    if (options.on_network) options.on_network(++done, networks);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  CrossValidation result;
  result.binary = classes == 2;
  const torch::Tensor truth = torch::tensor(std::vector<float>(labels.begin(), labels.end()));
  for (const torch::Tensor& risks : pooled) {
    const auto figures = JudgeRisks(risks, truth);
    if (!figures.ok()) return figures.status();
    result.of_seed.push_back(*figures);
  }
  Summarize(result);
  const auto answers = JudgedAnswers(pooled.front(), truth);
  if (!answers.ok()) return answers.status();
  auto intervals = metrics::FigureIntervals(answers->view(), {.replicates = 200});
  if (!intervals.ok()) return intervals.status();
  result.interval = *std::move(intervals);
  return result;
}

}  // namespace credence::training
