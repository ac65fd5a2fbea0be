#include "server/outcomes/case_window.h"

#include <algorithm>

namespace credence::server {

void CaseWindow::Add(const JournalPair& pair) {
  if (pair.sequence <= sequence_) return;
  sequence_ = pair.sequence;
  const JournalPrediction& from = pair.prediction;
  const auto classes = static_cast<size_t>(classes_);
  if (from.probabilities.size() != classes || from.average_nll.size() != classes) return;
  if (pair.label < 0 || pair.label >= classes_) return;
  if (pair.corrections > 0) {
    std::erase_if(cases_, [&](const Case& c) { return c.prediction_id == from.prediction_id; });
  }
  cases_.push_back({from.prediction_id, from.probabilities, pair.label,
                    from.average_nll[pair.label], from.epistemic, from.deferred});
  if (size() > capacity_) cases_.pop_front();
}

absl::StatusOr<metrics::CalibrationReport> CaseWindow::Report(
    const metrics::Target& target, const metrics::CalibrationOptions& options) const {
  std::vector<double> probabilities, average_nll, epistemic;
  std::vector<int> label;
  std::vector<uint8_t> deferred;
  for (const Case& c : cases_) {
    probabilities.insert(probabilities.end(), c.probabilities.begin(), c.probabilities.end());
    label.push_back(c.label);
    average_nll.push_back(c.average_nll);
    epistemic.push_back(c.epistemic);
    deferred.push_back(c.deferred ? 1 : 0);
  }
  return metrics::ReportCalibration(
      {probabilities, classes_, label, average_nll, epistemic, deferred}, target, options);
}

}  // namespace credence::server
