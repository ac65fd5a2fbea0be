// A run's curves on disk: CSV for programs, one self-contained HTML page for people.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/training/run.h"

namespace credence::training {

// Header and one line per epoch; a figure that is not there is an empty field.
std::string CurvesToCsv(const std::vector<CurvePoint>& curve);

// Writes <directory>/curves.csv and curves.html. Errors: those of the file system.
absl::Status WriteCurves(const std::string& directory, const std::string& title,
                         const std::vector<CurvePoint>& curve);

}  // namespace credence::training
