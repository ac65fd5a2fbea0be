#include "server/predict/predict.h"

#include "models/predict/judged.h"
#include "server/predict/decode.h"
#include "server/predict/encode.h"
#include "server/predict/errors.h"
#include "server/predict/validate.h"

namespace credence::server {
namespace {

// A question between Submit and Done.
class Asked : public Work {
 public:
  Asked(std::shared_ptr<const Served> served, Question question, std::vector<Case> cases)
      : served_(std::move(served)), question_(std::move(question)), cases_(std::move(cases)) {}

  // Turns every case into a row of floats: a record by the model's encoder, a tensor by viewing the
  // wire's bytes.
  absl::Status EncodeRows();

  const std::vector<std::span<const float>>& rows() const override { return rows_; }
  TimePoint deadline() const override { return question_.caller.deadline; }
  bool cancelled() const override { return question_.caller.cancelled(); }
  void Done(absl::StatusOr<std::span<const float>> logits) override {
    question_.done(logits.ok() ? Respond(*logits) : logits.status());
  }

 private:
  absl::Status Respond(std::span<const float> logits);
  void CountInputs() const;

  const std::shared_ptr<const Served> served_;
  Question question_;
  const std::vector<Case> cases_;
  std::vector<data::EncodedRow> encoded_;  // one per record
  std::vector<std::span<const float>> rows_;
};

absl::Status Asked::EncodeRows() {
  const data::Encoder& encoder = *served_->predictor->encoder;
  rows_.reserve(cases_.size());
  for (const Case& c : cases_) {
    if (!c.record) {
      rows_.push_back(c.tensor);
      continue;
    }
    auto encoded = encoder.Encode(*c.record);
    if (!encoded.ok()) return error::CannotEncode(InstancePath(rows_.size()), encoded.status());
    rows_.push_back(encoded_.emplace_back(*std::move(encoded)).values);
  }
  return absl::OkStatus();
}

absl::Status Asked::Respond(std::span<const float> logits) {
  const predict::Predictor& predictor = *served_->predictor;
  const checkpoint::Manifest& manifest = predictor.manifest;
  v1::PredictResponse& response = question_.response;
  response.set_model(served_->model);
  response.set_version(served_->version);
  const size_t stride = logits.size() / cases_.size();
  auto encoded = encoded_.begin();
  for (size_t i = 0; i < cases_.size(); ++i) {
    auto summary = predict::Summarize(logits.subspan(i * stride, stride), predictor.members(),
                                      predictor.classes(), manifest.positive_class,
                                      manifest.decision_threshold);
    if (!summary.ok()) return summary.status();
    const data::EncodedRow* row = cases_[i].record ? &*encoded++ : nullptr;
    const predict::Decision decision = predict::Decide(manifest, *summary, row);
    Encode({cases_[i], *summary, decision, row}, manifest.rank1.samples,
           question_.request.include_members(), *response.add_predictions());
  }
  CountInputs();
  return absl::OkStatus();
}

void Asked::CountInputs() const {
  if (served_->inputs == nullptr || question_.request.exploratory()) return;
  const checkpoint::Manifest& manifest = served_->predictor->manifest;
  auto encoded = encoded_.begin();
  for (size_t i = 0; i < cases_.size(); ++i) {
    const v1::Prediction& prediction = question_.response.predictions(static_cast<int>(i));
    const std::span mean(prediction.mean().data(), manifest.classes.size());
    served_->inputs->Count({.judged = predict::JudgedProbability(manifest, mean),
                            .entropy = prediction.uncertainty().total(),
                            .epistemic = prediction.uncertainty().epistemic(),
                            .deferred = prediction.deferral().deferred(),
                            .encoded = cases_[i].record ? &*encoded++ : nullptr});
  }
}

}  // namespace

void Predict(std::shared_ptr<const Served> served, int64_t max_instances, Question question) {
  if (question.request.instances_size() > max_instances) {
    return question.done(error::TooManyInstances(question.request.instances_size(), max_instances));
  }
  Violations violations;
  std::vector<Case> cases = Decode(question.request, violations);
  Validate(*served->predictor, cases, violations);
  if (!violations.empty()) return question.done(violations.ToStatus());
  Batcher& batcher = *served->batcher;
  auto asked = std::make_unique<Asked>(std::move(served), std::move(question), std::move(cases));
  if (auto status = asked->EncodeRows(); !status.ok()) return asked->Done(status);
  batcher.Submit(std::move(asked));
}

}  // namespace credence::server
