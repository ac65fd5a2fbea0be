// A model in service -> what GetInputs answers.
#pragma once

#include "credence/v1/monitoring.pb.h"
#include "server/predict/served.h"

namespace credence::server {

// Fills `out`, which is empty: what the version has met since the start, beside its reference.
// Where there is no reference, all that compares with it is absent. docs/calibration.md has the
// formulas.
void DescribeInputs(const Served& served, v1::GetInputsResponse& out);

}  // namespace credence::server
