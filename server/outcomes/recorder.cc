#include "server/outcomes/recorder.h"

#include "server/predict/errors.h"

namespace credence::server {

absl::Status Recorder::Admit() const {
  if (writer_ == nullptr) return absl::OkStatus();
  const absl::Status status = writer_->Admit();
  return status.ok() ? status : error::JournalFails(status.message());
}

void Recorder::Record(const v1::PredictRequest& request, absl::Time now,
                      v1::PredictResponse& response) const {
  // The journal keeps microseconds: the receipt says the same.
  const absl::Time predicted_at = absl::FromUnixMicros(absl::ToUnixMicros(now));
  for (int i = 0; i < response.predictions_size(); ++i) {
    v1::Prediction& answer = *response.mutable_predictions(i);
    JournalPrediction prediction{
        .prediction_id = answer.prediction_id(),
        .model = response.model(),
        .version = response.version(),
        .predicted_at = predicted_at,
        .probabilities = {answer.mean().begin(), answer.mean().end()},
        .average_nll = {answer.average_nll().begin(), answer.average_nll().end()},
        .epistemic = answer.uncertainty().epistemic(),
        .deferred = answer.deferral().deferred(),
        .cohort = request.instances(i).cohort()};
    answer.set_receipt(keys_.Sign(prediction));
    if (writer_ != nullptr) writer_->Add(std::move(prediction));
  }
}

}  // namespace credence::server
