// What is known of one checkpoint once it has answered the test records: the answers themselves,
// its figures, and what it cost. Kept as JSON, so that tables need no network.
#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::compare {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// One entry per test record, in their order. The event: of two classes, that the positive one came
// true; of more, that the class ranked first did.
struct Answers {
  std::string cases_sha256 = {};  // see TestCases
  bool binary = true;
  double threshold = 0.5;                                  // of the decision, two classes
  std::vector<double> risk = {};                           // predictive mean of the event
  std::vector<int> event = {};                             // 0 or 1
  std::vector<double> mixture_nll = {}, average_nll = {};  // of the label, nats
  std::vector<double> brier = {};      // two classes: (risk - event)^2; more: over all
  std::vector<double> epistemic = {};  // nats

  size_t size() const { return risk.size(); }
};

// NaN where a figure is not defined: AUROC and AUPRC of more than two classes, accuracy of two.
struct Figures {
  double mixture_nll = kNone, average_nll = kNone, brier = kNone, ece = kNone;
  double auroc = kNone, average_precision = kNone, accuracy = kNone, epistemic = kNone;
};

// What it took and takes. CPU times are one thread's; NaN where they were not measured.
struct Cost {
  double parameters = kNone;          // trainable
  double added_parameters = kNone;    // beyond those of the deterministic network
  double checkpoint_bytes = kNone;    // manifest and weights
  double members = kNone;             // networks that an answer averages over
  double epoch_seconds = kNone;       // CPU, of training
  double training_seconds = kNone;    // CPU, all epochs (of an ensemble, all networks)
  double row_microseconds = kNone;    // CPU to answer one encoded row, in a batch of 1
  double batch_microseconds = kNone;  // the same, per row in a batch of 32
};

struct Judgement {
  std::string fingerprint;  // of the run, see PlannedRun
  std::string family;       // the posterior's
  int components = 1;       // K
  Figures figures;
  Cost cost;
  Answers answers;
};

// A column of the results: its key in JSON, its heading, what is best.
template <typename Struct>
struct Column {
  const char* name = "";
  const char* label = "";
  const char* format = "";  // of the mean
  double Struct::*value = nullptr;
};
inline constexpr Column<Figures> kFigureColumns[] = {
    {"mixture_nll", "Mixture NLL", "%.4f", &Figures::mixture_nll},
    {"average_nll", "Average NLL", "%.4f", &Figures::average_nll},
    {"brier", "Brier", "%.4f", &Figures::brier},
    {"ece", "ECE (15)", "%.4f", &Figures::ece},
    {"auroc", "AUROC", "%.4f", &Figures::auroc},
    {"average_precision", "AUPRC", "%.4f", &Figures::average_precision},
    {"accuracy", "Accuracy", "%.4f", &Figures::accuracy},
    {"epistemic", "Epistemic, nats", "%.4f", &Figures::epistemic},
};
inline constexpr Column<Cost> kCostColumns[] = {
    {"members", "Members", "%.0f", &Cost::members},
    {"parameters", "Parameters", "%.0f", &Cost::parameters},
    {"added_parameters", "Added", "%.0f", &Cost::added_parameters},
    {"checkpoint_bytes", "Checkpoint, bytes", "%.0f", &Cost::checkpoint_bytes},
    {"epoch_seconds", "Training, s per epoch", "%.2f", &Cost::epoch_seconds},
    {"training_seconds", "Training, s", "%.1f", &Cost::training_seconds},
    {"row_microseconds", "Serving, us per row", "%.1f", &Cost::row_microseconds},
    {"batch_microseconds", "in batches of 32", "%.1f", &Cost::batch_microseconds},
};

// Errors: InvalidArgument where there are no answers or an answer is no probability.
absl::StatusOr<Figures> ComputeFigures(const Answers& answers);

nlohmann::json ToJson(const Judgement& judgement);

// Errors: NotFound; DataLoss naming the file where it is not what ToJson gives.
absl::StatusOr<Judgement> ReadJudgement(const std::string& path);

}  // namespace credence::compare
