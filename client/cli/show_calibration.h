// How well stated risks match outcomes, as text.
#pragma once

#include <credence/v1/monitoring.pb.h>
#include <credence/v1/outcome.pb.h>

#include <string>
#include <vector>

#include "client/cli/terminal.h"

namespace credence::cli {

// "COUNTED" -> "counted", as people and JSON read it. Pure.
std::string StatusName(v1::OutcomeStatus status);

// How many outcomes got each status, a row each; those that were not counted with the reason. Pure.
std::string OutcomesTable(const v1::ReportOutcomesStreamResponse& summary,
                          const Terminal& terminal);

// Figures with their intervals beside what a calibrated model would show; the reliability diagram
// over the frozen bins of predicted risk; label coverage. Pure.
std::string CalibrationText(const v1::Calibration& calibration, const Terminal& terminal);

// The sequential alarm: evidence, threshold and what they mean, on a scale. Pure.
std::string EvidenceText(const v1::GetEvidenceResponse& evidence, const Terminal& terminal);

}  // namespace credence::cli
