#include "server/outcomes/calibration_proto.h"

namespace credence::server {
namespace {

// Absent stays absent.
template <typename Message>
void Put(const std::optional<double>& value, Message& message, void (Message::*set)(double)) {
  if (value.has_value()) (message.*set)(*value);
}

void Put(const std::optional<metrics::Estimate>& estimate, v1::Calibration& calibration,
         v1::Figure* (v1::Calibration::*mutable_figure)()) {
  if (!estimate.has_value()) return;
  v1::Figure& figure = *(calibration.*mutable_figure)();
  figure.set_value(estimate->value);
  if (!estimate->interval.has_value()) return;
  figure.set_low(estimate->interval->low);
  figure.set_high(estimate->interval->high);
}

void PutBin(const metrics::CalibrationBin& from, v1::CalibrationBin& bin) {
  bin.set_lower(from.lower);
  bin.set_upper(from.upper);
  bin.set_outcomes(from.count);
  bin.set_predicted(from.predicted);
  bin.set_observed(from.observed);
  bin.set_observed_low(from.observed_low);
  bin.set_observed_high(from.observed_high);
  bin.set_null_low(from.null_low);
  bin.set_null_high(from.null_high);
}

void PutDecision(const metrics::DecisionFigures& from, v1::DecisionFigures& figures) {
  using To = v1::DecisionFigures;
  figures.set_outcomes(from.count);
  Put(from.mixture_nll, figures, &To::set_mixture_nll);
  Put(from.brier, figures, &To::set_brier);
  Put(from.error, figures, &To::set_error);
  Put(from.ece, figures, &To::set_ece);
  Put(from.observed_over_expected, figures, &To::set_observed_over_expected);
}

void PutNull(const metrics::CalibrationReport& report, v1::Calibration& calibration) {
  if (!report.ece_null.has_value() || !report.ece.has_value()) return;
  v1::NullBand& band = *calibration.mutable_ece_null();
  band.set_q05(report.ece_null->q05);
  band.set_q50(report.ece_null->q50);
  band.set_q95(report.ece_null->q95);
  band.set_q99(report.ece_null->q99);
  calibration.set_ece_within_null(report.ece->value <= report.ece_null->q95);
}

void PutFigures(const metrics::CalibrationReport& report, v1::Calibration& calibration) {
  using To = v1::Calibration;
  Put(report.ece, calibration, &To::mutable_ece);
  Put(report.ece_equal_mass, calibration, &To::mutable_ece_equal_mass);
  Put(report.ece_debiased, calibration, &To::mutable_ece_debiased);
  Put(report.mce, calibration, &To::mutable_mce);
  Put(report.brier, calibration, &To::mutable_brier);
  Put(report.mixture_nll, calibration, &To::mutable_mixture_nll);
  Put(report.average_nll, calibration, &To::mutable_average_nll);
  Put(report.auroc, calibration, &To::mutable_auroc);
  Put(report.auprc, calibration, &To::mutable_auprc);
  Put(report.observed_over_expected, calibration, &To::mutable_observed_over_expected);
  Put(report.slope, calibration, &To::mutable_calibration_slope);
  Put(report.intercept, calibration, &To::mutable_calibration_intercept);
  Put(report.in_the_large, calibration, &To::mutable_calibration_in_the_large);
  Put(report.calibration_z, calibration, &To::set_calibration_z);
  Put(report.sharpness, calibration, &To::set_sharpness);
  Put(report.mean_predicted, calibration, &To::set_mean_predicted);
  Put(report.classwise_ece, calibration, &To::set_classwise_ece);
}

}  // namespace

void PutReport(const metrics::CalibrationReport& report, v1::Calibration& calibration) {
  calibration.set_outcomes(report.count);
  calibration.set_events(report.events);
  for (const auto& bin : report.bins) PutBin(bin, *calibration.add_bins());
  for (const auto& bin : report.equal_mass_bins) PutBin(bin, *calibration.add_equal_mass_bins());
  PutFigures(report, calibration);
  PutNull(report, calibration);
  if (report.brier_parts.has_value()) {
    calibration.set_brier_reliability(report.brier_parts->reliability);
    calibration.set_brier_resolution(report.brier_parts->resolution);
    calibration.set_brier_uncertainty(report.brier_parts->uncertainty);
    calibration.set_brier_within_bin(report.brier_parts->within_bin);
  }
  for (double ece : report.class_ece) calibration.add_class_ece(ece);
  for (const auto& point : report.risk_coverage) {
    v1::RiskCoveragePoint& to = *calibration.add_risk_coverage();
    to.set_coverage(point.coverage);
    to.set_threshold(point.threshold);
    to.set_mixture_nll(point.nll);
    to.set_error(point.error);
  }
  PutDecision(report.kept, *calibration.mutable_kept());
  PutDecision(report.deferred, *calibration.mutable_deferred());
}

}  // namespace credence::server
