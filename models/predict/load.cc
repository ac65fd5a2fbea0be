#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/checkpoint.h"
#include "models/checkpoint/posteriors.h"
#include "models/predict/fused_mlp.h"
#include "models/predict/members.h"
#include "models/predict/predictor.h"
#if CREDENCE_HAS_TORCH_EXECUTOR
#include "models/predict/torch_executor.h"
#endif

namespace credence::predict {
namespace {

absl::Status CheckOptions(const LoadOptions& options) {
  const auto refused = [](const std::string& field, const auto& got, const std::string& wanted) {
    return absl::InvalidArgumentError(absl::StrCat(field, ": got ", got, ", wanted ", wanted));
  };
  if (options.samples < 0 || options.samples > checkpoint::kMaxMembers) {
    return refused("samples", options.samples, absl::StrCat("0 to ", checkpoint::kMaxMembers));
  }
  if (options.device != "cpu" && options.device != "cuda") {
    return refused("device", options.device, "cpu or cuda");
  }
  if (options.executor != "auto" && options.executor != "torch" && options.executor != "fused") {
    return refused("executor", options.executor, "auto, torch or fused");
  }
  if (options.threads < 1) return refused("threads", options.threads, "at least 1");
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Executor>> MakeTorch(const checkpoint::Checkpoint& checkpoint,
                                                    const Members& members,
                                                    const LoadOptions& options) {
#if CREDENCE_HAS_TORCH_EXECUTOR
  return MakeTorchExecutor(checkpoint, members, options);
#else
  static_cast<void>(members);
  return absl::UnimplementedError(absl::StrCat(
      "executor: network '", checkpoint.manifest.network.name, "' on device '", options.device,
      "' with executor '", options.executor, "' needs LibTorch, which this build does not have"));
#endif
}

absl::StatusOr<std::unique_ptr<Executor>> MakeExecutor(const checkpoint::Checkpoint& checkpoint,
                                                       const Members& members,
                                                       const LoadOptions& options) {
  const bool cpu = options.device == "cpu";
  if (options.executor == "fused" && !cpu) {
    return absl::UnimplementedError("executor: got 'fused' on device 'cuda', wanted device 'cpu'");
  }
  const bool has_fused = cpu && checkpoint.manifest.network.name == "mlp";
  if (options.executor == "fused" || (options.executor == "auto" && has_fused)) {
    return MakeFusedMlp(checkpoint, members);
  }
  return MakeTorch(checkpoint, members, options);
}

// S as the options ask for it, where members are drawn at all.
absl::Status SetSamples(int samples, checkpoint::Rank1Spec& rank1) {
  if (samples == 0) return absl::OkStatus();
  if (samples > 1 && !checkpoint::HasManySamples(rank1)) {
    return absl::InvalidArgumentError(absl::StrCat("samples: got ", samples,
                                                   ", wanted 0 or 1 for the posterior '",
                                                   rank1.posterior, "', which draws no members"));
  }
  rank1.samples = samples;
  if (rank1.components * rank1.samples <= checkpoint::kMaxMembers) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("samples: got ", samples, " for each of ",
                                                 rank1.components, " components, wanted at most ",
                                                 checkpoint::kMaxMembers, " members"));
}

// A small file can ask for many members of a wide row, or of large kernels.
absl::Status CheckMemory(const checkpoint::Checkpoint& checkpoint) {
  constexpr int64_t kMostFloats = int64_t{1} << 28;
  const checkpoint::Rank1Spec& rank1 = checkpoint.manifest.rank1;
  const int64_t members = int64_t{rank1.components} * rank1.samples;
  const int64_t each = CountFloats(checkpoint).drawn;
  if (members * each <= kMostFloats) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(
      "rank1: got ", members, " members of the posterior '", rank1.posterior, "' with ", each,
      " floats of their own each, ", members * each, " in all, wanted at most ", kMostFloats));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Predictor>> LoadPredictor(const std::string& directory,
                                                         const LoadOptions& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  absl::StatusOr<checkpoint::Checkpoint> checkpoint = checkpoint::ReadCheckpoint(directory);
  if (!checkpoint.ok()) return checkpoint.status();
  checkpoint::Manifest& manifest = checkpoint->manifest;
  if (absl::Status status = SetSamples(options.samples, manifest.rank1); !status.ok()) {
    return status;
  }
  absl::StatusOr<std::unique_ptr<data::Encoder>> encoder =
      data::MakeEncoder(manifest.schema, manifest.encoding);
  if (!encoder.ok()) return encoder.status();
  if (absl::Status status = CheckMemory(*checkpoint); !status.ok()) return status;
  const Members members = DrawMembers(*checkpoint, manifest.rank1.samples, manifest.rank1.seed);
  absl::StatusOr<std::unique_ptr<Executor>> executor = MakeExecutor(*checkpoint, members, options);
  if (!executor.ok()) return executor.status();
  auto predictor = std::make_unique<Predictor>();
  predictor->manifest = std::move(checkpoint->manifest);
  predictor->model_card = std::move(checkpoint->model_card);
  predictor->examples = std::move(checkpoint->examples);
  predictor->encoder = *std::move(encoder);
  predictor->executor = *std::move(executor);
  return predictor;
}

}  // namespace credence::predict
