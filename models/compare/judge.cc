#include "models/compare/judge.h"

#include <time.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "models/metrics/cases.h"
#include "models/networks/parameter_count.h"
#include "models/predict/judged.h"
#include "models/predict/predictor.h"
#include "models/predict/summarize.h"

namespace credence::compare {
namespace {

constexpr int64_t kBatch = 32;

// Encoded rows -> answers, as the server makes them of a batch.
class Answerer {
 public:
  explicit Answerer(predict::Predictor& model)
      : model_(model),
        outputs_(model.classes() == 2 ? 1 : model.classes()),
        logits_(static_cast<size_t>(kBatch) * model.members() * outputs_) {}

  // Calls `each` with every row's summary. batch <= kBatch.
  template <typename Each>
  absl::Status Answer(std::span<const float> rows, int64_t batch, const Each& each) {
    const size_t per_row = static_cast<size_t>(model_.members()) * outputs_;
    const std::span<float> logits = std::span(logits_).first(batch * per_row);
    if (auto status = model_.executor->Forward(rows, batch, logits); !status.ok()) return status;
    for (int64_t b = 0; b < batch; ++b) {
      const auto summary = predict::Summarize(
          logits.subspan(b * per_row, per_row), model_.members(), model_.classes(),
          model_.manifest.positive_class, model_.manifest.decision_threshold);
      if (!summary.ok()) return summary.status();
      each(b, *summary);
    }
    return absl::OkStatus();
  }

 private:
  predict::Predictor& model_;
  int64_t outputs_;
  std::vector<float> logits_;
};

void Append(const predict::Predictor& model, const predict::Summary& summary, int label,
            Answers& answers) {
  const auto& mean = summary.mean;
  const int positive = model.manifest.positive_class;
  // The labels of a binary task say whether the positive class came true.
  const int happened = !answers.binary ? label : label == 1 ? positive : 1 - positive;
  const double risk = predict::JudgedProbability(model.manifest, mean);
  const auto top = std::max_element(mean.begin(), mean.end()) - mean.begin();
  answers.risk.push_back(std::clamp(risk, 0.0, 1.0));
  answers.event.push_back(answers.binary ? label : (top == label ? 1 : 0));
  answers.mixture_nll.push_back(summary.mixture_nll[happened]);
  answers.average_nll.push_back(summary.average_nll[happened]);
  answers.epistemic.push_back(summary.epistemic);
  double brier = 0;
  for (size_t c = 0; c < mean.size(); ++c) {
    const double miss = mean[c] - (static_cast<int>(c) == happened ? 1 : 0);
    brier += miss * miss;
  }
  answers.brier.push_back(answers.binary ? brier / 2 : brier);
}

// Microseconds per row, the median over repeats, each on other rows.
absl::StatusOr<double> TimeBatches(predict::Predictor& model, std::span<const float> rows,
                                   int64_t batch, int repeats) {
  Answerer answerer(model);
  const int64_t width = model.encoder->width();
  const int64_t n = static_cast<int64_t>(rows.size()) / width;
  batch = std::min(batch, n);
  std::vector<double> seconds;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const int64_t begin = repeat * batch % (n - batch + 1);
    const double before = ThreadSeconds();
    const auto status = answerer.Answer(rows.subspan(begin * width, batch * width), batch,
                                        [](int64_t, const predict::Summary&) {});
    if (!status.ok()) return status;
    seconds.push_back(ThreadSeconds() - before);
  }
  return metrics::Quantile(seconds, 0.5) * 1e6 / static_cast<double>(batch);
}

absl::Status CountCost(const predict::Predictor& model, const std::string& folder, Cost& cost) {
  const checkpoint::Manifest& manifest = model.manifest;
  const auto own = networks::CountParameters(manifest.network, manifest.rank1);
  if (!own.ok()) return own.status();
  const auto plain = networks::CountParameters(manifest.network, {.posterior = "deterministic"});
  if (!plain.ok()) return plain.status();
  cost.parameters = static_cast<double>(own->trainable());
  cost.added_parameters = static_cast<double>(own->trainable() - plain->trainable());
  cost.members = model.members();
  cost.checkpoint_bytes = 0;
  for (const char* name : {"/manifest.json", "/weights.safetensors"}) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(folder + name, error);
    if (error) return absl::InternalError(absl::StrCat(folder, name, ": ", error.message()));
    cost.checkpoint_bytes += static_cast<double>(bytes);
  }
  return absl::OkStatus();
}

