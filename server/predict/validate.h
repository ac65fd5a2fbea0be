// Cases against the model's schema; after it, every reading is in the schema's own unit.
#pragma once

#include <vector>

#include "models/predict/predictor.h"
#include "server/predict/decode.h"
#include "server/predict/errors.h"

namespace credence::server {

// Adds to `violations`: unknown names, wrong kinds, units and categories, values that are not
// finite, negative, unsorted or too late hours, a row of the wrong shape, a label out of [0, C), an
// unknown cohort. Converts units in place. Stops once `violations` is full.
void Validate(const predict::Predictor& predictor, std::vector<Case>& cases,
              Violations& violations);

}  // namespace credence::server
