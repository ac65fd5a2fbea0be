// The figures of calibration as the API gives them.
#pragma once

#include "credence/v1/outcome.pb.h"
#include "models/metrics/calibration_report.h"

namespace credence::server {

// Fills `outcomes` to `deferred`, that is all but what names the model, the window and the
// coverage.
void PutReport(const metrics::CalibrationReport& report, v1::Calibration& calibration);

}  // namespace credence::server
