#include "models/training/train.h"

#include <chrono>
#include <cmath>
#include <exception>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "models/layers/losses.h"
#include "models/layers/noise.h"
#include "models/training/ensemble.h"
#include "models/training/parallel.h"

namespace credence::training {
namespace {

constexpr uint64_t kOrderPurpose = 2;
constexpr uint64_t kStepPurpose = 4;
constexpr uint64_t kDropPurpose = 5;

layers::NllKind NllOf(const std::string& name) {
  if (name == "mixture") return layers::NllKind::kMixture;
  return name == "alternating" ? layers::NllKind::kAlternating : layers::NllKind::kAverage;
}

layers::ElboOptions LossOptions(const Recipe& recipe, const Schedule& schedule, int64_t examples) {
  layers::ElboOptions options;
  options.nll = NllOf(recipe.loss.nll);
  options.alternate_steps = recipe.loss.alternate_steps;
  options.kl_reduction = recipe.loss.kl_over_members == "mean" ? layers::KlReduction::kMean
                                                               : layers::KlReduction::kSum;
  options.examples = examples;
  options.anneal_steps = schedule.kl_anneal_steps;
  options.l2 = recipe.loss.l2;
  return options;
}

// The epochs' orders and their batches: a pure function of (seed, step).
class Batches {
 public:
  Batches(const Recipe& recipe, const Schedule& schedule, const Rows& rows)
      : recipe_(recipe), schedule_(schedule), rows_(rows) {}

  Rows At(int64_t step) {
    const int64_t epoch = step / schedule_.steps_per_epoch;
    if (epoch != epoch_) {
      epoch_ = epoch;
      order_ = torch::randperm(rows_.size(), MakeGenerator(recipe_.seed, kOrderPurpose, epoch),
                               torch::kInt64);
    }
    const int64_t begin = step % schedule_.steps_per_epoch * recipe_.schedule.batch_size;
    const int64_t end = std::min(begin + recipe_.schedule.batch_size, rows_.size());
    Rows batch = rows_.Select(order_.slice(0, begin, end));
    Drop(step, batch.inputs);
    return batch;
  }

 private:
  void Drop(int64_t step, torch::Tensor& inputs) const {
    const double keep = 1 - recipe_.schedule.input_dropout;
    if (keep >= 1) return;
    torch::Generator generator = MakeGenerator(recipe_.seed, kDropPurpose, step);
    inputs *= torch::empty_like(inputs).bernoulli_(keep, generator) / keep;
  }

  const Recipe& recipe_;
  const Schedule& schedule_;
  const Rows& rows_;
  int64_t epoch_ = -1;
  torch::Tensor order_;
};

// Saves the state when a number of steps or seconds has passed. Rank 0's business.
class Saver {
 public:
  Saver(const TrainOptions& options, const Group& group, std::string fingerprint)
      : options_(options),
        keeps_(group.rank() == 0 && !options.state_path.empty()),
        fingerprint_(std::move(fingerprint)) {}

  absl::Status Restore(Run& run) const {
    if (!keeps_ || !std::filesystem::exists(options_.state_path)) return absl::OkStatus();
    const auto state = LoadState(options_.state_path);
    const auto status = state.ok() ? RestoreRun(*state, fingerprint_, run) : state.status();
    return absl::Status(status.code(), absl::StrCat(options_.state_path, ": ", status.message()));
  }

  absl::Status SaveIfDue(const Run& run) {
    const std::chrono::duration<double> passed = Clock::now() - saved_at_;
    const bool by_steps = options_.save_steps > 0 && run.step % options_.save_steps == 0;
    return by_steps || passed.count() >= options_.save_seconds ? Save(run) : absl::OkStatus();
  }

  absl::Status Save(const Run& run) {
    saved_at_ = Clock::now();
    if (!keeps_) return absl::OkStatus();
    return SaveState(options_.state_path, RunToState(run, fingerprint_));
  }

