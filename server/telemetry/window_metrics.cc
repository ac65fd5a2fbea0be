#include "server/telemetry/window_metrics.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace credence::server {
namespace {

struct Row {
  const char* name;
  const char* help;
  bool starts_at_zero;
};

constexpr std::array<Row, kWindowFigures> kRows = {{
    {"credence_window_outcomes", "Outcomes in the window of the newest", true},
    {"credence_window_ece_ratio", "Expected calibration error over 15 equal-width bins", false},
    {"credence_window_ece_null_q95_ratio",
     "95 % quantile of that error where every probability is right", false},
    {"credence_window_brier_score", "Brier score", false},
    {"credence_window_mixture_nll_nats", "Mean mixture NLL of the outcomes", false},
    {"credence_window_auroc_ratio", "Area under the ROC curve", false},
    {"credence_window_observed_over_expected_ratio", "Observed over expected events", false},
    {"credence_window_calibration_slope", "Slope of the outcomes' log-odds over the predicted",
     false},
    {"credence_outcomes_pending", "Predictions within the horizon that have no outcome yet", true},
    {"credence_label_coverage_ratio", "Share of predictions within the horizon with an outcome",
     false},
    {"credence_calibration_log_evidence",
     "Natural logarithm of the evidence that the stated risks are wrong", true},
    {"credence_calibration_log_evidence_max", "Its highest value so far; above 4.605 is an alarm",
     true},
    {"credence_calibration_alarm", "1 once the sequential alarm was raised", true},
}};

}  // namespace

WindowMetrics::WindowMetrics(prometheus::Registry& registry) {
  for (int f = 0; f < kWindowFigures; ++f) {
    families_[f] =
        &prometheus::BuildGauge()
             .Name(kRows[f].name)
             .Help(absl::StrCat(kRows[f].help,
                                ". From the journal, alike on every replica that shares it: do not "
                                "average or sum"))
             .Register(registry);
  }
}

std::unique_ptr<WindowGauges> WindowMetrics::ForVersion(const std::string& model, int64_t version) {
  std::unique_ptr<WindowGauges> gauges(new WindowGauges(*this));
  for (int f = 0; f < kWindowFigures; ++f) {
    gauges->gauges_[f] = &families_[f]->Add({{"model", model}, {"version", absl::StrCat(version)}});
    if (!kRows[f].starts_at_zero) gauges->gauges_[f]->Set(std::nan(""));
  }
  return gauges;
}

WindowGauges::~WindowGauges() {
  for (int f = 0; f < kWindowFigures; ++f) metrics_.families_[f]->Remove(gauges_[f]);
}

}  // namespace credence::server