absl::Status CheckLabels(const predict::Predictor& model, std::span<const int> labels) {
  if (labels.empty()) {
    return absl::InvalidArgumentError("test records: got 0, wanted at least 1");
  }
  for (const int label : labels) {
    if (label >= 0 && label < model.classes()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("label: got ", label, ", wanted 0 to ", model.classes() - 1));
  }
  return absl::OkStatus();
}

}  // namespace

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

absl::StatusOr<EncodedRecords> EncodeAll(const data::Encoder& encoder,
                                         std::span<const data::Record> records) {
  EncodedRecords encoded;
  encoded.rows.reserve(records.size() * encoder.width());
  for (const data::Record& record : records) {
    const auto row = encoder.Encode(record);
    if (!row.ok()) {
      return absl::Status(row.status().code(),
                          absl::StrCat("record ", record.id, ": ", row.status().message()));
    }
    encoded.rows.insert(encoded.rows.end(), row->values.begin(), row->values.end());
    encoded.imputed.push_back(row->imputed_fraction);
  }
  return encoded;
}

absl::StatusOr<Answers> AnswerRows(predict::Predictor& model, std::span<const float> rows,
                                   std::span<const int> labels) {
  if (auto status = CheckLabels(model, labels); !status.ok()) return status;
  Answers answers{.binary = model.classes() == 2, .threshold = model.manifest.decision_threshold};
  Answerer answerer(model);
  const int64_t n = static_cast<int64_t>(labels.size()), width = model.encoder->width();
  for (int64_t begin = 0; begin < n; begin += kBatch) {
    const int64_t batch = std::min(kBatch, n - begin);
    const auto status = answerer.Answer(rows.subspan(begin * width, batch * width), batch,
                                        [&](int64_t b, const predict::Summary& s) {
                                          Append(model, s, labels[begin + b], answers);
                                        });
    if (!status.ok()) return status;
  }
  return answers;
}

absl::StatusOr<Judgement> JudgeCheckpoint(const std::string& folder, const TestCases& cases,
                                          int repeats) {
  auto model = predict::LoadPredictor(folder, {});
  if (!model.ok()) return model.status();
  const auto encoded = EncodeAll(*(*model)->encoder, cases.labelled.records);
  if (!encoded.ok()) return encoded.status();
  auto answers = AnswerRows(**model, encoded->rows, cases.labelled.labels);
  if (!answers.ok()) return answers.status();
  answers->cases_sha256 = cases.sha256;
  const checkpoint::Manifest& manifest = (*model)->manifest;
  Judgement judgement{.fingerprint = "",
                      .family = manifest.rank1.posterior,
                      .components = manifest.rank1.components,
                      .figures = {},
                      .cost = {},
                      .answers = *std::move(answers)};
  const auto figures = ComputeFigures(judgement.answers);
  if (!figures.ok()) return figures.status();
  judgement.figures = *figures;
  const auto row = TimeBatches(**model, encoded->rows, 1, repeats);
  const auto batch = TimeBatches(**model, encoded->rows, kBatch, repeats);
  if (!row.ok()) return row.status();
  if (!batch.ok()) return batch.status();
  judgement.cost.row_microseconds = *row;
  judgement.cost.batch_microseconds = *batch;
  if (auto status = CountCost(**model, folder, judgement.cost); !status.ok()) return status;
  return judgement;
}

}  // namespace credence::compare