 private:
  using Clock = std::chrono::steady_clock;
  const TrainOptions& options_;
  const bool keeps_;
  const std::string fingerprint_;
  Clock::time_point saved_at_ = Clock::now();
};

absl::Status Step(const Recipe& recipe, const Rows& whole_batch, const layers::ElboOptions& loss,
                  Group& group, Run& run) {
  const Share share = ShareOf(group, whole_batch.size());
  const Rows batch = share.Of(whole_batch).To(DeviceOf(*run.network));
  layers::GeneratorNoise whole_noise(MixSeed(recipe.seed, kStepPurpose, run.step));
  SharedBatchNoise noise(whole_noise, share);
  const torch::Tensor logits = run.network->Forward(batch.inputs.unsqueeze(0), noise);
  const layers::Elbo elbo =
      layers::NegativeElbo(logits, batch.labels, run.network->Kernels(),
                           run.network->Kl() * recipe.loss.kl_weight, run.step, loss);
  (elbo.loss * share.weight()).backward();
  const auto nll = SumGradients(group, *run.network, elbo.nll.item<double>() * share.weight());
  if (!nll.ok()) return nll.status();
  run.adam->Step(run.schedule.LearningRate(run.step), run.step);
  AverageWeights(*run.network, run.step, *run.average);
  if (!std::isfinite(*nll)) {
    return absl::InternalError("the loss is not finite");
  }
  run.epoch_nll += *nll;
  run.kl = elbo.kl.item<double>();
  run.kl_weight = elbo.annealing;
  ++run.step;
  return absl::OkStatus();
}

const std::shared_ptr<networks::Network>& Current(const Recipe& recipe, const Run& run) {
  return recipe.optimizer.average_weights ? run.average : run.network;
}

// Fewer in an epoch that the end of the run cuts short.
int64_t StepsOfEpoch(const Run& run) { return (run.step - 1) % run.schedule.steps_per_epoch + 1; }

absl::Status EndEpoch(const Recipe& recipe, const Rows& validation, Run& run) {
  CurvePoint point{.epoch = static_cast<double>(run.epoch()),
                   .step = static_cast<double>(run.step),
                   .learning_rate = run.schedule.LearningRate(run.step - 1),
                   .nll = run.epoch_nll / static_cast<double>(StepsOfEpoch(run)),
                   .kl = run.kl,
                   .kl_weight = run.kl_weight * recipe.loss.kl_weight};
  run.epoch_nll = 0;
  if (validation.size() > 0) {
    const auto figures =
        JudgeRisks(MemberRisks(*Current(recipe, run), validation.inputs, recipe.posterior.samples,
                               recipe.posterior.member_seed),
                   validation.labels);
    if (!figures.ok()) return figures.status();
    point.validation_nll = figures->mixture_nll;
    point.validation_ece = figures->ece;
    if (point.validation_nll < run.best_nll) {
      run.best_nll = point.validation_nll;
      run.best_epoch = run.epoch();
      CopyWeights(*Current(recipe, run), *run.best);
    }
  }
  run.curve.push_back(point);
  return absl::OkStatus();
}

// Rank 0 validates, and the others learn what came of it.
absl::Status EndEpochTogether(const Recipe& recipe, const Rows& validation, Group& group,
                              Run& run) {
  const auto own = group.rank() == 0 ? EndEpoch(recipe, validation, run) : absl::OkStatus();
  if (auto status = Agree(group, own); !status.ok()) return status;
  return FollowRankZero(group, run);
}

bool IsOver(const Recipe& recipe, const Rows& validation, const Run& run) {
  if (run.step >= run.schedule.steps) return true;
  const int64_t patience = recipe.schedule.patience;
  return patience > 0 && validation.size() > 0 && run.epoch() - run.best_epoch >= patience &&
         run.step % run.schedule.steps_per_epoch == 0;
}

absl::Status AtStep(int64_t step, const absl::Status& status) {
  const char* advice = absl::IsUnavailable(status)
                           ? "; start all processes again, and they go on from the last state saved"
                           : "";
  return absl::Status(status.code(), absl::StrCat("step ", step, ": ", status.message(), advice));
}

absl::Status Loop(const Recipe& recipe, const Rows& rows, const Rows& validation,
                  const TrainOptions& options, Group& group, Saver& saver, Run& run) {
  Batches batches(recipe, run.schedule, rows);
  const layers::ElboOptions loss = LossOptions(recipe, run.schedule, rows.size());
  while (!IsOver(recipe, validation, run)) {
    if (auto status = Step(recipe, batches.At(run.step), loss, group, run); !status.ok()) {
      return AtStep(run.step, status);
    }
    if (options.on_step) options.on_step(run);
    if (run.step % run.schedule.steps_per_epoch == 0 || run.step == run.schedule.steps) {
      if (auto status = EndEpochTogether(recipe, validation, group, run); !status.ok()) {
        return AtStep(run.step, status);
      }
      if (options.on_epoch && group.rank() == 0) options.on_epoch(run);
    }
    if (run.step == options.stop_at_step) break;
    if (auto status = saver.SaveIfDue(run); !status.ok()) return status;
  }
  return saver.Save(run);
}

// Every process from rank 0's state, if it has one.
absl::Status Start(Group& group, const Recipe& recipe, const Rows& rows,
                   const std::string& fingerprint, const Saver& saver, Run& run) {
  const int64_t batch = std::min(recipe.schedule.batch_size, rows.size());
  if (auto status = CheckShares(group, batch); !status.ok()) return status;
  if (auto status = CheckFingerprint(group, fingerprint); !status.ok()) return status;
  if (auto status = Agree(group, saver.Restore(run)); !status.ok()) return status;
  return FollowRankZero(group, run);
}

absl::StatusOr<double> BaseRate(const Rows& rows) {
  const double rate = rows.size() > 0 ? rows.labels.mean().item<double>() : 0;
  if (rate > 0 && rate < 1) return rate;
  return absl::InvalidArgumentError(absl::StrCat("training rows: got ", rows.size(),
                                                 " with a share of positive labels of ", rate,
                                                 ", wanted both labels"));
}

// The log of each class's share.
absl::StatusOr<std::vector<double>> ClassBias(const Rows& rows, int64_t classes) {
  const torch::Tensor labels =
      rows.size() > 0 ? rows.labels.to(torch::kInt64) : torch::empty({0}, torch::kInt64);
  const torch::Tensor counts = torch::bincount(labels, {}, classes).contiguous();
  const int64_t* count = counts.const_data_ptr<int64_t>();
  std::vector<double> bias;
  for (int64_t c = 0; c < classes; ++c) {
    if (count[c] == 0) {
      return absl::InvalidArgumentError(absl::StrCat("training rows: got none of class ", c,
                                                     " among ", rows.size(),
                                                     ", wanted rows of every class"));
    }
    bias.push_back(std::log(static_cast<double>(count[c]) / static_cast<double>(rows.size())));
  }
  return bias;
}

absl::StatusOr<std::vector<double>> OutputBias(const Rows& rows, int64_t outputs) {
  if (outputs > 1) return ClassBias(rows, outputs);
  const auto rate = BaseRate(rows);
  if (!rate.ok()) return rate.status();
  return std::vector<double>{std::log(*rate / (1 - *rate))};
}

}  // namespace

absl::StatusOr<Trained> Train(const Recipe& recipe, const checkpoint::NetworkSpec& network,
                              const Rows& rows, const Rows& validation,
                              const std::string& data_hash, const TrainOptions& options) try {
  torch::set_num_threads(1);  // one order of summation, whatever the machine
  if (recipe.posterior.family == "ensemble") {
    return TrainEnsemble(recipe, network, rows, validation, data_hash, options);
  }
  const auto output_bias = OutputBias(rows, network.outputs);
  if (!output_bias.ok()) return output_bias.status();
  auto run = StartRun(recipe, network, rows.size(), *output_bias, options.device);
  if (!run.ok()) return run.status();
  run->number = options.number;
  run->count = options.count;
  Alone alone;
  Group& group = options.group != nullptr ? *options.group : alone;
  const std::string fingerprint = data_hash + "\n" + recipe.text;
  Saver saver(options, group, fingerprint);
  if (auto status = Start(group, recipe, rows, fingerprint, saver, *run); !status.ok()) {
    return status;
  }
  const absl::Status status = Loop(recipe, rows, validation, options, group, saver, *run);
  // The run stands at the end of its last step: a worker that is lost costs no more than its own.
  if (absl::IsUnavailable(status)) saver.Save(*run).IgnoreError();
  if (!status.ok()) return status;
  Trained trained;
  trained.curve = std::move(run->curve);
  const bool has_best = validation.size() > 0 && run->best_epoch > 0;
  trained.network = has_best ? run->best : Current(recipe, *run);
  trained.network->to(torch::kCPU);
  trained.epochs = has_best ? run->best_epoch : run->epoch();
  return trained;
} catch (const std::exception& error) {  // LibTorch's
  return absl::InternalError(absl::StrCat("training: ", error.what()));
}

}  // namespace credence::training
